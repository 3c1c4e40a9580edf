"""Activities and flows that are given by themselves, for tests."""

from typing import Any

import orjson

from shared.db import Driver
from tests.service.measurement.files import activity, file, imported
from tests.serving import Client

REPORTER = "GB-COH-1"


async def an_activity(client: Client, identifier: str = "GB-COH-1-A", **more: Any) -> str:
    """Import an activity that gives to Kenya; give its id."""
    await imported(client, file(activity(identifier, **more)))
    found = (await client.get("/v1/activities", params={"identifier": identifier})).json()["items"]
    return str(found[0]["id"])


def flow(activity_id: str, amount: str | None = "100.00", **more: Any) -> dict[str, Any]:
    """Give a flow as it is sent."""
    value = {"value": {"amount": amount, "currency": "USD"}} if amount is not None else {}
    return {"activity": activity_id, "transaction_type": "3", "day": "2020-03-15", **value, **more}


def days_of_experts(quantity: str = "12", **more: Any) -> dict[str, Any]:
    """Give a contribution in kind as it is sent."""
    return {"type": "expert_time", "quantity": quantity, "unit": "person_day", **more}


async def recorded(client: Client, body: Any, **more: Any) -> dict[str, Any]:
    """Record what has to be right."""
    answer = await client.post("/v1/flows", json=body, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def told(inside: Driver) -> list[dict[str, Any]]:
    """Give the events that wait, and forget them."""
    rows = await inside.fetch("DELETE FROM outbox RETURNING seq, attributes, data")
    found = sorted(rows, key=lambda row: row["seq"])
    return [orjson.loads(row["attributes"]) | {"data": orjson.loads(row["data"])} for row in found]


def events_of_flows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give those events that tell of flows."""
    return [one for one in found if one["type"].startswith("harambee.activity.flows_")]


async def given_to_kenya(client: Client, **filters: Any) -> list[tuple[str, str, int]]:
    """Give who gave what to Kenya, and in how many flows."""
    answer = await client.get("/v1/matrix", params={"recipient": "KE", **filters})
    return [(cell["provider"], cell["amount"], cell["flows"]) for cell in answer.json()["items"]]


def faults(answer: Any) -> set[tuple[str, str]]:
    """Give what is wrong, and where."""
    return {(one["pointer"], one["code"]) for one in answer.json()["errors"]}
