"""Reads of flows."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, case, exists, extract, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.ledger.activities.queries.findings import found_in, of_flow
from services.measurement.ledger.flows.queries.contributions import lines_of
from services.measurement.ledger.flows.schemas import flows as schemas
from services.measurement.ledger.models import ExternalFlow, Flow, FlowLine, FormerExternalFlow
from services.measurement.ledger.rules.cooperation import Cooperation
from shared.db import Rows
from shared.errors import NotFound

Shown = tuple[Flow, Sequence[Mapping[str, Any]] | None, str | None]
"""A flow, its lines, and its external_id."""

_present = (
    select(func.min(ExternalFlow.external_id)).where(ExternalFlow.flow == Flow.id).correlate(Flow).scalar_subquery()
)
_former = (
    select(FormerExternalFlow.external_id).where(FormerExternalFlow.flow == Flow.id).correlate(Flow).scalar_subquery()
)
external_id = case(
    (and_(Flow.corrected_by.is_(None), Flow.withdrawn_at.is_(None)), _present), else_=func.coalesce(_present, _former)
)


def flows(query: schemas.FlowQuery) -> Rows:
    """Select flows, each with its lines and its external_id."""
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in (
        (Flow.activity, query.activity),
        (Flow.reporter, query.reporter),
        (Flow.provider, query.provider),
        (Flow.transaction_type, query.transaction_type),
        (Flow.aid_type, query.aid_type),
        (Flow.repeats, query.repeats),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if query.cooperation:
        conditions.append(of_kinds(query.cooperation))
    conditions += found_in(query, of_flow())
    if query.country:
        conditions.append(Flow.recipients.overlap(query.country))
    if query.year:
        conditions.append(extract("year", Flow.day).in_(query.year))
    if not query.corrected:
        conditions.append(Flow.corrected_by.is_(None))
    if not query.withdrawn:
        conditions.append(Flow.withdrawn_at.is_(None))
    if query.in_kind is not None:
        in_kind = exists().where(FlowLine.flow == Flow.id)
        conditions.append(in_kind if query.in_kind else ~in_kind)
    if query.updated_since:
        conditions.append(Flow.updated_at >= query.updated_since)
    return select(Flow, lines_of, external_id).where(*conditions)


def of_kinds(wanted: Sequence[Cooperation]) -> ColumnElement[bool]:
    """Select flows that are of these kinds of cooperation, or have a part that is."""
    whole = Flow.cooperation.in_(wanted)
    if Cooperation.DOMESTIC not in wanted:
        return whole
    stays = and_(Flow.provider != "", Flow.provider == any_(Flow.recipients))
    return or_(whole, and_(stays, Flow.cooperation.is_distinct_from(Cooperation.TRIANGULAR)))


async def get_flow(session: AsyncSession, flow_id: UUID) -> Shown:
    """Give a flow with its lines and its external_id. Raises NotFound."""
    chosen = select(Flow, lines_of, external_id).where(Flow.id == flow_id).execution_options(populate_existing=True)
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no flow {flow_id}")
    return row[0], row[1], row[2]


async def recorded_flows(session: AsyncSession, ids: Sequence[UUID]) -> list[Flow]:
    """Give flows that are there, in this order."""
    found = {row.id: row for row in await session.scalars(select(Flow).where(Flow.id.in_(ids)))}
    return [found[one] for one in ids]
