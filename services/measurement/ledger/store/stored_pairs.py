"""Stored pairs of reports, with both reports."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, TextClause, Uuid, any_, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.measurement.ledger.models import Confirmation, Flow
from services.measurement.ledger.models.confirmations import LIVE
from shared.db import Rows

Found = tuple[Confirmation, Flow, Flow]
"""A pair, the provider's report and the recipient's."""


_Provider = aliased(Flow)
_Recipient = aliased(Flow)


def with_reports() -> Rows:
    """Select pairs with both reports."""
    return (
        select(Confirmation, _Provider, _Recipient)
        .join(_Provider, _Provider.id == Confirmation.provider_flow)
        .join(_Recipient, _Recipient.id == Confirmation.recipient_flow)
    )


async def live_pairs(session: AsyncSession, flows: Sequence[UUID]) -> list[Found]:
    """Give and lock the live pairs of flows."""
    ids = any_(literal(list(flows), ARRAY(Uuid())))
    of_these = or_(Confirmation.provider_flow == ids, Confirmation.recipient_flow == ids)
    await lock_pairs(session, text(LIVE), of_these)
    chosen = with_reports().where(text(LIVE), of_these).order_by(Confirmation.id)
    return [(row[0], row[1], row[2]) for row in await session.execute(chosen)]


async def lock_pairs(session: AsyncSession, *which: ColumnElement[bool] | TextClause) -> None:
    # By a statement of its own: one that waits for a pair goes on with the reports as they were before it waited.
    await session.execute(select(Confirmation.id).where(*which).order_by(Confirmation.id).with_for_update())
