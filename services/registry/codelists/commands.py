"""Writes of code lists: a new edition beside the older ones, only where something differs."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import update
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.codelists import queries, rules
from services.registry.codelists.models import Codelist
from services.registry.codelists.rules import CodelistStatus, CodeStatus, Difference, DifferenceKind
from services.registry.codelists.schemas import CodelistIn
from services.registry.locks import hold_reference
from services.registry.reference import shipped
from shared import spelling
from shared.auth import Role
from shared.errors import Fault, Held, Refused
from shared.unit_of_work import Expected, UnitOfWork, match

ABOUT = ("titles", "source", "status", "complete", "category_list")
WORDS = "words"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an edition would be; `about` is what changes of the list itself."""

    name: str
    head: Mapping[str, Any]
    codes: Sequence[Mapping[str, Any]]
    differences: Sequence[Difference]
    about: Sequence[str]
    edition: str
    version: int

    @property
    def changes(self) -> bool:
        """Say whether there is anything to release."""
        return bool(self.differences or self.about)

    def count(self, kind: DifferenceKind) -> int:
        """Count the codes that became something."""
        return Counter(one.kind for one in self.differences)[kind]


async def put(uow: UnitOfWork, name: str, body: CodelistIn, expected: Expected, *, apply: bool) -> Draft:
    """Say what a list as it was sent changes; release it where it is to be applied and something differs."""
    uow.principal.require(Role.ADMIN)
    await hold_reference(uow)
    known = (await queries.whole_editions(uow.session, [name])).get(name)
    _require_version(known, expected, apply=apply)
    sent = body.model_dump(mode="json")
    taken = (await queries.edition_names(uow.session, [name]))[name]
    edition = body.edition or rules.free_edition(uow.now.date().isoformat(), taken)
    draft = _draft(uow, name, known, sent, edition)
    if faults := _refusals(draft, known, taken):
        raise Refused(faults=faults)
    if apply and draft.changes:
        await _release(uow, [draft])
    return draft


async def publish(uow: UnitOfWork) -> None:
    """Release what ships with the service, unless somebody has loaded another edition since."""
    lists = shipped.codelists()
    known = await queries.whole_editions(uow.session, list(lists))
    taken = await queries.edition_names(uow.session, list(lists))
    drafts = []
    for name, one in lists.items():
        before = known.get(name)
        if before is None or before.released_by == uow.principal.id:
            edition = rules.free_edition(one["edition"], taken[name])
            drafts.append(_draft(uow, name, before, _shipped(name), edition))
    await _release(uow, [draft for draft in drafts if draft.changes])
    for row in await queries.told_in_part(uow.session):
        row.told_whole = True
        _tell(uow, row)


@cache
def _shipped(name: str) -> Mapping[str, Any]:
    one = shipped.codelists()[name]
    sent = CodelistIn.model_validate({field: one[field] for field in CodelistIn.model_fields if field in one})
    return sent.model_dump(mode="json")


def _require_version(known: Codelist | None, expected: Expected, *, apply: bool) -> None:
    found = Held(known.version if known else 0)
    if expected or (known and (apply or expected is not None)):
        match(found, expected)


def _refusals(draft: Draft, known: Codelist | None, taken: Collection[str]) -> list[Fault]:
    faults = rules.own_faults(draft.name, draft.differences) if known else []
    if draft.changes and draft.edition in taken:
        detail = f"{draft.name} has an edition {draft.edition} already, with other codes; name this one otherwise"
        faults.append(Fault("/edition", "taken", detail))
    return faults


def _draft(uow: UnitOfWork, name: str, known: Codelist | None, sent: Mapping[str, Any], edition: str) -> Draft:
    before = [_without_words(one) for one in known.codes] if known else []
    codes = rules.released(before, sent["codes"], uow.now.date())
    head = _head(name, known, sent)
    differences = rules.differences(before, codes)
    about = [field for field in ABOUT if known is None or getattr(known, field) != head[field]]
    version = known.version if known else 0
    if known and not (differences or about):
        edition = known.edition
    else:
        version += 1
    return Draft(name, head, codes, differences, about, edition, version)


def _head(name: str, known: Codelist | None, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is said of the list itself; of what was not sent, what was known stays."""
    first = {"titles": {"en": name}, "source": "", "status": CodelistStatus.ACTIVE, "complete": True}
    before = {field: getattr(known, field) if known else first.get(field) for field in ABOUT}
    head: dict[str, Any] = {field: before[field] if sent[field] is None else sent[field] for field in ABOUT}
    head["titles"] = {**(known.titles if known else {}), **head["titles"]}
    return head


async def _release(uow: UnitOfWork, drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    names = [draft.name for draft in drafts]
    await uow.session.execute(update(Codelist).where(Codelist.name.in_(names), Codelist.current).values(current=False))
    for draft in drafts:
        row = _row(uow, draft)
        uow.session.add(row)
        _tell(uow, row)
    await uow.session.flush()


def _tell(uow: UnitOfWork, row: Codelist) -> None:
    withdrawn = {one["code"]: one["valid_to"] for one in row.codes if one["status"] == CodeStatus.WITHDRAWN}
    event = events.CodelistReleased(
        id=row.name,
        edition=row.edition,
        released_on=row.released_on,
        status=row.status,
        source=row.source,
        new=row.added,
        withdrawn=row.ended,
        changed=row.changed,
        codes=[one["code"] for one in row.codes],
        withdrawn_codes=withdrawn,
        complete=row.complete,
    )
    uow.emit(event, sequence=row.version)


def _row(uow: UnitOfWork, draft: Draft) -> Codelist:
    active = sum(one["status"] == CodeStatus.ACTIVE for one in draft.codes)
    return Codelist(
        id=uuid7(),
        name=draft.name,
        version=draft.version,
        current=True,
        edition=draft.edition,
        released_on=uow.now.date(),
        released_at=uow.now,
        released_by=uow.principal.id,
        **draft.head,
        active=active,
        withdrawn=len(draft.codes) - active,
        added=draft.count(DifferenceKind.NEW),
        ended=draft.count(DifferenceKind.WITHDRAWN),
        changed=draft.count(DifferenceKind.CHANGED),
        told_whole=True,
        codes=[{**one, WORDS: _words(one)} for one in draft.codes],
    )


def _words(entry: Mapping[str, Any]) -> str:
    """Give what a code is found by, folded: itself and its labels."""
    return " ".join(spelling.words(" ".join([entry["code"], *entry["labels"].values()])))


def _without_words(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != WORDS}
