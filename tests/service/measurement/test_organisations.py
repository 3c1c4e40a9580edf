"""Organisations as publishers name them, and who they are."""

import asyncio
from typing import Any
from uuid import UUID

from services.measurement.app import create_service
from shared.db import Driver
from shared.service import Part
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums, reporter_of
from tests.service.measurement.registering import actor, hear, settled, told
from tests.service.measurement.writing import an_activity, flow, given_to_kenya, recorded
from tests.serving import NOBODY, Client, serving, settings

CHINA = "0198a1b2-0000-7000-8000-0000000000c1"
INDIA = "0198a1b2-0000-7000-8000-0000000000c2"
MINE = "0198a1b2-0000-7000-8000-0000000000c3"
PATH = "/v1/imports/organisations"


def given_by(name: str, ref: str = "", **more: str) -> str:
    inner = f'<provider-org ref="{ref}" type="10"><narrative>{name}</narrative></provider-org>'
    return transaction(inner=inner, **more)


async def unmatched(client: Client, **more: Any) -> list[dict[str, Any]]:
    """Give who is unmatched of those that reporting organisations name besides themselves."""
    answer = await client.get(PATH, params={"status": "unmatched", **more.pop("asked", {})}, **more)
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()["items"] if one["ref"] != one["reporter"]]


async def choose(client: Client, one: dict[str, Any], actor: str | None, inside: Driver) -> Any:
    """Say who an organisation is, and wait until its flows have followed."""
    current = await client.get(f"{PATH}/{one['id']}")
    answer = await client.put(
        current.request.url.path, json={"actor": actor}, headers={"If-Match": current.headers["etag"]}
    )
    await settled(inside)
    return answer


async def test_organisations_that_nobody_knows_are_listed_those_that_most_flows_name_first(
    client: Client, url: str, inside: Driver
) -> None:
    await hear(url, told(actor(UUID(CHINA), "CN", "CN-GOV-1")))
    await imported(
        client,
        file(
            activity(
                "GB-COH-1-A",
                given_by("Exim Bank", "EXIM"),
                given_by("Eximbank", "EXIM"),
                given_by("Ministry of Commerce"),
                given_by("StoredActivity", "CN-GOV-1"),
                given_by("Reporter itself", "GB-COH-1"),
                transaction(),
            )
        ),
    )
    found = await unmatched(client)
    assert [(one["ref"], one["name"], one["flows"]) for one in found] == [
        ("EXIM", "Exim Bank", 2),
        ("", "Ministry of Commerce", 1),
    ]
    assert (found[0]["reporter"], found[0]["kind"], found[0]["country"]) == ("GB-COH-1", "10", None)
    assert found[1]["search"] == "/v1/actors?q=Ministry+of+Commerce"


async def test_a_reporting_organisation_that_nobody_knows_is_listed_with_what_it_gives(client: Client) -> None:
    await imported(client, file(activity("ACME-A", transaction(), given_by("Exim Bank"), reporter="ACME")))
    listed = (await client.get(PATH, params={"status": "unmatched"})).json()["items"]
    found = [(one["ref"], one["name"], one["kind"], one["flows"], one["country"]) for one in listed]
    assert sorted(found) == [("", "Exim Bank", "10", 1, None), ("ACME", "Reporter", "21", 1, None)]


async def test_a_choice_moves_the_flows_and_is_remembered(client: Client, url: str, inside: Driver) -> None:
    await hear(url, told(actor(UUID(CHINA), "CN", "CN-GOV-1")))
    await imported(client, file(activity("GB-COH-1-A", given_by("Exim Bank", "EXIM"), given_by("Other", ref="x"))))
    assert sorted(await given_to_kenya(client)) == [("EXIM", "100.00", 1), ("x", "100.00", 1)]
    (one,) = [found for found in await unmatched(client) if found["ref"] == "EXIM"]
    answer = await choose(client, one, CHINA, inside)
    assert (answer.status_code, answer.json()["status"], answer.json()["decided_by"]) == (200, "matched", "admin")
    assert sorted(await given_to_kenya(client)) == [("CN", "100.00", 1), ("x", "100.00", 1)]
    assert await given_to_kenya(client, cooperation="south_south") == [("CN", "100.00", 1)]
    await check_sums(inside)
    assert [found["name"] for found in await unmatched(client)] == ["Other"]
    await imported(client, file(activity("GB-COH-1-B", given_by("Exim", "EXIM"))))
    await imported(client, file(activity("GB-COH-2-A", given_by("Exim", "EXIM"), reporter="GB-COH-2")))
    assert ("CN", "200.00", 2) in await given_to_kenya(client)
    assert [found["reporter"] for found in await unmatched(client, asked={"reporter": "GB-COH-2"})] == ["GB-COH-2"]
    await check_sums(inside)


