"""By which codes a request is checked."""

from fastapi import Request

from services.registry.codelists.queries import accept_loaded
from shared.db import reading
from shared.http import Shared
from shared.http.answers import SAFE

CHECKED = frozenset({"kind", "sector"})
"""The filters that are codes of loaded lists."""


async def accept_loaded_codes(request: Request, shared: Shared) -> None:
    """Check bodies and filters by the code lists that are loaded now; whoever reads without them waits for nothing."""
    if request.method not in SAFE:
        await accept_loaded(request.state.uow.session)
    elif not CHECKED.isdisjoint(request.query_params):
        async with reading(shared.sessions) as session:
            await accept_loaded(session)
