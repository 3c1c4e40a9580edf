"""Answers that need several services: asked at once, each part for itself."""

import asyncio
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.gateway.clients.parts import Copy, Parameters, Parts, Reader
from services.gateway.rules import overview
from services.gateway.rules.routes import Upstream
from services.gateway.schemas import CountryProfile, CountryRow, Overview, Part, PartStatus
from shared.errors import NotFound

LATEST_EVENTS = 10
# Flows and activities come by the thousand and would leave no room for anything else.
NEWS = [
    ("type", f"harambee.{thing}.*")
    for thing in (
        "framework",
        "roadmap",
        "deadline",
        "report",
        "actor",
        "institution",
        "instrument",
        "partnership",
        "import",
    )
]
OPEN_STATES = [("state", "overdue"), ("state", "due"), ("state", "upcoming")]


async def get_profile(parts: Parts, reader: Reader, country: str) -> CountryProfile:
    """Give all that the services know of a country. Raises NotFound where the registry does not know it."""
    of_country = [("country", country)]
    try:
        async with asyncio.TaskGroup() as group:
            known = group.create_task(parts.find(reader, Upstream.REGISTRY, f"/v1/countries/{country}"))
            institution = group.create_task(parts.read(reader, Upstream.REGISTRY, "/v1/institutions", of_country))
            roadmaps = group.create_task(parts.read_all(reader, Upstream.ROADMAPS, "/v1/roadmaps", of_country))
            deadlines = group.create_task(parts.read_all(reader, Upstream.ROADMAPS, "/v1/deadlines", of_country))
            flows = group.create_task(parts.read(reader, Upstream.MEASUREMENT, "/v1/series", of_country))
            events = group.create_task(_latest_events(parts, reader, of_country))
    except* NotFound as unknown:
        raise NotFound(f"There is no country {country}") from unknown
    return CountryProfile(
        country=part(known.result(), reader.now),
        institution=part(_only(institution.result()), reader.now),
        roadmaps=part(_items(roadmaps.result()), reader.now),
        deadlines=part(_items(deadlines.result()), reader.now),
        flows=part(flows.result(), reader.now),
        events=part(events.result(), reader.now),
    )


async def get_deadlines(parts: Parts, reader: Reader, roadmap: UUID) -> list[Any]:
    """Give what is due of a roadmap; nothing where there is none, or where that is not known just now."""
    copy = await parts.read_all(reader, Upstream.ROADMAPS, "/v1/deadlines", [("roadmap", str(roadmap))])
    return copy.data["items"] if copy.data else []


async def get_overview(parts: Parts, reader: Reader) -> Overview:
    """Give every country at a glance."""
    async with asyncio.TaskGroup() as group:
        countries = group.create_task(parts.read_all(reader, Upstream.REGISTRY, "/v1/countries"))
        roadmaps = group.create_task(parts.read_all(reader, Upstream.ROADMAPS, "/v1/roadmaps"))
        deadlines = group.create_task(parts.read_all(reader, Upstream.ROADMAPS, "/v1/deadlines", OPEN_STATES))
        matrix = group.create_task(_latest_matrix(parts, reader))
        events = group.create_task(_latest_events(parts, reader, []))
    read = {
        "countries": _items(countries.result()),
        "roadmaps": _items(roadmaps.result()),
        "deadlines": _items(deadlines.result()),
        "flows": matrix.result(),
        "events": events.result(),
    }
    flows = read["flows"].data or {"items": [], "method": None, "year": None}
    rows = overview.rows(
        read["countries"].data or [], read["roadmaps"].data or [], read["deadlines"].data or [], flows["items"]
    )
    return Overview(
        year=flows["year"],
        countries=[CountryRow.model_validate(row) for row in rows],
        method=flows["method"],
        events=read["events"].data or [],
        parts={name: part(copy, reader.now).model_copy(update={"data": None}) for name, copy in read.items()},
    )


def part(copy: Copy, now: datetime) -> Part:
    """Show what a service contributes."""
    return Part(
        status=PartStatus.OK if copy.fresh else PartStatus.UNAVAILABLE,
        as_of=copy.as_of,
        age_seconds=copy.age_seconds(now),
        data=copy.data,
    )


def _items(copy: Copy) -> Copy:
    return replace(copy, data=copy.data["items"]) if copy.data else copy


def _only(copy: Copy) -> Copy:
    return replace(copy, data=next(iter(copy.data["items"]), None)) if copy.data else copy


async def _latest_events(parts: Parts, reader: Reader, filters: Parameters) -> Copy:
    wanted = [*filters, *NEWS, ("order", "newest"), ("limit", str(LATEST_EVENTS))]
    return _items(await parts.read(reader, Upstream.NOTIFICATIONS, "/v1/events", wanted))


async def _latest_matrix(parts: Parts, reader: Reader) -> Copy:
    """Give the matrix of the latest year of flows between countries; a year to come is no latest one."""
    newest = [("year_to", str(reader.now.year))]
    series = await parts.read(reader, Upstream.MEASUREMENT, "/v1/series", newest)
    if not series.data or not series.data["items"]:
        return replace(series, data=None)
    items = series.data["items"]
    year = next((one["year"] for one in items if Decimal(one["inflows"])), items[0]["year"])
    matrix = await parts.read_all(reader, Upstream.MEASUREMENT, "/v1/matrix", [("year", str(year))])
    return replace(matrix, data=matrix.data and {**matrix.data, "year": year})
