import gzip
from typing import Any

import httpx
import orjson
import pytest

from services.measurement import events
from services.measurement.reading.options import COUNTS
from shared.auth import Grant, Kind, Principal, Role
from shared.db import Driver
from shared.envelope import catalogue
from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.serving import NOBODY, Client, authorization, coordinator

TWO = file(
    activity("GB-COH-1-A", transaction("100", ref="one"), transaction("50.25", kind="4", ref="two")),
    activity("GB-COH-1-B", transaction("7", kind="2")),
)
XML = {"Content-Type": "application/xml"}


async def outbox(inside: Driver) -> list[tuple[dict[str, str], dict[str, Any]]]:
    rows = await inside.fetch("SELECT attributes, data FROM outbox ORDER BY seq")
    return [(orjson.loads(row[0]), orjson.loads(row[1])) for row in rows]


async def told(inside: Driver) -> list[str]:
    """Name the events that wait, in their order, and forget them."""
    found = [attributes["type"].removeprefix("harambee.").removesuffix(".v1") for attributes, _ in await outbox(inside)]
    await inside.execute("DELETE FROM outbox")
    return found


async def items(client: Client, path: str, **filters: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_a_file_becomes_activities_flows_and_totals(client: Client) -> None:
    job = await imported(client, TWO)
    assert (job["status"], job["counts"]["new"], job["counts"]["flows_new"]) == ("finished", 2, 3)
    assert set(job["counts"]) == set(COUNTS)
    assert [one["identifier"] for one in await items(client, "/v1/activities")] == ["GB-COH-1-A", "GB-COH-1-B"]
    flow = (await items(client, "/v1/flows", transaction_type="4"))[0]
    assert flow["value"] == {"amount": "50.25", "currency": "USD", "value_date": "2020-03-15"}
    assert flow["conversion"] == {
        "usd": "50.25",
        "rate": "1",
        "rate_source": "US dollar",
        "rate_date": "2020-03-15",
    }
    assert flow["parts"] == [{"code": "KE", "weight": "100", "usd": "50.25", "cooperation": "north_south"}]
    matrix = (await client.get("/v1/matrix", params={"year": 2020})).json()
    assert matrix["items"] == [
        {
            "provider": "GB",
            "provider_name": "United Kingdom",
            "recipient": "KE",
            "recipient_name": "Kenya",
            "amount": "150.25",
            "flows": 2,
        }
    ]
    assert (matrix["method"]["transaction_types"], matrix["method"]["reporters"]) == (["3", "4"], 1)
    series = (await client.get("/v1/series", params={"country": "GB"})).json()
    assert series["items"] == [
        {"year": 2020, "key": None, "key_name": None, "inflows": "0.00", "outflows": "150.25", "domestic": "0.00"}
    ]


async def test_everything_is_told_once_and_reads_as_its_class(client: Client, inside: Driver) -> None:
    await imported(client, TWO)
    kinds = catalogue(events.Event)
    told_of = await outbox(inside)
    for attributes, data in told_of:
        kind = kinds[attributes["type"]]
        assert kind.model_validate(data).model_dump(mode="json", exclude_unset=True) == data
        assert attributes["subject"] == f"{kind.collection}/{data['id']}"
        assert attributes["source"] == "/measurement"
    assert sorted(attributes["type"] for attributes, _ in told_of) == [
        *["harambee.activity.flows_recorded.v1"] * 2,
        *["harambee.activity.recorded.v1"] * 2,
        "harambee.import.finished.v1",
        *["harambee.totals.changed.v1"] * 2,
    ]
    totals = {data["id"]: (data["inflow"], data["outflow"]) for _, data in told_of if "inflow" in data}
    assert {key: tuple(map(float, pair)) for key, pair in totals.items()} == {
        "GB-2020": (0.0, 150.25),
        "KE-2020": (150.25, 0.0),
    }
    flows = [one for one in told_of if one[0]["type"] == "harambee.activity.flows_recorded.v1"]
    assert [(attributes["country"], len(data["flows"])) for attributes, data in flows] == [("KE", 2), ("KE", 1)]


async def test_the_same_file_again_changes_nothing_and_tells_nothing(client: Client, inside: Driver) -> None:
    await imported(client, TWO)
    before = await items(client, "/v1/flows")
    await told(inside)
    job = await imported(client, TWO)
    assert (job["counts"]["unchanged"], job["counts"]["new"], job["counts"]["flows_unchanged"]) == (2, 0, 3)
    assert await items(client, "/v1/flows") == before
    assert await told(inside) == ["import.finished"]


async def test_a_changed_amount_corrects_the_flow_and_the_totals(client: Client, inside: Driver) -> None:
    await imported(client, TWO)
    (old,) = await items(client, "/v1/flows", transaction_type="3")
    await told(inside)
    job = await imported(client, TWO.replace(b">100<", b">80<"))
    assert (job["counts"]["changed"], job["counts"]["flows_corrected"], job["counts"]["flows_unchanged"]) == (1, 1, 2)
    (new,) = await items(client, "/v1/flows", transaction_type="3")
    assert (new["value"]["amount"], new["corrects"]) == ("80", old["id"])
    both = await items(client, "/v1/flows", transaction_type="3", corrected=True)
    assert [(one["value"]["amount"], one["corrected_by"]) for one in both] == [("100", new["id"]), ("80", None)]
    assert (await items(client, "/v1/matrix"))[0]["amount"] == "130.25"
    assert await told(inside) == [
        "activity.updated",
        "activity.flows_corrected",
        "totals.changed",
        "totals.changed",
        "import.finished",
    ]


async def test_what_a_file_no_longer_holds_is_counted_and_kept(client: Client) -> None:
    await imported(client, TWO)
    job = await imported(client, file(activity("GB-COH-1-A", transaction("100", ref="one"))))
    assert (job["counts"]["missing"], job["counts"]["flows_missing"]) == (1, 1)
    assert len(await items(client, "/v1/activities")) == 2
    assert len(await items(client, "/v1/flows")) == 3


async def test_a_check_finds_all_and_changes_nothing(client: Client) -> None:
    await imported(client, TWO)
    other = file(activity("GB-COH-1-C", transaction("5")), activity("GB-COH-1-A", transaction("1", ref="one")))
    job = await imported(client, other, mode="check")
    assert (job["counts"]["new"], job["counts"]["changed"], job["counts"]["flows_corrected"]) == (1, 1, 1)
    assert len(await items(client, "/v1/activities")) == 2
    assert (await items(client, "/v1/matrix"))[0]["amount"] == "150.25"


FAULTY = file(activity("GB-COH-1-A", transaction("x"), transaction("5")), activity("GB-COH-1-B", transaction()))


async def test_a_flow_that_cannot_be_recorded_is_rejected_the_others_are_taken(client: Client) -> None:
    job = await imported(client, FAULTY)
    assert (job["status"], job["counts"]["rejected"], job["counts"]["error"]) == ("finished", 0, 1)
    assert (job["counts"]["flows"], job["counts"]["flows_new"], job["counts"]["flows_rejected"]) == (2, 2, 1)
    (found,) = await items(client, f"/v1/imports/{job['id']}/findings", rejects="flow")
    assert (found["rule"], found["severity"], found["activity"]) == ("harambee-decimal", "error", "GB-COH-1-A")
    assert [one["identifier"] for one in await items(client, "/v1/activities")] == ["GB-COH-1-A", "GB-COH-1-B"]


async def test_only_clean_activities_are_taken_where_that_is_asked_for(client: Client) -> None:
    job = await imported(client, FAULTY, query={"accept": "clean"})
    assert (job["status"], job["accept"]) == ("finished", "clean")
    assert [job["counts"][name] for name in ("rejected", "error", "flows", "flows_rejected")] == [1, 1, 1, 2]
    (found,) = await findings(client, job)
    assert found["rejects"] == "activity"
    assert found["rule"] == "harambee-decimal"
    assert found["path"] == "/iati-activities/iati-activity[1]/transaction[1]/value"
    assert found["activity"] == "GB-COH-1-A"
    assert [one["identifier"] for one in await items(client, "/v1/activities")] == ["GB-COH-1-B"]
    table = await client.get(f"/v1/imports/{job['id']}/findings", params={"format": "csv"})
    assert [line for line in table.text.splitlines() if line[1:].startswith(",harambee-decimal,error,financial")]


async def test_a_file_that_breaks_off_leaves_its_finding_and_nothing_else(client: Client, inside: Driver) -> None:
    many = file(*(activity(f"GB-COH-1-{number}", transaction()) for number in range(1500)))
    job = await imported(client, many[:-200])
    assert (job["status"], job["counts"]["critical"]) == ("failed", 1)
    (found,) = await findings(client, job)
    assert (found["rule"], found["severity"]) == ("harambee-well-formed", "critical")
    assert await items(client, "/v1/activities") == []
    assert await items(client, "/v1/flows") == []
    assert await told(inside) == ["import.failed"]


async def test_an_activity_that_occurs_twice_is_taken_once(client: Client) -> None:
    far_apart = [activity(f"GB-COH-1-{number % 1200}", transaction()) for number in range(1201)]
    job = await imported(client, file(*far_apart))
    assert (job["counts"]["new"], job["counts"]["rejected"]) == (1200, 1)
    assert [one["rule"] for one in await findings(client, job)] == ["harambee-duplicate"]


async def test_a_flow_to_several_countries_is_split_to_the_cent(client: Client) -> None:
    shares = "".join(
        f'<recipient-country code="{code}" percentage="{part}"/>'
        for code, part in (("KE", "33.3"), ("UG", "33.3"), ("TZ", "33.4"))
    )
    await imported(client, file(activity("GB-COH-1-A", transaction("100.01"), inner=shares)))
    assert {one["recipient"]: one["amount"] for one in await items(client, "/v1/matrix")} == {
        "KE": "33.30",
        "TZ": "33.41",
        "UG": "33.30",
    }


async def test_amounts_are_converted_at_the_month_end_before_their_value_date(client: Client) -> None:
    await imported(client, file(activity("GB-COH-1-A", transaction("1000", currency="GBP", value_date="2020-03-31"))))
    flow = (await items(client, "/v1/flows"))[0]
    (rate,) = await items(client, "/v1/exchange-rates", currency="GBP", date_from="2020-03-01", date_to="2020-03-31")
    assert flow["conversion"]["rate_date"] == rate["date"] == "2020-03-31"
    assert flow["conversion"]["rate"] == rate["units_per_usd"]
    assert float(flow["conversion"]["usd"]) == pytest.approx(1000 / float(rate["units_per_usd"]), abs=0.01)


async def test_strange_texts_come_back_as_they_were(client: Client) -> None:
    name = 'A\\N "quoted", {braced} \\ back\\tslash; \u202eمرحبا\u202c 🤝 ' + "x" * 500
    inner = f'<provider-org ref="GB-\\N-1"><narrative>{name}\n\tsecond line</narrative></provider-org>'
    region = '<recipient-region vocabulary="99" code="a,&quot;b\\c{}"/>'
    await imported(client, file(activity("GB-COH-1-A", transaction("1", ref="\\N", inner=inner), inner=region)))
    (flow,) = await items(client, "/v1/flows")
    assert flow["provider"] == {"code": "GB-\\N-1", "ref": "GB-\\N-1", "name": f"{name}\n\tsecond line", "known": False}
    assert flow["ref"] == "\\N"
    assert flow["parts"][0]["code"] == '99-a,"b\\c{}'


async def test_gzip_is_taken_other_media_are_not(client: Client) -> None:
    job = await imported(client, gzip.compress(TWO), headers={"Content-Type": "application/gzip"})
    assert job["counts"]["new"] == 2
    refused = await client.post("/v1/imports", content=b"a;b", headers={"Content-Type": "application/pdf"})
    assert (refused.status_code, refused.json()["type"]) == (415, "/problems/unsupported-media")


def reporter(actor: str) -> Principal:
    grant = Grant.model_validate({"role": Role.REPORTER, "actor": actor})
    return Principal(id=f"reporter-{actor}", kind=Kind.CLIENT, grants=(grant,))


def of_everything(role: Role) -> Principal:
    return Principal(id=role, kind=Kind.CLIENT, grants=(Grant(role=role),))


async def test_a_reporter_reports_for_its_own_organisation(client: Client, inside: Driver) -> None:
    actor = "0198c1de-0000-7000-8000-000000000001"
    await inside.execute(
        "INSERT INTO actors (id, version, country, constituency, identifiers) VALUES ($1, 1, 'GB', 'non_state', $2)",
        actor,
        ["GB-COH-1"],
    )
    mine, other = activity("GB-COH-1-A", transaction()), activity("GB-COH-2-A", transaction(), reporter="GB-COH-2")
    job = await imported(client, file(mine, other), headers=authorization(reporter(actor)))
    assert (job["counts"]["new"], job["counts"]["rejected"]) == (1, 1)
    assert [one["identifier"] for one in await items(client, "/v1/activities")] == ["GB-COH-1-A"]
    stranger = await client.get(f"/v1/imports/{job['id']}", headers=authorization(reporter(actor[:-1] + "2")))
    assert stranger.status_code == 404


async def test_imports_are_their_sender_s_and_administrators_alone(client: Client) -> None:
    job = await imported(client, TWO, headers=authorization(of_everything(Role.REPORTER)))
    address = f"/v1/imports/{job['id']}"
    others = (Role.READER, Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER)
    for stranger in (*map(of_everything, others), coordinator("KE")):
        headers = authorization(stranger)
        assert (await client.get("/v1/imports", headers=headers)).json()["items"] == []
        for path in (address, f"{address}/findings", f"{address}/findings/summary"):
            assert (await client.get(path, headers=headers)).status_code == 404
    assert [one["id"] for one in await items(client, "/v1/imports")] == [job["id"]]
    for path in ("/v1/imports", "/v1/imports/mappings"):
        assert (await client.get(path, headers=NOBODY)).status_code == 401


@pytest.mark.parametrize(("headers", "status"), [(NOBODY, 401), (authorization(coordinator("KE")), 403)])
async def test_others_may_not_import(client: Client, headers: dict[str, str], status: int) -> None:
    answer: httpx.Response = await client.post("/v1/imports", content=TWO, headers={**headers, **XML})
    assert answer.status_code == status


async def test_imports_are_found_by_what_they_are_and_when_they_changed(client: Client) -> None:
    job = await imported(client, TWO)
    for asked, expected in (
        ({"updated_since": job["updated_at"], "mode": "apply", "status": "finished"}, [job["id"]]),
        ({"updated_since": "2100-01-01T00:00:00Z"}, []),
        ({"mode": "check"}, []),
    ):
        found = (await client.get("/v1/imports", params=asked)).json()["items"]
        assert [one["id"] for one in found] == expected


async def test_an_unknown_parameter_is_a_fault(client: Client) -> None:
    answer = await client.get("/v1/matrix", params={"yaer": 2020, "perspective": "mine"})
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/yaer", "/perspective"}


async def read_again(client: Client, inside: Driver, body: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Import a file that nobody remembers having read."""
    await inside.execute("UPDATE imports SET rules_edition = 0")
    job = await imported(client, body)
    return job, await findings(client, job)


async def test_a_repeat_that_is_not_read_says_what_reading_it_would_say(client: Client, inside: Driver) -> None:
    faulty = transaction(inner="<provider-org/>")
    spaced = activity(" GB-COH-1-C ", transaction("3"), transaction("4", kind="4"))
    twice = activity("GB-COH-1-A", transaction("1"), transaction("1"))
    body = file(twice, activity("GB-COH-1-B", faulty), spaced, twice)
    other = file(activity("GB-COH-1-D", transaction("9")))
    await imported(client, other)
    await imported(client, body)
    await inside.execute("DELETE FROM outbox")
    repeat = await imported(client, body)
    said = await findings(client, repeat)
    assert [kind for kind in await told(inside) if not kind.startswith("import.")] == []
    job, found = await read_again(client, inside, body)
    assert (repeat["counts"], said) == (job["counts"], found)
    assert (repeat["counts"]["unchanged"], repeat["counts"]["missing"], len(said)) == (3, 1, 3)
    strict = await imported(client, body, query={"accept": "clean"})
    assert (strict["counts"]["unchanged"], strict["counts"]["rejected"]) == (2, 2)


@pytest.mark.parametrize(
    "change",
    [
        (
            "INSERT INTO codelists (id, version, codes, withdrawn, complete) "
            "VALUES ('OrganisationRegistrationAgency', 1, ARRAY['XX-YY'], '{}', true)"
        ),
        (
            "INSERT INTO actors (id, version, country, constituency, identifiers) VALUES "
            "(gen_random_uuid(), 1, 'KE', 'government', ARRAY['GB-COH-1'])"
        ),
    ],
)
async def test_a_file_is_read_again_once_what_it_was_read_with_has_changed(
    client: Client, inside: Driver, change: str
) -> None:
    body = file(activity("GB-COH-1-A", transaction("1")))
    await imported(client, body)
    read_with = "SELECT rules_edition FROM imports ORDER BY id DESC LIMIT 1"
    before = await inside.fetchval(read_with)
    await inside.execute(change)
    job = await imported(client, body)
    assert job["counts"]["unchanged"] == 1
    assert before
    assert await inside.fetchval(read_with) not in {before, 0}
    found = {one["rule"] for one in await findings(client, job)}
    assert ("1.14.8" in found) == ("codelists" in change)


async def test_a_file_is_read_again_once_anything_of_it_has_changed(client: Client) -> None:
    first, second = file(activity("GB-COH-1-A", transaction("1"))), file(activity("GB-COH-1-A", transaction("2")))
    await imported(client, first)
    assert (await imported(client, second))["counts"]["changed"] == 1
    back = await imported(client, first)
    assert (back["counts"]["changed"], back["counts"]["unchanged"]) == (1, 0)
    await imported(client, file(activity("GB-COH-1-B", transaction("5"))))
    assert (await imported(client, first))["counts"]["missing"] == 1
