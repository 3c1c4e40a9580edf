"""Changes of rates and country groups that came in while flows were written by the earlier ones."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, true

from services.measurement.facts.country_groups.models import Classification
from services.measurement.facts.rates.models import Conversion
from services.measurement.jobs.commands import queue
from services.measurement.locks import lock_reference_facts
from shared.db import Driver
from shared.unit_of_work import UnitOfWork

SEEN = """
SELECT (SELECT id FROM conversions ORDER BY id DESC LIMIT 1), (SELECT id FROM classifications ORDER BY id DESC LIMIT 1)
"""


class Facts(NamedTuple):
    """The latest changes of rates and of country groups that somebody has seen."""

    conversion: UUID | None
    classification: UUID | None


async def facts_seen(connection: Driver) -> Facts:
    """Give the latest changes, before rates and groups are read."""
    [row] = await connection.fetch(SEEN)
    return Facts(*row)


async def catch_up(uow: UnitOfWork, connection: Driver, before: Facts) -> None:
    """Have flows that were written by earlier rates or groups derived anew, where these have changed meanwhile.

    The jobs of those changes may have passed already. Until the commit there are no further changes.
    """
    await lock_reference_facts(connection)
    now = await facts_seen(connection)
    if now.conversion != before.conversion:
        newer = Conversion.id > before.conversion if before.conversion else true()
        rows = (await uow.session.scalars(select(Conversion).where(newer))).all()
        currencies = sorted({currency for row in rows for currency in row.currencies})
        queue(uow, Conversion(currencies=currencies, since=min(row.since for row in rows), sources=[], flows=0))
    if now.classification != before.classification:
        latest = await uow.session.get_one(Classification, now.classification)
        queue(uow, Classification(edition=latest.edition, activities=0, flows=0))
