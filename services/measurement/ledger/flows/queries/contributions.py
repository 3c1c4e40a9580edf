"""Reads of contributions in kind."""

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from services.measurement.ledger.models import Flow, FlowLine, Valuation

# Numbers go as texts: JSON's would lose digits on the way.
_valuation = func.jsonb_build_object(
    *("id", Valuation.id, "method", Valuation.method, "valued_by", Valuation.valued_by),
    *("unit_cost", cast(Valuation.unit_cost, Text), "currency", Valuation.currency),
    *("usd", cast(Valuation.usd, Text), "rate", cast(Valuation.rate, Text)),
    *("rate_source", Valuation.rate_source, "rate_date", Valuation.rate_date),
    *("reported", Valuation.reported, "by", Valuation.created_by, "at", Valuation.created_at),
)
_valuations = (
    select(func.jsonb_agg(aggregate_order_by(_valuation, Valuation.id)))
    .where(Valuation.flow == FlowLine.flow, Valuation.line == FlowLine.number)
    .correlate(FlowLine)
    .scalar_subquery()
)
_line = func.jsonb_build_object(
    *("number", FlowLine.number, "type", FlowLine.kind, "quantity", cast(FlowLine.quantity, Text)),
    *("unit", FlowLine.unit, "description", FlowLine.description, "tossd_modality", FlowLine.tossd_modality),
    *("valuations", func.coalesce(_valuations, func.jsonb_build_array())),
)
lines_of = (
    select(func.jsonb_agg(aggregate_order_by(_line, FlowLine.number), type_=JSONB))
    .where(FlowLine.flow == Flow.id)
    .correlate(Flow)
    .scalar_subquery()
)
"""The lines of a flow with their valuations, beside each row of a select of flows; null where there are none."""
