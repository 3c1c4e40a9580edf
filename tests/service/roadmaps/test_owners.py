from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registry.events import ActorMerged, ActorUpdated
from services.roadmaps.consumers import consumer
from shared.envelope import Envelope, enveloped
from tests.hearing import take_in
from tests.service.roadmaps.conftest import Told
from tests.service.roadmaps.test_api import drafted
from tests.serving import Client

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


async def test_the_actor_that_stays_owns_what_the_merged_one_did(client: Client, url: str, told: Told) -> None:
    old, into = uuid4(), uuid4()
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
    own = (await drafted(client, owner=str(old))).json()
    await hear(url, merged(old, into, 5), updated(old, 4), updated(into, 9))
    assert await owner(client, own) == into


async def test_a_roadmap_that_was_given_away_since_stays_where_it_is(client: Client, url: str) -> None:
    old, into, third = uuid4(), uuid4(), uuid4()
    own = (await drafted(client, owner=str(old))).json()
    await hear(url, merged(old, into))
    change = {"owner": str(third)}
    await client.patch(f"/v1/roadmaps/{own['id']}", json=change, headers={"If-Match": "*"})
    await hear(url, updated(old, 3))
    assert await owner(client, own) == third


async def test_two_roadmaps_of_one_external_identity_stay_two(client: Client, url: str) -> None:
    old, into = uuid4(), uuid4()
    own = (await drafted(client, owner=str(old), external_id="one")).json()
    await drafted(client, "UG", owner=str(into), external_id="one")
    await hear(url, merged(old, into))
    shown = (await client.get(f"/v1/roadmaps/{own['id']}")).json()
    assert (shown["owner"], shown["external_id"]) == (str(into), None)
    await hear(url, updated(old, 3))
    shown = (await client.get(f"/v1/roadmaps/{own['id']}")).json()
    assert (shown["owner"], shown["external_id"]) == (str(old), "one")


async def test_an_answer_with_an_owner_who_has_another_name_is_another_answer(client: Client, url: str) -> None:
    address = (await drafted(client, owner=str(owner := uuid4()))).headers["location"]
    known = {"If-None-Match": (await client.get(address)).headers["etag"]}
    assert (await client.get(address, headers=known)).status_code == 304
    await hear(url, updated(owner, 2))
    answer = await client.get(address, headers=known)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
