"""What a foreign system has withdrawn it brings back by its own identity."""

import pytest

from tests.mirroring import bring_back, make, named
from tests.service.roadmaps.conftest import OWNER, Told
from tests.service.roadmaps.test_api import deadlines, drafted, moved, roadmap
from tests.serving import Client, coordinator

ANY = {"If-Match": "*"}


@pytest.mark.parametrize("adopted", [False, True])
async def test_a_roadmap_that_was_withdrawn_is_a_draft_again(client: Client, told: Told, adopted: bool) -> None:
    body = roadmap()
    made = await make(client, "roadmaps", body)
    address = f"/v1/roadmaps/{made['id']}"
    if adopted:
        assert (await moved(client, address, "adopted", 1)).status_code == 200
    gone = await client.delete(address, headers=ANY)
    refused = await client.patch(address, json={"titles": {"fr": "x"}}, headers=ANY)
    assert named(refused) == (409, made["id"], "/x 7", gone.headers["etag"])
    back = (await bring_back(client, "roadmaps", {**body, "anchor_date": "2018-05-04"}, gone)).json()
    assert (back["status"], back["adopted_on"], back["id"]) == ("draft", None, made["id"])
    assert [one["due_on"] for one in await deadlines(client, state=["overdue"])][-1] == "2019-05-04"
    assert {one["state"] for one in await deadlines(client)} <= {"overdue", "met_late"}
    kinds = [one["type"].removeprefix("harambee.") for one in await told()]
    assert kinds.count("roadmap.drafted.v1") == 2
    assert kinds.count("deadline.set.v1") == (5 if adopted else 4)


async def test_a_roadmap_does_not_come_back_beside_another(client: Client) -> None:
    made = await drafted(client, external_id="one")
    await client.delete(made.headers["location"], headers=ANY)
    other = await drafted(client, external_id="two")
    refused = await client.put("/v1/roadmaps/by-external-id/one", json=roadmap(), headers=ANY)
    again = await client.put("/v1/roadmaps/by-external-id/one", json=roadmap(), headers={"If-None-Match": "*"})
    assert named(again) == (412, made.json()["id"], "one", '"2"')
    assert named(refused) == (409, other.json()["id"], "two", '"1"')


async def test_a_refusal_names_nothing_that_the_caller_may_not_see(client: Client) -> None:
    accepting = {"actor": str(OWNER), "scope": {"country": "UG"}}
    assert (await client.post("/v1/roadmaps/acceptances", json=accepting)).status_code == 200
    made = await drafted(client, external_id="secret")
    body = roadmap("UG", external_id="secret")
    refused = await client.post("/v1/roadmaps", json=body, headers=client.as_(coordinator("UG")))
    assert refused.status_code == 409, refused.text
    assert ("id" in refused.json(), "etag" in refused.headers, made.json()["id"] in refused.text) == (False,) * 3
