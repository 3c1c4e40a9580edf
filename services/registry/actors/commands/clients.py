"""Whose identities a caller's system uses."""

from sqlalchemy import ColumnElement, select

from shared.auth import Principal
from shared.db import Resource
from shared.errors import Refused
from shared.unit_of_work import UnitOfWork, held


def reporter(principal: Principal) -> str:
    """Name whose external identities a principal uses: the one actor it speaks for, else its own."""
    found = principal.scope().actors
    return f"actor:{next(iter(found))}" if len(found) == 1 else principal.id


async def refuse_taken(
    uow: UnitOfWork, kind: type[Resource], by: str, external_id: str | None, collection: str, *only: ColumnElement[bool]
) -> None:
    """Refuse an identity by which its reporter, `by`, knows another thing; `only` says which the caller may see.

    Of two that come at once, the second meets the unique index instead.
    """
    if external_id is None:
        return
    chosen = select(kind).filter_by(reporter=by, external_id=external_id).where(*only)
    found: Resource | None = await uow.session.scalar(chosen)
    if found:
        raise Refused.taken(held(found), f"/v1/{collection}/{found.id}")