async def test_a_choice_can_be_changed_and_taken_back(client: Client, url: str, inside: Driver) -> None:
    await hear(url, told(actor(UUID(CHINA), "CN")))
    await hear(url, told(actor(UUID(INDIA), "IN", "IN-GOV-1")))
    await imported(client, file(activity("GB-COH-1-A", given_by("Exim Bank", "GB-COH-77"))))
    (one,) = await unmatched(client)
    assert one["country"] == "GB"
    for chosen, provider, status in ((CHINA, "CN", "matched"), (INDIA, "IN", "matched"), (None, "GB", "dismissed")):
        assert (await choose(client, one, chosen, inside)).json()["status"] == status
        assert await given_to_kenya(client) == [(provider, "100.00", 1)]
        await check_sums(inside)
    assert await unmatched(client) == []


async def test_a_name_alone_can_be_matched_also_for_flows_by_themselves(
    client: Client, url: str, inside: Driver
) -> None:
    await hear(url, told(actor(UUID(CHINA), "CN")))
    mine = await an_activity(client)
    await recorded(client, flow(mine, "10", provider={"name": "Exim Bank"}))
    (one,) = await unmatched(client)
    assert (one["ref"], one["name"]) == ("", "Exim Bank")
    await choose(client, one, CHINA, inside)
    await recorded(client, flow(mine, "20", provider={"name": "Exim Bank"}))
    assert await given_to_kenya(client) == [("CN", "30.00", 2)]


async def test_flows_follow_when_an_organisation_is_registered_later(client: Client, url: str, inside: Driver) -> None:
    await imported(client, file(activity("GB-COH-1-A", given_by("Exim Bank", "CN-REG-5"))))
    await hear(url, told(actor(UUID(INDIA), "IN", "CN-REG-5")))
    await settled(inside)
    assert await given_to_kenya(client) == [("IN", "100.00", 1)]
    assert await unmatched(client) == []
    await check_sums(inside)


async def test_a_check_notes_nobody(client: Client) -> None:
    await imported(client, file(activity("GB-COH-1-A", given_by("Exim Bank"))), mode="check")
    assert await unmatched(client) == []


async def test_one_sees_and_decides_what_ones_own_flows_name(url: str, inside: Driver) -> None:
    await hear(url, told(actor(UUID(MINE), "GB", "GB-COH-1")))
    mine, other = reporter_of(MINE), reporter_of(INDIA)
    async with serving(create_service(settings(url)), Part.API, Part.WORKER) as client:
        body = file(
            activity("GB-COH-1-A", given_by("Exim Bank")),
            activity("GB-COH-2-A", given_by("Exim Bank"), reporter="GB-COH-2"),
        )
        await imported(client, body)
        (one,) = await unmatched(client, headers=client.as_(mine))
        assert one["reporter"] == "GB-COH-1"
        assert await unmatched(client, headers=client.as_(other)) == []
        assert (await client.get(PATH, headers=NOBODY)).status_code == 401
        said = {"json": {"actor": MINE}}
        refused = await client.put(f"{PATH}/{one['id']}", **said, headers={**client.as_(other), "If-Match": '"1"'})
        assert refused.status_code in {403, 404}
        assert (await client.put(f"{PATH}/{one['id']}", **said)).status_code == 428
        taken = await client.put(f"{PATH}/{one['id']}", **said, headers={**client.as_(mine), "If-Match": '"1"'})
        assert (taken.status_code, taken.json()["actor"]) == (200, MINE)
        unknown = await client.put(
            f"{PATH}/{one['id']}", json={"actor": INDIA}, headers={**client.as_(mine), "If-Match": '"2"'}
        )
        assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown_actor")


