"""How many pairs of reports totals count once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, all_, any_, false, func, or_, select

from services.measurement.ledger.flows.queries.flows import of_kinds
from services.measurement.ledger.models import Confirmation, Flow
from services.measurement.ledger.rules.confirmations import ONE_FLOW
from services.measurement.ledger.totals import schemas
from services.measurement.ledger.totals.queries.counted import is_member
from shared.db import Rows


def pairs_counted(query: schemas.MatrixQuery | schemas.SeriesQuery, types: Collection[str]) -> Rows:
    """Count the pairs of which totals hold one report of these types."""
    of_provider = query.perspective is schemas.Perspective.PROVIDER
    type_ = Confirmation.provider_type if of_provider else Confirmation.recipient_type
    flow = Confirmation.provider_flow if of_provider else Confirmation.recipient_flow
    chosen = select(func.count()).select_from(Confirmation)
    chosen = chosen.where(Confirmation.status.in_(ONE_FLOW), type_.in_(types))
    if query.cooperation or query.aid_type or query.region:
        chosen = chosen.join(Flow, Flow.id == flow)
    if query.cooperation:
        chosen = chosen.where(of_kinds(query.cooperation))
    if query.aid_type:
        chosen = chosen.where(Flow.aid_type.in_(query.aid_type))
    if isinstance(query, schemas.MatrixQuery):
        return chosen.where(*_of_matrix(query))
    return chosen.where(*_of_series(query))


def _of_matrix(query: schemas.MatrixQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.year:
        conditions.append(Confirmation.year.in_(query.year))
    if query.provider:
        conditions.append(Confirmation.provider.in_(query.provider))
    if query.recipient:
        conditions.append(Confirmation.recipients.overlap(query.recipient))
    if query.region:
        conditions.append(is_member(query.region, any_(Confirmation.recipients), Flow.day))
    return conditions


def _of_series(query: schemas.SeriesQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Confirmation.provider != all_(Confirmation.recipients)]
    if query.country or query.region:
        receives = or_(Confirmation.recipients.overlap(query.country), _in_region(query, any_(Confirmation.recipients)))
        provides = or_(Confirmation.provider.in_(query.country), _in_region(query, Confirmation.provider))
        conditions.append(receives != provides)
    if query.year_from is not None:
        conditions.append(Confirmation.year >= query.year_from)
    if query.year_to is not None:
        conditions.append(Confirmation.year <= query.year_to)
    return conditions


def _in_region(query: schemas.SeriesQuery, country: ColumnElement[str] | Any) -> ColumnElement[bool]:
    return is_member(query.region, country, Flow.day) if query.region else false()
