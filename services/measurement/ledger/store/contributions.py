"""Rows of contributions in kind that come with the flows of a file."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import orjson

from services.measurement.reading.records import Line
from shared.db import Driver

COLUMNS = ("flow", "number", "kind", "quantity", "unit", "description", "tossd_modality")

ContributionRow = tuple[UUID, int, str, Decimal, str, str, str]


def contribution_rows(flow: str, lines: Sequence[Line]) -> list[ContributionRow]:
    """Give the rows of a flow's contributions."""
    return [
        (
            UUID(flow),
            number,
            one.kind,
            one.quantity,
            one.unit,
            orjson.dumps(one.description).decode(),
            one.tossd_modality,
        )
        for number, one in enumerate(lines, 1)
    ]


async def write_contributions(connection: Driver, rows: Sequence[ContributionRow]) -> None:
    """Add rows."""
    if rows:
        await connection.copy_records_to_table("flow_lines", columns=COLUMNS, records=rows)
