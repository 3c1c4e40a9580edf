"""Whatever is done, in any order and at once: totals are the sum of what is held, and that is by what is known."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from services.registry.events import ActorMerged
from shared.db import Driver
from shared.envelope import Event
from tests.service.measurement.attribution import check_attribution
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import (
    FROM_GIVER,
    GIVEN,
    GIVER,
    TAKEN,
    TAKER,
    check_sums,
    compared,
    confirmations,
)
from tests.service.measurement.registering import actor, hear, told
from tests.service.measurement.test_rates import NOT_AT_THE_LATEST
from tests.service.measurement.writing import flow
from tests.serving import Client

BANK = "XI-IATI-BANK"
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
     AND t.transaction_type IN ('3', '4') AND t.provider <> t.recipient),
    (SELECT coalesce(sum(usd), 0) FROM totals t WHERE t.provider = b.country AND t.year = b.year
     AND t.transaction_type IN ('3', '4') AND t.provider <> t.recipient))
"""
LEFT_OUT = "SELECT id FROM confirmations WHERE left_out AND status NOT IN ('matched', 'confirmed', 'disputed')"
# An event is known by its type, what it is of, and its place in the order of its own.
EVENTS = """
WITH told AS (
    SELECT seq, key, a->>'type' AS type, (a->>'sequence')::int AS sequence, convert_from(data, 'UTF8')::jsonb AS data
    FROM (SELECT *, convert_from(attributes, 'UTF8')::jsonb AS a FROM outbox) events
)
"""
OF_FLOWS = "type LIKE 'harambee.activity.flows\\_%'"
TWICE = f"{EVENTS} SELECT type, key, sequence FROM told WHERE NOT {OF_FLOWS} GROUP BY 1, 2, 3 HAVING count(*) > 1"
FLOWS_TWICE = f"""{EVENTS}
SELECT type, flow->>'id' FROM told, jsonb_array_elements(data->'flows') flow WHERE {OF_FLOWS}
GROUP BY 1, 2 HAVING count(*) > 1
"""
# What is told of flows follows what is told of the activity as it is with them.
FLOWS_FIRST = f"""{EVENTS}
SELECT type, key, sequence FROM told flows WHERE {OF_FLOWS} AND sequence IS DISTINCT FROM (
    SELECT sequence FROM told WHERE key = flows.key AND seq < flows.seq AND NOT {OF_FLOWS} ORDER BY seq DESC LIMIT 1
)
"""
UNTOLD = f"""{EVENTS}, named AS (
    SELECT type, (flow->>'id')::uuid AS id FROM told, jsonb_array_elements(data->'flows') flow WHERE {OF_FLOWS}
)
SELECT id FROM flows WHERE id NOT IN (SELECT id FROM named WHERE type NOT LIKE '%withdrawn%')
    OR (withdrawn_at IS NOT NULL) <> (id IN (SELECT id FROM named WHERE type LIKE '%withdrawn%'))
"""


