"""Answers to flows say whether the registry knows who gives and who receives."""

from uuid import UUID, uuid4

import orjson

from tests.service.measurement.registering import actor, hear, told
from tests.service.measurement.writing import an_activity, flow, recorded
from tests.serving import Client

BANK = {"ref": "44000", "name": "The World Bank"}
FUND = {"name": "Some Fund"}


async def sides(client: Client, flow_id: str) -> tuple[bool | None, bool | None]:
    one = (await client.get(f"/v1/flows/{flow_id}")).json()
    return one["provider"]["known"], one["recipient"]["known"]


async def test_a_flow_says_which_side_the_registry_does_not_know(client: Client, url: str) -> None:
    await hear(url, told(actor(uuid4(), None, "XM-DAC-44000", constituency="multilateral")))
    found = await an_activity(client)
    one = await recorded(client, flow(found, provider=BANK, recipient=FUND))
    assert (one["provider"]["known"], one["recipient"]["known"]) == (True, False)
    assert await sides(client, one["id"]) == (True, False)
    put = await client.put("/v1/flows/by-external-id/x", json=flow(found, provider=FUND))
    assert (put.json()["provider"]["known"], put.json()["recipient"]["known"]) == (False, None)
    many = await recorded(client, [flow(found, provider=FUND, recipient=BANK), flow(found), flow(found, provider=BANK)])
    assert [entry["unknown"] for entry in many["items"]] == [["provider"], [], []]
    listed = (await client.get("/v1/flows")).json()["items"]
    assert [(entry["provider"]["known"], entry["recipient"]["known"]) for entry in listed] == [
        (True, False),
        (False, None),
        (False, True),
        (None, None),
        (True, None),
    ]
    lines = (await client.get("/v1/flows", params={"format": "ndjson"})).text.splitlines()
    assert [orjson.loads(line)["provider"] for line in lines] == [entry["provider"] for entry in listed]


async def test_who_somebody_has_said_an_organisation_to_be_is_known(client: Client, url: str) -> None:
    known = uuid4()
    await hear(url, told(actor(known, "KE", "KE-NCB-1")))
    one = await recorded(client, flow(await an_activity(client), provider=FUND))
    assert await sides(client, one["id"]) == (False, None)
    [fund] = [
        entry
        for entry in (await client.get("/v1/imports/organisations")).json()["items"]
        if entry["name"] == "Some Fund"
    ]
    await decide(client, fund["id"], known)
    assert await sides(client, one["id"]) == (True, None)


async def decide(client: Client, organisation: str, actor_id: UUID) -> None:
    path = f"/v1/imports/organisations/{organisation}"
    answer = await client.put(path, json={"actor": str(actor_id)}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
