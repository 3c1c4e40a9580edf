import asyncio
import csv
import io
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.roadmaps.consumers import consumer
from shared.auth import Grant, Kind, Principal, Role
from tests.hearing import take_in
from tests.service.roadmaps.conftest import OWNER, Told, registered
from tests.serving import NOBODY, Client, coordinator


def reporter_of(actor: UUID) -> Principal:
    return Principal(id="owner", kind=Kind.CLIENT, grants=(Grant(role=Role.REPORTER, actor=actor),))


def roadmap(country: str = "KE", **more: Any) -> dict[str, Any]:
    return {
        "framework": "nairobi-2017",
        "scope": {"country": country},
        "owner": str(OWNER),
        "anchor_date": "2017-05-04",
        "titles": {"en": "A roadmap", "sw": "Mpango"},
        **more,
    }


async def drafted(client: Client, country: str = "KE", **more: Any) -> httpx.Response:
    answer = await client.post("/v1/roadmaps", json=roadmap(country, **more))
    assert answer.status_code == 201, answer.text
    return answer


async def moved(client: Client, address: str, to: str, version: int, **more: Any) -> httpx.Response:
    if to == "adopted":
        more.setdefault("reason", {"en": "It has no actions in this test"})
    return await client.post(f"{address}/transitions", json={"to": to, **more}, headers={"If-Match": f'"{version}"'})


async def deadlines(client: Client, **filters: Any) -> list[dict[str, Any]]:
    return (await client.get("/v1/deadlines", params=filters)).json()["items"]


async def test_the_framework_is_there_as_data(client: Client) -> None:
    answer = (await client.get("/v1/frameworks/nairobi-2017")).json()
    assert [one["number"] for one in answer["commitments"]] == [1, 2, 3, 4, 5]
    assert len(answer["topics"]) == 11
    assert [(rule["kind"], rule["after"]) for rule in answer["deadline_rules"]] == [
        ("roadmap_adopted", "P6M"),
        ("progress_report", "P1Y"),
    ]


async def test_a_roadmap_brings_its_deadlines(client: Client) -> None:
    answer = await drafted(client)
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/v1/roadmaps/{answer.json()['id']}"
    found = await deadlines(client, country="KE")
    assert [(one["kind"], one["due_on"], one["state"]) for one in found] == [
        ("roadmap_adopted", "2017-11-04", "overdue"),
        ("progress_report", "2018-05-04", "overdue"),
    ]


async def test_all_faults_come_at_once_each_with_its_place(client: Client) -> None:
    answer = await client.post("/v1/roadmaps", json=roadmap("XX", owner="x", titles={}, colour="red"))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    faults = {fault["pointer"]: fault["code"] for fault in answer.json()["errors"]}
    assert faults == {
        "/scope/country": "unknown_country",
        "/owner": "uuid_parsing",
        "/titles": "too_short",
        "/colour": "unknown_field",
    }
    assert answer.json()["trace_id"]


async def test_an_unknown_framework_is_a_fault_of_the_body(client: Client) -> None:
    answer = await client.post("/v1/roadmaps", json=roadmap(framework="nairobi-1917"))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/framework"


async def test_one_scope_has_one_roadmap_of_a_framework_until_it_is_withdrawn(client: Client) -> None:
    address = (await drafted(client)).headers["location"]
    assert (await client.post("/v1/roadmaps", json=roadmap())).status_code == 409
    gone = await client.delete(address, headers={"If-Match": '"1"'})
    assert gone.json()["status"] == "withdrawn"
    again = await client.delete(address, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()) == (200, gone.json())
    assert {one["state"] for one in await deadlines(client, country="KE")} == {"waived"}
    await drafted(client)


async def test_adopting_meets_the_first_deadline_on_the_day_it_happened(client: Client) -> None:
    address = (await drafted(client)).headers["location"]
    answer = await moved(client, address, "adopted", 1, on="2017-10-30")
    assert answer.status_code == 200
    assert answer.json()["adopted_on"] == "2017-10-30"
    first = (await deadlines(client, kind="roadmap_adopted"))[0]
    assert (first["state"], first["met_on"]) == ("met", "2017-10-30")


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 428), ({"If-Match": '"7"'}, 412), ({"If-Match": "x"}, 422), ({"If-Match": "*"}, 200)]
)
async def test_a_change_names_the_version_it_is_meant_for(client: Client, headers: dict[str, str], status: int) -> None:
    address = (await drafted(client)).headers["location"]
    answer = await client.patch(address, json={"titles": {"fr": "Une feuille de route"}}, headers=headers)
    assert answer.status_code == status


