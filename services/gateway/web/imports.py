"""The page of an import, for whoever holds its link."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from services.gateway.clients.parts import Parameters, Reader
from services.gateway.clients.pass_through import Target
from services.gateway.queries.authentication import Passport
from services.gateway.queries.platform import Platform
from services.gateway.rules.routes import Upstream
from services.gateway.web.render import platform_of, render
from shared.errors import NotFound, Unavailable
from shared.http import Shared

PER_PAGE = 100
ASKED = ("severity", "rule")

router = APIRouter(include_in_schema=False)


@router.get("/imports/{import_id}")
async def show_import(request: Request, import_id: UUID, shared: Shared) -> HTMLResponse:
    """Show how far an import is, and what was found in its file."""
    passport = await _passport(request, f"/imports/{import_id}", shared)
    if passport is None:
        return render(request, shared, "missing.html", status=404, private=True)
    reader = Reader(principal=passport.principal.id, token=passport.token, now=shared.clock.now())
    asked = [(name, value) for name in (*ASKED, "cursor") if (value := request.query_params.get(name))]
    found, summary, findings = await _read(platform_of(request), reader, import_id, asked)
    return render(
        request,
        shared,
        "import.html",
        private=True,
        job=found,
        rules=summary["items"],
        findings=findings["items"],
        following=findings["next"],
        chosen={name: request.query_params.get(name, "") for name in ASKED},
        token=request.query_params["token"],
    )


@router.get("/imports/{import_id}/findings.csv")
async def give_findings(request: Request, import_id: UUID, shared: Shared) -> Response:
    """Give all findings as a table."""
    passport = await _passport(request, f"/imports/{import_id}", shared)
    if passport is None:
        return render(request, shared, "missing.html", status=404, private=True)
    return _Passed(platform_of(request), f"/v1/imports/{import_id}/findings", passport.token)


async def _passport(request: Request, path: str, shared: Shared) -> Passport | None:
    """Say on whose behalf the page is shown; None where the link does not open it."""
    platform = platform_of(request)
    client = platform.page_links.read(request.query_params.get("token", ""), path)
    return await platform.authentication.admit_for(client, shared) if client else None


async def _read(platform: Platform, reader: Reader, import_id: UUID, asked: Parameters) -> list[Any]:
    """Give an import, what was found by rule, and a page of what was found. Raises NotFound, Unavailable."""
    path, parts = f"/v1/imports/{import_id}", platform.parts
    if not (found := await parts.find(reader, Upstream.MEASUREMENT, path)).fresh:
        raise Unavailable("The measurement service does not answer just now")
    limited = [*asked, ("limit", str(PER_PAGE))]
    copies = await asyncio.gather(
        parts.read(reader, Upstream.MEASUREMENT, f"{path}/findings/summary"),
        parts.read(reader, Upstream.MEASUREMENT, f"{path}/findings", limited),
    )
    if any(copy.data is None for copy in copies):
        raise NotFound("There is no such part of it")
    return [found.data, *(copy.data for copy in copies)]


class _Passed(Response):
    """An answer of the measurement service, passed on as it comes."""

    def __init__(self, platform: Platform, path: str, token: str) -> None:
        super().__init__()
        self._platform = platform
        self._path = path
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for it in the place of what was asked for."""
        asked = {**scope, "raw_path": self._path.encode(), "query_string": b"format=csv"}
        await self._platform.pass_through.serve(asked, receive, send, Target(Upstream.MEASUREMENT, self._token))
