"""From what was reported to what was found right, with a finding for everything that was not."""

from collections.abc import Hashable, Iterator
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from services.measurement.rules.findings import RULES, Finding, Severity
from services.measurement.rules.places import check_place, check_places, recipient_of, recipients_of
from services.measurement.rules.records import Activity, Flow, Terms
from services.measurement.rules.reported import Activity as ReportedActivity
from services.measurement.rules.reported import Organisation, Transaction, Value
from services.measurement.rules.values import TRANSACTION_TYPES, day, decimal
from shared.standards import countries, currencies, nearest

NOBODY = Organisation()
_ENCODER = msgspec.msgpack.Encoder()
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"


class Checked(NamedTuple):
    """An activity with what was found; None where an error keeps it aside."""

    activity: Activity | None
    findings: list[Finding]


def check(reported: ReportedActivity, place: int, today: date) -> Checked:
    """Check an activity, the `place`-th of its file."""
    path = f"/iati-activities/iati-activity[{place}]"
    findings = list(_check_activity(reported, path, today))
    terms = _Terms(reported)
    flows = []
    for number, transaction in enumerate(reported.transactions, 1):
        flow = _flow(transaction, reported.currency, terms, today)
        if flow is not None:
            flows.append(flow)
        if flow is None or not (transaction.value and transaction.value.date):
            findings.extend(_check_transaction(reported, transaction, f"{path}/transaction[{number}]", today))
    if not findings:
        return Checked(_accepted(reported, terms.found, flows), findings)
    name = reported.identifier.strip()
    findings = [finding._replace(activity=name) for finding in findings]
    aside = any(RULES[finding.rule].severity is Severity.ERROR for finding in findings)
    return Checked(None if aside else _accepted(reported, terms.found, flows), findings)


def _check_activity(reported: ReportedActivity, path: str, today: date) -> Iterator[Finding]:
    yield from _check_identifier(reported, path)
    yield from _check_reporter(reported, path)
    yield from _check_dates(reported, path, today)
    yield from check_places(reported, path)
    for participant in reported.participants:
        if not (participant.organisation.ref or participant.organisation.name):
            yield Finding("6.10.1", participant.line, f"{path}/participating-org", "It has neither")
    if reported.currency and reported.currency not in currencies():
        detail = f"{reported.currency} is no currency{nearest(reported.currency, currencies())}"
        yield Finding("harambee-currency", reported.line, f"{path}/@default-currency", detail)


def _check_identifier(reported: ReportedActivity, path: str) -> Iterator[Finding]:
    path = f"{path}/iati-identifier"
    identifier = reported.identifier.strip()
    if not identifier:
        yield Finding("harambee-identifier", reported.line, path, "It is missing or empty")
    elif identifier != reported.identifier:
        yield Finding("1.3.1", reported.line, path, "There is white space around it")
    if reported.reporter and identifier and identifier == reported.reporter.ref.strip():
        yield Finding("1.1.3", reported.line, path, f"Both are {identifier}")


def _check_reporter(reported: ReportedActivity, path: str) -> Iterator[Finding]:
    path = f"{path}/reporting-org/@ref"
    ref = reported.reporter.ref if reported.reporter else ""
    if not ref.strip():
        yield Finding("harambee-reporter", reported.line, path, "It is missing or empty")
    elif ref != ref.strip():
        yield Finding("1.14.1", reported.line, path, "There is white space around it")


def _check_dates(reported: ReportedActivity, path: str, today: date) -> Iterator[Finding]:
    path = f"{path}/activity-date"
    days = {}
    for kind, text in reported.dates:
        days[kind] = day(text)
        if days[kind] is None:
            yield Finding("harambee-date", reported.line, f"{path}/@iso-date", f"It is {text or 'missing'}")
    for rule, first, last in (("11.1.2", PLANNED_START, PLANNED_END), ("11.1.3", ACTUAL_START, ACTUAL_END)):
        start, end = days.get(first), days.get(last)
        if start and end and start > end:
            yield Finding(rule, reported.line, path, f"{start} is after {end}")
    for rule, kind in (("11.1.4", ACTUAL_START), ("11.1.5", ACTUAL_END)):
        moment = days.get(kind)
        if moment and moment > today:
            yield Finding(rule, reported.line, path, f"{moment} has not come yet")


def _check_transaction(
    reported: ReportedActivity, transaction: Transaction, path: str, today: date
) -> Iterator[Finding]:
    line = transaction.line
    if transaction.kind not in TRANSACTION_TYPES:
        detail = f"It is {transaction.kind or 'missing'}"
        yield Finding("harambee-transaction-type", line, f"{path}/transaction-type/@code", detail)
    yield from _check_day(transaction.date, line, f"{path}/transaction-date/@iso-date", "11.2.1", today)
    yield from _check_value(reported, transaction.value or Value(""), line, f"{path}/value", today)
    for rule, name, side in (
        ("6.9.1", "provider-org", transaction.provider),
        ("6.9.2", "receiver-org", transaction.receiver),
    ):
        if side is not None and not (side.ref or side.name):
            yield Finding(rule, line, f"{path}/{name}", "It has neither")
    yield from check_place(transaction, path)


