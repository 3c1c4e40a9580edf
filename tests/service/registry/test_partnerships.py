from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from shared.envelope import Envelope
from tests.service.registry.requests import pointers, published, registered
from tests.serving import NOBODY, Client, authorization, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]
ANY = {"If-Match": "*"}


@pytest.fixture
async def kenya(client: Client) -> str:
    return str((await registered(client)).json()["id"])


@pytest.fixture
async def uganda(client: Client) -> str:
    return str((await registered(client, "UG")).json()["id"])


@pytest.fixture
async def japan(client: Client) -> str:
    return str((await registered(client, "JP")).json()["id"])


def party(actor: str, role: str, **more: Any) -> dict[str, Any]:
    return {"actor": actor, "role": role, **more}


def by(country: str) -> dict[str, str]:
    return authorization(coordinator(country))


async def agreed(client: Client, *parties: dict[str, Any], kind: str = "south_south", **more: Any) -> httpx.Response:
    body = {"titles": {"en": "Statistics"}, "kind": kind, "parties": parties, "topics": [2], **more}
    return await client.post("/v1/partnerships", json=body)


async def test_a_triangular_partnership_is_agreed_read_and_told_of(
    client: Client, told: Told, kenya: str, uganda: str, japan: str
) -> None:
    parties = party(kenya, "pivotal"), party(uganda, "beneficiary"), party(japan, "facilitating")
    answer = await agreed(client, *parties, kind="triangular")
    assert answer.status_code == 201, answer.text
    shown = (await client.get(answer.headers["location"], headers=NOBODY)).json()
    assert [(one["role"], one["country"]) for one in shown["parties"]] == [
        ("pivotal", "KE"),
        ("beneficiary", "UG"),
        ("facilitating", "JP"),
    ]
    assert (shown["constituencies"], shown["status"]) == (["public"], "agreed")
    [event] = await told("partnership.")
    assert (event.type, "EAC" in event.attributes["regions"]) == ("harambee.partnership.agreed.v1", True)
    assert [one["country"] for one in orjson.loads(event.data)["parties"]] == ["KE", "UG", "JP"]


async def test_a_triangle_without_a_side_is_refused_with_all_that_is_missing(
    client: Client, kenya: str, uganda: str
) -> None:
    answer = await agreed(
        client, party(kenya, "pivotal", valid_to="2022-01-01"), party(uganda, "beneficiary"), kind="triangular"
    )
    assert answer.status_code == 422
    details = [fault["detail"] for fault in answer.json()["errors"]]
    assert len(details) == 2
    assert "no pivotal actor from 2022-01-01 on" in details[0]
    assert "no facilitating actor at any time" in details[1]


async def test_all_faults_are_said_at_once(client: Client, kenya: str) -> None:
    nobody = str(uuid4())
    answer = await agreed(client, party(kenya, "provider"), party(kenya, "provider"), party(nobody, "pivotal"))
    codes = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
    assert codes == {
        ("/parties/2/actor", "unknown_actor"),
        ("/parties/1", "overlap"),
        ("/parties", "mixed_roles"),
    }
    alone = await agreed(client, party(kenya, "provider"))
    assert pointers(alone) == {"/parties": "too_few"}
    late = await agreed(client, party(kenya, "provider", valid_from="2020-02-01", valid_to="2020-01-01"), topics=[0])
    assert pointers(late) == {"/parties/0/valid_to": "period", "/topics/0": "greater_than_equal"}


async def test_roles_may_change_over_time(client: Client, told: Told, kenya: str, uganda: str) -> None:
    address = (await agreed(client, party(kenya, "provider"), party(uganda, "recipient"))).headers["location"]
    turned = [
        party(kenya, "provider", valid_to="2022-01-01"),
        party(uganda, "recipient", valid_to="2022-01-01"),
        party(uganda, "provider", valid_from="2022-01-01"),
        party(kenya, "recipient", valid_from="2022-01-01"),
    ]
    changed = await client.patch(address, json={"parties": turned}, headers={"If-Match": '"1"'})
    assert (changed.status_code, len(changed.json()["parties"])) == (200, 4)
    back = await client.patch(address, json={"parties": turned[:2]}, headers={"If-Match": '"2"'})
    assert len((await client.get(address)).json()["parties"]) == len(back.json()["parties"]) == 2
    assert len(await told("partnership.updated")) == 2


