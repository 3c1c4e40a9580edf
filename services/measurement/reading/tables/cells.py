"""How numbers, dates and codes in the cells of a table are understood, never guessed."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

import pycountry

from services.measurement.reading.tables.columns import DateOrder, Decimals, Instants, PartialDates


class Ambiguous(Exception):  # noqa: N818 - it is a question
    """A text can be understood in two ways; the message says what to ask."""


MINUS = "\u2212"
"""The sign that typesetters write for what keyboards have a hyphen for."""
_SPACES = "'\u2019 \u00a0\u202f\u2009\u2007"
"""What stands between groups of digits: apostrophes, and spaces of every width."""
_WHOLE = re.compile(rf"[+-]?(?:\d*|\d{{1,3}}([.,{_SPACES}])\d{{3}}(?:\1\d{{3}})*|\d{{1,2}}(?:,\d\d)*,\d{{3}})")
"""Digits, in groups of three or as they are grouped in India, or in none."""
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]{1,2})?")
"""What nearly all numbers are: digits, and a point before at most two decimals."""
_NEGATIVE = re.compile(r"\(\s*([^+\-()]+?)\s*\)|([^+\-()]+?)\s*-")
"""How accounts write what is taken back: in parentheses, or with a minus behind."""
_DATE = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_COMPACT = re.compile(r"\d{8}")
_YEAR = re.compile(r"([12]\d{3})")
_MONTH = re.compile(r"([12]\d{3})[-/.](\d{1,2})|(\d{1,2})[-/.]([12]\d{3})")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?")


def number(text: str, decimals: Decimals | None) -> str:
    """Write a number as `xsd:decimal`; what is none is given as it is.

    Raises Ambiguous where one sign may part thousands or decimals.
    """
    if decimals is not Decimals.COMMA and _PLAIN.fullmatch(text):
        return text
    plain = text.replace(MINUS, "-")
    if found := _NEGATIVE.fullmatch(plain):
        plain = f"-{found[1] or found[2]}"
    return _positional(plain, text, decimals)


def _positional(plain: str, text: str, decimals: Decimals | None) -> str:
    point = _decimal_sign(plain, decimals)
    if point and plain.count(point) > 1:
        raise Ambiguous(f"{text} has more than one {point}, and decimals={point} is said")
    whole, sign, rest = plain.rpartition(point) if point else (plain, "", "")
    if decimals is Decimals.COMMA and not point and "." in plain and not _WHOLE.fullmatch(plain):
        raise Ambiguous(f"{text} is written with a point, and decimals=, is said")
    if not _WHOLE.fullmatch(whole) or not ((rest.isascii() and rest.isdigit()) or not sign):
        return text
    return re.sub(rf"[.,{_SPACES}]", "", whole) + ("." + rest if sign else "")


def _decimal_sign(text: str, decimals: Decimals | None) -> str | None:
    """Say which sign stands before the decimals, None where there are none."""
    signs = [sign for sign in text if sign in ".,"]
    if decimals is not None:
        return decimals.value if decimals.value in signs else None
    if not signs:
        return None
    if len(set(signs)) == 2:
        return signs[-1] if signs.count(signs[-1]) == 1 else None
    if len(signs) > 1:  # the same sign more than once parts thousands
        return None
    before, _, after = text.lstrip("+-").partition(signs[0])
    if len(after) != 3 or not 1 <= len(before) <= 3 or before == "0" or not (before + after).isdigit():
        return signs[0]
    raise Ambiguous(f"{text} may be thousands or decimals: say decimals=. or decimals=,")


@lru_cache(maxsize=1_000)
def share(text: str) -> str:
    """Write a percentage as `xsd:decimal`: a percent sign says nothing more, and no percentage has thousands."""
    return text.removesuffix("%").rstrip().replace(",", ".", 1)


@lru_cache(maxsize=10_000)
def day(
    text: str,
    order: DateOrder | None,
    partial: PartialDates | None = None,
    instants: Instants | None = None,
) -> str:
    """Write a date as YYYY-MM-DD; what is none is given as it is.

    Raises Ambiguous where day and month may be swapped, where only a year or a month is said and not which of its
    days is meant, and where a moment is of one day here and of another in UTC.
    """
    if found := _DATE.fullmatch(text):
        return _ordered(found, order)
    if found := _INSTANT.fullmatch(text):
        return _of_instant(text, found, instants)
    if _COMPACT.fullmatch(text):
        return _compact(text, order)
    return _partial(text, partial)


def _ordered(found: re.Match[str], order: DateOrder | None) -> str:
    text = found[0]
    first, second, third = found.groups()
    if len(first) == 4:
        return _iso(first, second, third) or text
    if order is DateOrder.YEAR_FIRST or len(third) != 4:
        return text
    day_first, month_first = _iso(third, second, first), _iso(third, first, second)
    if order is not None:
        return (day_first if order is DateOrder.DAY_FIRST else month_first) or text
    if day_first and month_first and day_first != month_first:
        raise Ambiguous(f"{text} may be {day_first} or {month_first}: say dates=dmy or dates=mdy")
    return day_first or month_first or text


def _compact(text: str, order: DateOrder | None) -> str:
    if order is None:
        raise Ambiguous(f"{text} may be a date without signs between its parts: say dates=ymd, dmy or mdy")
    if order is DateOrder.YEAR_FIRST:
        return _iso(text[:4], text[4:6], text[6:]) or text
    first, second, year = text[:2], text[2:4], text[4:]
    return (_iso(year, second, first) if order is DateOrder.DAY_FIRST else _iso(year, first, second)) or text


def _of_instant(text: str, found: re.Match[str], instants: Instants | None) -> str:
    written, clock, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{written}T{clock}{zone or ''}")
    except ValueError:
        return text
    in_utc = moment.astimezone(UTC).date().isoformat() if zone else written
    if written == in_utc:
        return written
    if instants is None:
        raise Ambiguous(f"{text} is {written} there and {in_utc} in UTC: say instants=written or instants=utc")
    return written if instants is Instants.WRITTEN else in_utc


def _partial(text: str, partial: PartialDates | None) -> str:
    """Read a year or a month."""
    if found := _YEAR.fullmatch(text):
        first, after = _first(found[1], 1), _first(str(int(found[1]) + 1), 1)
    elif found := _MONTH.fullmatch(text):
        year, month = (found[1], int(found[2])) if found[1] else (found[4], int(found[3]))
        first, after = _first(year, month), _first(str(int(year) + month // 12), month % 12 + 1)
    else:
        return text
    if first is None or after is None:
        return text
    if partial is None:
        raise Ambiguous(f"{text} is no day: say partial_dates=first or partial_dates=last for the day that is meant")
    return (first if partial is PartialDates.FIRST else after - timedelta(days=1)).isoformat()


def _first(year: str, month: int) -> date | None:
    return date(int(year), month, 1) if 1 <= month <= 12 else None


def _iso(year: str, month: str, day_of_month: str) -> str | None:
    try:
        return date(int(year), int(month), int(day_of_month)).isoformat()
    except ValueError:
        return None


@cache
def _countries() -> dict[str, str]:
    return {one.alpha_3: one.alpha_2 for one in pycountry.countries} | {"XKX": "XK"}


def country(code: str) -> str:
    """Give the alpha-2 code of a country by its alpha-3 code too; what is neither is given as it is."""
    return _countries().get(code, code)
