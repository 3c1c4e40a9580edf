"""Writes of the ordered log."""

from collections.abc import Sequence

from sqlalchemy import text

from shared.db import driver
from shared.envelope import Envelope
from shared.unit_of_work import UnitOfWork

COLUMNS = ["position", "id", "type", "subject", "country", "regions", "audience", "body"]

TAKE_POSITIONS = """
INSERT INTO event_counter (id, position) VALUES (1, :count)
ON CONFLICT (id) DO UPDATE SET position = event_counter.position + :count RETURNING position
"""


async def append(uow: UnitOfWork, envelopes: Sequence[Envelope]) -> None:
    """Give events their places in the one order; a whole batch is one update and one COPY."""
    last = (await uow.session.execute(text(TAKE_POSITIONS), {"count": len(envelopes)})).scalar_one()
    connection = await driver(await uow.session.connection())
    await connection.copy_records_to_table(
        "event_log",
        columns=COLUMNS,
        records=[
            (
                position,
                one.id,
                one.type,
                one.subject,
                one.country,
                list(one.regions),
                one.audience,
                one.to_structured(),
            )
            for position, one in enumerate(envelopes, last - len(envelopes) + 1)
        ],
    )
