"""CloudEvents 1.0: the classes of events, their envelope, and the catalogue of all published types.

Binary mode on Kafka (attributes as `ce_` headers, the data as JSON value), structured mode for everybody outside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict
from uuid_utils.compat import uuid7

CONTENT_TYPE = "application/json"
STRUCTURED = "application/cloudevents+json"
LARGEST = 512 * 1024
"""Bytes of an event's data; Kafka takes a megabyte by default, and an event that it refused would block the outbox."""
BATCH = "application/cloudevents-batch+json"

Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """A Kafka topic: one per publishing service and audience; `days` its events are kept, None for good.

    Of one that is `compacted` only the last event of each thing stays, so each has to carry the thing's whole state.
    """

    name: str
    days: int | None = field(default=400, compare=False)
    compacted: bool = field(default=False, compare=False)


class Audience(StrEnum):
    """What grants are needed to see an event: none, those on an actor, country or region, or to be one client."""

    PUBLIC = "public"
    ACTOR = "actor"
    COUNTRY = "country"
    REGION = "region"
    CLIENT = "client"

    def of(self, key: object) -> str:
        """Name one actor, country, region or client, as the attribute `audience` does: `country:KE`.

        The id of a client's principal, `client:<id>`, names the client by itself.
        """
        return f"{self}:{str(key).removeprefix(f'{self}:')}"


Audiences = frozenset[Audience]

EVERYBODY = Audiences({Audience.PUBLIC})
AREA = Audiences({Audience.COUNTRY, Audience.REGION})
"""Whose grants reach the country or region that it is about."""


class Oversized(ValueError):  # noqa: N818 - a state, like all failures here
    """An event has more data than can be told."""


