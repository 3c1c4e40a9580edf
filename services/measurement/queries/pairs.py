"""How many pairs of reports totals count once."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, all_, func, or_, select

from services.measurement import schemas
from services.measurement.models import Confirmation, Flow
from services.measurement.queries.flows import of_kinds
from services.measurement.rules.confirmations import ONE_FLOW
from shared.db import Rows


def pairs_counted(query: schemas.MatrixQuery | schemas.SeriesQuery, kinds: Collection[str], members: Rows) -> Rows:
    """Count the pairs of which totals hold one report of these types; `members` are the countries of its regions."""
    of_provider = query.perspective is schemas.Perspective.PROVIDER
    kind = Confirmation.provider_kind if of_provider else Confirmation.recipient_kind
    flow = Confirmation.provider_flow if of_provider else Confirmation.recipient_flow
    chosen = select(func.count()).select_from(Confirmation)
    chosen = chosen.where(Confirmation.status.in_(ONE_FLOW), kind.in_(kinds))
    if query.cooperation or query.modality:
        chosen = chosen.join(Flow, Flow.id == flow)
    if query.cooperation:
        chosen = chosen.where(of_kinds(query.cooperation))
    if query.modality:
        chosen = chosen.where(Flow.modality.in_(query.modality))
    if isinstance(query, schemas.MatrixQuery):
        return chosen.where(*_of_matrix(query, members))
    return chosen.where(*_of_series(query, members))


def _of_matrix(query: schemas.MatrixQuery, members: Rows) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.year:
        conditions.append(Confirmation.year.in_(query.year))
    if query.provider:
        conditions.append(Confirmation.provider.in_(query.provider))
    if query.recipient:
        conditions.append(Confirmation.recipients.overlap(query.recipient))
    if query.region:
        conditions.append(_reaches(members))
    return conditions


def _of_series(query: schemas.SeriesQuery, members: Rows) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Confirmation.provider != all_(Confirmation.recipients)]
    if query.country or query.region:
        receives = or_(Confirmation.recipients.overlap(query.country), _reaches(members))
        provides = or_(Confirmation.provider.in_(query.country), Confirmation.provider.in_(members))
        conditions.append(receives != provides)
    if query.year_from is not None:
        conditions.append(Confirmation.year >= query.year_from)
    if query.year_to is not None:
        conditions.append(Confirmation.year <= query.year_to)
    return conditions


def _reaches(members: Rows) -> ColumnElement[bool]:
    return Confirmation.recipients.bool_op("&&")(func.array(members.scalar_subquery()))