async def test_partnerships_are_found_by_party_role_and_day(
    client: Client, kenya: str, uganda: str, japan: str
) -> None:
    first = await agreed(
        client, party(kenya, "provider", valid_to="2022-01-01"), party(uganda, "recipient"), valid_from="2020-01-01"
    )
    second = await agreed(client, party(japan, "provider"), party(uganda, "recipient"), kind="north_south")

    async def found(**filters: Any) -> list[str]:
        answer = await client.get("/v1/partnerships", params=filters, headers=NOBODY)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["items"]]

    ids = [first.json()["id"], second.json()["id"]]
    assert await found() == await found(actor=uganda) == await found(country="UG", role="recipient") == ids
    assert await found(actor=kenya) == await found(country="KE", as_of="2021-01-01") == ids[:1]
    assert await found(country="KE", as_of="2023-01-01") == []
    assert await found(as_of="2019-01-01") == await found(kind="north_south") == ids[1:]
    assert await found(role="pivotal") == []
    sheet = await client.get("/v1/partnerships", params={"format": "csv"}, headers=NOBODY)
    assert len(sheet.text.splitlines()) == 3


async def test_a_partnership_ends(client: Client, told: Told, kenya: str, uganda: str) -> None:
    answer = await agreed(client, party(kenya, "provider"), party(uganda, "recipient"), valid_from="2020-01-01")
    address = answer.headers["location"]
    early = await client.post(f"{address}/transitions", json={"to": "ended", "on": "2019-01-01"}, headers=ANY)
    assert pointers(early) == {"/on": "period"}
    ended = await client.post(f"{address}/transitions", json={"to": "ended", "on": "2024-07-01"}, headers=ANY)
    assert (ended.json()["status"], ended.json()["valid_to"]) == ("ended", "2024-07-01")
    again = await client.post(f"{address}/transitions", json={"to": "ended"}, headers=ANY)
    assert again.status_code == 409
    assert [event.type for event in await told("partnership.ended")] == ["harambee.partnership.ended.v1"]


async def test_only_those_who_write_for_a_party_write(client: Client, kenya: str, uganda: str) -> None:
    body = {
        "titles": {"en": "S"},
        "kind": "south_south",
        "parties": [party(kenya, "provider"), party(uganda, "recipient")],
    }
    assert (await client.post("/v1/partnerships", json=body, headers=NOBODY)).status_code == 401
    assert (await client.post("/v1/partnerships", json=body, headers=by("NG"))).status_code == 403
    made = await client.post("/v1/partnerships", json=body, headers=by("UG"))
    assert made.status_code == 201
    taken = await client.delete(made.headers["location"], headers={**by("NG"), **ANY})
    assert taken.status_code == 403
    gone = await client.delete(made.headers["location"], headers={**by("KE"), **ANY})
    assert gone.json()["status"] == "withdrawn"
    again = await client.delete(made.headers["location"], headers={**by("KE"), "If-Match": made.headers["etag"]})
    assert (again.status_code, again.json()) == (200, gone.json())


async def test_a_system_keeps_its_own_identities(client: Client, kenya: str, uganda: str) -> None:
    body = {
        "titles": {"en": "S"},
        "kind": "south_south",
        "parties": [party(kenya, "provider"), party(uganda, "recipient")],
    }
    address = "/v1/partnerships/by-external-id/P-1"
    assert (await client.put(address, json=body)).status_code == 201
    again = await client.put(address, json=body, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()["version"]) == (200, 1)


async def test_partnerships_follow_a_merged_party_and_come_back(client: Client, kenya: str, uganda: str) -> None:
    address = (await agreed(client, party(kenya, "provider"), party(uganda, "recipient"))).headers["location"]
    other = (await registered(client, names={"en": "Foreign Ministry"})).json()["id"]
    await client.post(f"/v1/actors/{kenya}/merge", json={"into": other}, headers=ANY)
    assert (await client.get(address)).json()["parties"][0]["actor"] == other
    await client.post(f"/v1/actors/{kenya}/unmerge", headers=ANY)
    assert (await client.get(address)).json()["parties"][0]["actor"] == kenya


async def test_partners_in_an_agreement_fit_better(client: Client, kenya: str, uganda: str, japan: str) -> None:
    await agreed(client, party(kenya, "provider"), party(uganda, "recipient"))
    for actor in (kenya, japan):
        await published(client, "offers", actor)
    need = (await published(client, "needs", uganda)).json()["id"]
    found = (await client.get("/v1/matches", params={"need": need}, headers=NOBODY)).json()["items"]
    reasons = [[reason["code"] for reason in match["reasons"]] for match in found]
    assert ["partnership" in codes for codes in reasons] == [True, False]
