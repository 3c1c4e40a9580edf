"""How a code list changes from one edition to the next: nothing is deleted, what vanishes is withdrawn with its date.

Codes are as they are stored: days in ISO 8601, so that they compare as texts and as days alike.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count
from typing import Any

from shared.errors import Fault

Entry = Mapping[str, Any]
"""One code with its labels, descriptions, category, url, status and days."""

TEXTS = ("labels", "descriptions")
FACTS = ("category", "url")
SPELL = ("status", "valid_from", "valid_to")

OWN = frozenset({"constituencies", "partnership-roles", "pillar-levels", "pillars", "topics"})
"""Lists whose codes have a meaning in this platform's rules: their words may change, their codes may not."""


class CodelistStatus(StrEnum):
    """Whether a list is settled, still open to change in its substance, or no longer to be used."""

    ACTIVE = "active"
    PROVISIONAL = "provisional"
    WITHDRAWN = "withdrawn"


class CodeStatus(StrEnum):
    """Whether a code is for use, or only stays valid on what has it already."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class DifferenceKind(StrEnum):
    """What became of a code."""

    NEW = "new"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A code that is not what it was; `fields` are those that changed."""

    code: str
    kind: DifferenceKind
    before: Mapping[str, str]
    after: Mapping[str, str]
    fields: Sequence[str] = ()


def released(known: Sequence[Entry], sent: Sequence[Entry], today: date) -> list[dict[str, Any]]:
    """Give the next edition: what was sent, with what it does not speak of, and what vanished as withdrawn."""
    before = {one["code"]: one for one in known}
    spoken = _spoken(sent)
    codes = [_taken(before.get(one["code"]), one, spoken, today) for one in sent]
    present = {one["code"] for one in sent}
    vanished = [_ended(one, today) for one in known if one["code"] not in present]
    return [*codes, *vanished]


def differences(known: Sequence[Entry], codes: Sequence[Entry]) -> list[Difference]:
    """Say what changes from one edition to the next, in the order of the list."""
    before = {one["code"]: one for one in known}
    return [found for one in codes if (found := _difference(before.get(one["code"]), one))]


def own_faults(name: str, found: Iterable[Difference]) -> list[Fault]:
    """Say which changes a list does not allow whose codes have a meaning in the platform's rules."""
    if name not in OWN:
        return []
    return [
        Fault("/codes", f"{one.kind}_code", f"{one.code} would be {one.kind}; the platform's rules know its codes")
        for one in found
        if one.kind is not DifferenceKind.CHANGED or "status" in one.fields
    ]


def free_edition(wanted: str, taken: Collection[str]) -> str:
    """Name an edition: as wanted, or with a number where another one has that name."""
    if wanted not in taken:
        return wanted
    return next(name for number in count(2) if (name := f"{wanted}.{number}") not in taken)


def withdrawn_faults(
    placed: Iterable[tuple[str, str]], kept: Collection[str | None], withdrawn: Mapping[str, str | None]
) -> list[Fault]:
    """Find codes, by pointer, that are taken into use though withdrawn; what was there already (`kept`) may stay."""
    return [
        Fault(pointer, "withdrawn_code", f"{code} was withdrawn{_since(withdrawn[code])}; take one that is in use")
        for pointer, code in placed
        if code in withdrawn and code not in kept
    ]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Of what a file speaks at all: languages of its texts, and facts. Of the rest, what was known stays."""

    languages: Mapping[str, frozenset[str]]
    facts: frozenset[str]


def _spoken(sent: Sequence[Entry]) -> _Spoken:
    languages = {text: frozenset(language for one in sent for language in one[text]) for text in TEXTS}
    return _Spoken(languages, frozenset(fact for fact in FACTS if any(one[fact] for one in sent)))


def _taken(known: Entry | None, sent: Entry, spoken: _Spoken, today: date) -> dict[str, Any]:
    if known is None:
        return dict(sent)
    texts = {
        text: {
            **{one: words for one, words in known[text].items() if one not in spoken.languages[text]},
            **sent[text],
        }
        for text in TEXTS
    }
    facts = {fact: sent[fact] if fact in spoken.facts else known[fact] for fact in FACTS}
    begin, end = sent["valid_from"] or known["valid_from"], sent["valid_to"]
    if sent["status"] == CodeStatus.WITHDRAWN:
        end = end or (known["valid_to"] if known["status"] == CodeStatus.WITHDRAWN else today.isoformat())
    return {"code": sent["code"], **texts, **facts, "status": sent["status"], "valid_from": begin, "valid_to": end}


def _ended(known: Entry, today: date) -> dict[str, Any]:
    if known["status"] == CodeStatus.WITHDRAWN:
        return dict(known)
    return {**known, "status": CodeStatus.WITHDRAWN.value, "valid_to": known["valid_to"] or today.isoformat()}


def _difference(known: Entry | None, code: Entry) -> Difference | None:
    if known is None:
        return Difference(code["code"], DifferenceKind.NEW, {}, code["labels"])
    fields = [name for name in (*TEXTS, *FACTS, *SPELL) if known[name] != code[name]]
    if not fields:
        return None
    ended = "status" in fields and code["status"] == CodeStatus.WITHDRAWN
    kind = DifferenceKind.WITHDRAWN if ended else DifferenceKind.CHANGED
    return Difference(code["code"], kind, known["labels"], code["labels"], fields)


def _since(day: str | None) -> str:
    return f" on {day}" if day else ""
