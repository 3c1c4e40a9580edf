"""Events of other services, as notifications receives them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.registry.events import ActorRegistered, FocalPointAssigned, FocalPointErased, FocalPointReleased
from services.roadmaps.events import DeadlineMet, DeadlineMoved, DeadlineSet, DeadlineWaived
from shared.envelope import EVERYBODY, Envelope, Event, enveloped

ADDRESS = "sstc@mfa.example"
LONG_AGO = datetime(2017, 5, 4, 9, tzinfo=UTC)
DUE_ON = date(2017, 11, 4)


def told(
    event: Event,
    sequence: int = 1,
    *,
    country: str | None = "KE",
    regions: Sequence[str] = ("EAC",),
    audience: str = "public",
    at: datetime = LONG_AGO,
) -> Envelope:
    """Put an event into the envelope it comes in from Kafka; it may be for others than its class is for."""
    allowed = None if event.audiences == EVERYBODY else f"{min(event.audiences)}:any"
    envelope = enveloped(
        event, source="tests", time=at, sequence=sequence, country=country, regions=regions, audience=allowed
    )
    return replace(envelope, attributes=envelope.attributes | {"audience": audience}, topic=event.topic.name)


def actor(name: str = "Ministry", identity: UUID | None = None, sequence: int = 1, **about: Any) -> Envelope:
    """Tell of an actor."""
    event = ActorRegistered(id=identity or uuid4(), names={"en": name}, kind="10", constituency="public")
    return told(event, sequence, **about)


def assigned(owner: UUID, focal_point: UUID, sequence: int = 1, **facts: Any) -> Envelope:
    """Tell of the focal point of an actor."""
    event = FocalPointAssigned(
        id=focal_point,
        actor=owner,
        **{
            "country": "KE",
            "role": "National focal point",
            "channels": [{"kind": "email", "address": ADDRESS}],
            "language": "en",
            "time_zone": "Africa/Nairobi",
            **facts,
        },
    )
    return told(event, sequence, audience=f"actor:{owner}")


def released(focal_point: UUID, sequence: int = 2) -> Envelope:
    """Tell that a mandate has ended."""
    return told(FocalPointReleased(id=focal_point), sequence)


def erased(focal_point: UUID, sequence: int = 2) -> Envelope:
    """Tell that personal data has been erased."""
    return told(FocalPointErased(id=focal_point), sequence)


def due(owner: UUID, deadline: UUID, due_on: date = DUE_ON, kind: str = "roadmap_adopted", **more: Any) -> Envelope:
    """Tell of a new deadline."""
    return told(DeadlineSet.model_validate(_deadline(owner, deadline, due_on, kind) | more))


def moved(owner: UUID, deadline: UUID, due_on: date, sequence: int = 2, **about: Any) -> Envelope:
    """Tell that a deadline has another day."""
    return told(DeadlineMoved.model_validate(_deadline(owner, deadline, due_on)), sequence, **about)


def met(owner: UUID, deadline: UUID, sequence: int = 2) -> Envelope:
    """Tell that a duty has been done."""
    return told(DeadlineMet.model_validate(_deadline(owner, deadline) | {"met_on": DUE_ON}), sequence)


def waived(owner: UUID, deadline: UUID, sequence: int = 2) -> Envelope:
    """Tell that a duty no longer holds."""
    return told(DeadlineWaived.model_validate(_deadline(owner, deadline)), sequence)


def _deadline(owner: UUID, deadline: UUID, due_on: date = DUE_ON, kind: str = "roadmap_adopted") -> dict[str, Any]:
    return {
        "id": deadline,
        "roadmap": deadline,
        "framework": "nairobi-2017",
        "kind": kind,
        "due_on": due_on,
        "country": "KE",
        "owner": owner,
        "titles": {"en": "Kenya's roadmap", "fr": "La feuille de route du Kenya"},
    }