class Event(BaseModel):
    """Something that happened. A subclass is an entry of the catalogue; its docstring is the entry's text.

    `audiences` are those that its events may have. Where there is more than the public, or another, each event says
    which one: nothing is public because it was forgotten.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    type: ClassVar[str]
    topic: ClassVar[Topic]
    collection: ClassVar[str]
    audiences: ClassVar[Audiences]

    id: UUID | str

    def __init_subclass__(
        cls,
        *,
        type: str = "",  # noqa: A002 - the name CloudEvents gives it
        topic: Topic | None = None,
        collection: str = "",
        audiences: Audiences | None = None,
        **kwargs: Any,
    ) -> None:
        """Enter the catalogue; a class without a type only carries fields that others share."""
        super().__init_subclass__(**kwargs)
        if topic:
            if not audiences:
                raise TypeError(f"{type} has no audience; say who may see it: audiences=EVERYBODY")
            cls.type, cls.topic, cls.collection, cls.audiences = type, topic, collection, audiences

    @classmethod
    def check_audience(cls, audience: str | None) -> str:
        """Give who sees an event of this class, everybody where nobody is named. Raises ValueError where it may not."""
        said = audience or Audience.PUBLIC.value
        if said.partition(":")[0] not in cls.audiences or (audience is None and cls.audiences != EVERYBODY):
            raise ValueError(f"{cls.type} is for {', '.join(sorted(cls.audiences))}, not for {audience}")
        return said

    @property
    def subject(self) -> str:
        """Name the thing it happened to; also the Kafka key."""
        return f"{self.collection}/{self.id}"


def catalogue(root: type[Event] = Event) -> dict[str, type[Event]]:
    """Give all published event classes by type; those of services that were imported."""
    found: dict[str, type[Event]] = {}
    for kind in root.__subclasses__():
        if "type" in vars(kind):
            found[kind.type] = kind
        found |= catalogue(kind)
    return found


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event on its way: CloudEvents attributes as strings, and the data as JSON bytes, never encoded twice."""

    attributes: dict[str, str]
    data: bytes
    topic: str = field(default="", compare=False)
    """The topic it was read from, empty for one that was not."""

    @property
    def id(self) -> UUID:
        """Give the event's identity, the same on every retry."""
        return UUID(self.attributes["id"])

    @property
    def type(self) -> str:
        """Give the catalogue's name of what happened."""
        return self.attributes["type"]

    @property
    def subject(self) -> str:
        """Name the thing it happened to."""
        return self.attributes["subject"]

    @property
    def time(self) -> datetime:
        """Say when it happened, by the platform's clock."""
        return datetime.fromisoformat(self.attributes["time"])

    @property
    def sequence(self) -> int:
        """Give the thing's version after it happened."""
        return int(self.attributes["sequence"])

    @property
    def country(self) -> str | None:
        """Give the country it is about, ISO 3166-1 alpha-2."""
        return self.attributes.get("country")

    @property
    def regions(self) -> tuple[str, ...]:
        """Give the codes of the regional bodies it is about."""
        return tuple(filter(None, self.attributes.get("regions", "").split(",")))

    def name_regions(self, codes: Iterable[str]) -> None:
        """Say which regional bodies it is about."""
        if joined := ",".join(codes):
            self.attributes["regions"] = joined

    @property
    def audience(self) -> str:
        """Say who may see it: `public`, or `actor:…`, `country:…`, `region:…`."""
        return self.attributes.get("audience", "public")

    def to_kafka(self) -> list[tuple[str, bytes]]:
        """Give the record headers of binary mode."""
        headers = [(f"ce_{name}", value.encode()) for name, value in self.attributes.items()]
        headers.append(("content-type", CONTENT_TYPE.encode()))
        return headers

    @classmethod
    def from_kafka(cls, headers: Headers, value: bytes | None) -> Self:
        """Read a record of either mode; the content type decides, as the Kafka binding says.

        Raises ValueError where a required attribute is missing.
        """
        found = dict(headers)
        if found.get("content-type", b"").startswith(STRUCTURED.encode()):
            return cls.from_structured(value or b"")
        attributes = {name[3:]: text.decode() for name, text in found.items() if name.startswith("ce_")}
        return cls(_checked(attributes), value or b"null")

    def structured(self) -> dict[str, Any]:
        """Give the JSON format's members, data included."""
        return {**self.attributes, "datacontenttype": CONTENT_TYPE, "data": orjson.loads(self.data)}

    def to_structured(self) -> bytes:
        """Give the one body that is stored, signed and sent outside."""
        return orjson.dumps({**self.attributes, "datacontenttype": CONTENT_TYPE, "data": orjson.Fragment(self.data)})

    @classmethod
    def from_structured(cls, body: bytes) -> Self:
        """Read the JSON format. Raises ValueError where it is not a CloudEvent."""
        members = orjson.loads(body)
        if not isinstance(members, dict):
            raise ValueError("a CloudEvent is a JSON object")  # noqa: TRY004 - the text is wrong, not a type
        data = orjson.dumps(members.pop("data", None))
        members.pop("datacontenttype", None)
        return cls(_checked({name: str(value) for name, value in members.items()}), data)


def _checked(attributes: dict[str, str]) -> dict[str, str]:
    missing = {"specversion", "id", "source", "type"} - attributes.keys()
    if missing:
        raise ValueError(f"not a CloudEvent: {', '.join(sorted(missing))} missing")
    return attributes


def enveloped(
    event: Event,
    *,
    source: str,
    time: datetime,
    sequence: int,
    country: str | None = None,
    regions: Iterable[str] = (),
    audience: str | None = None,
    context: dict[str, str] | None = None,
) -> Envelope:
    """Put an event into its envelope; `context` holds traceparent, correlationid and causationid.

    Raises Oversized where its data is more than Kafka takes.
    """
    subject = event.subject
    attributes = {
        "specversion": "1.0",
        "id": str(uuid7()),
        "source": f"/{source}",
        "type": event.type,
        "subject": subject,
        "partitionkey": subject,
        "time": instant(time),
        "sequence": str(sequence),
        "audience": event.check_audience(audience),
        **(context or {}),
    }
    if country:
        attributes["country"] = country
    data = event.model_dump_json(by_alias=True).encode()
    if len(data) > LARGEST:
        raise Oversized(
            f"What is told of it, {event.type}, has {len(data)} bytes, more than {LARGEST}; shorten its texts"
        )
    envelope = Envelope(attributes, data)
    envelope.name_regions(regions)
    return envelope


def instant(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, ending in Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