async def decide(client: Client, *said: dict[str, Any], **more: Any) -> Any:
    return await client.post(f"{PATH}/decisions", json=list(said), **more)


def said_of(one: dict[str, Any], actor: str | None, **more: Any) -> dict[str, Any]:
    return {"id": one["id"], "version": one["version"], "actor": actor, **more}


async def test_many_are_decided_at_once_and_their_flows_follow(client: Client, url: str, inside: Driver) -> None:
    await hear(url, told(actor(UUID(CHINA), "CN")), told(actor(UUID(INDIA), "IN")))
    await imported(client, file(activity("GB-COH-1-A", *(given_by(f"Fund {place}") for place in range(5)))))
    found = await unmatched(client)
    chosen = [CHINA, INDIA, CHINA, None, INDIA]
    answer = await decide(client, *map(said_of, found, chosen))
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [(one["id"], one["actor"]) for one in items] == [
        (one["id"], who) for one, who in zip(found, chosen, strict=True)
    ]
    assert [one["status"] for one in items] == ["dismissed" if who is None else "matched" for who in chosen]
    await settled(inside)
    left = f"name:{found[3]['name'].lower().replace(' ', '')}"
    assert sorted(await given_to_kenya(client)) == [("CN", "200.00", 2), ("IN", "200.00", 2), (left, "100.00", 1)]
    assert await unmatched(client) == []
    await check_sums(inside)


async def test_of_many_all_are_decided_or_none_and_every_fault_is_named(
    client: Client, url: str, inside: Driver
) -> None:
    await hear(url, told(actor(UUID(CHINA), "CN")), told(actor(UUID(MINE), "GB", "GB-COH-2")))
    others = activity("GB-COH-2-A", given_by("Fund"), reporter="GB-COH-2")
    await imported(client, file(activity("GB-COH-1-A", given_by("A"), given_by("B")), others))
    one, other = await unmatched(client, asked={"reporter": "GB-COH-1"})
    (mine,) = await unmatched(client, asked={"reporter": "GB-COH-2"})
    refused = await decide(
        client,
        said_of(one, CHINA),
        said_of(other, INDIA, version=9),
        said_of(one, None),
        {"id": INDIA, "version": 1, "actor": None},
    )
    assert refused.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [
        ("/1/actor", "unknown_actor"),
        ("/2/id", "twice"),
        ("/3/id", "unknown_organisation"),
    ]
    stale = await decide(client, said_of(one, CHINA), said_of(other, CHINA, version=9))
    assert (stale.status_code, stale.json()["errors"][0]["pointer"]) == (409, "/1/version")
    foreign = await decide(client, said_of(mine, CHINA), said_of(one, CHINA), headers=client.as_(reporter_of(MINE)))
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/1/id")
    assert (await decide(client, said_of(mine, CHINA), headers=NOBODY)).status_code == 401
    for many in (0, 1001):
        assert (await decide(client, *[said_of(one, CHINA)] * many)).status_code == 422
    assert len(await unmatched(client)) == 3


async def test_each_says_where_its_suggestions_are(client: Client) -> None:
    await imported(client, file(activity("GB-COH-1-A", given_by("Exim Bank", "KE-NGC-7"), given_by("Ministry"))))
    found = {one["name"]: one["suggestions"] for one in await unmatched(client)}
    assert found == {
        "Exim Bank": "/v1/actors/suggestions?name=Exim+Bank&ref=KE-NGC-7&country=KE",
        "Ministry": "/v1/actors/suggestions?name=Ministry",
    }


async def test_of_several_that_choose_at_once_one_is_heard(client: Client, url: str) -> None:
    await hear(url, told(actor(UUID(CHINA), "CN", "CN-GOV-1")))
    await imported(client, file(activity("GB-COH-1-A", given_by("Exim Bank", "EXIM"))))
    (one,) = await unmatched(client)
    headers = {"If-Match": f'"{one["version"]}"'}
    path = f"{PATH}/{one['id']}"
    choosing = (client.put(path, json={"actor": actor}, headers=headers) for actor in [CHINA, None] * 4)
    answers = [answer.status_code for answer in await asyncio.gather(*choosing)]
    assert (answers.count(200), set(answers) - {200, 412, 503}) == (1, set())
