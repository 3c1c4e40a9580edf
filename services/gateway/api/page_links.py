"""Links to pages that are not for everybody."""

from uuid import UUID

from fastapi import Request, Response

from services.gateway import schemas
from services.gateway.api.dependencies import PartReader, ThePlatform
from services.gateway.rules.routes import Upstream
from shared.auth import Kind
from shared.errors import NotFound, Unauthenticated, Unavailable
from shared.http import Caller, problems, respond, service_router

router = service_router()


@router.post(
    "/imports/{import_id}/page",
    status_code=201,
    response_model=schemas.PageLink,
    responses=problems(NotFound, Unauthenticated, Unavailable),
    tags=["imports"],
)
async def link_import(
    request: Request, import_id: UUID, platform: ThePlatform, reader: PartReader, caller: Caller
) -> Response:
    """Make a link to a page that shows an import and its findings to whoever holds it, for a day.

    The page shows what you may see when it is opened: links of a client that was revoked open nothing. A repeat with
    the same Idempotency-Key leaves the link out; make another under a new key.
    """
    if caller.kind is not Kind.CLIENT:
        raise Unauthenticated
    found = await platform.parts.find(reader, Upstream.MEASUREMENT, f"/v1/imports/{import_id}")
    if not found.fresh:
        raise Unavailable("The measurement service does not answer just now")
    link = platform.page_links.make(f"/imports/{import_id}", UUID(caller.id.removeprefix("client:")))
    body = schemas.PageLink(url=platform.public_url + link.path, valid_until=link.valid_until)
    return respond(request, body, created=link.path, withheld={"url": None})
