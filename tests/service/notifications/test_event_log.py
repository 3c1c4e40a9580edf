import asyncio
from typing import Any
from uuid import uuid4

import pytest

from services.notifications import queries
from services.registry.events import MembershipChanged, Period
from services.roadmaps.events import RoadmapMoved
from shared.auth import ANYONE
from shared.consuming import Intake
from shared.service import runtime
from tests.service.notifications.facts import actor, assigned, due, told
from tests.service.notifications.stage import Stage
from tests.serving import authorization, coordinator


async def read(stage: Stage, headers: dict[str, str] | None = None, **filters: Any) -> dict[str, Any]:
    answer = await stage.client.get("/v1/events", params={"limit": 1000, **filters}, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def names(stage: Stage, headers: dict[str, str] | None = None, **filters: Any) -> list[str]:
    return [one["data"]["names"]["en"] for one in (await read(stage, headers, **filters))["items"]]


async def test_events_get_positions_without_gaps_though_several_consumers_write(stage: Stage) -> None:
    things = [uuid4() for _ in range(4)]

    async def hear(thing: int) -> None:
        async with runtime(stage.service) as shared:
            for batch in range(5):
                envelopes = [actor(identity=things[thing], sequence=10 * batch + step) for step in range(10)]
                await Intake(stage.service.consumer, shared.resources, "").take_in(envelopes)  # type: ignore[arg-type]

    await asyncio.gather(*(hear(thing) for thing in range(len(things))))
    found = (await read(stage))["items"]
    assert [one["position"] for one in found] == list(range(1, 201))
    for thing in things:
        mine = [int(one["sequence"]) for one in found if one["subject"] == f"actors/{thing}"]
        assert mine == list(range(50))


async def test_an_event_that_comes_twice_is_in_the_log_once(stage: Stage) -> None:
    one = actor("Once")
    await stage.hear(one)
    await stage.hear(one, actor("Another"))
    assert await names(stage) == ["Once", "Another"]


async def test_the_log_gives_events_as_they_were_published(stage: Stage) -> None:
    one = actor("Ministry")
    await stage.hear(one)
    assert (await read(stage))["items"] == [one.structured() | {"position": 1}]


async def test_what_reaches_people_never_enters_the_log(stage: Stage) -> None:
    owner = uuid4()
    await stage.hear(assigned(owner, uuid4()), due(owner, uuid4()))
    found = await read(stage)
    assert [one["type"] for one in found["items"]] == ["harambee.deadline.set.v1"]
    assert [one["position"] for one in found["items"]] == [1]


async def test_the_log_is_read_in_stretches(stage: Stage) -> None:
    await stage.hear(*(actor(str(number)) for number in range(5)))
    after, seen = "0", []
    while items := (page := await read(stage, after=after, limit=2))["items"]:
        seen += [one["position"] for one in items]
        after = page["next"]
    assert seen == [1, 2, 3, 4, 5]
    await stage.hear(actor("later"))
    assert await names(stage, after=after) == ["later"]


async def test_a_stretch_of_large_events_is_shorter(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.hear(*(actor(str(number) * 2000) for number in range(8)))
    monkeypatch.setattr(queries, "MOST_BYTES", 5000)
    after, seen = "0", []
    while items := (page := await read(stage, after=after))["items"]:
        seen.append([one["position"] for one in items])
        after = page["next"]
    assert seen == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert [one["position"] for one in (await read(stage, order="newest"))["items"]] == [8, 7]
    monkeypatch.setattr(queries, "MOST_BYTES", 1)
    assert [one["position"] for one in (await read(stage, after=3))["items"]] == [4]


async def test_the_newest_can_be_asked_for(stage: Stage) -> None:
    await stage.hear(*(actor(str(number)) for number in range(5)))
    assert await names(stage, order="newest", limit=2) == ["4", "3"]


async def test_filters_of_one_kind_widen_and_of_different_kinds_narrow(stage: Stage) -> None:
    await stage.hear(
        actor("in Kenya"),
        actor("in Ghana", country="GH", regions=["ECOWAS"]),
        actor("in Mali", country="ML", regions=[]),
        told(RoadmapMoved(id=uuid4(), framework="nairobi-2017", before="draft", to="adopted", on="2017-06-01")),
    )
    actors = "harambee.actor.registered.v1"
    assert await names(stage, type=actors, country="KE") == ["in Kenya"]
    assert await names(stage, type=actors, country=["KE", "ML"]) == ["in Kenya", "in Mali"]
    assert await names(stage, type=actors, region="ECOWAS") == ["in Ghana"]
    assert await names(stage, type=actors, region="ECOWAS", country="KE") == []
    assert len((await read(stage, type="harambee.roadmap.*"))["items"]) == 1
    assert len((await read(stage, type="harambee.*"))["items"]) == 4
    eac = MembershipChanged(id="EAC-KE", region="EAC", country="KE", periods=[Period()])
    ecowas = MembershipChanged(id="ECOWAS-GH", region="ECOWAS", country="GH", periods=[Period()])
    await stage.hear(told(eac), told(ecowas))
    for path in ("/v1/events", "/v1/events/stream"):
        unknown = await stage.client.get(path, params={"region": ["EAC", "ECOWAZ"]})
        assert [(one["pointer"], one["code"]) for one in unknown.json()["errors"]] == [("/region/1", "unknown_region")]
        assert "did you mean ECOWAS?" in unknown.text
    hook = {"url": "https://hooks.example.org/x", "regions": ["EAC", "ECOWAZ"]}
    refused = await stage.client.post("/v1/subscriptions", json=hook)
    assert ("/regions/1", "unknown_region") in {(one["pointer"], one["code"]) for one in refused.json()["errors"]}


async def test_a_parameter_that_is_not_known_or_cannot_be_right_is_an_error(stage: Stage) -> None:
    answer = await stage.client.get("/v1/events", params={"colour": "red", "limit": 0, "after": -1, "country": "XX"})
    assert answer.status_code == 422
    assert {one["pointer"].split("/")[1] for one in answer.json()["errors"]} == {"colour", "limit", "after", "country"}


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("harambee.roadmap.draftet.v1", "; did you mean harambee.roadmap.drafted.v1?"),
        ("harambee.roadmaps.*", "; did you mean harambee.roadmap.*?"),
        ("harambee.act_r.*", "; did you mean harambee.actor.*?"),
        ("harambee.focal_point.*", ""),
        ("roadmap", ""),
        ("", ""),
    ],
)
async def test_a_type_of_no_event_is_refused_with_the_nearest(stage: Stage, wrong: str, hint: str) -> None:
    asked = await stage.client.get("/v1/events", params={"type": ["harambee.actor.*", wrong]})
    streamed = await stage.client.get("/v1/events/stream", params={"type": ["harambee.actor.*", wrong]})
    body = {"url": "http://127.0.0.1:9/", "types": ["harambee.actor.*", wrong]}
    subscribed = await stage.client.post("/v1/subscriptions", json=body)
    for answer, pointer in ((asked, "/type/1"), (streamed, "/type/1"), (subscribed, "/types/1")):
        assert answer.status_code == 422
        (fault,) = answer.json()["errors"]
        assert (fault["pointer"], fault["code"]) == (pointer, "unknown_type")
        assert fault["detail"] == f"{wrong} is not a type of event; docs/events.md lists all{hint}"