class Play:
    """Does one thing after the other, by chance."""

    def __init__(self, client: Client, url: str, inside: Driver, seed: int) -> None:
        self._client, self._url, self._inside, self._chance = client, url, inside, random.Random(seed)
        self._actors = {ref: uuid4() for ref in (GIVER, TAKER, BANK)}
        self._told = dict.fromkeys(self._actors, 0)
        self._merged: dict[str, str] = {}
        self.steps: list[Callable[[], Awaitable[Any]]] = [
            self.send,
            self.send,
            self.load_rate,
            self.load_groups,
            self.set_cooperation,
            self.answer,
            self.link,
            self.withdraw,
            self.put_flow,
            self.correct,
            self.register,
            self.register,
            self.merge,
            self.choose,
            self.choose,
        ]

    async def send(self) -> None:
        """Import what one of the two reporters holds now, which may be less than before."""
        chance = self._chance
        mine, reporter, ref = chance.choice([(GIVEN, GIVER, TAKER), (TAKEN, TAKER, GIVER)])
        taking = [FROM_GIVER, FROM_GIVER, "<provider-org><narrative>Bank</narrative></provider-org>"]
        giving = [f'<receiver-org ref="{ref}"/>', f'<provider-org ref="{BANK}" type="40"/>']
        flows = [
            transaction(
                str(chance.choice([1000, 1000, 1020, 50000])),
                kind=chance.choice(["3", "3", "1"] if reporter == TAKER else ["3", "4"]),
                day=chance.choice(DAYS),
                currency=chance.choice(["USD", "KES"]),
                ref=str(number),
                inner=chance.choice(taking if reporter == TAKER else giving),
            )
            for number in range(chance.randint(0, 4))
        ]
        mode = {"missing": chance.choice(["keep", "withdraw"])}
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

    async def link(self) -> None:
        two = {"flows": [one["id"] for one in (await self._a_flow(), await self._a_flow()) if one]}
        answer = await self._client.post("/v1/confirmations", json=two)
        assert answer.status_code in {200, 201, 409, 422, 503}, answer.text

    async def withdraw(self) -> None:
        if one := await self._a_flow():
            answer = await self._client.post(f"/v1/flows/{one['id']}/withdraw", json={"reason": "Twice"})
            assert answer.status_code in {200, 409, 503}, answer.text

    async def put_flow(self) -> None:
        if path := await self._an_activity():
            said = self._flow(path.rpartition("/")[2])
            answer = await self._client.put("/v1/flows/by-external-id/17", json=said, headers={"If-Match": "*"})
            assert answer.status_code in {200, 201, 409, 422, 503}, answer.text

    async def correct(self) -> None:
        if one := await self._a_flow():
            said = self._flow(one["activity"]) | {"corrects": one["id"]}
            assert (await self._client.post("/v1/flows", json=said)).status_code in {201, 409, 503}

    def _flow(self, activity_id: str) -> dict[str, Any]:
        chance = self._chance
        value = {"amount": chance.choice(["1000", "1020"]), "currency": chance.choice(["USD", "KES"])}
        provider = chance.choice([{}, {"provider": {"ref": TAKER}}, {"provider": {"name": "Bank"}}])
        return flow(
            activity_id, transaction_type=chance.choice(["1", "3"]), day=chance.choice(DAYS), value=value, **provider
        )

    async def register(self) -> None:
        """Register an organisation, change it, or part it from the one that it was merged into."""
        ref, country = self._chance.choice(list(self._actors)), self._chance.choice(["GB", "IN", "KE", None])
        constituency = self._chance.choice(["public", "public", "multilateral"])
        refs = self._chance.choice([[ref], [ref], []])
        self._merged.pop(ref, None)
        await self._hear(ref, actor(self._actors[ref], country, *refs, constituency=constituency))

    async def merge(self) -> None:
        gone, into = self._chance.sample(list(self._actors), 2)
        end = into
        while end in self._merged:
            end = self._merged[end]
        if self._told[gone] and end != gone:
            self._merged[gone] = into
            event = ActorMerged(id=self._actors[gone], into=self._actors[into], identifiers=[gone])
            await self._hear(gone, event)

    async def _hear(self, ref: str, event: Event) -> None:
        self._told[ref] += 1
        await hear(self._url, told(event, self._told[ref]))

    async def choose(self) -> None:
        found = (await self._client.get("/v1/imports/organisations")).json()["items"]
        if found:
            path = f"/v1/imports/organisations/{self._chance.choice(found)['id']}"
            who = self._chance.choice([None, *map(str, self._actors.values())])
            answer = await self._client.put(path, json={"actor": who}, headers={"If-Match": "*"})
            assert answer.status_code in {200, 422, 503}, answer.text

    async def _a_flow(self) -> dict[str, Any] | None:
        found = (await self._client.get("/v1/flows", params={"limit": 100})).json()["items"]
        return self._chance.choice(found) if found else None

    async def _an_activity(self) -> str | None:
        found = (await self._client.get("/v1/activities")).json()["items"]
        return f"/v1/activities/{self._chance.choice(found)['id']}" if found else None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("at_once", [1, 2])
async def test_whatever_is_done_the_totals_are_the_sum_of_what_is_held(
    client: Client, url: str, inside: Driver, seed: int, at_once: int
) -> None:
    play = Play(client, url, inside, seed)
    chance = random.Random(seed)
    for _ in range(12):
        await asyncio.gather(*(step() for step in chance.choices(play.steps, k=at_once)))
    await compared(inside)
    while await inside.fetchval(WAITING):
        await asyncio.sleep(0.02)
    await check_sums(inside)
    await check_attribution(inside)
    assert await inside.fetchval(NOT_AT_THE_LATEST) == 0
    for wrong in (UNBALANCED, LEFT_OUT, TWICE, FLOWS_TWICE, FLOWS_FIRST, UNTOLD):
        assert await inside.fetch(wrong) == []
