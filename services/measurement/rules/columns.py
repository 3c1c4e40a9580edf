"""Tables of flows: what their columns are, and how numbers and dates in them are understood, never guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, get_type_hints

import msgspec


class Column(NamedTuple):
    """What a column says."""

    text: str
    example: str
    required: bool = False


class Own(Column):
    """A column in which all rows of one activity say the same."""


class Row(NamedTuple):
    """A row of a table, and the line it begins on; what is not said is empty."""

    line: int
    reporter_ref: Annotated[str, Own("who reports, by its identifier", "KE-COA-1052", required=True)] = ""
    reporter_name: Annotated[str, Own("its name", "Ministry of Foreign Affairs")] = ""
    reporter_type: Annotated[str, Own("its IATI OrganisationType", "10")] = ""
    activity_identifier: Annotated[str, Own("identifier of the activity", "KE-COA-1052-A1", required=True)] = ""
    activity_title: Annotated[str, Own("its title", "Training of statisticians")] = ""
    activity_status: Annotated[str, Own("its IATI ActivityStatus", "2")] = ""
    activity_start: Annotated[str, Own("the day on which it began", "2020-01-01")] = ""
    activity_end: Annotated[str, Own("the day on which it ended", "2021-12-31")] = ""
    collaboration_type: Annotated[str, Own("IATI CollaborationType; 8 is triangular", "1")] = ""
    recipient_countries: Annotated[str, Own("countries, several of them with percentages", "UG:60;RW:40")] = ""
    recipient_percentages: Annotated[str, Own("their percentages, if these stand apart", "")] = ""
    recipient_regions: Annotated[str, Own("regions of the OECD's list with percentages", "")] = ""
    sectors: Annotated[str, Own("sectors of the OECD's list with percentages", "16062")] = ""
    transaction_ref: Annotated[str, Column("the reporting organisation's own name for the transaction", "2020/17")] = ""
    transaction_type: Annotated[str, Column("IATI TransactionType; 3 is a disbursement", "3", required=True)] = ""
    date: Annotated[str, Column("the day of the transaction", "2020-03-15", required=True)] = ""
    amount: Annotated[str, Column("a decimal number, negative if taken back", "125000.50", required=True)] = ""
    currency: Annotated[str, Column("ISO 4217", "KES", required=True)] = ""
    value_date: Annotated[
        str, Column("the day of the exchange rate, if it is not that of the transaction", "2020-03-15")
    ] = ""
    description: Annotated[str, Column("what it was for", "Second instalment")] = ""
    provider_ref: Annotated[str, Column("who provides, by its identifier", "KE-COA-1052")] = ""
    provider_name: Annotated[str, Column("its name", "Ministry of Foreign Affairs")] = ""
    provider_type: Annotated[str, Column("its IATI OrganisationType", "10")] = ""
    receiver_ref: Annotated[str, Column("who receives, by its identifier", "UG-NGB-1")] = ""
    receiver_name: Annotated[str, Column("its name", "Bureau of Statistics")] = ""
    receiver_type: Annotated[str, Column("its IATI OrganisationType", "10")] = ""
    aid_type: Annotated[str, Column("IATI AidType, the modality", "D02")] = ""
    flow_type: Annotated[str, Column("IATI FlowType", "50")] = ""
    finance_type: Annotated[str, Column("IATI FinanceType", "110")] = ""
    channel: Annotated[str, Column("IATI DisbursementChannel", "2")] = ""


COLUMNS: dict[str, Column] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(Row, include_extras=True).items() if name != "line"
}
REQUIRED = tuple(name for name, column in COLUMNS.items() if column.required)
OF_ACTIVITY = tuple(name for name, column in COLUMNS.items() if isinstance(column, Own))


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
    sheet: str | None = None


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


MINUS = "\u2212"
"""The sign that typesetters write for what keyboards have a hyphen for."""
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
    text = text.replace(MINUS, "-")
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
    if len(after) != 3 or not 1 <= len(before) <= 3 or before == "0" or not (before + after).isdigit():
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
        if own in COLUMNS and own not in places:
            places[own] = place
        elif name.strip():
            unknown.append(name.strip())
    missing = [name for name in REQUIRED if name not in places and name not in mapping.constants]
    return Heading(places, unknown, missing)
