"""Texts of a report read as values; None where they are none."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from babel.core import get_global, parse_locale

from services.measurement.reading.source import Narratives
from shared.standards import minor_digits

HUNDRED = Decimal(100)

_DECIMAL = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,40})?|\.\d{1,40})")
_ALIASES = get_global("language_aliases")
_PLACES = 12
_SMALLEST = Decimal(1).scaleb(-_PLACES)
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that a date may have; what lies outside is a slip, or of another calendar."""
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")

FORBIDDEN = re.compile(r"[/&|?]")
"""Signs that an identifier must not hold."""

TRANSACTION_TYPES = frozenset(str(code) for code in range(1, 14))
"""IATI's TransactionType."""


def decimal(text: str) -> Decimal | None:
    """Read an `xsd:decimal` of up to 18 digits before the point; more than 12 after it are rounded, half to even."""
    # No cache: hardly any amount is written twice, and to miss one costs more than to read it.
    if not _DECIMAL.fullmatch(text):
        return None
    found = Decimal(text)
    exceeds = len(text) > _PLACES and len(text.partition(".")[2]) > _PLACES
    return found.quantize(_SMALLEST, context=_EXACT) if exceeds else found


def exceeds_decimals(amount: str, currency: str) -> bool:
    """Say whether an amount has more decimals than its currency, not counting zeros at the end."""
    first = amount.find(".") + 1
    if not first:
        return False
    most = minor_digits(currency)
    return most is not None and len(amount) - first > most and len(amount[first:].rstrip("0")) > most


@lru_cache(maxsize=10_000)
def percentage(text: str) -> Decimal | None:
    """Read a percentage; the same few are written again and again."""
    return decimal(text)


@lru_cache(maxsize=20_000)
def day(text: str) -> date | None:
    """Read an `xsd:date`; its time zone, if any, says nothing here."""
    found = _DAY.fullmatch(text)
    if not found or not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None


def key_of(value: Decimal) -> str:
    """Stand for a number, for comparisons only: 1E+2 for 100, 100.00 and +0100."""
    return str(value.normalize(_EXACT)) if value else "0"


def plain(value: Decimal) -> str:
    """Write a number in the one form that it has: 100 for 100.00 and +0100."""
    text = str(value)
    if "E" in text:
        text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=1_000)
def language_of(tag: str) -> str:
    """Give the language, and the script where one is named, of a tag of BCP 47: fr for fr-FR, fra, and fre."""
    written = tag.strip().lower().replace("_", "-")
    try:
        language, _, script, *_ = parse_locale(written, sep="-")
    except ValueError:
        return written
    if len(language) == 1:
        return written
    known = _ALIASES.get(language, language)
    return f"{known}-{script.lower()}" if script else known


def texts(narratives: Narratives, language: str) -> dict[str, str]:
    """Read texts by language; `language` is that of those which do not say theirs, and the first of each counts."""
    return {language_of(said) or language: text for said, text in reversed(narratives)}