async def test_a_merge_patch_adds_takes_away_and_moves_open_deadlines(client: Client) -> None:
    address = (await drafted(client)).headers["location"]
    change = {"titles": {"fr": "Une feuille de route", "sw": None}, "anchor_date": "2017-08-31"}
    answer = await client.patch(address, json=change, headers={"If-Match": '"1"'})
    assert answer.json()["titles"] == {"en": "A roadmap", "fr": "Une feuille de route"}
    assert answer.json()["version"] == 2
    assert [one["due_on"] for one in await deadlines(client)] == ["2018-02-28", "2018-08-31"]


@pytest.mark.parametrize(
    ("anchor", "code"),
    [("2017-05-03", "before_framework"), ("1917-05-04", "before_framework"), ("2199-01-01", "too_far_ahead")],
)
async def test_an_anchor_before_the_framework_or_a_hundred_years_ahead_is_refused(
    client: Client, anchor: str, code: str
) -> None:
    drafting = await client.post("/v1/roadmaps", json=roadmap(anchor_date=anchor))
    address = (await drafted(client)).headers["location"]
    changing = await client.patch(address, json={"anchor_date": anchor}, headers={"If-Match": '"1"'})
    for answer in (drafting, changing):
        assert answer.status_code == 422
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/anchor_date", code)]
    assert [one["due_on"] for one in await deadlines(client)] == ["2017-11-04", "2018-05-04"]


async def test_two_writers_at_once_and_nothing_is_lost(client: Client) -> None:
    address = (await drafted(client)).headers["location"]
    changes = [
        client.patch(address, json={"titles": {"en": f"Title {number}"}}, headers={"If-Match": '"1"'})
        for number in range(5)
    ]
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*changes))
    assert statuses == [200, 412, 412, 412, 412]


async def test_handing_in_a_report_meets_its_deadline_and_sets_the_next(client: Client) -> None:
    found = await drafted(client)
    body = {"roadmap": found.json()["id"], "period_from": "2017-05-04", "period_to": "2018-05-04"}
    section = {"commitment": 1, "narrative": {"en": "Done."}}
    report = await client.post("/v1/reports", json={**body, "sections": [section]})
    assert report.json()["missing"] == ["commitment 2", "commitment 3", "commitment 4", "commitment 5"]
    await client.post("/internal/clock", json={"now": "2018-04-20T09:00:00Z"})
    answer = await moved(client, report.headers["location"], "submitted", 1)
    assert answer.json()["status"] == "submitted"
    assert [(one["due_on"], one["state"]) for one in await deadlines(client, kind="progress_report")] == [
        ("2018-05-04", "met"),
        ("2019-05-04", "upcoming"),
    ]


async def test_reports_of_several_years_are_handed_in_before_and_after_their_days(client: Client) -> None:
    await client.post("/internal/clock", json={"now": "2026-11-27T09:00:00Z"})
    found = await drafted(client, anchor_date="2025-05-04")
    for year in (2025, 2026, 2027):
        body = {"roadmap": found.json()["id"], "period_from": f"{year}-05-04", "period_to": f"{year + 1}-05-04"}
        section = {"commitment": 1, "narrative": {"en": "Done."}}
        report = await client.post("/v1/reports", json={**body, "sections": [section]})
        assert (await client.post("/v1/reports", json={**body, "sections": [section]})).status_code == 409
        answer = await moved(client, report.headers["location"], "submitted", 1)
        assert answer.status_code == 200, answer.text
    assert [(one["due_on"], one["state"]) for one in await deadlines(client, kind="progress_report")] == [
        ("2026-05-04", "met_late"),
        ("2027-05-04", "met"),
        ("2028-05-04", "met"),
        ("2029-05-04", "upcoming"),
    ]


async def test_a_report_of_long_ago_leaves_the_next_one_due(client: Client) -> None:
    found = await drafted(client)
    body = {"roadmap": found.json()["id"], "period_from": "2017-05-04", "period_to": "2018-05-04"}
    section = {"commitment": 1, "narrative": {"en": "Done."}}
    report = await client.post("/v1/reports", json={**body, "sections": [section]})
    assert (await moved(client, report.headers["location"], "submitted", 1)).status_code == 200
    assert [(one["due_on"], one["state"]) for one in await deadlines(client, kind="progress_report")] == [
        ("2018-05-04", "met_late"),
        ("2019-05-04", "overdue"),
    ]


