"""Reads of flows."""

from uuid import UUID

from sqlalchemy import ColumnElement, extract, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement import schemas
from services.measurement.models import Flow
from shared.db import Rows
from shared.errors import NotFound


def flows(query: schemas.FlowQuery) -> Rows:
    """Select flows."""
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in (
        (Flow.activity, query.activity),
        (Flow.reporter, query.reporter),
        (Flow.provider, query.provider),
        (Flow.kind, query.kind),
        (Flow.cooperation, query.cooperation),
        (Flow.modality, query.modality),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if query.country:
        conditions.append(Flow.recipients.overlap(query.country))
    if query.year:
        conditions.append(extract("year", Flow.day).in_(query.year))
    if not query.corrected:
        conditions.append(Flow.corrected_by.is_(None))
    if query.updated_since:
        conditions.append(Flow.created_at >= query.updated_since)
    return select(Flow).where(*conditions)


async def get_flow(session: AsyncSession, flow_id: UUID) -> Flow:
    """Give a flow. Raises NotFound."""
    row = await session.get(Flow, flow_id)
    if row is None:
        raise NotFound(f"There is no flow {flow_id}")
    return row