async def test_everybody_sees_of_the_log_what_its_grants_allow(stage: Stage) -> None:
    await stage.hear(
        actor("for all"),
        actor("for Kenya", audience="country:KE"),
        actor("for Ghana", audience="country:GH"),
        actor("for an actor", audience=f"actor:{uuid4()}"),
    )
    assert await names(stage, authorization(ANYONE)) == ["for all"]
    assert await names(stage, stage.client.as_(coordinator("KE"))) == ["for all", "for Kenya"]
    assert await names(stage) == ["for all", "for Kenya", "for Ghana", "for an actor"]


async def test_a_reader_whose_filter_finds_nothing_does_not_start_over_each_time(stage: Stage) -> None:
    await stage.hear(*(actor(str(number)) for number in range(5)))
    assert await read(stage, country="ML") == {"items": [], "next": "5"}
    assert (await read(stage, after=5))["next"] == "5"


@pytest.mark.parametrize("path", ["/v1/events?after=6", "/v1/events/stream?after=6"])
async def test_a_place_that_the_log_does_not_have_yet_is_gone_with_its_end(stage: Stage, path: str) -> None:
    await stage.hear(*(actor(str(number)) for number in range(5)))
    answer = await stage.client.get(path)
    assert answer.status_code == 410
    assert "ends at 5" in answer.json()["detail"]


@pytest.mark.parametrize("after", ["-1", "9223372036854775808", "x"])
async def test_what_is_no_place_is_refused(stage: Stage, after: str) -> None:
    for path, headers in (
        (f"/v1/events?after={after}", {}),
        (f"/v1/events/stream?after={after}", {}),
        ("/v1/events/stream", {"Last-Event-ID": after}),
    ):
        assert (await stage.client.get(path, headers=headers)).status_code == 422
