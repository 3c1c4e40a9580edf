from typing import Any

import orjson
import pytest

from tests.service.registry.conftest import Told
from tests.service.registry.requests import ministry, pointers, registered
from tests.serving import Client

FORMER = {"name": "Bureau of Cooperation", "language": "en", "valid_to": "2013-05-20"}


async def names(client: Client, **filters: Any) -> list[str]:
    answer = await client.get("/v1/actors", params=filters)
    assert answer.status_code == 200, answer.text
    return [one["names"]["en"] for one in answer.json()["items"]]


async def test_an_actor_is_found_by_former_names_and_acronyms(client: Client, told: Told) -> None:
    more = {"former_names": [FORMER], "acronyms": ["KENCO"], "active_in": ["UG", "TZ"], "sectors": ["151", "15110"]}
    shown = (await registered(client, **more)).json()
    assert {name: shown[name] for name in more} == more
    await registered(client, names={"en": "Treasury"})
    for q in ("bureau cooperation", "cooperation", "kenco"):
        assert await names(client, q=q) == ["Ministry of Foreign Affairs"], q
    event = orjson.loads((await told("actor."))[0].data)
    assert {name: event[name] for name in more} == more


async def test_a_former_name_may_be_of_unknown_language_and_end(client: Client) -> None:
    shown = (await registered(client, former_names=[{"name": "Aid Bureau"}])).json()
    assert shown["former_names"] == [{"name": "Aid Bureau", "language": None, "valid_to": None}]


async def test_names_and_places_can_be_taken_away_again(client: Client) -> None:
    actor = await registered(client, former_names=[FORMER], acronyms=["KENCO"], active_in=["UG"])
    change = {"former_names": None, "acronyms": [], "active_in": None}
    answer = await client.patch(actor.headers["location"], json=change, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    assert [answer.json()[name] for name in change] == [[], [], []]
    assert await names(client, q="kenco") == []


async def test_faults_of_names_sectors_and_places_are_said_at_once(client: Client) -> None:
    sent = ministry(
        former_names=[{"name": "", "language": "xx", "valid_to": "2013-13-01"}],
        acronyms=["two;three"],
        active_in=["Tanzania"],
        sectors=["15198", "99"],
        identifiers=[{"scheme": "KE-COA", "value": "1", "valid_from": "2020-01-01", "valid_to": "2020-01-01"}],
    )
    answer = await client.post("/v1/actors", json=sent)
    assert pointers(answer) == {
        "/former_names/0/name": "string_too_short",
        "/former_names/0/language": "unknown_language",
        "/former_names/0/valid_to": "date_from_datetime_parsing",
        "/acronyms/0": "invalid_acronym",
        "/active_in/0": "unknown_country",
        "/sectors/0": "unknown_sector",
        "/sectors/1": "unknown_sector",
        "/identifiers/0/valid_to": "period",
    }
    details = {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
    assert "did you mean TZ?" in details["/active_in/0"]
    assert "did you mean" not in details["/sectors/0"]  # one digit more or less is another sector


@pytest.mark.parametrize("sent", [{"names": {"en": "a\0b"}}, {"acronyms": ["\0"]}, {"external_id": "\0"}])
async def test_a_text_that_cannot_be_kept_is_a_fault(client: Client, sent: dict[str, Any]) -> None:
    answer = await client.post("/v1/actors", json=ministry(**sent))
    assert answer.status_code == 422
    assert list(pointers(answer).values()) == ["nul"]


async def test_actors_are_filtered_by_sector_place_parent_and_status(client: Client) -> None:
    top = await registered(client, names={"en": "Top"}, sectors=["15110"], active_in=["UG"])
    await registered(client, names={"en": "Below"}, parent=top.json()["id"], sectors=["12220"])
    await client.delete((await registered(client, names={"en": "Gone"})).headers["location"], headers={"If-Match": "*"})
    assert await names(client, sector="15110") == ["Top"]
    assert await names(client, sector="151") == ["Top"]
    assert await names(client, sector=["151", "122"]) == ["Top", "Below"]
    assert await names(client, active_in="UG") == ["Top"]
    assert await names(client, parent=top.json()["id"]) == ["Below"]
    assert await names(client, status="withdrawn") == ["Gone"]
    unknown = await client.get("/v1/actors", params={"sector": "15198", "active_in": "XX", "parent": "top"})
    assert set(pointers(unknown)) == {"/sector/0", "/active_in/0", "/parent/0"}
