import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.registry.events import ActorMerged, ActorUpdated, ActorWithdrawn, MembershipChanged, Period
from services.roadmaps.commands import acceptances
from services.roadmaps.consumers import consumer
from shared.envelope import Envelope, enveloped
from tests.hearing import take_in
from tests.service.roadmaps.conftest import OWNER, Told, registered
from tests.service.roadmaps.test_api import drafted, roadmap
from tests.serving import Client, coordinator

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def merged(old: UUID, into: UUID, sequence: int = 2) -> Envelope:
    return enveloped(ActorMerged(id=old, into=into), source="registry", time=MOMENT, sequence=sequence)


def updated(actor: UUID, sequence: int) -> Envelope:
    event = ActorUpdated(id=actor, names={"en": "Ministry"}, kind="10", constituency="public")
    return enveloped(event, source="registry", time=MOMENT, sequence=sequence)


async def hear(url: str, *envelopes: Envelope) -> None:
    await take_in(url, consumer, *envelopes)


async def owner(client: Client, roadmap: dict[str, Any]) -> UUID:
    return UUID((await client.get(f"/v1/roadmaps/{roadmap['id']}")).json()["owner"])


async def test_all_that_is_unknown_is_told_at_once_with_what_was_meant(client: Client, url: str) -> None:
    periods = [Period()]
    event = MembershipChanged(id="ECOWAS-GH", region="ECOWAS", country="GH", periods=periods)
    await hear(url, enveloped(event, source="registry", time=MOMENT, sequence=1))
    unknown = roadmap(scope={"region": "ECOWAZ"}, owner=str(uuid4()), anchor_date="2016-01-01")
    refused = await client.post("/v1/roadmaps", json=unknown)
    assert {(one["pointer"], one["code"]) for one in refused.json()["errors"]} == {
        ("/scope/region", "unknown_region"),
        ("/owner", "unknown_actor"),
        ("/anchor_date", "before_framework"),
    }
    assert "did you mean ECOWAS?" in refused.text
    without = await client.post("/v1/roadmaps", json={**unknown, "framework": "nairobi-1917"})
    assert [one["pointer"] for one in without.json()["errors"]] == ["/framework", "/scope/region", "/owner"]
    accepting = {"actor": str(OWNER), "scope": {"region": "ECOWAZ"}}
    assert (await client.post("/v1/roadmaps/acceptances", json=accepting)).status_code == 422
    for collection in ("roadmaps", "deadlines"):
        asked = await client.get(f"/v1/{collection}", params={"region": ["ECOWAS", "ECOWAZ"]})
        assert [(one["pointer"], one["code"]) for one in asked.json()["errors"]] == [("/region/1", "unknown_region")]
        assert (await client.get(f"/v1/{collection}", params={"region": "ECOWAS"})).status_code == 200


async def test_the_actor_that_stays_owns_what_the_merged_one_did(client: Client, url: str, told: Told) -> None:
    old, into = uuid4(), uuid4()
    await hear(url, *map(registered, (old, into)))
    own = (await drafted(client, owner=str(old))).json()
    other = (await drafted(client, "UG")).json()
    before = len(await told())
    await hear(url, merged(old, into))
    assert await owner(client, own) == into
    assert await owner(client, other) == UUID(other["owner"])
    events = (await told())[before:]
    assert [event["type"].split(".", 1)[1] for event in events] == [
        "roadmap.revised.v1",
        "deadline.moved.v1",
        "deadline.moved.v1",
    ]
    assert {event["data"]["owner"] for event in events} == {str(into)}


@pytest.mark.parametrize("order", [1, -1])
async def test_merges_are_followed_to_their_end_and_undone_one_by_one(client: Client, url: str, order: int) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    await hear(url, *map(registered, (first, second, third)))
    own = (await drafted(client, owner=str(first))).json()
    merges: Sequence[Envelope] = [merged(first, second), merged(second, third)]
    await hear(url, *merges[::order])
    assert await owner(client, own) == third
    await hear(url, updated(second, 3))
    assert await owner(client, own) == second
    await hear(url, updated(first, 3), updated(first, 4))
    assert await owner(client, own) == first


async def test_what_was_said_before_a_merge_does_not_undo_it(client: Client, url: str) -> None:
    old, into = uuid4(), uuid4()
    await hear(url, *map(registered, (old, into)))
    own = (await drafted(client, owner=str(old))).json()
    await hear(url, merged(old, into, 5), updated(old, 4), updated(into, 9))
    assert await owner(client, own) == into


async def test_a_roadmap_that_was_given_away_since_stays_where_it_is(client: Client, url: str) -> None:
    old, into, third = uuid4(), uuid4(), uuid4()
    await hear(url, *map(registered, (old, into, third)))
    own = (await drafted(client, owner=str(old))).json()
    await hear(url, merged(old, into))
    change = {"owner": str(third)}
    await client.patch(f"/v1/roadmaps/{own['id']}", json=change, headers={"If-Match": "*"})
    await hear(url, updated(old, 3))
    assert await owner(client, own) == third


