"""Deletes the findings of imports that ended long ago."""

from datetime import timedelta

from shared.db import driver
from shared.service import Runtime

KEPT = timedelta(days=400)
"""How long after the end of an import its findings can be read; what it counted stays."""

# Without its findings it can answer for no repetition of its file any more: that is read again.
RETIRE = "UPDATE imports SET rules_edition = 0 WHERE finished_at < now() - $1::interval AND rules_edition <> 0"
FORGET = """
DELETE FROM import_findings f USING imports i
WHERE f.import_id = i.id AND i.finished_at < now() - $1::interval
"""


async def forget_findings(shared: Runtime) -> None:
    """Delete the findings that are older than they are kept."""
    async with shared.engine.begin() as connection:
        database = await driver(connection)
        await database.execute(RETIRE, KEPT)
        await database.execute(FORGET, KEPT)
