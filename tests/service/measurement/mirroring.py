"""Two sides that report one flow, and the totals as they ought to be."""

import asyncio
from typing import Any

from services.measurement.ledger.models.confirmations import LIVE
from shared.auth import Grant, Kind, Principal, Role
from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.serving import Client, coordinator

GIVER, TAKER = "GB-GOV-1", "KE-COA-1"
GIVEN, TAKEN = f"{GIVER}-X", f"{TAKER}-Y"
PROVIDER, RECIPIENT = coordinator("GB"), coordinator("KE")
FROM_GIVER = f'<provider-org ref="{GIVER}" provider-activity-id="{GIVEN}"/>'

# What totals must hold: every amount that is neither corrected nor withdrawn, nor left out for its mirror.
RECOUNT = """
SELECT extract(year FROM f.day)::smallint AS year, f.provider, part.recipient, f.transaction_type,
    CASE WHEN f.provider = part.recipient AND f.provider <> '' AND f.cooperation IS DISTINCT FROM 'triangular'
        THEN 'domestic' ELSE coalesce(f.cooperation, '') END AS c,
    f.aid_type, f.reporter, coalesce(sum(part.usd), 0) AS usd, count(part.usd) AS flows,
    count(*) FILTER (WHERE part.usd IS NULL) AS unconverted
FROM flows f CROSS JOIN unnest(f.recipients, f.parts_usd) AS part(recipient, usd)
WHERE f.corrected_by IS NULL AND f.withdrawn_at IS NULL AND f.amount IS NOT NULL AND f.repeats IS NULL
AND f.id NOT IN (SELECT recipient_flow FROM confirmations WHERE left_out)
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
KEPT = """
SELECT year, provider, recipient, transaction_type, cooperation, aid_type, reporter, usd, flows, unconverted FROM totals
WHERE flows <> 0 OR unconverted <> 0 OR usd <> 0
"""
DOUBLE = f"""
SELECT flow FROM (SELECT provider_flow AS flow FROM confirmations WHERE {LIVE}
                  UNION ALL SELECT recipient_flow FROM confirmations WHERE {LIVE}) both_sides
GROUP BY flow HAVING count(*) > 1
"""


def given(amount: str = "1000", **more: str) -> str:
    return transaction(amount, inner=f'<receiver-org ref="{TAKER}"/>', **more)


def taken(amount: str = "1000", *, kind: str = "1", **more: str) -> str:
    return transaction(amount, kind=kind, inner=FROM_GIVER, **more)


async def give(client: Client, inside: Driver, *transactions: str) -> None:
    await paired(client, inside, file(activity(GIVEN, *transactions, reporter=GIVER)))


async def take(client: Client, inside: Driver, *transactions: str) -> None:
    await paired(client, inside, file(activity(TAKEN, *transactions, reporter=TAKER)))


async def paired(client: Client, inside: Driver, body: bytes) -> None:
    """Import a file, and wait until its flows were compared."""
    job = await imported(client, body)
    assert (job["status"], job["counts"]["error"]) == ("finished", 0)
    await compared(inside)


async def compared(inside: Driver) -> None:
    """Wait until all flows were compared with those of others."""
    while await inside.fetchval("SELECT count(*) FROM unpaired"):
        await asyncio.sleep(0.02)


async def confirmations(client: Client, **filters: Any) -> list[dict[str, Any]]:
    answer = await client.get("/v1/confirmations", params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def say(client: Client, pair: dict[str, Any], to: str, who: Principal, **more: Any) -> Any:
    """Answer for a pair, with the version that it has now."""
    current = await client.get(f"/v1/confirmations/{pair['id']}")
    headers = {**client.as_(who), "If-Match": current.headers["etag"]}
    path = f"/v1/confirmations/{pair['id']}/transitions"
    return await client.post(path, json={"to": to, **more}, headers=headers)


async def check_sums(inside: Driver) -> None:
    """Compare totals with a recount of all flows."""
    assert sorted(map(tuple, await inside.fetch(KEPT))) == sorted(map(tuple, await inside.fetch(RECOUNT)))
    assert await inside.fetch(DOUBLE) == []


def reporter_of(actor: str) -> Principal:
    grant = Grant.model_validate({"role": Role.REPORTER, "actor": actor})
    return Principal(id=f"reporter-{actor}", kind=Kind.CLIENT, grants=(grant,))