async def test_two_roadmaps_of_one_external_identity_stay_two(client: Client, url: str) -> None:
    old, into = uuid4(), uuid4()
    await hear(url, *map(registered, (old, into)))
    own = (await drafted(client, owner=str(old), external_id="one")).json()
    await drafted(client, "UG", owner=str(into), external_id="one")
    await hear(url, merged(old, into))
    shown = (await client.get(f"/v1/roadmaps/{own['id']}")).json()
    assert (shown["owner"], shown["external_id"]) == (str(into), None)
    await hear(url, updated(old, 3))
    shown = (await client.get(f"/v1/roadmaps/{own['id']}")).json()
    assert (shown["owner"], shown["external_id"]) == (str(old), "one")


async def test_an_answer_with_an_owner_who_has_another_name_is_another_answer(client: Client, url: str) -> None:
    owner = uuid4()
    await hear(url, registered(owner))
    address = (await drafted(client, owner=str(owner))).headers["location"]
    known = {"If-None-Match": (await client.get(address)).headers["etag"]}
    assert (await client.get(address, headers=known)).status_code == 304
    await hear(url, updated(owner, 2))
    answer = await client.get(address, headers=known)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)


def withdrawn(actor: UUID, sequence: int = 2) -> Envelope:
    return enveloped(ActorWithdrawn(id=actor), source="registry", time=MOMENT, sequence=sequence)


def reasons(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


async def test_owners_that_are_unknown_merged_or_withdrawn_are_refused(client: Client, url: str) -> None:
    old, into, gone = uuid4(), uuid4(), uuid4()
    await hear(url, *map(registered, (old, into, gone)), merged(old, into), withdrawn(gone))
    long_ago, far_ahead = (UUID(int=stamp << 80 | 7 << 76 | 2 << 62) for stamp in (1, 2**48 - 1))
    unknown = dict.fromkeys((uuid4(), long_ago, far_ahead), (422, "unknown_actor"))
    wrong = {**unknown, old: (409, "merged"), gone: (409, "withdrawn")}
    address = (await drafted(client)).headers["location"]
    for actor, (status, code) in wrong.items():
        for answer in (
            await client.post("/v1/roadmaps", json=roadmap("UG", owner=str(actor))),
            await client.patch(address, json={"owner": str(actor)}, headers={"If-Match": '"1"'}),
        ):
            assert (answer.status_code, reasons(answer)) == (status, [("/owner", code)])
    await hear(url, registered(gone, sequence=3))
    assert (await client.post("/v1/roadmaps", json=roadmap("UG", owner=str(gone)))).status_code == 201


async def test_an_actor_that_was_registered_a_moment_ago_is_waited_for(client: Client, url: str) -> None:
    actor = uuid7()
    answer, _ = await asyncio.gather(client.post("/v1/roadmaps", json=roadmap(owner=str(actor))), later(url, actor))
    assert answer.status_code == 201, answer.text


async def test_of_an_actor_that_is_too_new_nobody_says_that_it_is_none(
    client: Client, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptances, "LOOKS", 1)
    actor = uuid7()
    answer = await client.post("/v1/roadmaps", json=roadmap(owner=str(actor)))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    await hear(url, registered(actor))
    assert (await client.post("/v1/roadmaps", json=roadmap(owner=str(actor)))).status_code == 201


async def later(url: str, actor: UUID) -> None:
    await asyncio.sleep(0.3)
    await hear(url, registered(actor))


async def test_an_owner_lies_inside_the_callers_grants_or_has_accepted(client: Client, url: str) -> None:
    own, zambian, agency = uuid4(), uuid4(), uuid4()
    await hear(url, registered(own, "MW"), registered(zambian, "ZM"), registered(agency, None))
    malawi, zambia = client.as_(coordinator("MW")), client.as_(coordinator("ZM"))
    for actor in (zambian, agency):
        refused = await client.post("/v1/roadmaps", json=roadmap("MW", owner=str(actor)), headers=malawi)
        assert (refused.status_code, reasons(refused)) == (403, [("/owner", "outside_grants")])
        assert "POST /v1/roadmaps/acceptances" in refused.json()["detail"]
    accepting = {"actor": str(zambian), "scope": {"country": "MW"}}
    assert (await client.post("/v1/roadmaps/acceptances", json=accepting, headers=malawi)).status_code == 403
    for _ in range(2):
        assert (await client.post("/v1/roadmaps/acceptances", json=accepting, headers=zambia)).status_code == 200
    answer = await client.post("/v1/roadmaps", json=roadmap("MW", owner=str(zambian)), headers=malawi)
    assert answer.status_code == 201, answer.text
    address = answer.headers["location"]
    change = {"owner": str(own)}
    assert (await client.patch(address, json=change, headers={**malawi, "If-Match": '"1"'})).status_code == 200
    ended = await client.post("/v1/roadmaps/acceptances", json={**accepting, "accepted": False}, headers=zambia)
    assert ended.status_code == 200
    back = await client.patch(address, json={"owner": str(zambian)}, headers={**malawi, "If-Match": '"2"'})
    assert (back.status_code, reasons(back)) == (403, [("/owner", "outside_grants")])
