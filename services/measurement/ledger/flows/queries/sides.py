"""Which sides of flows the registry knows."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.ledger.flows.schemas.flows import sides_of
from services.measurement.ledger.models import Flow

KNOWN = text("""
SELECT reporter, named_by FROM unnest(CAST(:reporters AS text[]), CAST(:names AS text[])) asked(reporter, named_by)
WHERE EXISTS (SELECT FROM actors WHERE identifiers @> ARRAY[named_by]) OR EXISTS (
    SELECT FROM reported_organisations o
    WHERE o.reporter = asked.reporter AND o.named_by = asked.named_by AND o.actor IS NOT NULL
)
""")


async def known_sides(session: AsyncSession, flows: Iterable[Flow]) -> frozenset[tuple[str, str]]:
    """Say which sides of flows the registry knows: pairs of reporting organisation, and what it names them by."""
    asked = {(flow.reporter, named_by) for flow in flows for named_by in sides_of(flow).values()}
    if not asked:
        return frozenset()
    reporters, names = zip(*asked, strict=True)
    found = await session.execute(KNOWN, {"reporters": list(reporters), "names": list(names)})
    return frozenset((row[0], row[1]) for row in found)
