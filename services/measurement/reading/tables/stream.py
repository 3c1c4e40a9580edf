"""From rows of a table to activities with their transactions, checked by the rules that hold of both."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from services.measurement.reading.archives.gzip_files import Unpackable
from services.measurement.reading.checks import OF_ROWS, Checked, check
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.tables.activities import ActivityReader
from services.measurement.reading.tables.columns import Reading, Row
from services.measurement.reading.tables.groups import gather_rows, name_of
from services.measurement.reading.tables.rows import RULES, Table, Unreadable, read_csv, read_ndjson, read_xlsx
from shared.tables import lines

READERS: dict[str, Callable[[BinaryIO, Reading, int], Table]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "ndjson": read_ndjson,
}

COLUMNS_OF_PATHS = {
    "iati-identifier": "activity_identifier",
    "reporting-org/@ref": "reporter_ref",
    "activity-date/@iso-date": "activity_start",
    "activity-date": "activity_start",
    "recipient-country/@code": "recipient_countries",
    "recipient-country/@percentage": "recipient_countries",
    "recipient-region/@percentage": "recipient_regions",
    "sector/@percentage": "sectors",
    "transaction-type/@code": "transaction_type",
    "transaction-date/@iso-date": "date",
    "value": "amount",
    "value/@currency": "currency",
    "value/@value-date": "value_date",
    "provider-org": "provider_ref",
    "provider-org/@ref": "provider_ref",
    "receiver-org": "receiver_ref",
    "receiver-org/@ref": "receiver_ref",
    "sector": "sectors",
    "recipient-country": "recipient_countries",
    "recipient-region/@code": "recipient_regions",
    "activity-status/@code": "activity_status",
    "collaboration-type/@code": "collaboration_type",
    "title": "activity_title",
    "reporting-org/@type": "reporter_type",
    "reporting-org/narrative": "reporter_name",
    "provider-org/@type": "provider_type",
    "provider-org/narrative": "provider_name",
    "receiver-org/@type": "receiver_type",
    "receiver-org/narrative": "receiver_name",
    "aid-type/@code": "aid_type",
    "flow-type/@code": "flow_type",
    "finance-type/@code": "finance_type",
    "disbursement-channel/@code": "channel",
    "ref": "transaction_ref",
    "@ref": "transaction_ref",
    "description": "description",
}
COLUMNS_OF_RULES = {
    "3.6.2": "recipient_countries",
    "3.7.1": "recipient_countries",
    "3.7.2": "recipient_countries",
    "12.1.1": "recipient_countries",
    "12.3.1": "sectors",
}
"""The columns of findings that are about more than one element."""


class Scattered(Exception):  # noqa: N818 - it is a state
    """The rows of an activity do not stand together, and some of it has been given already: gather them first."""


def read(
    file: BinaryIO, kind: str, reading: Reading, *, basis: Basis, largest: int, folder: Path | None = None
) -> Iterator[Checked]:
    """Give every activity of a table, checked; a critical finding, without an activity, ends it.

    Rows are gathered in a file in `folder` before the first activity is given; where there is none, the rows of an
    activity have to stand together. Raises Scattered where they do not.
    """
    try:
        table = READERS[kind](file, reading, largest)
        said = list(table.findings)
        if said:
            yield Checked(None, said)
        empty = True
        for rows in gather_rows(table.rows, folder) if folder else _together(table.rows):
            empty = False
            yield _checked(rows, reading, basis)
        if more := [one for one in table.findings if one not in said]:
            yield Checked(None, more)
    except Unreadable as unreadable:
        yield Checked(None, [unreadable.finding])
    except lines.Unreadable as fault:
        yield Checked(None, [Finding(RULES[fault.code], fault.line, "/", fault.detail)])
    except Unpackable as fault:
        yield Checked(None, [Finding("harambee-packed", 0, "/", str(fault))])
    else:
        if empty:
            yield Checked(None, [Finding("harambee-empty", 1, "/", "There are none")])


def _together(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """Give the rows of each activity. Raises Scattered where one occurs again."""
    seen: set[int] = set()  # two names with one hash are gathered for nothing, and come out right
    for name, found in groupby(rows, name_of):
        if (key := hash(name)) in seen:
            raise Scattered
        seen.add(key)
        yield list(found)


def _checked(rows: Sequence[Row], reading: Reading, basis: Basis) -> Checked:
    reader = ActivityReader(reading, basis.today)
    reported = reader.activity(rows)
    found = check(reported, "", basis, OF_ROWS, reader.findings)
    if not found.findings:
        return found
    questions, others = found.findings[: len(reader.findings)], found.findings[len(reader.findings) :]
    undated = {row.line for row in rows if not row.value_date}
    # A question about a number or date makes findings of what was left unread; the question alone is enough.
    asked = {(one.line, one.path) for one in questions}
    of_columns = [
        one
        for one in map(_of_column, others)
        if (one.path != "/value_date" or one.line not in undated) and (one.line, one.path) not in asked
    ]
    return found._replace(findings=[*questions, *of_columns])


def _of_column(finding: Finding) -> Finding:
    """Name the column in the place of the path in an IATI file."""
    _, _, tail = finding.path.rpartition("]/") if "]" in finding.path else ("", "", finding.path.lstrip("/"))
    column = COLUMNS_OF_RULES.get(finding.rule) or COLUMNS_OF_PATHS.get(tail, tail)
    return finding._replace(path=f"/{column}")
