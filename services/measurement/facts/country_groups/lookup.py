"""Country groups as activities and flows that are written follow from them."""

from services.measurement.facts.country_groups.rules import Edition, Groups
from shared.db import Driver


async def groups_in_force(connection: Driver) -> Groups:
    """Give the country groups as they are now."""
    rows = await connection.fetch("SELECT valid_from, edition, developed FROM country_groups")
    return Groups(Edition(row[0], row[1], frozenset(row[2])) for row in rows)
