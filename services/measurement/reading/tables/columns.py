"""Tables of flows: what their columns are, and how they are found and read."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, get_type_hints

import msgspec

from services.measurement.reading.source import Record
from shared.tables.lines import NO_NOTES


class Column(NamedTuple):
    """What a column says."""

    text: str
    example: str
    required: bool = False


class Own(Column):
    """A column of the activity: all its rows say the same, but for those of EACH_ROW."""


class Row(Record, frozen=True):
    """A row of a table, the line it begins on, and the notes on its cells by column; what is not said is empty."""

    line: int
    reporter_ref: Annotated[str, Own("who reports, by its identifier", "KE-COA-1052", required=True)] = ""
    reporter_name: Annotated[str, Own("its name", "Ministry of Foreign Affairs")] = ""
    reporter_type: Annotated[str, Own("its IATI OrganisationType", "10")] = ""
    activity_identifier: Annotated[str, Own("identifier of the activity", "KE-COA-1052-A1", required=True)] = ""
    activity_title: Annotated[str, Own("its title", "Training of statisticians")] = ""
    language: Annotated[str, Own("the language of its title, by two letters", "en")] = ""
    activity_status: Annotated[str, Own("its IATI ActivityStatus", "2")] = ""
    activity_start: Annotated[str, Own("the day on which it began", "2020-01-01")] = ""
    activity_end: Annotated[str, Own("the day on which it ended, or is to end", "2021-12-31")] = ""
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
    contribution_type: Annotated[str, Column("what is given in kind, as expert_time", "")] = ""
    quantity: Annotated[str, Column("how much of it", "")] = ""
    unit: Annotated[str, Column("what it is counted in, as person_day", "")] = ""
    notes: Mapping[str, int] = NO_NOTES


COLUMNS: dict[str, Column] = {
    name: hint.__metadata__[0]
    for name, hint in get_type_hints(Row, include_extras=True).items()
    if hasattr(hint, "__metadata__")
}
REQUIRED = tuple(name for name, column in COLUMNS.items() if column.required)
OF_ACTIVITY = tuple(name for name, column in COLUMNS.items() if isinstance(column, Own))
EACH_ROW = {
    "recipient_countries": "recipient_countries",
    "recipient_percentages": "recipient_countries",
    "recipient_regions": "recipient_countries",
    "sectors": "sectors",
}
"""Columns of which each row says its own where those of an activity differ: recipients all together, and sectors."""


class Decimals(StrEnum):
    """Which sign stands before the decimals."""

    POINT = "."
    COMMA = ","


class DateOrder(StrEnum):
    """In which order a date with slashes, points or hyphens is written."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class PartialDates(StrEnum):
    """Which day is meant where only a year or a month is said."""

    FIRST = "first"
    LAST = "last"


class Instants(StrEnum):
    """Of which day a moment with a time zone is: of the one that is written, or of that in UTC."""

    WRITTEN = "written"
    UTC = "utc"


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
    partial_dates: PartialDates | None = None
    instants: Instants | None = None
    language: str | None = None
    sheet: str | None = None


AS_IT_IS = Reading()
"""A table with our own columns, written so that it can be understood in one way only."""


def said(reading: Reading) -> dict[str, Any]:
    """Write a reading as JSON has it."""
    return {name: value for name, value in asdict(reading).items() if value}


def understood(said: Mapping[str, Any] | str) -> Reading:
    """Read it again."""
    return msgspec.convert(msgspec.json.decode(said) if isinstance(said, str) else said, Reading)


def folded(header: str) -> str:
    """Write the name of a column as ours are written; letters with accents in one of their two Unicode forms."""
    return re.sub(r"[\s\-.]+", "_", unicodedata.normalize("NFC", header.strip().casefold()))


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
