"""Texts of a report read as values; None where they are none."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from services.measurement.rules.reported import Narratives

_DECIMAL = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,40})?|\.\d{1,40})")
_PLACES = 12
_SMALLEST = Decimal(1).scaleb(-_PLACES)
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")

FORBIDDEN = re.compile(r"[/&|?]")
"""Signs that an identifier must not hold."""

TRANSACTION_TYPES = frozenset(str(code) for code in range(1, 14))
"""IATI's TransactionType."""


def decimal(text: str) -> Decimal | None:
    """Read an `xsd:decimal` of up to 18 digits before the point; more than 12 after it are rounded, half to even."""
    if not _DECIMAL.fullmatch(text):
        return None
    found = Decimal(text)
    after = text.partition(".")[2]
    return found.quantize(_SMALLEST, context=_EXACT) if len(after) > _PLACES else found


@lru_cache(maxsize=10_000)
def percentage(text: str) -> Decimal | None:
    """Read a percentage; the same few are written again and again."""
    return decimal(text)


@lru_cache(maxsize=20_000)
def day(text: str) -> date | None:
    """Read an `xsd:date`; its time zone, if any, says nothing here."""
    found = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def texts(narratives: Narratives, language: str) -> dict[str, str]:
    """Read texts by language; `language` is that of those which do not say theirs, and the first of each counts."""
    return {said.lower() or language: text for said, text in reversed(narratives)}
