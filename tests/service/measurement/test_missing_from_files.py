"""What becomes of what a file no longer holds."""

from typing import Any

import orjson
import pytest

from shared.db import Driver
from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.service.measurement.mirroring import check_sums, reporter_of
from tests.service.measurement.writing import an_activity, flow, given_to_kenya, recorded, told
from tests.serving import Client

ONE, OTHER = transaction("100", ref="one"), transaction("30", ref="other")
RESULT = """<result type="1"><title><narrative>Reach</narrative></title><indicator measure="1"><title>
<narrative>Households</narrative></title><period><period-start iso-date="2019-01-01"/>
<period-end iso-date="2019-12-31"/><actual value="97"/></period></indicator></result>"""
WHOLE = file(activity("GB-COH-1-A", ONE, OTHER), activity("GB-COH-1-B", transaction("5"), inner=RESULT))
PART = file(activity("GB-COH-1-A", ONE))


async def withdrawing(
    client: Client, body: bytes, mode: str = "apply", accept: str = "recordable", **more: Any
) -> dict[str, Any]:
    return await imported(client, body, mode, query={"missing": "withdraw", "accept": accept}, **more)


def counted(job: dict[str, Any]) -> dict[str, int]:
    names = ("missing", "withdrawn", "flows_missing", "flows_withdrawn")
    return {name: job["counts"][name] for name in names if job["counts"][name]}


async def test_what_is_told_to_be_withdrawn_is_withdrawn_with_all_that_is_its(client: Client, inside: Driver) -> None:
    await imported(client, WHOLE)
    await told(inside)
    job = await withdrawing(client, PART)
    assert job["missing"] == "withdraw"
    assert counted(job) == {"missing": 1, "withdrawn": 1, "flows_missing": 1, "flows_withdrawn": 2}
    assert await given_to_kenya(client) == [("GB", "100.00", 1)]
    asked = {"identifier": "GB-COH-1-B", "withdrawn": True}
    (gone,) = (await client.get("/v1/activities", params=asked)).json()["items"]
    assert (gone["withdrawn_by"], gone["version"]) == ("admin", 2)
    kept = (await client.get("/v1/flows", params={"withdrawn": True, "activity": gone["id"]})).json()["items"]
    assert [one["value"]["amount"] for one in kept] == ["5"]
    events = [(one["type"].removeprefix("harambee."), one["data"].get("identifier")) for one in await told(inside)]
    assert ("activity.updated.v1", "GB-COH-1-B") in events
    withdrawn = "activity.flows_withdrawn.v1"
    assert events.count((withdrawn, "GB-COH-1-B")) == events.count((withdrawn, "GB-COH-1-A")) == 1
    for identifier in ("GB-COH-1-A", "GB-COH-1-B"):
        assert events.index(("activity.updated.v1", identifier)) < events.index((withdrawn, identifier))
    assert (await client.get("/v1/indicators")).json()["items"] == []
    await check_sums(inside)


async def test_a_check_only_counts_and_so_does_keeping(client: Client, inside: Driver) -> None:
    await imported(client, WHOLE)
    await told(inside)
    assert counted(await withdrawing(client, PART, "check")) == {"missing": 1, "flows_missing": 1}
    assert counted(await imported(client, PART)) == {"missing": 1, "flows_missing": 1}
    assert await given_to_kenya(client) == [("GB", "135.00", 3)]


async def test_what_was_kept_is_withdrawn_when_the_same_file_says_so(client: Client, inside: Driver) -> None:
    await imported(client, WHOLE)
    await imported(client, PART)
    job = await withdrawing(client, PART)
    assert (job["counts"]["unchanged"], counted(job)["flows_withdrawn"]) == (1, 2)
    assert await given_to_kenya(client) == [("GB", "100.00", 1)]
    again = await withdrawing(client, PART)
    assert (again["counts"]["unchanged"], counted(again)) == (1, {})
    await check_sums(inside)


async def test_what_comes_back_lives_again(client: Client, inside: Driver) -> None:
    await imported(client, WHOLE)
    await withdrawing(client, PART)
    back = await imported(client, WHOLE)
    assert (back["counts"]["changed"], back["counts"]["flows_new"]) == (2, 2)
    assert await given_to_kenya(client) == [("GB", "135.00", 3)]
    assert [one["titles"] for one in (await client.get("/v1/indicators")).json()["items"]] == [{"en": "Households"}]
    assert (await imported(client, WHOLE))["counts"]["unchanged"] == 2
    await check_sums(inside)


@pytest.mark.parametrize(("accept", "missing"), [("clean", {}), ("recordable", {"flows_missing": 1})])
async def test_what_cannot_be_recorded_is_not_missing(client: Client, accept: str, missing: dict[str, int]) -> None:
    await imported(client, WHOLE)
    faulty = activity("GB-COH-1-B", transaction("a lot"))
    for _ in range(2):
        job = await withdrawing(client, file(activity("GB-COH-1-A", ONE, OTHER), faulty), accept=accept)
        assert (job["counts"]["flows_rejected"], counted(job)) == (1, missing)
        assert await given_to_kenya(client) == [("GB", "135.00", 3)]
        missing = {}


@pytest.mark.parametrize(
    "nameless", [activity(""), activity("GB-COH-1-C", reporter="")], ids=["identifier", "reporter"]
)
async def test_where_one_does_not_say_which_it_is_activities_are_kept(client: Client, nameless: str) -> None:
    await imported(client, WHOLE)
    job = await withdrawing(client, file(activity("GB-COH-1-A", ONE, OTHER), nameless))
    assert counted(job) == {"missing": 1}
    found = {one["rule"]: one["detail"] for one in await findings(client, job)}
    assert found["harambee-kept"] == "1 are kept"
    assert await given_to_kenya(client) == [("GB", "135.00", 3)]


async def test_activities_of_others_are_never_touched(client: Client, inside: Driver) -> None:
    await imported(client, WHOLE)
    await imported(client, file(activity("GB-COH-2-A", transaction("7"), reporter="GB-COH-2")))
    job = await withdrawing(client, file())
    assert counted(job) == {}
    mine = reporter_of("0198a1b2-0000-7000-8000-000000000001")
    await inside.execute(
        "INSERT INTO actors (id, version, country, constituency, identifiers) VALUES ($1, 1, 'GB', 'public', $2)",
        mine.grants[0].actor,
        ["GB-COH-2"],
    )
    theirs = file(activity("GB-COH-1-A", ONE), activity("GB-COH-2-B", transaction("1"), reporter="GB-COH-2"))
    job = await withdrawing(client, theirs, headers=client.as_(mine))
    assert counted(job) == {"missing": 1, "withdrawn": 1, "flows_withdrawn": 1}
    assert await given_to_kenya(client) == [("GB", "136.00", 4)]


async def test_what_somebody_has_withdrawn_stays_withdrawn(client: Client) -> None:
    mine = await an_activity(client)
    given = await recorded(client, flow(mine, "10"))
    answer = await client.post(f"/v1/flows/{given['id']}/withdraw", json={"reason": "Twice"})
    assert answer.status_code == 200, answer.text
    await withdrawing(client, file(activity("GB-COH-1-A", transaction("10", day="2020-03-15"))))
    (old,) = (await client.get("/v1/flows", params={"withdrawn": True})).json()["items"]
    assert orjson.dumps(old).count(b"Twice") == 1
