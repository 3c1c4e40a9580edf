"""What clients may do, as the gateway announces it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from services.gateway.app import create_service
from services.gateway.consumers import consumer
from services.gateway.queries import authentication
from services.gateway.rules.routes import Upstream
from services.registry.events import ActorMerged, ActorUpdated
from shared.auth import Role
from shared.clock import Clock
from shared.consuming import Intake
from shared.db import connect, create_engine, create_sessions
from shared.envelope import Event, enveloped
from shared.outbox import Waker
from shared.service import runtime
from shared.unit_of_work import ServiceResources
from tests.service.gateway.conftest import Gateway, gateway_settings

EVENT = "harambee.client.grants_changed.v1"


async def announced(database: str) -> list[dict[str, Any]]:
    """Give what was announced, in order, each with its sequence."""
    connection = await connect(database)
    rows = await connection.fetch("SELECT topic, attributes, data FROM outbox ORDER BY seq")
    await connection.close()
    found = []
    for topic, attributes, data in rows:
        told = orjson.loads(attributes)
        assert (topic, told["type"]) == ("harambee.gateway.grants", EVENT)
        found.append({**orjson.loads(data), "sequence": int(told["sequence"])})
    return found


async def hear(database: str, event: Event, sequence: int) -> None:
    """Let the gateway take in an event."""
    engine = create_engine(database, pool_size=1)
    resources = ServiceResources("gateway", create_sessions(engine), Clock(), Waker(database))
    envelope = enveloped(event, source="registry", time=datetime.now(UTC), sequence=sequence)
    await Intake(consumer, resources, "").take_in([envelope])
    await engine.dispose()


def updated(actor: UUID) -> ActorUpdated:
    return ActorUpdated(id=actor, names={"en": "Ministry"}, kind="10", constituency="public")


async def test_each_change_of_a_clients_grants_is_announced_with_all_of_them(
    http: httpx.AsyncClient, gateway: Gateway
) -> None:
    admin = await gateway.key()
    client = (await http.post("/v1/clients", json={"name": "EAC"}, headers=admin)).json()["id"]
    body = {"client": client, "role": "observer", "region": "EAC"}
    made = await http.post("/v1/grants", json=body, headers=admin)
    await http.post("/v1/grants", json={"client": client, "role": "reader", "country": "KE"}, headers=admin)
    await http.delete(made.headers["location"], headers={**admin, "If-Match": '"1"'})
    ended = await http.delete(f"/v1/clients/{client}", headers={**admin, "If-Match": '"1"'})
    assert ended.status_code == 200, ended.text
    eac = {"role": "observer", "actor": None, "country": None, "region": "EAC"}
    kenya = {"role": "reader", "actor": None, "country": "KE", "region": None}
    told = [one for one in await announced(gateway.database) if one["id"] == client]
    assert [one["sequence"] for one in told] == [1, 2, 3, 4, 5]
    assert [one["grants"] for one in told] == [[], [eac], [eac, kenya], [kenya], []]
    assert [one["revoked"] for one in told] == [False, False, False, False, True]
    assert {one["principal"] for one in told} == {f"client:{client}"}


async def test_clients_of_before_are_announced_once_at_the_next_start(gateway: Gateway) -> None:
    await gateway.key(Role.COORDINATOR, country="KE")
    connection = await connect(gateway.database)
    await connection.execute("UPDATE clients SET grants_version = 0")
    await connection.execute("DELETE FROM outbox")
    await connection.close()
    addresses = dict.fromkeys(Upstream, "http://127.0.0.1:9")
    service = create_service(gateway_settings(gateway.database, addresses))
    assert service.prepare
    async with runtime(service) as shared:
        await service.prepare(shared)
        await service.prepare(shared)
    (told,) = await announced(gateway.database)
    assert [one["country"] for one in told["grants"]] == ["KE"]


async def test_a_grant_for_an_actor_follows_its_merges_and_their_undoing(
    http: httpx.AsyncClient, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "KNOWN_SECONDS", 0.0)
    first, second, third, other = (uuid4() for _ in range(4))
    key = await gateway.key(Role.REPORTER, actor=first)
    await gateway.key(Role.REPORTER, actor=other)

    async def actors() -> set[UUID]:
        await http.get("/v1/actors", headers=key)
        reached = set(gateway.principal(Upstream.REGISTRY).scope(Role.REPORTER).actors)
        told = (await announced(gateway.database))[-1]
        assert {UUID(one["actor"]) for one in told["grants"]} in (reached, {other})
        return reached

    assert await actors() == {first}
    await hear(gateway.database, ActorMerged(id=first, into=second), 2)
    assert await actors() == {first, second}
    await hear(gateway.database, ActorMerged(id=second, into=third), 2)
    assert await actors() == {first, second, third}
    await hear(gateway.database, updated(second), 3)
    assert await actors() == {first, second}
    before = len(await announced(gateway.database))
    await hear(gateway.database, updated(third), 2)
    assert len(await announced(gateway.database)) == before
    await hear(gateway.database, updated(first), 3)
    assert await actors() == {first}
