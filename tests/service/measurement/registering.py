"""What the registry tells measurement of organisations."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from services.measurement.consumers import consumer
from services.registry.events import ActorUpdated, Identifier
from shared.db import Driver
from shared.envelope import Envelope, Event, enveloped
from tests.hearing import take_in


def told(event: Event, sequence: int = 1) -> Envelope:
    return enveloped(event, source="registry", time=datetime(2026, 1, 1, tzinfo=UTC), sequence=sequence)


def actor(id_: UUID, country: str | None, *refs: str, constituency: str = "public") -> Event:
    """Give the event; the value of a reference follows its last hyphen."""
    split = (ref.rsplit("-", 1) for ref in refs)
    identifiers = [Identifier(scheme=scheme, value=value) for scheme, value in split]
    said = {"names": {"en": "Fund"}, "kind": "15", "constituency": constituency, "country": country}
    return ActorUpdated(id=id_, identifiers=identifiers, **said)


async def hear(url: str, *envelopes: Envelope) -> None:
    await take_in(url, consumer, *envelopes)


async def settled(inside: Driver) -> None:
    """Wait until flows have followed whom they name."""
    while await inside.fetchval("SELECT count(*) FROM reported_organisations WHERE waits"):
        await asyncio.sleep(0.02)
