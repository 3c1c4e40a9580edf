"""An event is told with its countries and days; the regional bodies of its envelope follow from them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from sqlalchemy import insert, text

from services.roadmaps.models import Membership
from shared.auth import service_principal
from shared.clock import Clock
from shared.db import Sessions, create_engine, create_sessions, driver
from shared.spells import Days
from shared.unit_of_work import ServiceResources, unit_of_work
from tests.events import ThingCounted
from tests.hearing import Unheard

Database = Callable[[str], Awaitable[str]]
TODAY = datetime.now(UTC).date()
LEFT, JOINED = date(2010, 1, 1), date(2020, 1, 1)
SPELLS = [
    ("KE", "EAC", None, None),
    ("KE", "COMESA", LEFT - timedelta(400), LEFT),
    ("ML", "ECOWAS", None, JOINED),
    ("ML", "AES", JOINED, None),
]


@pytest.fixture
async def sessions(database: Database) -> AsyncIterator[Sessions]:
    engine = create_engine(await database("roadmaps"), pool_size=1)
    names = ("country", "region", "valid_from", "valid_to")
    async with engine.begin() as connection:
        rows = [{"spell": 0, **dict(zip(names, spell, strict=True))} for spell in SPELLS]
        await connection.execute(insert(Membership), rows)
    yield create_sessions(engine)
    await engine.dispose()


def resources(sessions: Sessions) -> ServiceResources:
    return ServiceResources("tests", sessions, Clock(), Unheard())


async def told(sessions: Sessions) -> list[tuple[str | None, str | None]]:
    async with sessions() as session:
        rows = await session.scalars(text("SELECT attributes FROM outbox ORDER BY seq"))
        return [(one.get("country"), one.get("regions")) for one in map(orjson.loads, rows)]


async def test_the_bodies_are_those_of_the_countries_on_the_days(sessions: Sessions) -> None:
    one = ThingCounted(id="a", count=1)
    first = LEFT - timedelta(1)
    async with unit_of_work(resources(sessions), service_principal("tests")) as uow:
        uow.emit(one, sequence=1, places=["KE"])
        uow.emit(one, sequence=2, places=["KE"], days=Days(first, first))
        uow.emit(one, sequence=3, places=["KE"], days=Days(LEFT, TODAY))
        uow.emit(one, sequence=4, places=["KE", "ML"])
        uow.emit(one, sequence=5, places=["ML"], days=Days(JOINED - timedelta(1), JOINED))
        uow.emit(one, sequence=6, places=[None])
        uow.emit(one, sequence=7, places=["298"])
        uow.emit(one, sequence=8, places=["KE"], regions=["SADC"])
        uow.emit(one, sequence=9, places=["KE"], regions=[])
        uow.emit(one, sequence=10, regions=["SADC", "AU"])
    assert await told(sessions) == [
        ("KE", "EAC"),
        ("KE", "COMESA,EAC"),
        ("KE", "EAC"),
        (None, "AES,EAC"),
        ("ML", "AES,ECOWAS"),
        (None, None),
        (None, None),
        ("KE", "SADC"),
        ("KE", None),
        (None, "SADC,AU"),
    ]


async def test_the_bodies_of_many_events_are_asked_once(sessions: Sessions) -> None:
    asked: list[str] = []
    async with unit_of_work(resources(sessions), service_principal("tests")) as uow:
        connection = await driver(await uow.session.connection())
        connection.add_query_logger(lambda record: asked.append(record.query))
        for place in range(300):
            uow.emit(ThingCounted(id="a", count=place), sequence=place, places=[("KE", "ML")[place % 2]])
            if place % 100 == 99:
                await uow.write_events()
    assert len([one for one in asked if "FROM memberships" in one]) == 1
    assert await told(sessions) == [("KE", "EAC"), ("ML", "AES")] * 150
