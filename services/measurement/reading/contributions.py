"""Contributions in kind: what is given, in which units, and as which TOSSD modality it counts."""

from decimal import Decimal
from enum import StrEnum
from functools import cache

from services.measurement.reading.records import Line
from services.measurement.reading.source import Contribution
from services.measurement.reading.values import decimal
from services.measurement.reference import facts


class ContributionType(StrEnum):
    """What is given."""

    EXPERT_TIME = "expert_time"
    TRAVEL = "travel"
    TRAINING = "training"
    SCHOLARSHIP = "scholarship"
    GOODS = "goods"
    EQUIPMENT = "equipment"
    FACILITY = "facility"
    RESEARCH = "research"
    CASH_TRANSFER = "cash_transfer"


class ValuationMethod(StrEnum):
    """How the worth of a unit was found."""

    MARKET_PRICE = "market_price"
    ACTUAL_COST = "actual_cost"
    SALARY_SCALE = "salary_scale"
    PPP = "ppp"
    STANDARD_RATE = "standard_rate"
    OTHER = "other"


class ValuedBy(StrEnum):
    """Who says what it is worth."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"
    THIRD_PARTY = "third_party"


@cache
def modalities(kind: ContributionType) -> dict[str, str]:
    """Give the units that a type is counted in, each with its TOSSD modality."""
    rows = [row for row in facts("contributions")["rows"] if row["type"] == kind]
    return {unit: row["modality"] for row in rows for unit in row["units"]}


def line_of(given: Contribution) -> Line | None:
    """Give what is given in kind as it is recorded, None where its type, its quantity or its unit is wrong."""
    quantity = decimal(given.quantity)
    if given.kind not in set(ContributionType) or quantity is None or quantity <= 0:
        return None
    tossd_modality = modalities(ContributionType(given.kind)).get(given.unit)
    return Line(given.kind, quantity, given.unit, {}, tossd_modality) if tossd_modality else None


def worth(quantity: Decimal, unit_cost: Decimal) -> Decimal:
    """Give what a quantity is worth at a price of its unit; nothing is rounded."""
    return quantity * unit_cost