async def test_a_report_of_a_roadmap_that_is_not_there_is_refused_where_it_names_it(client: Client) -> None:
    body = {"roadmap": str(uuid4()), "period_from": "2017-05-04", "period_to": "2018-05-04"}
    answer = await client.post("/v1/reports", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/roadmap")


async def test_a_report_says_everything_that_is_wrong_with_its_sections(client: Client) -> None:
    found = await drafted(client)
    body = {"roadmap": found.json()["id"], "period_from": "2017-05-04", "period_to": "2018-05-04"}
    sections = [{"commitment": number, "narrative": {"en": "x"}} for number in (1, 9, 1)]
    answer = await client.post("/v1/reports", json={**body, "sections": sections})
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/sections/1/commitment", "unknown_commitment"),
        ("/sections/2/commitment", "twice"),
    ]


async def test_drafts_are_seen_inside_their_scope_only(client: Client) -> None:
    address = (await drafted(client)).headers["location"]
    for headers, status, count in ((NOBODY, 404, 0), (client.as_(coordinator("UG")), 404, 0), ({}, 200, 1)):
        assert (await client.get(address, headers=headers)).status_code == status
        assert len((await client.get("/v1/roadmaps", headers=headers)).json()["items"]) == count
    await moved(client, address, "adopted", 1)
    assert (await client.get(address, headers=NOBODY)).status_code == 200


async def test_who_may_draft(client: Client) -> None:
    body = roadmap()
    assert (await client.post("/v1/roadmaps", json=body, headers=NOBODY)).status_code == 401
    assert (await client.post("/v1/roadmaps", json=body, headers=client.as_(coordinator("UG")))).status_code == 403
    assert (await client.post("/v1/roadmaps", json=body, headers=client.as_(coordinator("KE")))).status_code == 201


async def test_deadlines_of_a_draft_are_for_those_who_see_it(client: Client) -> None:
    address = (await drafted(client)).headers["location"]
    one = (await deadlines(client))[0]
    mine, owners = client.as_(coordinator("KE")), client.as_(reporter_of(OWNER))
    for who, seen in ((NOBODY, False), (client.as_(coordinator("UG")), False), (mine, True), (owners, True)):
        for form in ("json", "csv"):
            listed = await client.get("/v1/deadlines", params={"format": form}, headers=who)
            assert (one["id"] in listed.text, one["owner"] in listed.text) == (seen, seen)
        found = await client.get(f"/v1/deadlines/{one['id']}", headers=who)
        assert found.status_code == (200 if seen else 404)
    assert (await moved(client, address, "adopted", 1)).status_code == 200
    assert (await client.get(f"/v1/deadlines/{one['id']}", headers=NOBODY)).status_code == 200


async def test_a_refusal_says_how_to_get_the_grant(client: Client) -> None:
    refused = await client.post("/v1/roadmaps", json=roadmap(), headers=client.as_(coordinator("UG")))
    assert refused.json()["detail"] == (
        "This needs the role coordinator for KE; ask an administrator to grant it to coordinator-UG (POST /v1/grants)"
    )


async def test_put_creates_then_replaces(client: Client) -> None:
    address, body = "/v1/roadmaps/by-external-id/plan-7", roadmap()
    assert (await client.put(address, json=body)).status_code == 201
    assert (await client.put(address, json=body)).status_code == 428
    answer = await client.put(address, json={**body, "titles": {"en": "Other"}}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["titles"], answer.json()["external_id"]) == (
        200,
        {"en": "Other"},
        "plan-7",
    )


