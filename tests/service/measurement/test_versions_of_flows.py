"""What follows from a flow may change; who asks since when sees it, and the version says so."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import uuid4

from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.registering import actor, hear, settled, told
from tests.service.measurement.test_rates import converted, rate
from tests.service.measurement.writing import REPORTER, an_activity, days_of_experts, flow, recorded
from tests.serving import Client

ANY = {"If-Match": "*"}


async def changed(client: Client, doing: Callable[[], Awaitable[object]]) -> list[tuple[str, int]]:
    """Do something; give the references of the flows that are different since, and their versions."""
    asked = {"updated_since": datetime.now(UTC).isoformat(), "corrected": True, "withdrawn": True}
    await doing()
    found = (await client.get("/v1/flows", params=asked)).json()["items"]
    for one in found:
        answer = await client.get(f"/v1/flows/{one['id']}")
        assert answer.json() == one
        assert answer.headers["etag"].startswith(f'"{one["version"]}-')
    return sorted((one["ref"], one["version"]) for one in found)


async def test_every_change_of_a_flow_counts_its_version_up(client: Client, url: str, inside: Driver) -> None:
    activity_id = await an_activity(client)
    shillings = {"amount": "500", "currency": "KES"}
    days = await recorded(client, flow(activity_id, ref="days", lines=[days_of_experts()]))
    assert (days["version"], days["updated_at"]) == (1, days["created_at"])
    await recorded(client, flow(activity_id, ref="shillings", value=shillings))

    async def value() -> None:
        price = {"unit_cost": {"amount": "9", "currency": "USD"}, "method": "market_price"}
        said = {"line": 1, **price, "valued_by": "third_party"}
        answer = await client.post(f"/v1/flows/{days['id']}/valuations", json=said)
        assert answer.status_code == 201, answer.text

    async def convert() -> None:
        assert (await client.post("/v1/exchange-rates", json=[rate()])).status_code == 200
        await converted(client)

    async def classify() -> None:
        said = {"value": "triangular", "reason": "Partners of three kinds"}
        answer = await client.put(f"/v1/activities/{activity_id}/cooperation", json=said, headers=ANY)
        assert answer.status_code == 200, answer.text

    async def attribute() -> None:
        await hear(url, told(actor(uuid4(), "IN", REPORTER)))
        await settled(inside)

    async def correct() -> None:
        await recorded(client, flow(activity_id, "7", ref="later", corrects=days["id"]))

    async def report() -> None:
        await imported(client, file(activity("GB-COH-1-A", transaction("8", ref="later"))))

    async def withdraw() -> None:
        assert (await client.delete(f"/v1/activities/{activity_id}", headers=ANY)).status_code == 200

    assert await changed(client, value) == [("days", 2)]
    assert await changed(client, convert) == [("shillings", 2)]
    assert await changed(client, classify) == [("days", 3), ("shillings", 3)]
    assert await changed(client, attribute) == [("days", 4), ("shillings", 4)]
    assert await changed(client, correct) == [("days", 5), ("later", 5)]
    assert await changed(client, report) == [("later", 6), ("later", 6)]
    assert await changed(client, withdraw) == [("later", 7), ("shillings", 5)]
