"""The notifications service in this process: told by events, moved in time, asked as the gateway asks."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import text

from services.gateway.events import ClientGrantsChanged, GrantState
from services.notifications.app import NotificationsSettings
from services.notifications.consumers import consumer
from services.registry.events import MembershipChanged, Period
from shared.auth import Principal
from shared.consuming import Intake
from shared.envelope import Envelope
from shared.service import Runtime, Service
from tests.service.notifications.facts import told
from tests.serving import Client, settings

PATIENCE_SECONDS = 20.0
PUBLIC_URL = "https://harambee.example"
SENDER = "Harambee <reminders@harambee.example>"

T = TypeVar("T")


def notifications_settings(database: str, **more: Any) -> NotificationsSettings:
    """Give the service's settings in a test; webhooks may reach this machine."""
    outside = {"smtp": "smtp://127.0.0.1:9", "mail_from": SENDER, "public_url": PUBLIC_URL}
    return settings(
        database,
        kind=NotificationsSettings,
        **{**outside, "egress_networks": ["127.0.0.0/8"], "pool_size": 20, **more},
    )


@dataclass
class Stage:
    """A running service and its inside."""

    service: Service
    shared: Runtime
    client: Client
    sequence: int = 0

    async def hear(self, *envelopes: Envelope) -> None:
        """Let the service take in a batch of events."""
        await Intake(consumer, self.shared.resources, "").take_in(envelopes)
        assert await self.rows("SELECT key, error FROM parked") == []

    async def know(self, principal: Principal) -> None:
        """Let the service know a principal's grants, and which countries they reach, as events tell it."""
        grants = [
            GrantState(role=grant.role, actor=grant.actor, country=grant.country, region=grant.region)
            for grant in principal.grants
        ]
        self.sequence += 1
        event = ClientGrantsChanged(id=principal.id, principal=principal.id, revoked=False, grants=grants)
        members = [
            MembershipChanged(id=f"{one.region}-{country}", region=one.region, country=country, periods=[Period()])
            for one in principal.grants
            if one.region
            for country in one.countries
        ]
        await self.hear(told(event, self.sequence), *map(told, members))

    async def move_clock(self, moment: datetime) -> None:
        """Make a moment the platform's now."""
        await self.shared.move_clock(moment)

    async def reminders(self, **filters: Any) -> list[dict[str, Any]]:
        """List reminders as an administrator sees them."""
        answer = await self.client.get("/v1/reminders", params={"limit": 1000, **filters})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def announced(self, *kinds: str) -> list[dict[str, Any]]:
        """Give the events of these kinds that the service has published, in order."""
        rows = await self.rows("SELECT attributes, data FROM outbox ORDER BY seq")
        envelopes = [Envelope(orjson.loads(attributes), data) for attributes, data in rows]
        return [one.structured() for one in envelopes if one.type.split(".", 1)[1] in {f"{kind}.v1" for kind in kinds}]

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Look into the database."""
        async with self.shared.sessions() as session:
            return [tuple(row) for row in await session.execute(text(query), values)]

    async def change(self, statement: str, **values: Any) -> None:
        """Change what only time would change."""
        async with self.shared.engine.begin() as connection:
            await connection.execute(text(statement), values)

    async def everything_stored(self) -> str:
        """Give all rows of all tables as one text, bytes as what they spell, to search for what must not be there."""
        tables = await self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return repr([await self.rows(f'SELECT * FROM "{table}"') for (table,) in tables])


async def eventually(ask: Callable[[], Awaitable[T]], wanted: Callable[[T], bool]) -> T:
    """Ask again and again until the answer is the wanted one."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not wanted(answer := await ask()):
        assert time.monotonic() < until, answer
        await asyncio.sleep(0.05)
    return answer
