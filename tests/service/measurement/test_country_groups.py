import asyncio
from typing import Any

import pytest

from services.measurement.ledger.recompute import classification
from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums
from tests.service.measurement.writing import given_to_kenya
from tests.serving import NOBODY, Client, authorization, coordinator

SHIPPED = "/v1/country-groups/unctad-2022"
KOREAN = activity(
    "KR-GOV-1-A",
    transaction("10", day="2019-05-01"),
    transaction("7", day="2022-05-01"),
    reporter="KR-GOV-1",
)
BRITISH = activity("GB-COH-1-A", transaction("5", day="2019-05-01"))


async def edition(client: Client, name: str = "invented-2015", **more: Any) -> dict[str, Any]:
    shipped = (await client.get(SHIPPED)).json()
    body = {"valid_from": "2015-01-01", "source": "invented", "developed": shipped["developed"], **more}
    answer = await client.put(f"/v1/country-groups/{name}", json=body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


async def classified(client: Client) -> list[dict[str, Any]]:
    """Wait until no classification waits; give all."""
    while True:
        found = (await client.get("/v1/country-groups/classifications")).json()["items"]
        if all(one["status"] == "finished" for one in found):
            return found
        await asyncio.sleep(0.02)


async def without_korea(client: Client) -> list[str]:
    shipped = (await client.get(SHIPPED)).json()
    return [code for code in shipped["developed"] if code != "KR"]


async def test_groups_that_ship_are_in_force_for_all_days(client: Client) -> None:
    [shipped] = (await client.get("/v1/country-groups", headers=NOBODY)).json()["items"]
    assert (shipped["edition"], shipped["source"]) == ("unctad-2022", "UNCTADstat classification of economies")
    await imported(client, file(KOREAN))
    assert await given_to_kenya(client, cooperation="north_south") == [("KR", "17.00", 2)]
    assert (await client.get("/v1/matrix")).json()["method"]["groups"] == ["unctad-2022"]
    assert await classified(client) == []


async def test_a_flow_follows_the_edition_of_its_day(client: Client) -> None:
    await edition(client, developed=await without_korea(client))
    await imported(client, file(KOREAN, BRITISH))
    assert await given_to_kenya(client, cooperation="south_south") == [("KR", "10.00", 1)]
    assert await given_to_kenya(client, cooperation="north_south") == [("GB", "5.00", 1), ("KR", "7.00", 1)]
    assert (await client.get("/v1/matrix")).json()["method"]["groups"] == ["invented-2015", "unctad-2022"]


async def test_an_edition_that_comes_later_moves_what_is_held(client: Client, inside: Driver) -> None:
    await imported(client, file(KOREAN, BRITISH))
    set_ = activity("KR-GOV-1-B", transaction("3", day="2019-05-01"), reporter="KR-GOV-1")
    await imported(client, file(set_))
    [found] = (await client.get("/v1/activities", params={"identifier": "KR-GOV-1-B"})).json()["items"]
    said = {"value": "triangular", "reason": "Three ministries signed"}
    path = f"/v1/activities/{found['id']}/cooperation"
    assert (await client.put(path, json=said, headers={"If-Match": '"1"'})).status_code == 200
    await inside.execute("DELETE FROM outbox")
    await edition(client, developed=await without_korea(client))
    [job] = await classified(client)
    assert (job["edition"], job["activities"], job["flows"]) == ("invented-2015", 1, 1)
    assert await given_to_kenya(client, cooperation="south_south") == [("KR", "10.00", 1)]
    assert await given_to_kenya(client, cooperation="north_south") == [("GB", "5.00", 1), ("KR", "7.00", 1)]
    assert await given_to_kenya(client, cooperation="triangular") == [("KR", "3.00", 1)]
    await check_sums(inside)
    told = await inside.fetch("SELECT convert_from(attributes, 'UTF8') AS said FROM outbox")
    assert [row["said"].count("harambee.activity.updated.v1") for row in told] == [1]
    [korean] = (await client.get("/v1/activities", params={"identifier": "KR-GOV-1-A"})).json()["items"]
    assert (korean["cooperation"], korean["version"]) == ("south_south", 2)


async def test_a_corrected_edition_moves_what_is_held_in_batches(
    client: Client, inside: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classification, "BATCH", 2)
    many = (
        activity(f"KR-GOV-1-{number}", transaction("1", day="2019-05-01"), reporter="KR-GOV-1") for number in range(5)
    )
    await imported(client, file(*many))
    shipped = await client.get(SHIPPED)
    body = {name: shipped.json()[name] for name in ("valid_from", "source")} | {
        "developed": await without_korea(client)
    }
    assert (await client.put(SHIPPED, json=body)).status_code == 428
    assert (await client.put(SHIPPED, json=body, headers={"If-Match": '"7"'})).status_code == 412
    answer = await client.put(SHIPPED, json=body, headers={"If-Match": shipped.headers["etag"]})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    [job] = await classified(client)
    assert (job["activities"], job["flows"]) == (5, 5)
    assert await given_to_kenya(client, cooperation="south_south") == [("KR", "5.00", 5)]
    await check_sums(inside)


async def test_an_edition_that_says_the_same_moves_nothing(client: Client) -> None:
    await imported(client, file(KOREAN))
    first = await edition(client)
    assert first["developed"] == (await client.get(SHIPPED)).json()["developed"]
    assert await classified(client) == []


async def test_two_editions_do_not_begin_on_one_day(client: Client) -> None:
    await edition(client)
    body = {"valid_from": "2015-01-01", "source": "another", "developed": ["GB"]}
    refused = await client.put("/v1/country-groups/another-2015", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/valid_from")


async def test_all_faults_of_an_edition_are_said_at_once(client: Client) -> None:
    wrong = {"valid_from": "soon", "source": "", "developed": ["GB", "XX"]}
    answer = await client.put("/v1/country-groups/invented-2015", json=wrong)
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/valid_from", "/source", "/developed/1"}
    assert (await client.put("/v1/country-groups/classifications", json=wrong)).status_code == 405
    assert (await client.get("/v1/country-groups/invented-2015")).status_code == 404


async def test_only_an_administrator_loads_groups(client: Client) -> None:
    body = {"valid_from": "2015-01-01", "source": "invented", "developed": ["GB"]}
    for headers, status in ((NOBODY, 401), (authorization(coordinator("KE")), 403)):
        answer = await client.put("/v1/country-groups/invented-2015", json=body, headers=headers)
        assert answer.status_code == status


async def test_of_two_that_load_one_new_edition_at_once_the_second_is_told_that_it_is_there(client: Client) -> None:
    body = {"valid_from": "2015-01-01", "source": "invented", "developed": ["GB"]}
    path = "/v1/country-groups/invented-2015"
    answers = await asyncio.gather(*(client.put(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 428, 428, 428]
