"""Transactions."""

from collections.abc import Iterator
from datetime import date

from services.measurement.rules.checks.dates import not_yet
from services.measurement.rules.checks.identifiers import PROVIDER, RECEIVER, check_organisation
from services.measurement.rules.checks.lengths import check_lengths_of_terms
from services.measurement.rules.checks.money import check_currency
from services.measurement.rules.checks.places import check_place
from services.measurement.rules.findings import Finding
from services.measurement.rules.reported import Activity, Transaction, Value
from services.measurement.rules.values import TRANSACTION_TYPES, day, decimal


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
    yield from _check_value(activity, transaction.value or Value("", line=line), f"{path}/value", today)
    if transaction.provider is not None:
        yield from check_organisation(transaction.provider, line, f"{path}/provider-org", PROVIDER)
    if transaction.receiver is not None:
        yield from check_organisation(transaction.receiver, line, f"{path}/receiver-org", RECEIVER)
    yield from check_place(transaction, path)
    yield from check_lengths_of_terms(transaction, path)


def _check_value(activity: Activity, value: Value, path: str, today: date) -> Iterator[Finding]:
    if decimal(value.amount) is None:
        yield Finding("harambee-decimal", value.line, path, f"It is {value.amount or 'missing'}")
    moment, place = day(value.date), f"{path}/@value-date"
    if moment is None:
        yield Finding("harambee-value-date", value.line, place, f"It is {value.date or 'missing'}")
    yield from not_yet("11.2.2", moment, today, value.line, place)
    # A default that is no currency leaves this transaction without one, as it does all others that name none.
    named = value if value.currency else value._replace(currency=activity.currency)
    yield from check_currency(named, activity.currency, path)
