from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from services.registry.app import create_service
from shared.db import connect
from shared.envelope import Envelope
from tests.serving import NOBODY, Client, serving, settings

Told = Callable[[str], Awaitable[list[Envelope]]]


async def get(client: Client, address: str, **parameters: Any) -> Any:
    answer = await client.get(address, params=parameters, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_country_has_its_codes_names_and_regions(client: Client) -> None:
    kenya = await get(client, "/v1/countries/KE")
    assert (kenya["alpha_3"], kenya["m49"], kenya["area"], kenya["names"]["ar"]) == ("KEN", "404", "014", "كينيا")
    regions = {one["region"]: one for one in kenya["regions"]}
    assert {"AU", "AU-EASTERN", "COMESA", "EAC", "IGAD", "014", "202", "002", "001"} <= set(regions)
    assert (regions["EAC"]["valid_from"], regions["EAC"]["verified"]) == ("2000-07-07", True)


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("/v1/countries/ke", "There is no country ke; did you mean KE?"),
        ("/v1/countries/Uganda", "There is no country Uganda; did you mean UG?"),
        ("/v1/countries/UK", "There is no country UK; did you mean GB?"),
        ("/v1/countries/XX", "There is no country XX"),
        ("/v1/regions/CEDEAO", "There is no region CEDEAO; did you mean ECOWAS?"),
        ("/v1/regions/Umoja wa Afrika", "There is no region Umoja wa Afrika; did you mean AU?"),
        ("/v1/regions/AEC", "There is no region AEC"),
    ],
)
async def test_what_is_unknown_is_answered_with_the_right_hint_or_none(client: Client, address: str, hint: str) -> None:
    answer = await client.get(address)
    assert (answer.status_code, answer.json()["detail"]) == (404, hint)


async def test_members_are_those_of_the_day(client: Client) -> None:
    async def members(day: str) -> list[str]:
        return [one["country"] for one in (await get(client, "/v1/regions/EAC", as_of=day))["members"]]

    assert await members("2006-01-01") == ["KE", "TZ", "UG"]
    assert await members("2007-07-01") == ["BI", "KE", "RW", "TZ", "UG"]
    assert len((await get(client, "/v1/regions/EAC"))["members"]) == 8
    listed = await get(client, "/v1/countries", region="ECOWAS", as_of="2025-01-28")
    assert {"BF", "ML", "NE"} <= {one["code"] for one in listed["items"]}
    listed = await get(client, "/v1/countries", region="ECOWAS", as_of="2025-01-29")
    assert not {"BF", "ML", "NE"} & {one["code"] for one in listed["items"]}


async def test_regions_are_listed_by_kind_and_member(client: Client) -> None:
    communities = await get(client, "/v1/regions", kind="community")
    assert [one["code"] for one in communities["items"]] == [
        "AMU",
        "CEN-SAD",
        "COMESA",
        "EAC",
        "ECCAS",
        "ECOWAS",
        "IGAD",
        "SADC",
    ]
    of_kenya = await get(client, "/v1/regions", kind="community", country="KE")
    assert [one["code"] for one in of_kenya["items"]] == ["CEN-SAD", "COMESA", "EAC", "IGAD"]


@pytest.mark.parametrize(
    ("name", "codes"), [("topics", 11), ("pillars", 7), ("constituencies", 6), ("organisation-types", 16)]
)
async def test_code_lists_have_labels_by_language(client: Client, name: str, codes: int) -> None:
    found = await get(client, f"/v1/codelists/{name}")
    assert len(found["codes"]) == codes
    assert all(set(one["labels"]) == {"en", "fr", "pt", "es", "ar", "sw"} for one in found["codes"])


async def test_memberships_of_regional_bodies_are_told_once(client: Client, told: Told, url: str) -> None:
    first = await told("membership.")
    pairs = {one.subject: orjson.loads(one.data) for one in first}
    assert pairs["memberships/ECOWAS-ML"]["periods"] == [{"valid_from": "1975-05-28", "valid_to": "2025-01-29"}]
    assert pairs["memberships/AUDA-NEPAD-KE"]["country"] == "KE"
    assert not any(one["region"].isdecimal() for one in pairs.values())
    async with serving(create_service(settings(url))):
        assert len(await told("membership.")) == len(first)


async def test_a_membership_that_changes_is_told_again(client: Client, told: Told, url: str) -> None:
    before = len(await told("membership."))
    connection = await connect(url)
    await connection.execute("UPDATE memberships SET valid_to = '2020-01-01' WHERE region = 'EAC' AND country = 'RW'")
    await connection.close()
    async with serving(create_service(settings(url))):
        [again] = (await told("membership."))[before:]
    assert (again.subject, again.sequence) == ("memberships/EAC-RW", 2)
    assert orjson.loads(again.data)["periods"] == [{"valid_from": "2007-07-01", "valid_to": None}]


async def test_what_is_known_is_not_sent_again(client: Client) -> None:
    answer = await client.get("/v1/regions/EAC")
    known = await client.get("/v1/regions/EAC", headers={"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304
