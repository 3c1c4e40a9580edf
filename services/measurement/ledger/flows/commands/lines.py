"""Rows of contributions in kind, and of what they are said to be worth."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from uuid_utils.compat import uuid7

from services.measurement.facts.rates.lookup import RateBook
from services.measurement.facts.rates.rules.money import to_usd
from services.measurement.ledger.flows.schemas.contributions import UnitCost
from services.measurement.ledger.flows.schemas.writes import FlowIn
from services.measurement.ledger.models import FlowLine, Valuation
from services.measurement.reading.contributions import modalities, worth
from shared.unit_of_work import UnitOfWork


async def write_lines(uow: UnitOfWork, rates: RateBook, flows: Sequence[tuple[UUID, FlowIn]]) -> None:
    """Add the lines of new flows, and their values as they were reported; their currencies are opened."""
    lines, valuations = [], []
    for flow, body in flows:
        value_date = (body.value.value_date if body.value else None) or body.day
        for number, line in enumerate(body.lines, 1):
            lines.append(
                {
                    "flow": flow,
                    "number": number,
                    "kind": line.type,
                    "quantity": line.quantity,
                    "unit": line.unit,
                    "description": line.description or {},
                    "tossd_modality": modalities(line.type)[line.unit],
                }
            )
            if line.unit_cost and line.valuation_method:
                said = {"method": line.valuation_method, "valued_by": line.valued_by, "reported": True}
                fields = entered(uow, flow, number)
                valuations.append(fields | said | valued(rates, line.unit_cost, line.quantity, value_date))
    for table, rows in ((FlowLine, lines), (Valuation, valuations)):
        if rows:
            await uow.session.execute(insert(table), rows)


def entered(uow: UnitOfWork, flow: UUID, number: int) -> dict[str, Any]:
    """Give the fields that say of which line a valuation is, who entered it, and when."""
    return {"id": uuid7(), "flow": flow, "line": number, "created_by": uow.principal.id, "created_at": uow.now}


def valued(rates: RateBook, cost: UnitCost, quantity: Decimal, day: date) -> dict[str, Any]:
    """Give the fields of a price, with what the quantity is worth in USD on a day."""
    quote = rates.rate(cost.currency, day)
    rate = quote.rate if quote else None
    return {
        "unit_cost": cost.amount,
        "currency": cost.currency,
        "usd": to_usd(worth(quantity, cost.amount), rate) if rate else None,
        "rate": rate.units if rate else None,
        "rate_source": rate.source if rate else None,
        "rate_date": rate.date if rate else None,
    }
