"""Which new rows of a bulk import may be organisations that are there already, in the registry or in the same file."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from services.registry.bulk.commands.check import Checked
from services.registry.bulk.rules import Resemblance, full_identifiers
from services.registry.duplicates import queries as duplicates
from services.registry.duplicates.rules.pairs import find_pairs
from services.registry.duplicates.rules.score import Candidate, Entry, entry
from shared.unit_of_work import UnitOfWork

ROW = "row "
"""Begins the key of a row; that of an actor is its id."""


async def find_resemblances(uow: UnitOfWork, new: Sequence[Checked]) -> list[Resemblance] | None:
    """Compare new rows with each other and with the actors of their countries; None where there are too many."""
    if len(new) > duplicates.MOST_IN_PAIRS:
        return None
    countries = {one.fields["country"] for one in new}
    actors = await duplicates.compared(uow.session, countries if None not in countries else ()) if new else []
    if len(new) + len(actors) > duplicates.MOST_IN_PAIRS:
        return None
    entries = [*map(_entry, new), *await duplicates.entries(uow.session, actors)]
    found = await asyncio.to_thread(find_pairs, entries)
    return [_resemblance(one) for one in found if ROW in (one.left[: len(ROW)], one.right[: len(ROW)])]


def _entry(one: Checked) -> Entry:
    fields = one.fields
    return entry(
        f"{ROW}{one.meant.row.number}",
        [*fields["names"].values(), *(former["name"] for former in fields["former_names"])],
        acronyms=fields["acronyms"],
        identifiers=filter(None, full_identifiers(fields)),
        website=fields["website"],
        country=fields["country"],
        parent=fields["parent"],
    )


def _resemblance(found: Candidate) -> Resemblance:
    row, other = (found.left, found.right) if found.left.startswith(ROW) else (found.right, found.left)
    number = int(row.removeprefix(ROW))
    if not other.startswith(ROW):
        return Resemblance(number, UUID(other), None, found.score, found.reasons)
    first, second = sorted((number, int(other.removeprefix(ROW))))
    return Resemblance(second, None, first, found.score, found.reasons)
