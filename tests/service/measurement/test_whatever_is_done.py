"""Whatever is done, in any order and at once: what is counted is the sum of what is held."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.measurement import workers
from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import GIVEN, GIVER, TAKEN, TAKER, check_sums, compared, confirmations
from tests.service.measurement.test_rates import NOT_AT_THE_LATEST
from tests.serving import Client

DAYS = ["2019-05-01", "2019-11-20", "2020-03-15"]
WAITING = """
SELECT (SELECT count(*) FROM unpaired) + (SELECT count(*) FROM reported_organisations WHERE waits)
    + (SELECT count(*) FROM conversions WHERE status <> 'finished')
    + (SELECT count(*) FROM classifications WHERE status <> 'finished')
"""
# Each balance is the sum of the totals, and nothing is left out but for a live pair.
UNBALANCED = """
SELECT b.country, b.year FROM balances b WHERE (inflow_usd, outflow_usd) IS DISTINCT FROM (
    (SELECT coalesce(sum(usd), 0) FROM totals t WHERE t.recipient = b.country AND t.year = b.year
     AND t.kind IN ('3', '4') AND t.provider <> t.recipient),
    (SELECT coalesce(sum(usd), 0) FROM totals t WHERE t.provider = b.country AND t.year = b.year
     AND t.kind IN ('3', '4') AND t.provider <> t.recipient))
"""
LEFT_OUT = "SELECT id FROM confirmations WHERE left_out AND status NOT IN ('matched', 'confirmed', 'disputed')"
# An event is known by its type, what it is of, and its place in the order of its own.
TWICE = """
SELECT attributes->>'type', attributes->>'subject', attributes->>'sequence', count(*)
FROM (SELECT convert_from(attributes, 'UTF8')::jsonb AS attributes FROM outbox) told
GROUP BY 1, 2, 3 HAVING count(*) > 1
"""


class Play:
    """Does one thing after the other, by chance."""

    def __init__(self, client: Client, inside: Driver, seed: int) -> None:
        self._client, self._inside, self._chance = client, inside, random.Random(seed)
        self.steps: list[Callable[[], Awaitable[Any]]] = [
            self.send,
            self.send,
            self.load_rate,
            self.load_groups,
            self.set_cooperation,
            self.answer,
            self.withdraw,
        ]

    async def send(self) -> None:
        """Import what one of the two reporters holds now, which may be less than before."""
        chance = self._chance
        mine, reporter, ref = chance.choice([(GIVEN, GIVER, TAKER), (TAKEN, TAKER, GIVER)])
        provider = (
            f'<provider-org ref="{GIVER}" provider-activity-id="{GIVEN}"/>'
            if reporter == TAKER
            else f'<receiver-org ref="{ref}"/>'
        )
        flows = [
            transaction(
                str(chance.choice([1000, 1000, 1020, 50000])),
                kind=chance.choice(["3", "3", "1"] if reporter == TAKER else ["3", "4"]),
                day=chance.choice(DAYS),
                currency=chance.choice(["USD", "KES"]),
                ref=str(number),
                inner=provider,
            )
            for number in range(chance.randint(0, 4))
        ]
        mode = {"vanished": chance.choice(["keep", "withdraw"])}
        job = await imported(self._client, file(activity(mine, *flows, reporter=reporter)), query=mode)
        assert job["status"] == "finished", job

    async def load_rate(self) -> None:
        rate = {"currency": "KES", "date": self._chance.choice(DAYS), "source": "a bank"}
        units = str(self._chance.randint(50, 150))
        answer = await self._client.post("/v1/exchange-rates", json=[{**rate, "units_per_usd": units}])
        assert answer.status_code == 200, answer.text

    async def load_groups(self) -> None:
        path = "/v1/country-groups/invented-2015"
        held = await self._client.get(path)
        body = {"valid_from": "2015-01-01", "source": "invented", "developed": [self._chance.choice(["GB", "KE"])]}
        headers = {"If-Match": held.headers["etag"]} if held.status_code == 200 else {}
        assert (await self._client.put(path, json=body, headers=headers)).status_code in {200, 201, 412, 428}

    async def set_cooperation(self) -> None:
        path = await self._an_activity()
        if path is None:
            return
        etag = (await self._client.get(path)).headers["etag"]
        said = {"value": self._chance.choice(["triangular", None]), "reason": "They say so"}
        answer = await self._client.put(f"{path}/cooperation", json=said, headers={"If-Match": etag})
        assert answer.status_code in {200, 409, 412, 503}, answer.text

    async def answer(self) -> None:
        found = await confirmations(self._client, limit=100)
        if not found:
            return
        path = f"/v1/confirmations/{self._chance.choice(found)['id']}"
        etag = (await self._client.get(path)).headers["etag"]
        said = {
            "to": self._chance.choice(["matched", "confirmed", "objected"]),
            "comment": "So it is",
            "side": self._chance.choice(["provider", "recipient"]),
        }
        answer = await self._client.post(f"{path}/transitions", json=said, headers={"If-Match": etag})
        assert answer.status_code in {200, 409, 412, 503}, answer.text

    async def withdraw(self) -> None:
        found = (await self._client.get("/v1/flows", params={"limit": 100})).json()["items"]
        if found:
            path = f"/v1/flows/{self._chance.choice(found)['id']}/withdraw"
            answer = await self._client.post(path, json={"reason": "Twice"})
            assert answer.status_code in {200, 409, 412, 503}, answer.text

    async def _an_activity(self) -> str | None:
        found = (await self._client.get("/v1/activities")).json()["items"]
        return f"/v1/activities/{self._chance.choice(found)['id']}" if found else None


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have jobs wait for each other only shortly."""
    monkeypatch.setattr(workers, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(workers, "POLL_SECONDS", 0.02)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("at_once", [1, 2])
async def test_whatever_is_done_the_totals_are_the_sum_of_what_is_held(
    client: Client, inside: Driver, seed: int, at_once: int
) -> None:
    play = Play(client, inside, seed)
    chance = random.Random(seed)
    for _ in range(8):
        await asyncio.gather(*(step() for step in chance.choices(play.steps, k=at_once)))
    await compared(inside)
    while await inside.fetchval(WAITING):
        await asyncio.sleep(0.02)
    await check_sums(inside)
    assert await inside.fetchval(NOT_AT_THE_LATEST) == 0
    for wrong in (UNBALANCED, LEFT_OUT, TWICE):
        assert await inside.fetch(wrong) == []
