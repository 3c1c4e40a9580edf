"""Tables of flows: what their columns are, and how numbers and dates in them are understood, never guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec


class Column(NamedTuple):
    """A column; `of_activity` says that all rows of one activity say the same in it."""

    name: str
    text: str
    example: str
    required: bool = False
    of_activity: bool = False


COLUMNS = (
    Column(
        "reporter_ref", "organisation that reports, by its identifier", "KE-COA-1052", required=True, of_activity=True
    ),
    Column("reporter_name", "its name", "Ministry of Foreign Affairs", of_activity=True),
    Column("reporter_type", "its IATI OrganisationType", "10", of_activity=True),
    Column("activity_identifier", "identifier of the activity", "KE-COA-1052-A1", required=True, of_activity=True),
    Column("activity_title", "its title", "Training of statisticians", of_activity=True),
    Column("activity_status", "its IATI ActivityStatus", "2", of_activity=True),
    Column("activity_start", "the day on which it began", "2020-01-01", of_activity=True),
    Column("activity_end", "the day on which it ended", "2021-12-31", of_activity=True),
    Column("collaboration_type", "IATI CollaborationType; 8 is triangular", "1", of_activity=True),
    Column(
        "recipient_countries", "countries with percentages, where there are several", "UG:60;RW:40", of_activity=True
    ),
    Column("recipient_percentages", "their percentages in this order, where they stand apart", "", of_activity=True),
    Column("recipient_regions", "regions of the OECD's list with percentages", "", of_activity=True),
    Column("sectors", "sectors of the OECD's list with percentages", "16062", of_activity=True),
    Column("transaction_ref", "the reporting organisation's own name for the transaction", "2020/17"),
    Column("transaction_type", "IATI TransactionType; 3 is a disbursement", "3", required=True),
    Column("date", "the day of the transaction", "2020-03-15", required=True),
    Column("amount", "a decimal number, negative where it is taken back", "125000.50", required=True),
    Column("currency", "ISO 4217", "KES", required=True),
    Column("value_date", "the day of the exchange rate; that of the transaction where it is empty", "2020-03-15"),
    Column("description", "what it was for", "Second instalment"),
    Column("provider_ref", "who provides, by its identifier", "KE-COA-1052"),
    Column("provider_name", "its name", "Ministry of Foreign Affairs"),
    Column("provider_type", "its IATI OrganisationType", "10"),
    Column("receiver_ref", "who receives, by its identifier", "UG-NGB-1"),
    Column("receiver_name", "its name", "Bureau of Statistics"),
    Column("receiver_type", "its IATI OrganisationType", "10"),
    Column("aid_type", "IATI AidType, the modality", "D02"),
    Column("flow_type", "IATI FlowType", "50"),
    Column("finance_type", "IATI FinanceType", "110"),
    Column("channel", "IATI DisbursementChannel", "2"),
)
NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
OF_ACTIVITY = tuple(column.name for column in COLUMNS if column.of_activity)


class Decimals(StrEnum):
    """Which sign stands before the decimals."""

    POINT = "."
    COMMA = ","


class DateOrder(StrEnum):
    """In which order a date with slashes, points or hyphens is written."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class Encoding(StrEnum):
    """Encodings of text that can be asked for."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    LATIN_1 = "latin-1"
    WINDOWS_1252 = "windows-1252"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a publisher's table is read: its columns by our names, what all rows have in common, how it is written."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    encoding: Encoding | None = None
    delimiter: str | None = None
    decimals: Decimals | None = None
    dates: DateOrder | None = None


AS_IT_IS = Reading()
"""A table with our own columns, written so that it can be understood in one way only."""


def said(reading: Reading) -> dict[str, Any]:
    """Write a reading as JSON has it."""
    return {name: value for name, value in asdict(reading).items() if value}


def understood(said: Mapping[str, Any] | str) -> Reading:
    """Read it again."""
    return msgspec.convert(msgspec.json.decode(said) if isinstance(said, str) else said, Reading)


class Ambiguous(Exception):  # noqa: N818 - it is a question
    """A text can be understood in two ways; the message says what to ask."""


_SPACES = "' \u00a0\u202f"
_WHOLE = re.compile(rf"[+-]?(?:\d*|\d{{1,3}}([.,{_SPACES}])\d{{3}}(?:\1\d{{3}})*|\d{{1,2}}(?:,\d\d)*,\d{{3}})")
"""Digits, in groups of three or as they are grouped in India, or in none."""
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]{1,2})?")
"""What nearly all numbers are: digits, and a point before at most two decimals."""
_DATE = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")


def number(text: str, decimals: Decimals | None) -> str:
    """Write a number as `xsd:decimal`; what is none is given as it is.

    Raises Ambiguous where one sign may part thousands or decimals.
    """
    if decimals is not Decimals.COMMA and _PLAIN.fullmatch(text):
        return text
    point = _decimal_sign(text, decimals)
    whole, sign, rest = text.rpartition(point) if point else (text, "", "")
    if decimals is Decimals.COMMA and not point and "." in text and not _WHOLE.fullmatch(text):
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
        return signs[-1]
    if len(signs) > 1:  # the same sign more than once parts thousands
        return None
    before, _, after = text.lstrip("+-").partition(signs[0])
    if len(after) != 3 or not 1 <= len(before) <= 3 or before == "0":
        return signs[0]
    raise Ambiguous(f"{text} may be thousands or decimals: say decimals=. or decimals=,")


@lru_cache(maxsize=10_000)
def day(text: str, order: DateOrder | None) -> str:
    """Write a date as YYYY-MM-DD; what is none is given as it is.

    Raises Ambiguous where day and month may be swapped.
    """
    found = _DATE.fullmatch(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    if not found:
        return text
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


def _iso(year: str, month: str, day_of_month: str) -> str | None:
    try:
        return date(int(year), int(month), int(day_of_month)).isoformat()
    except ValueError:
        return None


def folded(header: str) -> str:
    """Write the name of a column as ours are written."""
    return re.sub(r"[\s\-.]+", "_", header.strip().casefold())


class Heading(NamedTuple):
    """The columns of a table: the place of each of ours, names that are not known, and ours that are missing."""

    places: Mapping[str, int]
    unknown: Sequence[str]
    missing: Sequence[str]


def heading(header: Sequence[str], mapping: Reading) -> Heading:
    """Find our columns among those of a table."""
    ours = {folded(theirs): own for theirs, own in mapping.columns.items()}
    places: dict[str, int] = {}
    unknown = []
    for place, name in enumerate(header):
        own = ours.get(folded(name), folded(name))
        if own in NAMES and own not in places:
            places[own] = place
        elif name.strip():
            unknown.append(name.strip())
    missing = [name for name in REQUIRED if name not in places and name not in mapping.constants]
    return Heading(places, unknown, missing)
