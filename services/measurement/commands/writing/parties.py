"""Who organisations are: what the registry knows of references, and what somebody has said."""

from collections.abc import Collection

from services.measurement.rules.parties import Party
from shared.db import Driver

CHOSEN = """
WITH RECURSIVE line AS (
    SELECT o.reporter, o.named_by, a.id, a.identifiers, a.country, a.constituency, a.merged_into
    FROM reported_organisations o JOIN actors a ON a.id = o.actor WHERE o.reporter = ANY($1)
    UNION
    SELECT line.reporter, line.named_by, a.id, a.identifiers, a.country, a.constituency, a.merged_into
    FROM line JOIN actors a ON a.id = line.merged_into
)
SELECT reporter, named_by, identifiers, country, constituency FROM line
WHERE NOT EXISTS (SELECT FROM actors a WHERE a.id = line.merged_into)
"""
PARTIES = """
WITH RECURSIVE line AS (
    SELECT id, identifiers, country, constituency, merged_into FROM actors WHERE identifiers && $1
    UNION
    SELECT a.id, line.identifiers, a.country, a.constituency, a.merged_into
    FROM line JOIN actors a ON a.id = line.merged_into
)
SELECT identifiers, country, constituency FROM line
WHERE NOT EXISTS (SELECT FROM actors a WHERE a.id = line.merged_into)
"""


async def known_parties(connection: Driver, refs: Collection[str]) -> dict[str, Party]:
    """Give the parties that references stand for, as far as the registry knows them."""
    found: dict[str, Party] = {}
    for identifiers, country, constituency in await connection.fetch(PARTIES, list(refs)):
        found |= {ref: _party(ref, country, constituency) for ref in identifiers}
    return found


async def chosen_parties(connection: Driver, reporters: Collection[str]) -> dict[str, dict[str, Party]]:
    """Give the parties that somebody has said organisations to be, by reporter and what they are named by."""
    found: dict[str, dict[str, Party]] = {reporter: {} for reporter in reporters}
    for reporter, named_by, identifiers, country, constituency in await connection.fetch(CHOSEN, list(reporters)):
        ref = identifiers[0] if identifiers else named_by
        found[reporter][named_by] = _party(ref, country, constituency)
    return found


def _party(ref: str, country: str | None, constituency: str) -> Party:
    return Party(ref, multilateral=True) if constituency == "multilateral" else Party(country or "")
