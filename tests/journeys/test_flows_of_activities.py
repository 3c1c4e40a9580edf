"""A table of flows on its way to those who listen: activities before their flows, and only what was asked for."""

from collections import Counter, defaultdict
from typing import Any

import httpx
import orjson

from tests.journeys.conftest import Receiver
from tests.journeys.waiting import created, soon

TYPES = ["harambee.activity.*"]
ACTIVITIES, FLOWS = 6, 450
PLACES = ("KE", "UG")


def table() -> bytes:
    """Write a table in which each activity has flows to two countries, more of them than one event tells of."""
    columns = ("activity_identifier", "recipient_countries", "transaction_ref", "transaction_type", "date", "amount")
    lines = [",".join(("reporter_ref", *columns, "currency"))]
    for number in range(ACTIVITIES * FLOWS):
        here, day = f"KE-COA-1053-{number // FLOWS}", f"2020-04-{1 + number % 28:02}"
        lines.append(f"KE-COA-1053,{here},{PLACES[number % 2]},{number},3,{day},{number + 1},USD")
    return "\n".join(lines).encode()


async def pulled(client: httpx.AsyncClient, **filters: str) -> list[dict[str, Any]]:
    """Read the log to its end."""
    found: list[dict[str, Any]] = []
    after = "0"
    while True:
        page = (await client.get("/v1/events", params={"type": TYPES, "after": after, "limit": "7", **filters})).json()
        if not page["items"]:
            return found
        found += page["items"]
        after = page["next"]


async def streamed(client: httpx.AsyncClient, count: int) -> list[dict[str, Any]]:
    """Read so many events of the stream."""
    found: list[dict[str, Any]] = []
    async with client.stream("GET", "/v1/events/stream", params={"type": TYPES, "after": "0"}) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                found.append(orjson.loads(line.removeprefix("data: ")))
                if len(found) == count:
                    return found
    raise AssertionError(f"the stream ended after {len(found)} of {count}")


def flows_of(events: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for event in events for one in event["data"].get("flows", [])]


def check_order(events: list[dict[str, Any]]) -> None:
    """Each activity is told of before its flows, and versions go up."""
    by_activity: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        by_activity[event["subject"]].append(event)
    assert len(by_activity) == ACTIVITIES
    for first, *others in by_activity.values():
        assert first["type"] == "harambee.activity.recorded.v1"
        assert {one["type"] for one in others} == {"harambee.activity.flows_recorded.v1"}
        versions = [int(one["sequence"]) for one in (first, *others)]
        assert versions == sorted(versions)


async def test_whoever_listens_hears_of_an_activity_before_its_flows(
    client: httpx.AsyncClient, receiver: Receiver
) -> None:
    hook = {"url": receiver.url, "countries": ["KE"], "types": TYPES}
    await created(client, "/v1/subscriptions", hook)
    headers = {"Content-Type": "text/csv"}
    answer = await client.post("/v1/imports", params={"mode": "apply"}, content=table(), headers=headers)
    assert answer.status_code == 202, answer.text

    async def all_told() -> list[dict[str, Any]]:
        found = await pulled(client)
        return found if len(flows_of(found)) >= ACTIVITIES * FLOWS else []

    found = await soon(all_told)
    shown = await flows_shown(client)
    assert Counter(flows_of(found)) == Counter(shown.keys())
    assert len(found) == ACTIVITIES * (1 + 4), "225 flows to each of two countries are two events each"
    assert max(len(one["data"].get("flows", [])) for one in found) == 200
    check_order(found)
    assert await streamed(client, len(found)) == found

    of_kenya = [one for one in found if one.get("country") == "KE"]
    assert await pulled(client, country="KE") == of_kenya
    assert set(flows_of(of_kenya)) == {flow for flow, place in shown.items() if place == "KE"}

    one = next(iter(of_kenya))["data"]["id"]
    flow = {"activity": one, "transaction_type": "3", "day": "2020-05-01", "value": {"amount": "5", "currency": "USD"}}
    made = await created(client, "/v1/flows", flow | {"parts": [{"code": "KE", "weight": "100"}]})

    async def delivered() -> list[dict[str, Any]]:
        came = [orjson.loads(body) for _, body in receiver.received]
        return came if made["id"] in flows_of(came) else []

    came = await soon(delivered)
    assert {event["country"] for event in came} == {"KE"}
    assert Counter(flows_of(came)) == Counter([*flows_of(of_kenya), made["id"]])
    last = next(event for event in came if made["id"] in flows_of([event]))
    assert (last["subject"], len(last["data"]["flows"])) == (f"activities/{one}", 1)


async def flows_shown(client: httpx.AsyncClient) -> dict[str, str]:
    """Give all flows with their recipient."""
    answer = await client.get("/v1/flows", params={"format": "ndjson"})
    return {one["id"]: one["recipient"]["code"] for one in map(orjson.loads, answer.text.splitlines())}
