"""Transactions."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from services.measurement.reading.checks.dates import not_yet
from services.measurement.reading.checks.identifiers import PROVIDER, RECEIVER, check_organisation
from services.measurement.reading.checks.lengths import check_lengths_of_terms
from services.measurement.reading.checks.money import check_currency, check_decimals
from services.measurement.reading.checks.places import check_place
from services.measurement.reading.contributions import ContributionType, modalities
from services.measurement.reading.findings import Finding
from services.measurement.reading.source import Activity, Contribution, Transaction, Value
from services.measurement.reading.values import TRANSACTION_TYPES, day, decimal


def check_transaction(activity: Activity, transaction: Transaction, path: str, today: date) -> Iterator[Finding]:
    """Check one transaction."""
    line = transaction.line
    if transaction.kind not in TRANSACTION_TYPES:
        detail = f"It is {transaction.kind or 'missing'}"
        yield Finding("harambee-transaction-type", line, f"{path}/transaction-type/@code", detail)
    moment, place = day(transaction.date), f"{path}/transaction-date/@iso-date"
    if moment is None:
        yield Finding("harambee-date", line, place, f"It is {transaction.date or 'missing'}")
    yield from not_yet("11.2.1", moment, today, line, place)
    value = transaction.value or Value("", line=line)
    if transaction.contribution is not None:
        yield from _check_contribution(transaction.contribution, line, path)
    if value.amount or transaction.contribution is None:
        yield from _check_value(activity, value, f"{path}/value", today)
    if transaction.provider is not None:
        yield from check_organisation(transaction.provider, line, f"{path}/provider-org", PROVIDER)
    if transaction.receiver is not None:
        yield from check_organisation(transaction.receiver, line, f"{path}/receiver-org", RECEIVER)
    yield from check_place(transaction, path)
    yield from check_lengths_of_terms(transaction, path)


def _check_contribution(given: Contribution, line: int, path: str) -> Iterator[Finding]:
    if given.kind not in set(ContributionType):
        detail = f"It is {given.kind or 'missing'}; there is {', '.join(ContributionType)}"
        yield Finding("harambee-contribution", line, f"{path}/contribution_type", detail)
    elif given.unit not in (units := modalities(ContributionType(given.kind))):
        detail = f"It is {given.unit or 'missing'}; {given.kind} is counted in {', '.join(units)}"
        yield Finding("harambee-contribution", line, f"{path}/unit", detail)
    quantity = decimal(given.quantity)
    if quantity is None or quantity <= 0:
        yield Finding("harambee-contribution", line, f"{path}/quantity", f"It is {given.quantity or 'missing'}")


def _check_value(activity: Activity, value: Value, path: str, today: date) -> Iterator[Finding]:
    if decimal(value.amount) is None:
        yield Finding("harambee-decimal", value.line, path, f"It is {value.amount or 'missing'}")
    moment, place = day(value.date), f"{path}/@value-date"
    if moment is None:
        yield Finding("harambee-value-date", value.line, place, f"It is {value.date or 'missing'}")
    yield from not_yet("11.2.2", moment, today, value.line, place)
    # A default that is no currency leaves this transaction without one, as it does all others that name none.
    named = value if value.currency else replace(value, currency=activity.currency)
    yield from check_currency(named, activity.currency, path)
    yield from check_decimals(value.amount, named.currency, value.line, path)