async def test_the_same_key_gives_the_same_answer_once(client: Client) -> None:
    headers = {"Idempotency-Key": "k1"}
    answers = await asyncio.gather(*(client.post("/v1/roadmaps", json=roadmap(), headers=headers) for _ in range(10)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    later = await client.post("/v1/roadmaps", json=roadmap(), headers=headers)
    made = {answer.text for answer in [*answers, later] if answer.status_code == 201}
    assert len(made) == 1
    assert later.headers["etag"] == '"1"'
    other = await client.post("/v1/roadmaps", json=roadmap("UG"), headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_pages_follow_one_another_without_gap_or_repeat(client: Client) -> None:
    for country in ("KE", "UG", "RW", "TZ", "BI"):
        await drafted(client, country)
    whole = [one["id"] for one in await deadlines(client)]
    seen, address = [], "/v1/deadlines?limit=3"
    while address:
        page = await client.get(address)
        seen += [one["id"] for one in page.json()["items"]]
        address = page.links["next"]["url"] if "next" in page.links else None
    assert seen == whole
    assert len(seen) == 10


async def test_a_cursor_belongs_to_its_list(client: Client) -> None:
    for country in ("KE", "UG"):
        await drafted(client, country)
    cursor = (await client.get("/v1/deadlines", params={"limit": 1})).json()["next"]
    for params in ({"cursor": cursor, "country": "KE"}, {"cursor": cursor[:-2]}, {"cursor": "x"}):
        answer = await client.get("/v1/deadlines", params=params)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "invalid_cursor")


async def test_a_list_comes_in_other_forms(client: Client) -> None:
    await drafted(client)
    answer = await client.get("/v1/deadlines", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["due_on"] for row in rows] == ["2017-11-04", "2018-05-04"]
    lines = (await client.get("/v1/roadmaps", params={"format": "ndjson"})).text.splitlines()
    assert len(lines) == 1


async def test_what_is_known_is_not_sent_again(client: Client) -> None:
    address = (await drafted(client)).headers["location"]
    known = {"If-None-Match": (await client.get(address)).headers["etag"]}
    assert (await client.get(address, headers=known)).status_code == 304
    assert (await client.get(address, headers={"If-None-Match": '"0"'})).status_code == 200


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"{", "application/json", 422),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b" " * 2_000_000, "application/json", 413),
    ],
)
async def test_bodies_that_cannot_be_read(client: Client, content: bytes, media: str, status: int) -> None:
    answer = await client.post("/v1/roadmaps", content=content, headers={"Content-Type": media})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/roadmaps/x", 422),
        ("PUT", "/v1/deadlines", 405),
        ("GET", "/v1/frameworks?x=1", 422),
    ],
)
async def test_every_failure_is_a_problem(client: Client, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert {"type", "title", "status", "detail", "instance", "trace_id"} <= answer.json().keys()


async def test_a_request_without_the_gateways_token_is_refused(client: Client) -> None:
    answer = await client.get("/v1/roadmaps", headers={"Authorization": "Bearer hk_x"})
    assert answer.status_code == 401


async def test_another_owner_is_told_with_the_open_deadlines(client: Client, told: Told, url: str) -> None:
    address = (await drafted(client)).headers["location"]
    other = str(uuid4())
    await take_in(url, consumer, registered(UUID(other)))
    await client.patch(address, json={"owner": other}, headers={"If-Match": '"1"'})
    moved_ones = [one for one in await told() if one["type"] == "harambee.deadline.moved.v1"]
    assert {one["data"]["owner"] for one in moved_ones} == {other}
    assert {one["data"]["due_on"] for one in moved_ones} == {"2017-11-04", "2018-05-04"}


async def test_other_titles_are_told_with_the_open_deadlines(client: Client, told: Told) -> None:
    address = (await drafted(client)).headers["location"]
    before = len(await told())
    await client.patch(address, json={"titles": {"en": "Another name"}}, headers={"If-Match": '"1"'})
    events = [(one["type"], one["data"]["titles"]["en"]) for one in (await told())[before:]]
    assert events == [
        ("harambee.roadmap.revised.v1", "Another name"),
        ("harambee.deadline.moved.v1", "Another name"),
        ("harambee.deadline.moved.v1", "Another name"),
    ]


async def test_every_change_is_told_with_its_version(client: Client, told: Told) -> None:
    address = (await drafted(client)).headers["location"]
    await moved(client, address, "adopted", 1, on="2017-10-30")
    events = [(one["type"], one["sequence"], one["audience"]) for one in await told()]
    assert events == [
        ("harambee.framework.published.v1", "1", "public"),
        ("harambee.roadmap.drafted.v1", "1", "country:KE"),
        ("harambee.deadline.set.v1", "1", "country:KE"),
        ("harambee.deadline.set.v1", "1", "country:KE"),
        ("harambee.roadmap.moved.v1", "2", "public"),
        ("harambee.roadmap.revised.v1", "2", "public"),
        ("harambee.deadline.set.v1", "1", "public"),
        ("harambee.deadline.set.v1", "1", "public"),
        ("harambee.deadline.met.v1", "2", "public"),
    ]


async def test_a_refused_change_tells_nothing(client: Client, told: Told) -> None:
    await drafted(client)
    before = await told()
    assert (await client.post("/v1/roadmaps", json=roadmap())).status_code == 409
    assert await told() == before


async def test_the_titles_of_a_draft_are_not_told_to_everybody(client: Client, told: Told) -> None:
    address = (await drafted(client)).headers["location"]
    assert {event["audience"] for event in await told() if event["subject"].startswith(("roadmaps", "deadlines"))} == {
        "country:KE"
    }
    before = len(await told())
    await moved(client, address, "adopted", 1)
    adopted = (await told())[before:]
    assert {event["audience"] for event in adopted if event["type"].startswith("harambee.deadline.")} == {"public"}
