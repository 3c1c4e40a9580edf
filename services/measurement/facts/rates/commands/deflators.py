"""Loads deflators."""

from collections.abc import Sequence

from services.measurement.facts.rates.schemas import Deflator
from shared.auth import Role
from shared.db import driver
from shared.unit_of_work import UnitOfWork

LOAD = """
INSERT INTO deflators AS held SELECT * FROM unnest($1::text[], $2::smallint[], $3::numeric[], $4::text[])
ON CONFLICT (provider, year) DO UPDATE SET index = excluded.index, source = excluded.source
WHERE (held.index, held.source) IS DISTINCT FROM (excluded.index, excluded.source)
RETURNING provider
"""


async def load(uow: UnitOfWork, deflators: Sequence[Deflator]) -> int:
    """Load deflators, the last of those for one provider and year; say how many have changed."""
    uow.principal.require(Role.ADMIN)
    connection = await driver(await uow.session.connection())
    rows = {(one.provider, one.year): (one.index, one.source) for one in deflators}
    entries = [(*key, *value) for key, value in sorted(rows.items())]
    return len(await connection.fetch(LOAD, *zip(*entries, strict=True))) if entries else 0
