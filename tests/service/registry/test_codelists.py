import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson

from services.registry.app import create_service
from shared.db import connect
from shared.envelope import Envelope
from shared.standards import currencies, withdrawn_currencies
from tests.service.registry.requests import exchange, ministry, pointers, published, registered
from tests.serving import NOBODY, Client, coordinator, serving, settings

Told = Callable[[str], Awaitable[list[Envelope]]]

FRUIT = {
    "edition": "2026-06",
    "titles": {"en": "Fruit"},
    "source": "the market",
    "codes": [
        {"code": "F01", "labels": {"en": "Apple", "fr": "Pomme"}, "category": "tree"},
        {"code": "F02", "labels": {"en": "Pêche melba"}, "category": "tree", "valid_from": "2010-01-01"},
        {"code": "text/plain", "labels": {}},
    ],
}


async def put(client: Client, name: str, body: dict[str, Any], version: int | None = None, **more: Any) -> Any:
    answer = await load(client, name, body, version, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def load(
    client: Client, name: str, body: dict[str, Any], version: int | None = None, **more: Any
) -> httpx.Response:
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    return await client.put(f"/v1/codelists/{name}", json=body, params=more, headers=headers)


async def get(client: Client, address: str, **parameters: Any) -> Any:
    answer = await client.get(address, params=parameters, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def codes(client: Client, name: str, **filters: Any) -> list[str]:
    return [one["code"] for one in (await get(client, f"/v1/codelists/{name}/codes", **filters))["items"]]


def without(body: dict[str, Any], code: str, **more: Any) -> dict[str, Any]:
    return {**body, "codes": [one for one in body["codes"] if one["code"] != code], **more}


async def whole_list(client: Client, name: str) -> dict[str, Any]:
    """Give a list as it could be sent again."""
    found = await get(client, f"/v1/codelists/{name}")
    return {"codes": found["codes"]}


async def test_a_list_is_checked_then_loaded_then_unchanged(client: Client, told: Told) -> None:
    before = len(await told("codelist."))
    checked = await put(client, "Fruit", FRUIT, 0, mode="check")
    assert (checked["released"], checked["new"], checked["version"]) == (False, 3, 1)
    assert (await client.get("/v1/codelists/Fruit")).status_code == 404
    loaded = await put(client, "Fruit", FRUIT, 0)
    assert (loaded["released"], loaded["edition"], loaded["new"]) == (True, "2026-06", 3)
    again = await put(client, "Fruit", FRUIT, 1)
    assert (again["released"], again["edition"], again["differences"], again["about"]) == (False, "2026-06", [], [])
    [event] = (await told("codelist."))[before:]
    assert (event.subject, event.sequence, event.audience) == ("codelists/Fruit", 1, "public")
    data = orjson.loads(event.data)
    assert (data["edition"], data["new"], data["withdrawn"], data["changed"]) == ("2026-06", 3, 0, 0)


async def test_others_hear_what_was_withdrawn(client: Client, told: Told) -> None:
    await put(client, "Fruit", FRUIT)
    await put(client, "Fruit", without(FRUIT, "F02", edition="2026-12"), 1)
    event = (await told("codelist."))[-1]
    data = orjson.loads(event.data)
    assert (list(data["withdrawn_codes"]), data["codes"], data["complete"]) == (
        ["F02"],
        ["F01", "text/plain", "F02"],
        True,
    )


async def test_what_vanishes_is_withdrawn_and_older_editions_stay(client: Client, told: Told) -> None:
    await put(client, "Fruit", FRUIT)
    changed = without(FRUIT, "F02", edition="2026-12")
    changed["codes"] = [{**changed["codes"][0], "labels": {"en": "Apples"}}, changed["codes"][1]]
    answer = await put(client, "Fruit", changed, 1)
    assert [(one["code"], one["kind"]) for one in answer["differences"]] == [("F01", "changed"), ("F02", "withdrawn")]
    peach = await get(client, "/v1/codelists/Fruit/codes/F02")
    assert (peach["status"], peach["valid_from"]) == ("withdrawn", "2010-01-01")
    assert peach["valid_to"] == (await get(client, "/v1/codelists/Fruit"))["released_on"]
    assert (await get(client, "/v1/codelists/Fruit/codes/F01"))["labels"] == {"en": "Apples", "fr": "Pomme"}
    older = await get(client, "/v1/codelists/Fruit", edition="2026-06")
    assert [one["status"] for one in older["codes"]] == ["active"] * 3
    editions = (await get(client, "/v1/codelists/Fruit/editions"))["items"]
    assert [(one["edition"], one["current"], one["new"], one["withdrawn"], one["changed"]) for one in editions] == [
        ("2026-12", True, 0, 1, 1),
        ("2026-06", False, 3, 0, 0),
    ]
    assert [one.sequence for one in await told("codelist.") if one.subject == "codelists/Fruit"] == [1, 2]


async def test_an_edition_is_found_by_the_day(client: Client) -> None:
    await client.post("/internal/clock", json={"now": "2030-01-01T00:00:00Z"})
    await put(client, "Fruit", without(FRUIT, "F02", edition=None))
    await client.post("/internal/clock", json={"now": "2030-02-01T00:00:00Z"})
    await put(client, "Fruit", {**FRUIT, "edition": None}, 1)
    assert len((await get(client, "/v1/codelists/Fruit", as_of="2030-01-31"))["codes"]) == 2
    assert (await get(client, "/v1/codelists/Fruit", as_of="2030-02-01"))["edition"] == "2030-02-01"
    assert await codes(client, "Fruit", as_of="2030-01-31") == ["F01", "text/plain"]
    early = await client.get("/v1/codelists/Fruit", params={"as_of": "2029-12-31"})
    assert early.status_code == 404
    assert "2030-01-01" in early.json()["detail"]


async def test_codes_are_found_by_words_category_and_status(client: Client) -> None:
    await put(client, "Fruit", FRUIT)
    await put(client, "Fruit", without(FRUIT, "F01", edition="2"), 1)
    assert await codes(client, "Fruit") == ["F01", "F02", "text/plain"]
    assert await codes(client, "Fruit", q="PECHE") == ["F02"]
    assert await codes(client, "Fruit", q="pomm") == ["F01"]
    assert await codes(client, "Fruit", category="tree") == ["F01", "F02"]
    assert await codes(client, "Fruit", status="withdrawn") == ["F01"]
    assert await codes(client, "Fruit", q="%") == ["F01", "F02", "text/plain"]
    assert (await get(client, "/v1/codelists/Fruit/codes/text/plain"))["labels"] == {}


async def test_codes_come_in_pages_and_as_tables(client: Client) -> None:
    first = await get(client, "/v1/codelists/Sector/codes", limit=300)
    second = await get(client, "/v1/codelists/Sector/codes", limit=300, cursor=first["next"])
    found = [one["code"] for one in (*first["items"], *second["items"])]
    assert found == sorted(set(found))
    answer = await client.get("/v1/codelists/Sector/codes", params={"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["code"] for row in rows] == found
    assert rows[0]["labels.fr"]


async def test_only_an_administrator_loads_lists(client: Client) -> None:
    answer = await client.put("/v1/codelists/Fruit", json=FRUIT, headers=client.as_(coordinator("KE")))
    assert answer.status_code == 403
    assert (await client.put("/v1/codelists/Fruit", json=FRUIT, headers=NOBODY)).status_code == 401


async def test_a_change_is_meant_for_the_version_that_was_read(client: Client) -> None:
    await put(client, "Fruit", FRUIT)
    changed = without(FRUIT, "F02", edition="2")
    assert (await load(client, "Fruit", changed)).status_code == 428
    assert (await load(client, "Fruit", changed, 0)).status_code == 412
    checked = await client.put("/v1/codelists/Fruit", json=changed, params={"mode": "check"})
    assert checked.headers["etag"] == '"1"'
    taken = await load(client, "Fruit", {**changed, "edition": "2026-06"}, 1)
    assert (taken.status_code, pointers(taken)) == (409, {"/edition": "taken"})


async def test_all_faults_of_a_list_are_said_at_once(client: Client) -> None:
    bad = {
        "codes": [
            {"code": " A", "labels": {"xx": "x"}},
            {"code": "B", "status": "gone", "valid_from": "2020-01-01", "valid_to": "2019-01-01"},
        ],
        "titles": {},
    }
    answer = await load(client, "Fruit", bad)
    assert answer.status_code == 422
    assert {"/codes/0/code", "/codes/1/status", "/codes/1/valid_to", "/titles"} < pointers(answer).keys()
    twice = await load(client, "Fruit", {"codes": [{"code": "A"}, {"code": "A"}]})
    assert pointers(twice) == {"/codes": "twice"}


async def test_codes_that_the_platform_knows_by_heart_are_not_taken_away(client: Client) -> None:
    body = await whole_list(client, "constituencies")
    answer = await load(client, "constituencies", without(body, "academic"), 1)
    assert (answer.status_code, pointers(answer)) == (409, {"/codes": "withdrawn_code"})
    body["codes"][0]["labels"]["en"] = "State"
    assert (await put(client, "constituencies", body, 1))["changed"] == 1


async def test_the_etag_of_a_list_is_its_version(client: Client) -> None:
    answer = await client.get("/v1/codelists/Sector")
    assert answer.headers["etag"].startswith('"1-')
    known = await client.get("/v1/codelists/Sector", headers={"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304


async def test_a_loaded_list_outlives_a_restart_and_what_ships_is_told_once(
    client: Client, told: Told, url: str
) -> None:
    await put(client, "TiedStatus", without(await whole_list(client, "TiedStatus"), "3"), 1)
    before = len(await told("codelist."))
    async with serving(create_service(settings(url))) as again:
        assert (await get(again, "/v1/codelists/TiedStatus/codes/3"))["status"] == "withdrawn"
        assert len(await told("codelist.")) == before


async def test_a_list_that_was_told_of_without_its_withdrawn_codes_is_told_of_again(
    client: Client, told: Told, url: str
) -> None:
    assert (await client.get("/v1/codelists/FlowType")).status_code == 200
    before = len(await told("codelist."))
    connection = await connect(url)
    await connection.execute("UPDATE codelist_editions SET told_whole = false WHERE name = 'FlowType'")
    await connection.close()
    for _ in range(2):
        async with serving(create_service(settings(url))):
            [event] = (await told("codelist."))[before:]
            assert (event.subject, event.sequence) == ("codelists/FlowType", 1)
            assert orjson.loads(event.data)["withdrawn_codes"]["20"] == "2015-12-31"


async def test_a_sector_that_was_withdrawn_stays_where_it_is_and_is_not_taken_into_use(client: Client) -> None:
    actor = (await registered(client, sectors=["15110"])).json()
    offer = (await published(client, "offers", actor["id"], sectors=["15110"])).json()
    await put(client, "Sector", without(await whole_list(client, "Sector"), "15110"), 1)
    changes = [
        await client.patch(f"/v1/actors/{actor['id']}", json={"topics": [2]}, headers={"If-Match": "*"}),
        await client.patch(
            f"/v1/actors/{actor['id']}", json={"sectors": ["15110", "11110"]}, headers={"If-Match": "*"}
        ),
        await client.patch(f"/v1/offers/{offer['id']}", json={"topics": [2]}, headers={"If-Match": "*"}),
    ]
    assert [answer.status_code for answer in changes] == [200, 200, 200]
    new = await client.post("/v1/actors", json=ministry(sectors=["11110", "15110"]))
    assert (new.status_code, pointers(new)) == (422, {"/sectors/1": "withdrawn_code"})
    wanted = await client.post("/v1/needs", json=exchange(actor["id"], sectors=["15110"]))
    assert (wanted.status_code, pointers(wanted)) == (422, {"/sectors/0": "withdrawn_code"})
    assert len((await get(client, "/v1/actors", sector="151"))["items"]) == 1


async def test_a_code_is_accepted_once_its_list_is_loaded(client: Client) -> None:
    assert (await client.post("/v1/actors", json=ministry(sectors=["15199"]))).status_code == 422
    assert (await client.get("/v1/actors", params={"sector": "15199"})).status_code == 422
    body = await whole_list(client, "Sector")
    body["codes"].append({"code": "15199", "labels": {"en": "South-South cooperation"}, "category": "151"})
    await put(client, "Sector", body, 1)
    actor = await registered(client, sectors=["15199"])
    assert [one["id"] for one in (await get(client, "/v1/actors", sector="15199"))["items"]] == [actor.json()["id"]]


async def test_an_identifier_outlives_the_list_that_it_is_of(client: Client) -> None:
    body = without(await whole_list(client, "OrganisationRegistrationAgency"), "GB-COH")
    body["codes"].append({"code": "KE-NGC", "labels": {"en": "Council of NGOs"}, "category": "KE"})
    one = {"scheme": "KE-NGC", "value": "0815"}
    early = await client.post("/v1/actors", json=ministry(identifiers=[one]))
    assert (early.status_code, pointers(early)) == (422, {"/identifiers/0/scheme": "unknown_scheme"})
    await put(client, "OrganisationRegistrationAgency", body, 1)
    await registered(client, identifiers=[one])
    await registered(client, identifiers=[{"scheme": "GB-COH", "value": "0815"}])


async def test_a_kind_of_organisation_follows_the_loaded_list(client: Client) -> None:
    actor = (await registered(client)).json()
    body = await whole_list(client, "OrganisationType")
    body["codes"] = [one for one in body["codes"] if one["code"] != "10"]
    await put(client, "OrganisationType", {"codes": [*body["codes"], {"code": "16", "labels": {"en": "Court"}}]}, 1)
    new = await client.post("/v1/actors", json=ministry())
    assert (new.status_code, pointers(new)) == (422, {"/kind": "withdrawn_code"})
    await registered(client, kind="16")
    kept = await client.patch(f"/v1/actors/{actor['id']}", json={"topics": [1]}, headers={"If-Match": "*"})
    assert kept.status_code == 200


async def test_rows_of_a_bulk_import_are_checked_by_the_loaded_lists(client: Client) -> None:
    body = without(await whole_list(client, "Sector"), "15110")
    body["codes"].append({"code": "15199", "labels": {"en": "South-South cooperation"}, "category": "151"})
    await put(client, "Sector", body, 1)
    rows = [ministry(external_id=one, sectors=[one]) for one in ("15199", "15110", "15198")]
    answer = await client.post("/v1/actors/bulk", json=rows, params={"mode": "check"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["new"] == 1
    assert [one["code"] for one in answer.json()["findings"]] == ["withdrawn_code", "unknown_sector"]


async def test_withdrawn_currencies_are_listed_with_the_day_on_which_they_ended(client: Client) -> None:
    kuna = (await client.get("/v1/codelists/Currency/codes/HRK")).json()
    assert (kuna["status"], kuna["valid_to"], kuna["labels"]["fr"]) == ("withdrawn", "2023-01-15", "kuna croate")
    syli = (await client.get("/v1/codelists/Currency/codes/GNE")).json()
    assert (syli["status"], syli["valid_to"], syli["labels"]) == ("withdrawn", "1990-01-01", {"en": "Syli"})
    rows = (await client.get("/v1/codelists/Currency/codes", params={"limit": 1000})).json()["items"]
    assert {one["code"] for one in rows} == currencies()
    assert {one["code"] for one in rows if one["status"] == "withdrawn"} == withdrawn_currencies().keys()
