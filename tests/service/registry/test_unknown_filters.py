"""A list that is asked for by somebody or a place that there is not says so, and what was meant."""

from uuid import uuid4

import pytest

from tests.service.registry.requests import pointers, registered
from tests.serving import Client

BY_REGION = ["actors", "offers", "needs", "institutions", "focal-points", "countries"]
BY_ACTOR = ["offers", "needs", "partnerships", "focal-points", "matches"]


async def test_unknown_regions_are_told_with_the_nearest(client: Client) -> None:
    for collection in BY_REGION:
        answer = await client.get(f"/v1/{collection}", params={"region": ["EAC", "ECOWAZ"]})
        assert (answer.status_code, pointers(answer)) == (422, {"/region/1": "unknown_region"}), collection
        assert 'There is no region ECOWAZ; see /v1/regions; did you mean ECOWAS?"' in answer.text
        assert answer.json()["errors"][0]["in"] == "query"
        known = await client.get(f"/v1/{collection}", params={"region": ["EAC", "ECOWAS"], "format": "csv"})
        assert known.status_code == 200
    parts = await client.get("/v1/regions", params={"parent": "AUU"})
    assert (parts.status_code, pointers(parts)) == (422, {"/parent/0": "unknown_region"})


@pytest.mark.parametrize(
    ("collection", "name"), [*((one, "actor") for one in BY_ACTOR), ("instruments", "owner"), ("actors", "parent")]
)
async def test_unknown_actors_are_told(client: Client, collection: str, name: str) -> None:
    known = (await registered(client)).json()["id"]
    assert (await client.get(f"/v1/{collection}", params={name: known})).status_code == 200
    answer = await client.get(f"/v1/{collection}", params={name: [known, str(uuid4())], "format": "ndjson"})
    assert (answer.status_code, pointers(answer)) == (422, {f"/{name}/1": "unknown_actor"})


async def test_who_was_merged_is_asked_for_as_the_other(client: Client) -> None:
    old, into = await registered(client), await registered(client)
    merging = {"into": into.json()["id"]}
    await client.post(f"{old.headers['location']}/merge", json=merging, headers={"If-Match": "*"})
    answer = await client.get("/v1/offers", params={"actor": old.json()["id"]})
    assert pointers(answer) == {"/actor/0": "merged"}
    assert into.json()["id"] in answer.text
