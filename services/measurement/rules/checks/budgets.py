"""Budgets, planned disbursements, and the share of a country's budget."""

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from services.measurement.rules.checks.basis import Basis
from services.measurement.rules.checks.dates import check_period
from services.measurement.rules.checks.identifiers import PROVIDER, RECEIVER, check_organisation
from services.measurement.rules.checks.money import check_currency
from services.measurement.rules.checks.percentages import check_percentage
from services.measurement.rules.findings import Finding
from services.measurement.rules.money import HUNDRED
from services.measurement.rules.reported import Activity, Budget, BudgetItems
from services.measurement.rules.values import day, percentage

YEAR = relativedelta(years=1)
SHORTEST_YEAR = 364
"""Days; adding a year to a date is dear, and hardly ever needed."""


def check_budgets(activity: Activity, path: str, _: Basis) -> Iterator[Finding]:
    """Check the money that is planned."""
    for one in activity.budgets:
        place = f"{path}/{one.element}"
        yield from check_period("8.6.3", one.start, one.end, one.line, place)
        if one.element == "budget":
            yield from _check_year(one, place)
        if one.value is not None:
            yield from check_currency(one.value, activity.currency, f"{place}/value")
        for organisation, name, rules in ((one.provider, "provider", PROVIDER), (one.receiver, "receiver", RECEIVER)):
            if organisation is not None:
                yield from check_organisation(organisation, one.line, f"{place}/{name}-org", rules)
    yield from check_percentage(activity.capital_spend, activity.line, f"{path}/capital-spend", "12.2.1")
    for items in activity.budget_items:
        yield from _check_items(items, f"{path}/country-budget-items/budget-item")


def _check_year(budget: Budget, path: str) -> Iterator[Finding]:
    start, end = day(budget.start), day(budget.end)
    if start and end and (end - start).days > SHORTEST_YEAR and end > start + YEAR:
        yield Finding("7.5.3", budget.line, path, f"It is from {start} to {end}")


def _check_items(items: BudgetItems, path: str) -> Iterator[Finding]:
    for text in items.percentages:
        yield from check_percentage(text, items.line, path, "12.2.1")
    given = [value for text in items.percentages if (value := percentage(text)) is not None]
    if len(items.percentages) == 1:
        if given and given[0] != HUNDRED:
            yield Finding("7.9.4", items.line, path, f"It is {given[0]}")
    elif items.percentages and not given:
        yield Finding("7.9.1", items.line, path, "None of them has one")
    elif given and sum(given) != HUNDRED:
        yield Finding("7.9.2", items.line, path, f"They add up to {sum(given)}")
