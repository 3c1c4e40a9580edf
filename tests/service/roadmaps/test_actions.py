"""Actions of a roadmap, how far they are, their milestones, and what an adoption asks for."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.roadmaps.consumers import consumer
from shared.auth import Grant, Kind, Principal, Role
from shared.db import connect
from tests.hearing import take_in
from tests.service.roadmaps.conftest import OWNER, Told, registered
from tests.service.roadmaps.test_api import deadlines, drafted, moved, reporter_of
from tests.service.roadmaps.test_owners import merged, updated, withdrawn
from tests.serving import NOBODY, Client, coordinator

UGANDA = UUID("01a20875-b7ce-7666-8a02-2f3b387c98f1")
ANY = {"If-Match": "*"}
REVIEWER = Principal(
    id="reviewer", kind=Kind.CLIENT, grants=(Grant(role=Role.REVIEWER, country="KE", countries=("KE",)),)
)


def action(**more: Any) -> dict[str, Any]:
    return {"commitment": 4, "titles": {"en": "Record all flows"}, "responsible": [str(OWNER)], **more}


@pytest.fixture
async def plan(client: Client) -> str:
    """Draft a roadmap; give where its actions are."""
    return f"{(await drafted(client)).headers['location']}/actions"


async def added(client: Client, plan: str, **more: Any) -> dict[str, Any]:
    answer = await client.post(plan, json=action(**more))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def milestone(client: Client, of: str, **more: Any) -> httpx.Response:
    body = {"titles": {"en": "Half of them"}, "due_on": "2018-01-31", **more}
    return await client.post(f"/v1/actions/{of}/milestones", json=body)


def faults(answer: httpx.Response) -> dict[str, str]:
    return {one["pointer"]: one["code"] for one in answer.json()["errors"]}


async def test_an_action_is_kept_as_it_was_sent(client: Client, plan: str, told: Told) -> None:
    sent = action(
        descriptions={"en": "By one standard", "sw": "Kwa kiwango kimoja"},
        topics=[2, 5],
        pillars=["information_bases"],
        sdgs=["17", "17.9"],
        supporting=[str(OWNER)],
        plan_line="MTP III, 4.2",
        budget={"amount": "250000.00", "currency": "KES", "line": "1052-7"},
        starts_on="2017-06-01",
        ends_on="2018-05-31",
        external_id="plan/7",
    )
    answer = await client.post(plan, json=sent)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    found = await client.get(answer.headers["location"])
    assert found.json() == answer.json()
    assert {name: found.json()[name] for name in sent} == sent | {"budget": {**sent["budget"], "amount": "250000.00"}}
    assert (found.json()["self_rating"], found.json()["withdrawn"]) == (None, False)
    event = (await told())[-1]
    assert (event["type"], event["country"], event["audience"]) == ("harambee.action.added.v1", "KE", "country:KE")
    assert event["data"]["sdgs"] == ["17", "17.9"]


async def test_everything_that_is_wrong_is_said_at_once(client: Client, plan: str) -> None:
    stranger = str(uuid4())
    body = action(commitment=6, topics=[1, 12], responsible=[str(OWNER), stranger], ends_on="2017-01-01")
    answer = await client.post(plan, json=body)
    assert answer.status_code == 422
    assert faults(answer) == {
        "/commitment": "unknown_number",
        "/topics/1": "unknown_number",
        "/responsible/1": "unknown_actor",
        "/ends_on": "before_anchor",
    }
    wrong = action(sdgs=["18"], pillars=["luck"], starts_on="2018-01-01", ends_on="2017-12-31")
    answer = await client.post(plan, json=wrong)
    assert set(faults(answer)) == {"/sdgs/0", "/pillars/0", "/ends_on"}


async def test_actions_are_found_by_what_they_are_about(client: Client, plan: str) -> None:
    await added(client, plan, commitment=1, sdgs=["17.9"], topics=[2])
    await added(client, plan, commitment=2, sdgs=["1"], pillars=["national_body"], external_id="a/2")
    third = await added(client, plan, commitment=2, sdgs=["17"])
    await client.post(f"/v1/actions/{third['id']}/ratings", json={"by": "self", "completion": "limited"}, headers=ANY)

    async def listed(**filters: Any) -> list[int]:
        answer = await client.get(plan, params=filters)
        assert answer.status_code == 200, answer.text
        return [one["commitment"] for one in answer.json()["items"]]

    assert await listed() == [1, 2, 2]
    assert await listed(sdg="17") == [1, 2]
    assert await listed(sdg="17.9") == [1]
    assert await listed(topic=2) == [1]
    assert await listed(pillar="national_body") == [2]
    assert await listed(external_id="a/2") == [2]
    assert await listed(completion="limited") == [2]
    assert await listed(actor=str(OWNER), commitment=1) == [1]
    assert await listed(actor=str(uuid4())) == []
    everywhere = (await client.get("/v1/actions", params={"country": "KE", "limit": 2})).json()
    assert len(everywhere["items"]) == 2
    rest = (await client.get("/v1/actions", params={"country": "KE", "limit": 2, "cursor": everywhere["next"]})).json()
    assert [one["id"] for one in rest["items"]] == [third["id"]]
    assert (await client.get("/v1/actions", params={"country": "UG"})).json()["items"] == []


async def test_a_system_finds_its_action_by_its_own_id(client: Client, plan: str) -> None:
    address = f"{plan}/by-external-id/plan/1"
    made = await client.put(address, json=action())
    assert (made.status_code, made.json()["external_id"]) == (201, "plan/1")
    refused = await client.put(address, json=action(commitment=3))
    assert (refused.status_code, refused.json()["id"], refused.headers["etag"]) == (428, made.json()["id"], '"1"')
    changed = await client.put(address, json=action(commitment=3), headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["commitment"], changed.json()["version"]) == (200, 3, 2)
    taken = await client.post(plan, json=action(external_id="plan/1"))
    assert (taken.status_code, taken.json()["id"]) == (409, made.json()["id"])
    gone = await client.delete(f"/v1/actions/{made.json()['id']}", headers=ANY)
    assert gone.json()["withdrawn"] is True
    assert (await client.delete(f"/v1/actions/{made.json()['id']}", headers=ANY)).json() == gone.json()
    assert (await client.patch(f"/v1/actions/{made.json()['id']}", json={}, headers=ANY)).status_code == 409
    assert (await client.get(plan)).json()["items"] == []
    assert len((await client.get(plan, params={"withdrawn": "true"})).json()["items"]) == 1
    back = await client.put(address, json=action(), headers=ANY)
    assert (back.status_code, back.json()["withdrawn"]) == (200, False)


async def test_dependencies_make_no_circle(client: Client, plan: str) -> None:
    first = await added(client, plan)
    second = await added(client, plan, depends_on=[first["id"]])
    third = await added(client, plan, depends_on=[second["id"]])
    for depends_on in ([first["id"]], [third["id"]]):
        answer = await client.patch(f"/v1/actions/{first['id']}", json={"depends_on": depends_on}, headers=ANY)
        assert faults(answer) == {"/depends_on": "circle"}, answer.text
    assert first["id"] in answer.json()["errors"][0]["detail"]
    other = f"{(await drafted(client, 'UG', owner=str(OWNER))).headers['location']}/actions"
    answer = await client.post(other, json=action(depends_on=[first["id"]]))
    assert faults(answer) == {"/depends_on/0": "unknown_action"}


async def test_two_ratings_stand_side_by_side(client: Client, plan: str, told: Told) -> None:
    made = await added(client, plan)
    address = f"/v1/actions/{made['id']}"
    own = {"by": "self", "completion": "substantial", "comment": {"en": "Nearly"}, "on": "2018-01-31"}
    rated = await client.post(f"{address}/ratings", json=own, headers={"If-Match": '"1"'})
    assert rated.status_code == 200, rated.text
    kenya = coordinator("KE")
    independent = {"by": "independent", "completion": "limited"}
    assert (
        await client.post(f"{address}/ratings", json=independent, headers=ANY | client.as_(kenya))
    ).status_code == 403
    judged = (await client.post(f"{address}/ratings", json=independent, headers=ANY | client.as_(REVIEWER))).json()
    assert judged["self_rating"]["completion"] == "substantial"
    assert judged["self_rating"]["on"] == "2018-01-31"
    assert judged["independent_rating"]["completion"] == "limited"
    assert judged["independent_rating"]["rated_by"] == "reviewer"
    early = await client.post(f"{address}/ratings", json={**own, "on": "2017-01-01"}, headers=ANY)
    assert faults(early) == {"/on": "before_anchor"}
    events = [one for one in await told() if one["type"] == "harambee.action.rated.v1"]
    assert [(one["data"]["by"], one["data"]["completion"]) for one in events] == [
        ("self", "substantial"),
        ("independent", "limited"),
    ]


async def test_a_milestone_is_a_deadline(client: Client, plan: str, told: Told) -> None:
    made = await added(client, plan)
    answer = await milestone(client, made["id"])
    assert answer.status_code == 201, answer.text
    address = answer.headers["location"]
    assert answer.json()["state"] == "overdue"
    (due,) = await deadlines(client, kind="milestone")
    assert (due["due_on"], due["state"], due["subject"]) == ("2018-01-31", "overdue", address.removeprefix("/v1/"))
    assert due["titles"] == {"en": "Half of them"}
    assert (await client.get(f"/v1/deadlines/{due['id']}")).json() == due
    await client.patch(address, json={"due_on": "2018-02-28"}, headers={"If-Match": '"1"'})
    evidence = [{"titles": {"en": "Minutes"}, "url": "https://plan.example/minutes.pdf"}]
    done = {"completed_on": "2018-02-28", "evidence": evidence}
    completed = await client.patch(address, json=done, headers=ANY)
    assert (completed.json()["state"], completed.json()["evidence"]) == ("met", evidence)
    (due,) = await deadlines(client, kind="milestone")
    assert (due["due_on"], due["state"], due["met_on"]) == ("2018-02-28", "met", "2018-02-28")
    await client.patch(address, json={"completed_on": None}, headers=ANY)
    assert [one["state"] for one in await deadlines(client, kind="milestone")] == ["overdue"]
    gone = await client.delete(address, headers=ANY)
    assert (gone.json()["state"], gone.json()["withdrawn"]) == ("waived", True)
    assert [one["state"] for one in await deadlines(client, kind="milestone")] == ["waived"]
    assert (await client.get(f"/v1/actions/{made['id']}/milestones")).json()["items"] == []
    kinds = [one["type"].removeprefix("harambee.").removesuffix(".v1") for one in await told()]
    assert kinds[-6:] == [
        *("deadline.set", "deadline.moved", "milestone.completed", "deadline.met"),
        *("deadline.set", "deadline.waived"),
    ]


async def test_a_milestone_says_what_is_wrong_with_it(client: Client, plan: str) -> None:
    made = await added(client, plan)
    answer = await milestone(client, made["id"], due_on="2017-01-01", owner=str(uuid4()))
    assert faults(answer) == {"/due_on": "before_anchor", "/owner": "unknown_actor"}
    answer = await milestone(client, made["id"], completed_on="2099-01-01")
    assert faults(answer) == {"/completed_on": "in_the_future"}
    evidence = [{"titles": {"en": "Minutes"}, "url": "http://plan.example/minutes.pdf"}]
    assert set(faults(await milestone(client, made["id"], evidence=evidence))) == {"/evidence/0/url"}


async def test_milestones_go_with_their_action_and_their_roadmap(client: Client, plan: str) -> None:
    kept, gone = await added(client, plan), await added(client, plan)
    for one in (kept, gone):
        await milestone(client, one["id"])
    await milestone(client, gone["id"], completed_on="2018-01-31")
    await client.delete(f"/v1/actions/{gone['id']}", headers=ANY)
    assert [one["state"] for one in await deadlines(client, kind="milestone")] == ["overdue", "waived", "met"]
    roadmap = plan.removesuffix("/actions")
    body = {name: (await client.get(roadmap)).json()[name] for name in ("framework", "scope", "owner", "titles")}
    await client.patch(roadmap, json={"anchor_date": "2017-06-04", "external_id": "r/1"}, headers=ANY)
    assert {one["due_on"] for one in await deadlines(client, kind="milestone")} == {"2018-01-31"}
    await client.delete(roadmap, headers=ANY)
    assert [one["state"] for one in await deadlines(client, kind="milestone")] == ["waived", "waived", "met"]
    back = {**body, "anchor_date": "2017-06-04"}
    answer = await client.put("/v1/roadmaps/by-external-id/r/1", json=back, headers=ANY)
    assert answer.status_code == 200, answer.text
    assert [one["state"] for one in await deadlines(client, kind="milestone")] == ["overdue", "waived", "met"]


async def test_an_adoption_says_all_that_is_missing(client: Client, plan: str) -> None:
    roadmap = plan.removesuffix("/actions")
    unowned = await added(client, plan, commitment=1, responsible=[])
    participants = [
        {"constituency": "public", "actor": str(OWNER)},
        {"constituency": "private", "name": "Chamber of Commerce"},
        {"constituency": "academic", "name": "University"},
    ]
    without = [{"commitment": number, "reason": {"en": "Later"}} for number in (2, 3, 4)]
    change = {"participants": participants, "without_action": without}
    version = (await client.patch(roadmap, json=change, headers=ANY)).json()["version"]
    step = {"to": "adopted", "on": "2017-10-30"}
    refused = await client.post(f"{roadmap}/transitions", json=step, headers=ANY)
    assert refused.status_code == 409
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/participants", "missing_participant"),
        ("/without_action", "missing_action"),
        (f"/actions/{unowned['id']}/responsible", "missing_owner"),
        (f"/actions/{unowned['id']}/ends_on", "missing_date"),
    ]
    assert (await client.get(roadmap)).json()["status"] == "draft"
    reason = {"en": "The cabinet has decided"}
    adopted = await moved(client, roadmap, "adopted", version, on="2017-10-30", reason=reason)
    assert adopted.json()["adopted_incomplete"]["reason"] == reason
    assert len(adopted.json()["adopted_incomplete"]["missing"]) == 4
    assert adopted.json()["participants"][0]["actor"] == str(OWNER)


async def test_what_is_complete_is_adopted_without_a_reason(client: Client, plan: str) -> None:
    roadmap = plan.removesuffix("/actions")
    for number in range(1, 6):
        await added(client, plan, commitment=number, ends_on="2018-05-31")
    participants = [{"constituency": one, "name": "Somebody"} for one in ("public", "private", "academic", "non_state")]
    await client.patch(roadmap, json={"participants": participants}, headers=ANY)
    adopted = await client.post(f"{roadmap}/transitions", json={"to": "adopted"}, headers=ANY)
    assert (adopted.status_code, adopted.json()["adopted_incomplete"]) == (200, None), adopted.text


async def test_participants_and_reasons_are_checked(client: Client, plan: str) -> None:
    change = {
        "participants": [{"constituency": "public", "actor": str(uuid4())}],
        "without_action": [{"commitment": 9, "reason": {"en": "Later"}}],
    }
    answer = await client.patch(plan.removesuffix("/actions"), json=change, headers=ANY)
    assert faults(answer) == {
        "/participants/0/actor": "unknown_actor",
        "/without_action/0/commitment": "unknown_commitment",
    }
    change = {"participants": [{"constituency": "public", "actor": str(OWNER), "name": "Both"}]}
    assert faults(await client.patch(plan.removesuffix("/actions"), json=change, headers=ANY)) == {
        "/participants/0": "one_name"
    }


async def test_drafts_stay_inside_their_scope(client: Client, plan: str, url: str) -> None:
    await take_in(url, consumer, registered(UGANDA, "UG"))
    made = await added(client, plan)
    step = (await milestone(client, made["id"])).headers["location"]
    uganda = coordinator("UG")
    for who in (NOBODY, client.as_(uganda), client.as_(reporter_of(UGANDA))):
        for address in (plan, f"/v1/actions/{made['id']}", f"/v1/actions/{made['id']}/milestones", step):
            assert (await client.get(address, headers=who)).status_code == 404, address
        assert (await client.get("/v1/actions", headers=who)).json()["items"] == []
        for method, address, sent in (
            ("POST", plan, {"json": action()}),
            ("PATCH", f"/v1/actions/{made['id']}", {"json": {}}),
            ("DELETE", step, {}),
        ):
            answer = await client.request(method, address, headers=ANY | who, **sent)
            assert answer.status_code in {401, 404}, (method, address, answer.text)
    await moved(client, plan.removesuffix("/actions"), "adopted", 1)
    assert (await client.get(step, headers=NOBODY)).status_code == 200
    refused = await client.patch(f"/v1/actions/{made['id']}", json={}, headers=ANY | client.as_(uganda))
    assert refused.status_code == 403
    own = await client.patch(step, json={"owner": str(OWNER)}, headers=ANY | client.as_(reporter_of(OWNER)))
    assert (own.status_code, own.json()["owner"]) == (200, str(OWNER))


async def test_what_belongs_to_a_withdrawn_roadmap_stays_as_it_is(client: Client, plan: str, told: Told) -> None:
    made = await added(client, plan)
    step = (await milestone(client, made["id"])).headers["location"]
    done = (await milestone(client, made["id"], completed_on="2018-01-31")).headers["location"]
    address = f"/v1/actions/{made['id']}"
    gone = await client.delete(plan.removesuffix("/actions"), headers=ANY)
    before = len(await told())
    for method, where, sent in (
        ("PATCH", address, {"titles": {"fr": "x"}}),
        ("DELETE", address, None),
        ("POST", f"{address}/ratings", {"by": "self", "completion": "limited"}),
        ("POST", f"{address}/milestones", {"titles": {"en": "Another"}, "due_on": "2018-01-31"}),
        ("PATCH", step, {"completed_on": "2018-01-31"}),
        ("PATCH", done, {"completed_on": None}),
        ("DELETE", step, None),
    ):
        answer = await client.request(method, where, json=sent, headers=ANY)
        assert (answer.status_code, answer.json()["id"]) == (409, gone.json()["id"]), (method, where, answer.text)
    assert (await told())[before:] == []
    states = [(await client.get(one)).json()["state"] for one in (step, done)]
    assert states == ["waived", "met"]
    assert sorted(one["state"] for one in await deadlines(client, kind="milestone")) == ["met", "waived"]


async def test_the_actions_of_a_closed_roadmap_stay_and_are_rated(client: Client, plan: str) -> None:
    made = await added(client, plan)
    step = (await milestone(client, made["id"])).headers["location"]
    for version, to in enumerate(("adopted", "implementing", "closed"), 1):
        assert (await moved(client, plan.removesuffix("/actions"), to, version)).status_code == 200
    address = f"/v1/actions/{made['id']}"
    assert (await client.patch(address, json={"titles": {"fr": "x"}}, headers=ANY)).status_code == 409
    assert (await client.delete(address, headers=ANY)).status_code == 409
    rating = {"by": "independent", "completion": "complete"}
    assert (await client.post(f"{address}/ratings", json=rating, headers=ANY)).status_code == 200
    assert (await client.patch(step, json={"completed_on": "2018-01-31"}, headers=ANY)).json()["state"] == "met"


async def test_a_milestone_that_is_met_is_never_told_as_open(client: Client, plan: str, told: Told) -> None:
    made = await added(client, plan)
    step = (await milestone(client, made["id"], completed_on="2018-01-31")).headers["location"]
    before = len(await told())
    await client.patch(step, json={"due_on": "2018-01-30"}, headers=ANY)
    await client.patch(step, json={"due_on": "2018-03-01", "completed_on": None}, headers=ANY)
    await client.patch(step, json={"due_on": "2018-03-02", "completed_on": "2018-03-02"}, headers=ANY)
    events = [(one["type"], one["data"]["due_on"], one["sequence"]) for one in (await told())[before:]]
    assert events == [
        ("harambee.deadline.met.v1", "2018-01-30", "3"),
        ("harambee.deadline.set.v1", "2018-03-01", "4"),
        ("harambee.milestone.completed.v1", "2018-03-02", "4"),
        ("harambee.deadline.met.v1", "2018-03-02", "5"),
    ]


async def test_a_milestone_stands_as_its_deadline_does(client: Client, plan: str) -> None:
    made = await added(client, plan)
    step = (await milestone(client, made["id"], completed_on="2018-01-31")).headers["location"]
    gone = await client.delete(step, headers=ANY)
    assert (gone.json()["state"], gone.json()["withdrawn"]) == ("met", True)
    assert [one["state"] for one in await deadlines(client, kind="milestone")] == ["met"]


async def test_a_change_is_not_refused_for_what_it_leaves_as_it_was(client: Client, plan: str, url: str) -> None:
    old, left = uuid4(), uuid4()
    await take_in(url, consumer, registered(old), registered(left))
    first = await added(client, plan)
    made = await added(
        client, plan, responsible=[str(old)], supporting=[str(left)], depends_on=[first["id"]], ends_on="2017-12-31"
    )
    dates = {"due_on": "2017-12-31", "completed_on": "2017-11-30", "owner": str(old)}
    step = (await milestone(client, made["id"], **dates)).headers["location"]
    roadmap = plan.removesuffix("/actions")
    participants = [{"constituency": "public", "actor": str(old)}]
    await client.patch(roadmap, json={"participants": participants}, headers=ANY)
    await client.delete(f"/v1/actions/{first['id']}", headers=ANY)
    await client.patch(roadmap, json={"anchor_date": "2018-06-04"}, headers=ANY)
    await take_in(url, consumer, merged(old, OWNER), withdrawn(left, 2))
    for address in (roadmap, f"/v1/actions/{made['id']}", step):
        answer = await client.patch(address, json={"titles": {"sw": "Mpango"}}, headers=ANY)
        assert (answer.status_code, answer.json()["titles"]["sw"]) == (200, "Mpango"), answer.text
    answer = await client.patch(f"/v1/actions/{made['id']}", json={"ends_on": "2018-01-01"}, headers=ANY)
    assert faults(answer) == {"/ends_on": "before_anchor"}
    answer = await client.patch(step, json={"due_on": "2018-01-01"}, headers=ANY)
    assert faults(answer) == {"/due_on": "before_anchor"}


async def test_nobody_is_named_who_is_merged_or_withdrawn(client: Client, plan: str, url: str) -> None:
    old, left = uuid4(), uuid4()
    await take_in(url, consumer, registered(old), registered(left), merged(old, OWNER), withdrawn(left, 2))
    answer = await client.post(plan, json=action(responsible=[str(old)], supporting=[str(OWNER), str(left)]))
    assert faults(answer) == {"/responsible/0": "merged", "/supporting/1": "withdrawn"}
    assert str(OWNER) in answer.json()["errors"][0]["detail"]
    made = await added(client, plan)
    assert faults(await milestone(client, made["id"], owner=str(left))) == {"/owner": "withdrawn"}
    participants = [{"constituency": "public", "actor": str(left)}]
    answer = await client.patch(plan.removesuffix("/actions"), json={"participants": participants}, headers=ANY)
    assert faults(answer) == {"/participants/0/actor": "withdrawn"}


async def test_who_stays_answers_for_what_the_merged_did(client: Client, plan: str, url: str) -> None:
    first, second, last = uuid4(), uuid4(), uuid4()
    await take_in(url, consumer, *map(registered, (first, second, last)))
    made = await added(client, plan, responsible=[str(first)])
    step = (await milestone(client, made["id"])).headers["location"]
    await moved(client, plan.removesuffix("/actions"), "adopted", 1)
    who = ANY | client.as_(reporter_of(last))
    rating = {"by": "self", "completion": "limited"}

    async def tried() -> list[int]:
        answers = [
            await client.patch(f"/v1/actions/{made['id']}", json={"plan_line": "4"}, headers=who),
            await client.post(f"/v1/actions/{made['id']}/ratings", json=rating, headers=who),
            await client.patch(step, json={"evidence": []}, headers=who),
        ]
        found = await client.get("/v1/actions", params={"actor": [str(uuid4()), str(last)]})
        return [*(one.status_code for one in answers), len(found.json()["items"])]

    assert await tried() == [403, 403, 403, 0]
    await take_in(url, consumer, merged(first, second), merged(second, last))
    assert await tried() == [200, 200, 200, 1]
    await take_in(url, consumer, updated(second, 3))
    assert await tried() == [403, 403, 403, 0]


async def test_what_is_taken_away_is_null_in_the_database_too(client: Client, plan: str, url: str) -> None:
    made = await added(client, plan, budget={"amount": "1", "currency": "KES"}, plan_line="4", ends_on="2018-05-31")
    kept = {"commitment", "titles"}
    change = {name: None for name in action() | {"budget": 0, "plan_line": 0, "ends_on": 0} if name not in kept}
    changed = await client.patch(f"/v1/actions/{made['id']}", json=change, headers=ANY)
    assert {changed.json()[name] for name in ("budget", "plan_line", "ends_on")} == {None}
    reasons = [{"commitment": number, "reason": {"en": "Later"}} for number in range(1, 6)]
    participants = [{"constituency": one, "name": "Somebody"} for one in ("public", "private", "academic", "non_state")]
    complete = {"without_action": reasons, "participants": participants}
    roadmap = plan.removesuffix("/actions")
    await client.patch(roadmap, json=complete, headers=ANY)
    await client.delete(f"/v1/actions/{made['id']}", headers=ANY)
    adopted = await client.post(f"{roadmap}/transitions", json={"to": "adopted"}, headers=ANY)
    assert adopted.status_code == 200, adopted.text
    connection = await connect(url)
    found = await connection.fetch(
        "SELECT budget, self_rating, independent_rating, adopted_incomplete FROM actions, roadmaps"
    )
    assert [set(row.values()) for row in found] == [{None}]
    await connection.close()


async def test_the_deadlines_of_a_roadmap_are_found_by_an_index(client: Client, plan: str, url: str) -> None:
    connection = await connect(url)
    await connection.execute("SET enable_seqscan = off")
    chosen = f"roadmap = '{plan.split('/')[3]}' ORDER BY due_on, id"
    lines = await connection.fetch(f"EXPLAIN SELECT * FROM deadlines WHERE {chosen}")
    assert any("Index Cond: (roadmap = " in line[0] for line in lines), lines
    await connection.close()


async def test_everybody_hears_of_what_becomes_public_and_of_its_end(client: Client, plan: str, told: Told) -> None:
    made = await added(client, plan)
    gone = await added(client, plan)
    await client.delete(f"/v1/actions/{gone['id']}", headers=ANY)
    await milestone(client, made["id"])
    await milestone(client, made["id"], completed_on="2018-01-31")
    rating = {"by": "self", "completion": "limited", "on": "2018-01-31"}
    await client.post(f"/v1/actions/{made['id']}/ratings", json=rating, headers=ANY)
    before = len(await told())
    roadmap = plan.removesuffix("/actions")
    await moved(client, roadmap, "adopted", 1)
    adopted = (await told())[before:]
    assert {one["audience"] for one in adopted} == {"public"}
    assert [(one["type"].removeprefix("harambee."), one["sequence"]) for one in adopted] == [
        ("roadmap.moved.v1", "2"),
        ("roadmap.revised.v1", "2"),
        ("action.added.v1", "2"),
        ("action.rated.v1", "2"),
        ("deadline.set.v1", "1"),
        ("deadline.set.v1", "1"),
        ("deadline.met.v1", "2"),
        ("deadline.set.v1", "1"),
        ("deadline.met.v1", "2"),
    ]
    assert adopted[1]["data"]["titles"] == {"en": "A roadmap", "sw": "Mpango"}
    assert (adopted[2]["data"]["id"], adopted[3]["data"]["on"]) == (made["id"], "2018-01-31")
    before = len(await told())
    await client.delete(roadmap, headers=ANY)
    ended = (await told())[before:]
    assert {(one["type"], one["audience"]) for one in ended} == {
        ("harambee.roadmap.moved.v1", "public"),
        ("harambee.deadline.waived.v1", "public"),
    }


async def test_nobody_outside_hears_that_a_draft_was_withdrawn(client: Client, plan: str, told: Told) -> None:
    await client.delete(plan.removesuffix("/actions"), headers=ANY)
    assert {one["audience"] for one in (await told())[1:]} == {"country:KE"}


async def test_what_is_too_large_to_be_told_is_refused(client: Client, plan: str) -> None:
    languages = "en fr sw ar es pt de it nl pl ru zh ja ko tr hi bn ur fa he am so om ti rw rn lg ny sn zu xh af st tn"
    titles = dict.fromkeys(
        f"{languages} ts ve ss nr ha yo ig wo ff bm ln kg lu mg mt sq hy az eu".split(), "x" * 10_000
    )
    answer = await client.post(plan, json=action(titles=titles))
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large"), answer.text


async def test_what_is_told_of_a_deadline_names_its_milestone(client: Client, plan: str, told: Told) -> None:
    made = await added(client, plan)
    step = (await milestone(client, made["id"])).headers["location"]
    roadmap = plan.removesuffix("/actions")
    await client.patch(step, json={"titles": {"en": "Two thirds of them"}}, headers=ANY)
    await client.patch(roadmap, json={"anchor_date": "2017-06-04"}, headers=ANY)
    await client.patch(step, json={"completed_on": "2018-01-31"}, headers=ANY)
    await client.patch(step, json={"completed_on": None}, headers=ANY)
    await moved(client, roadmap, "adopted", 2)
    await client.delete(step, headers=ANY)
    events = [one for one in await told() if one["type"].startswith("harambee.deadline.")]
    own = [one for one in events if one["data"]["kind"] == "milestone"]
    assert {one["data"]["milestone"] for one in own} == {step.rsplit("/", 1)[1]}
    assert [one["data"]["milestone_titles"]["en"] for one in own] == ["Half of them"] + ["Two thirds of them"] * 6
    assert [one["type"].split(".")[2] for one in own] == ["set", "moved", "moved", "met", "set", "set", "waived"]
    others = [one["data"] for one in events if one["data"]["kind"] != "milestone"]
    assert {(one["milestone"], one["milestone_titles"]) for one in others} == {(None, None)}


async def test_what_was_withdrawn_with_its_roadmap_is_not_among_what_is_planned(client: Client, plan: str) -> None:
    gone = await added(client, plan)
    await client.delete(plan.removesuffix("/actions"), headers=ANY)
    stays = await added(client, f"{(await drafted(client)).headers['location']}/actions")

    async def listed(**filters: Any) -> list[str]:
        return [one["id"] for one in (await client.get("/v1/actions", params=filters)).json()["items"]]

    assert await listed(country="KE") == [stays["id"]]
    assert await listed(country="KE", withdrawn="true") == [gone["id"], stays["id"]]
    assert [one["id"] for one in (await client.get(plan)).json()["items"]] == [gone["id"]]


async def test_who_reviews_for_those_who_do_it_is_not_independent(client: Client, plan: str) -> None:
    made = await added(client, plan)
    own = Principal(id="own", kind=Kind.CLIENT, grants=(Grant(role=Role.REVIEWER, actor=OWNER),))
    rating = {"by": "independent", "completion": "complete"}
    address = f"/v1/actions/{made['id']}/ratings"
    assert (await client.post(address, json=rating, headers=ANY | client.as_(own))).status_code == 403
    assert (await client.post(address, json=rating, headers=ANY | client.as_(REVIEWER))).status_code == 200


async def test_two_changes_close_no_circle_together(client: Client, plan: str) -> None:
    made = [await added(client, plan) for _ in range(2)]
    addresses = [f"/v1/actions/{one['id']}" for one in made]
    changes = [{"depends_on": [one["id"]]} for one in reversed(made)]
    both = zip(addresses, changes, strict=True)
    answers = await asyncio.gather(*(client.patch(where, json=change, headers=ANY) for where, change in both))
    assert sorted(one.status_code for one in answers) == [200, 422]
    versions = [(await client.get(one)).json()["version"] for one in addresses]
    assert sorted(versions) == [1, 2]
    changed = addresses[versions.index(2)]
    raced = await asyncio.gather(
        *(client.patch(changed, json={"plan_line": str(one)}, headers={"If-Match": '"2"'}) for one in range(4))
    )
    assert sorted(one.status_code for one in raced) == [200, 412, 412, 412]
