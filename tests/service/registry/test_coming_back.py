"""What a foreign system has withdrawn it brings back by its own identity."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from shared.envelope import Envelope
from tests.mirroring import bring_back, make, named
from tests.service.registry.requests import exchange, ministry, pointers, registered
from tests.serving import NOBODY, Client

Told = Callable[[str], Awaitable[list[Envelope]]]
ANY = {"If-Match": "*"}


async def body_of(client: Client, collection: str) -> dict[str, Any]:
    if collection == "actors":
        return ministry()
    actor = (await registered(client)).json()["id"]
    if collection == "instruments":
        return {"kind": "law", "titles": {"en": "Cooperation Act"}, "owner": actor}
    if collection == "partnerships":
        parties = [{"actor": actor, "role": "provider"}, {"actor": (await registered(client, "UG")).json()["id"]}]
        parties[1]["role"] = "recipient"
        return {"titles": {"en": "Statistics"}, "kind": "south_south", "parties": parties}
    return exchange(actor)


@pytest.mark.parametrize(
    ("collection", "events"),
    [
        ("actors", ["registered", "withdrawn", "updated"]),
        ("instruments", []),
        ("partnerships", ["agreed", "ended", "agreed"]),
        ("offers", ["published"] * 3),
        ("needs", ["published"] * 3),
    ],
)
async def test_what_was_withdrawn_comes_back(client: Client, told: Told, collection: str, events: list[str]) -> None:
    body = await body_of(client, collection)
    made = await make(client, collection, body)
    address = f"/v1/{collection}/{made['id']}"
    gone = await client.delete(address, headers=ANY)
    refused = await client.patch(address, json={"titles": {"fr": "x"}}, headers=ANY)
    assert (named(refused), pointers(refused)) == ((409, made["id"], "/x 7", '"2"'), {"": "withdrawn"})
    assert 'a PUT by its external_id with If-Match: "2" brings it back' in refused.json()["detail"]
    back = (await bring_back(client, collection, body, gone)).json()
    same = {name: value for name, value in back.items() if name not in {"version", "updated_at"}}
    assert same == {name: value for name, value in made.items() if name not in {"version", "updated_at"}}
    assert (await client.get(address)).json() == back
    about = [one for one in await told(collection.removesuffix("s")) if made["id"] in one.attributes["subject"]]
    assert [one.type.split(".")[2] for one in about] == events
    assert [one.sequence for one in about] == list(range(1, len(events) + 1))


async def test_what_was_withdrawn_without_an_identity_says_so(client: Client) -> None:
    address = (await registered(client)).headers["location"]
    await client.delete(address, headers=ANY)
    refused = await client.patch(address, json={"website": None}, headers=ANY)
    assert (refused.status_code, "it has no external_id: record another" in refused.text) == (409, True)
    assert (await client.patch(address, json={"website": None}, headers={**ANY, **NOBODY})).status_code == 401


async def test_an_institution_that_was_withdrawn_says_how_it_comes_back(client: Client) -> None:
    body: dict[str, Any] = {"pillars": []}
    address = "/v1/institutions/KE"
    assert (await client.put(address, json=body)).status_code == 201
    await client.delete(address, headers=ANY)
    unsaid = await client.put(address, json=body)
    assert (unsaid.status_code, unsaid.headers["etag"]) == (428, '"2"')
    assert 'withdrawn; send If-Match: "2"' in unsaid.json()["detail"]
    back = await client.put(address, json=body, headers={"If-Match": '"2"'})
    assert (back.status_code, back.json()["status"]) == (200, "active")


async def test_a_row_of_a_table_brings_back_who_was_withdrawn(client: Client, told: Told) -> None:
    actor = await registered(client, external_id="mfa")
    await client.delete(actor.headers["location"], headers=ANY)
    headers = {"Content-Type": "text/csv"}
    address = "/v1/actors/bulk?mode=apply"
    refused = await client.post(address, content="external_id,website\nmfa,https://mfa.example", headers=headers)
    assert "a row with its version, 2, brings it back" in refused.text
    taken = await client.post(address, content="external_id,version\nmfa,2", headers=headers)
    assert taken.json()["counts"]["changed"] == 1, taken.text
    back = (await client.get(actor.headers["location"])).json()
    assert (back["status"], back["version"]) == ("active", 3)
    assert orjson.loads((await told("actor."))[-1].data)["status"] == "active"
