"""From rows of a table to activities with their transactions, checked by the rules that hold of both."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from services.measurement.formats.tables import Table, Unreadable, read_csv, read_ndjson
from services.measurement.formats.unpacking import Unpackable
from services.measurement.formats.workbooks import read_xlsx
from services.measurement.rules.checks import OF_ROWS, Checked, check, put_aside
from services.measurement.rules.checks.basis import Basis
from services.measurement.rules.columns import OF_ACTIVITY, Ambiguous, Reading, Row, day, number
from services.measurement.rules.findings import Finding, Severity
from services.measurement.rules.reported import Activity, Marker, Organisation, Share, Transaction, Value

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
}


def read(file: BinaryIO, kind: str, reading: Reading, *, basis: Basis, largest: int) -> Iterator[Checked]:
    """Give every activity of a table, checked; rows of one activity stand together.

    A critical finding, without an activity, ends it.
    """
    try:
        table = READERS[kind](file, reading, largest)
        if table.findings:
            yield Checked(None, table.findings)
        empty = True
        for _, rows in groupby(table.rows, _name):
            empty = False
            yield _checked(list(rows), reading, basis)
    except Unreadable as unreadable:
        yield Checked(None, [unreadable.finding])
    except Unpackable as fault:
        yield Checked(None, [Finding("harambee-packed", 0, "/", str(fault))])
    else:
        if empty:
            yield Checked(None, [Finding("harambee-empty", 1, "/", "There are none")])


_name = attrgetter("reporter_ref", "activity_identifier")
_of_activity = attrgetter(*OF_ACTIVITY)


def _checked(rows: Sequence[Row], reading: Reading, basis: Basis) -> Checked:
    findings = list(_contradictions(rows))
    reader = _Reader(reading)
    reported = reader.activity(rows)
    found = check(reported, "", basis, OF_ROWS)
    if not (reader.findings or findings or found.findings):
        return found
    undated = {row.line for row in rows if not row.value_date}
    of_columns = map(_of_column, found.findings)
    findings += [one for one in of_columns if one.path != "/value_date" or one.line not in undated]
    # A question about a number or date makes findings of what was left unread; the question alone is enough.
    asked = {(one.line, one.path) for one in reader.findings}
    others = [one for one in findings if (one.line, one.path) not in asked]
    named = [one._replace(activity=reported.identifier) for one in (*reader.findings, *others)]
    if any(one.severity is Severity.ERROR for one in named):
        return put_aside(reported, named)
    return Checked(found.activity, named)


def _contradictions(rows: Sequence[Row]) -> Iterator[Finding]:
    first = rows[0]
    before = _of_activity(first)
    for row in rows[1:]:
        said = _of_activity(row)
        if said == before:
            continue
        for name, here, there in zip(OF_ACTIVITY, said, before, strict=True):
            if here and here != there:
                detail = f"It is {here}, and {there or 'empty'} in line {first.line}"
                yield Finding("harambee-contradiction", row.line, f"/{name}", detail)


def _of_column(finding: Finding) -> Finding:
    """Name the column in the place of the path in an IATI file."""
    _, _, tail = finding.path.rpartition("]/") if "]" in finding.path else ("", "", finding.path.lstrip("/"))
    return finding._replace(path=f"/{COLUMNS_OF_PATHS.get(tail, tail)}")


class _Reader:
    """Reads the rows of one activity; `findings` are questions about what can be understood in two ways."""

    def __init__(self, reading: Reading) -> None:
        self.findings: list[Finding] = []
        self._reading = reading

    def activity(self, rows: Sequence[Row]) -> Activity:
        """Read an activity: what its first row says of it, and the transaction of each row."""
        first = rows[0]
        days = (
            ("2", self._day(first, "activity_start", first.activity_start)),
            ("4", self._day(first, "activity_end", first.activity_end)),
        )
        return Activity(
            first.line,
            first.activity_identifier,
            _organisation(first.reporter_ref, first.reporter_type, first.reporter_name),
            (("", first.activity_title),) if first.activity_title else (),
            first.activity_status,
            collaboration=first.collaboration_type,
            dates=tuple((kind, moment) for kind, moment in days if moment),
            countries=_countries(first),
            regions=_shares(first.line, first.recipient_regions),
            sectors=_shares(first.line, first.sectors),
            transactions=tuple(self._transaction(row) for row in rows),
        )

    def _transaction(self, row: Row) -> Transaction:
        moment = self._day(row, "date", row.date)
        value_date = self._day(row, "value_date", row.value_date) if row.value_date else moment
        return Transaction(
            row.line,
            row.transaction_ref,
            row.transaction_type,
            moment,
            Value(self._number(row, "amount", row.amount), row.currency, value_date, row.line),
            _named(row.provider_ref, row.provider_type, row.provider_name),
            _named(row.receiver_ref, row.receiver_type, row.receiver_name),
            aid_types=(_aid_type(row.aid_type),) if row.aid_type else (),
            flow_type=row.flow_type,
            finance_type=row.finance_type,
            channel=row.channel,
            description=row.description,
        )

    def _day(self, row: Row, name: str, text: str) -> str:
        try:
            return day(text, self._reading.dates)
        except Ambiguous as question:
            self._ask(row, name, question)
            return text

    def _number(self, row: Row, name: str, text: str) -> str:
        try:
            return number(text, self._reading.decimals)
        except Ambiguous as question:
            self._ask(row, name, question)
            return text

    def _ask(self, row: Row, name: str, question: Ambiguous) -> None:
        finding = Finding("harambee-ambiguous", row.line, f"/{name}", str(question))
        if finding not in self.findings:
            self.findings.append(finding)


@lru_cache(maxsize=10_000)
def _organisation(ref: str, kind: str, name: str) -> Organisation:
    return Organisation(ref, kind, name, "", bool(name))


@lru_cache(maxsize=1_000)
def _aid_type(code: str) -> Marker:
    return Marker(0, code)


def _named(ref: str, kind: str, name: str) -> Organisation | None:
    """Read an organisation, None where the row names none."""
    return _organisation(ref, kind, name) if ref or name else None


def _countries(row: Row) -> tuple[Share, ...]:
    """Read countries; their percentages may stand in a column of their own, in the same order."""
    found = _shares(row.line, row.recipient_countries)
    apart = [part.strip() for part in row.recipient_percentages.split(";")]
    if len(apart) != len(found):
        return found
    return tuple(share._replace(percentage=share.percentage or part) for share, part in zip(found, apart, strict=True))


def _shares(line: int, text: str) -> tuple[Share, ...]:
    """Read codes with percentages: `UG:60;RW:40`."""
    parts = (part.partition(":") for part in text.split(";") if part.strip())
    return tuple(Share(line, code.strip(), "", percentage.strip()) for code, _, percentage in parts)