def _check_day(text: str, line: int, path: str, future: str, today: date) -> Iterator[Finding]:
    moment = day(text)
    if moment is None:
        yield Finding("harambee-date", line, path, f"It is {text or 'missing'}")
    elif moment > today:
        yield Finding(future, line, path, f"{moment} has not come yet")


def _check_value(reported: ReportedActivity, value: Value, line: int, path: str, today: date) -> Iterator[Finding]:
    if decimal(value.amount) is None:
        yield Finding("harambee-decimal", line, path, f"It is {value.amount or 'missing'}")
    if value.date:
        yield from _check_day(value.date, line, f"{path}/@value-date", "11.2.2", today)
    else:
        yield Finding("harambee-value-date", line, f"{path}/@value-date", "It is missing")
    if not (value.currency or reported.currency):
        yield Finding("7.8.1", line, f"{path}/@currency", "There is neither")
    elif value.currency and value.currency not in currencies():
        detail = f"{value.currency} is no currency{nearest(value.currency, currencies())}"
        yield Finding("harambee-currency", line, f"{path}/@currency", detail)


def _accepted(reported: ReportedActivity, terms: list[Terms], flows: list[Flow]) -> Activity:
    reporter = reported.reporter or NOBODY
    return Activity(
        reported.line,
        reported.identifier.strip(),
        reporter._replace(ref=reporter.ref.strip()),
        {language.lower() or reported.language.lower() or "en": title for language, title in reversed(reported.titles)},
        reported.status,
        reported.collaboration,
        reported.currency,
        reported.aid_type,
        reported.flow_type,
        reported.finance_type,
        {kind: str(day(text)) for kind, text in reversed(reported.dates)},
        reported.participants,
        reported.countries,
        reported.regions,
        reported.sectors,
        tuple(terms),
        tuple(flows),
        _digest(_content(reported) + b"".join(sorted(flow.digest for flow in flows))),
    )


def _content(reported: ReportedActivity) -> bytes:
    """Give all that an activity says beside its transactions, without the lines it says it in."""
    shares = [share[1:] for part in (reported.countries, reported.regions, reported.sectors) for share in part]
    people = [participant[1:] for participant in reported.participants]
    return _ENCODER.encode((reported[1:12], reported.dates, people, shares))


class _Terms:
    """Gathers the terms of one activity's transactions; those that occur again are checked and written once."""

    def __init__(self, reported: ReportedActivity) -> None:
        self.found: list[Terms] = []
        self._reported = reported
        self._whole = recipients_of(reported)
        self._places: dict[tuple[Hashable, ...], tuple[int, bytes] | None] = {}

    def place(self, transaction: Transaction, currency: str) -> tuple[int, bytes] | None:
        """Give the place of a transaction's terms with all that they say; None where anything is wrong with them."""
        key = (currency, *transaction[5:7], *_recipient(transaction), *transaction[9:])
        if key not in self._places:
            terms = self._terms(transaction, currency)
            self._places[key] = terms and (len(self.found), _said(terms))
            self.found += [terms] if terms else []
        return self._places[key]

    def _terms(self, transaction: Transaction, currency: str) -> Terms | None:
        provider, receiver = transaction.provider or NOBODY, transaction.receiver or NOBODY
        if (
            currency not in currencies()
            or (transaction.provider is not None and not (provider.ref or provider.name))
            or (transaction.receiver is not None and not (receiver.ref or receiver.name))
            or (transaction.country is not None and transaction.country.code not in countries())
        ):
            return None
        return Terms(
            currency,
            provider,
            receiver,
            recipient_of(transaction) or self._whole,
            transaction.channel,
            transaction.aid_type or self._reported.aid_type,
            transaction.flow_type or self._reported.flow_type,
            transaction.finance_type or self._reported.finance_type,
            self._reported.collaboration,
        )


def _recipient(transaction: Transaction) -> tuple[Hashable, ...]:
    """Give what says where the money goes, without the line it is said in."""
    country, region = transaction.country, transaction.region
    return country and country[1:], region and region[1:]


def _said(terms: Terms) -> bytes:
    recipients = " ".join(f"{code} {weight}" for code, weight in terms.recipients)
    return "\0".join((terms.currency, *terms.provider, *terms.receiver, recipients, *terms[4:])).encode()


def _flow(transaction: Transaction, currency: str, terms: _Terms, today: date) -> Flow | None:
    """Give the flow of a transaction, None where anything is wrong with it."""
    value = transaction.value
    moment = day(transaction.date)
    if value is None or moment is None or moment > today or transaction.kind not in TRANSACTION_TYPES:
        return None
    amount = decimal(value.amount)
    value_day = day(value.date) if value.date else moment
    place = terms.place(transaction, value.currency or currency)
    if amount is None or value_day is None or value_day > today or place is None:
        return None
    own = f"{transaction.ref}\0{transaction.kind}\0{transaction.date}\0{value.amount}\0{value.date}"
    digest = _digest(own.encode() + place[1])
    return Flow(transaction.line, transaction.ref, transaction.kind, moment, amount, value_day, place[0], digest)


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()
