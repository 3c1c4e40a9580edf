"""From the rows of one activity to what they report: the activity, and the transaction of each row."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from services.measurement.reading.findings import Finding, Rejects
from services.measurement.reading.source import Activity, Contribution, Marker, Organisation, Share, Transaction, Value
from services.measurement.reading.tables.cells import Ambiguous, country, day, number, share
from services.measurement.reading.tables.columns import EACH_ROW, OF_ACTIVITY, Reading, Row
from shared.tables.lines import NUMBER, REPEATED

PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
"""IATI's ActivityDateType."""

OF_MONEY = frozenset({"amount", "date", "quantity"})
"""Columns without which a row is no transaction."""

_of_activity = attrgetter(*OF_ACTIVITY)


class Places(NamedTuple):
    """Where money goes, and for what: countries, regions and sectors."""

    countries: tuple[Share, ...]
    regions: tuple[Share, ...]
    sectors: tuple[Share, ...]


class ActivityReader:
    """Reads the rows of one activity; `findings` says what contradicts itself or can be understood in two ways."""

    def __init__(self, reading: Reading, today: date) -> None:
        self.findings: list[Finding] = []
        self._reading = reading
        self._today = today.isoformat()

    def activity(self, rows: Sequence[Row]) -> Activity:
        """Read an activity: what its rows say of it together, and the transaction of each."""
        whole, apart = self._whole(rows)
        own = _places(whole)
        if "recipient_countries" in apart:
            own = own._replace(countries=(), regions=())
        if "sectors" in apart:
            own = own._replace(sectors=())
        language = whole.language or self._reading.language or ""
        transactions = (self._transaction(row, apart) for row in rows)
        return Activity(
            whole.line,
            whole.activity_identifier,
            _organisation(whole.reporter_ref, whole.reporter_type, whole.reporter_name),
            ((language, whole.activity_title),) if whole.activity_title else (),
            whole.activity_status,
            language,
            collaboration=whole.collaboration_type,
            dates=tuple(self._dates(whole)),
            countries=own.countries,
            regions=own.regions,
            sectors=own.sectors,
            transactions=tuple(one for one in transactions if one is not None),
        )

    def _whole(self, rows: Sequence[Row]) -> tuple[Row, frozenset[str]]:
        """Give what rows say of their activity together, and the columns of which each row says its own."""
        first = rows[0]
        before = _of_activity(first)
        others = [row for row in rows[1:] if _of_activity(row) != before]
        if not others:
            return first, frozenset()
        said = dict(zip(OF_ACTIVITY, before, strict=True))
        lines = dict.fromkeys(OF_ACTIVITY, first.line)
        apart = set()
        for row in others:
            for name, here in zip(OF_ACTIVITY, _of_activity(row), strict=True):
                if here and not said[name]:
                    said[name], lines[name] = here, row.line
                elif here and here != said[name]:
                    if name in EACH_ROW:
                        apart.add(EACH_ROW[name])
                        continue
                    detail = f"It is {here}, and {said[name]} in line {lines[name]}"
                    self.findings.append(Finding("harambee-contradiction", row.line, f"/{name}", detail))
        return replace(first, **said), frozenset(apart)

    def _dates(self, row: Row) -> Iterator[tuple[str, str]]:
        """Give the dates of an activity; those that have not come yet are planned."""
        for name, planned, actual in (
            ("activity_start", PLANNED_START, ACTUAL_START),
            ("activity_end", PLANNED_END, ACTUAL_END),
        ):
            if text := getattr(row, name):
                found = self._day(row, name, text)
                yield planned if found > self._today and len(found) == len(self._today) else actual, found

    def _transaction(self, row: Row, apart: frozenset[str]) -> Transaction | None:
        """Read the transaction of a row, None where it says nothing of any money."""
        in_kind = row.contribution_type or row.quantity or row.unit
        if not (row.amount or in_kind):
            self.findings.append(
                Finding("harambee-no-money", row.line, "/amount", "It says something of its activity only")
            )
            return None
        moment = self._day(row, "date", row.date)
        value_date = self._day(row, "value_date", row.value_date) if row.value_date else moment
        found = Transaction(
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
        if in_kind:
            quantity = self._number(row, "quantity", row.quantity)
            found = replace(found, contribution=Contribution(row.contribution_type, quantity, row.unit))
        return self._with_places(found, row, apart) if apart else found

    def _with_places(self, found: Transaction, row: Row, apart: frozenset[str]) -> Transaction:
        """Add the recipient and the sectors of a row that says its own."""
        own = _places(row)
        if "sectors" in apart:
            found = replace(found, sectors=own.sectors)
        if "recipient_countries" not in apart:
            return found
        if len(own.countries) + len(own.regions) > 1:
            said = row.recipient_countries or row.recipient_regions
            detail = f"It is {said}; where the rows of an activity differ each names one recipient"
            self.findings.append(Finding("harambee-contradiction", row.line, "/recipient_countries", detail))
            return found
        return replace(found, country=next(iter(own.countries), None), region=next(iter(own.regions), None))

    def _day(self, row: Row, name: str, text: str) -> str:
        reading = self._reading
        try:
            return day(text, reading.dates, reading.partial_dates, reading.instants)
        except Ambiguous as question:
            self._ask(row, name, str(question))
            return text

    def _number(self, row: Row, name: str, text: str) -> str:
        if row.notes and name in row.notes:
            if row.notes[name] & REPEATED:
                self._ask(row, name, f"{text} is merged over several rows: say in each what falls to it")
                return ""
            if row.notes[name] & NUMBER:
                return text
        try:
            return number(text, self._reading.decimals)
        except Ambiguous as question:
            self._ask(row, name, str(question))
            return ""

    def _ask(self, row: Row, name: str, detail: str) -> None:
        rejects = Rejects.FLOW if name in OF_MONEY else ""
        finding = Finding("harambee-ambiguous", row.line, f"/{name}", detail, rejects=rejects)
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


def _places(row: Row) -> Places:
    return Places(_countries(row), _shares(row.line, row.recipient_regions), _shares(row.line, row.sectors))


def _countries(row: Row) -> tuple[Share, ...]:
    """Read countries; their percentages may stand in a column of their own, in the same order."""
    found = _shares(row.line, row.recipient_countries)
    if any(len(one.code) == 3 for one in found):
        found = tuple(replace(one, code=country(one.code)) for one in found)
    apart = [share(part.strip()) for part in row.recipient_percentages.split(";")]
    if len(apart) != len(found):
        return found
    return tuple(replace(one, percentage=one.percentage or part) for one, part in zip(found, apart, strict=True))


def _shares(line: int, text: str) -> tuple[Share, ...]:
    """Read codes with percentages: `UG:60;RW:40`."""
    parts = (part.partition(":") for part in text.split(";") if part.strip())
    return tuple(Share(line, code.strip(), "", share(percentage.strip())) for code, _, percentage in parts)
