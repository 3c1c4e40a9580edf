"""Budgets, planned disbursements, and the share of a country's budget."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.checks.dates import check_period
from services.measurement.reading.checks.identifiers import PROVIDER, RECEIVER, check_organisation
from services.measurement.reading.checks.money import check_currency
from services.measurement.reading.checks.percentages import check_percentage
from services.measurement.reading.findings import Finding
from services.measurement.reading.normalise import amount_of
from services.measurement.reading.places import is_whole
from services.measurement.reading.source import Activity, Budget, BudgetItems
from services.measurement.reading.values import HUNDRED, day, percentage

DAYS_OF_YEAR = 365
LEAP_DAY = (2, 29)


def check_budgets(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check the money that is planned."""
    for one in activity.budgets:
        place = f"{path}/{one.element}"
        if amount_of(one) is None:
            detail = f"It is {one.value.amount if one.value and one.value.amount else 'missing'}"
            yield Finding("harambee-budget", one.line, f"{place}/value", detail)
        yield from check_period("8.6.3", one.start, one.end, one.line, place)
        if one.value is not None:
            yield from check_currency(one.value, activity.currency, f"{place}/value")
        yield from _check_year(one, place) if one.element == "budget" else _check_sides(one, place)
    yield from check_percentage(activity.capital_spend, activity.line, f"{path}/capital-spend", "12.2.1")
    for items in activity.budget_items:
        yield from _check_items(items, f"{path}/country-budget-items/budget-item")


def _check_year(budget: Budget, path: str) -> Iterator[Finding]:
    start, end = day(budget.start), day(budget.end)
    if start and end and _exceeds_year(start, end):
        yield Finding("7.5.3", budget.line, path, f"It is from {start} to {end}")


def _exceeds_year(start: date, end: date) -> bool:
    """Say whether a period is longer than to the same day of the next year, which is 366 days with a 29 February."""
    days = (end - start).days
    if days != DAYS_OF_YEAR + 1:
        return days > DAYS_OF_YEAR
    return (start.month, start.day) not in {(end.month, end.day), LEAP_DAY}


def _check_sides(budget: Budget, path: str) -> Iterator[Finding]:
    for organisation, name, rules in ((budget.provider, "provider", PROVIDER), (budget.receiver, "receiver", RECEIVER)):
        if organisation is not None:
            yield from check_organisation(organisation, budget.line, f"{path}/{name}-org", rules)


def _check_items(items: BudgetItems, path: str) -> Iterator[Finding]:
    for text in items.percentages:
        yield from check_percentage(text, items.line, path, "12.2.1")
    given = [value for text in items.percentages if (value := percentage(text)) is not None]
    if len(items.percentages) == 1:
        if given and given[0] != HUNDRED:
            yield Finding("7.9.4", items.line, path, f"It is {given[0]}")
    elif items.percentages and not given:
        yield Finding("7.9.1", items.line, path, "None of them has one")
    elif given and not is_whole(sum(given, Decimal(0))):
        yield Finding("7.9.2", items.line, path, f"They add up to {sum(given)}")
