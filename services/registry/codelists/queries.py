"""Reads of code lists."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Text, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer
from sqlalchemy.sql.selectable import TableValuedAlias

from services.registry.codelists.models import Codelist
from services.registry.codelists.schemas import CodelistQuery, CodeQuery, EditionQuery
from services.registry.reference import known
from shared import spelling
from shared.db import Rows
from shared.errors import NotFound

CODE = column("code", Text)
COLUMNS = (
    CODE,
    column("labels", JSONB),
    column("descriptions", JSONB),
    column("category", Text),
    column("url", Text),
    column("status", Text),
    column("valid_from", Date),
    column("valid_to", Date),
)
WORDS = column("words", Text)
"""What a code is found by; it is stored with the code and not shown."""

LISTS_KEPT = 50
"""More than the registry checks by, so that editions in use at the same time stay read."""

_read: dict[UUID, known.Codes] = {}


def current(query: CodelistQuery) -> Rows:
    """Select the current editions."""
    chosen = select(Codelist).where(Codelist.current)
    return chosen.where(Codelist.status.in_(query.status)) if query.status else chosen


def editions(name: str) -> Rows:
    """Select all editions of a list."""
    return select(Codelist).where(Codelist.name == name)


async def get_codelist(session: AsyncSession, name: str, query: EditionQuery, *, whole: bool = False) -> Codelist:
    """Give an edition of a list, the current one unless another is meant, `whole` with its codes. Raises NotFound."""
    chosen = select(Codelist).where(Codelist.name == name)
    if query.edition is not None:
        chosen = chosen.where(Codelist.edition == query.edition)
    elif query.as_of is not None:
        chosen = chosen.where(Codelist.released_on <= query.as_of).order_by(Codelist.version.desc()).limit(1)
    else:
        chosen = chosen.where(Codelist.current)
    row: Codelist | None = await session.scalar(chosen.options(undefer(Codelist.codes)) if whole else chosen)
    if row is None:
        raise NotFound(await _why_not(session, name))
    return row


async def whole_editions(session: AsyncSession, names: Sequence[str]) -> dict[str, Codelist]:
    """Give the current editions of lists with their codes."""
    chosen = select(Codelist).where(Codelist.current, Codelist.name.in_(names)).options(undefer(Codelist.codes))
    return {row.name: row for row in await session.scalars(chosen)}


async def told_in_part(session: AsyncSession) -> Sequence[Codelist]:
    """Give the current editions whose events did not say which codes were withdrawn."""
    chosen = select(Codelist).where(Codelist.current, ~Codelist.told_whole).order_by(Codelist.name)
    return (await session.scalars(chosen.options(undefer(Codelist.codes)))).all()


async def edition_names(session: AsyncSession, names: Sequence[str]) -> Mapping[str, set[str]]:
    """Give the names of the editions of each of some lists."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    chosen = select(Codelist.name, Codelist.edition).where(Codelist.name.in_(names))
    for name, edition in await session.execute(chosen):
        found[name].add(edition)
    return found


def codes(edition: UUID, query: CodeQuery) -> Rows:
    """Select the codes of an edition."""
    entries = _entries()
    chosen = select(*_shown(entries)).select_from(Codelist).join(entries, true()).where(Codelist.id == edition)
    if query.status:
        chosen = chosen.where(entries.c.status.in_(query.status))
    if query.category:
        chosen = chosen.where(entries.c.category.in_(query.category))
    for word in spelling.words(query.q or ""):
        chosen = chosen.where(entries.c.words.contains(word, autoescape=True))
    return chosen


async def get_code(session: AsyncSession, edition: Codelist, code: str) -> Any:
    """Give one code of an edition, also one that was withdrawn. Raises NotFound."""
    entries = _entries()
    chosen = select(*_shown(entries)).select_from(Codelist).join(entries, entries.c.code == code)
    row = (await session.execute(chosen.where(Codelist.id == edition.id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no code {code} in {edition.name}, edition {edition.edition}")
    return row


async def accept_loaded(session: AsyncSession) -> None:
    """Check what this request says by the lists that are loaded now."""
    chosen = select(Codelist.name, Codelist.id).where(Codelist.current, Codelist.name.in_(known.CHECKED))
    loaded = {row.name: row.id for row in await session.execute(chosen)}
    missing = [edition for edition in loaded.values() if edition not in _read]
    if missing:
        if len(_read) + len(missing) > LISTS_KEPT:
            _read.clear()
            missing = list(loaded.values())
        found = await session.execute(select(Codelist.id, Codelist.codes).where(Codelist.id.in_(missing)))
        _read.update({edition: known.Codes.of(entries) for edition, entries in found})
    known.accept({name: _read[edition] for name, edition in loaded.items()})


def _entries() -> TableValuedAlias:
    entries = func.jsonb_to_recordset(Codelist.codes).table_valued(*COLUMNS, WORDS, name="entries")
    return entries.render_derived(with_types=True)


def _shown(entries: TableValuedAlias) -> list[Any]:
    return [entries.c[one.name] for one in COLUMNS]


async def _why_not(session: AsyncSession, name: str) -> str:
    rows = (await session.execute(select(Codelist.edition, Codelist.released_on).where(Codelist.name == name))).all()
    if rows:
        return f"There is no such edition of {name}; there are " + ", ".join(f"{one} of {day}" for one, day in rows)
    names = await session.scalars(select(Codelist.name).where(Codelist.current).order_by(Codelist.name))
    return f"There is no code list {name}; there are {', '.join(names)}"
