"""How the platform describes itself: one OpenAPI document of all services, its pages, and a page for each problem."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fastapi_swagger.resources
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from services.gateway.api.dependencies import ThePlatform
from services.gateway.rules import descriptions
from services.gateway.rules.routes import Upstream
from shared.errors import NotFound
from shared.http import Shared
from shared.settings import Mode

TEXT = """
The shared record of South-South and triangular cooperation: who takes part, what each country and region has committed
to, what flows in and out, what is due.

Lists come as pages (`next` is the cursor of the following one) or all at once as NDJSON, CSV or XLSX by `Accept` or
`?format=`. Every error is `application/problem+json` with all faults at once. A POST with an `Idempotency-Key` takes
effect once. What is published needs no credential; the rest needs an API key or an access token.
""".strip()

SECURITY_SCHEMES = {
    "api_key": {"type": "http", "scheme": "bearer", "description": "an API key, `hk_…`"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
    },
}
FOLDER = Path(fastapi_swagger.resources.__file__).parent
ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon-32x32.png": "image/png"}
# Swagger UI sets styles on its elements and draws its icons from data: addresses.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Harambee API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
{notice}<main id="swagger-ui"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
NOTICE = """<p role="note" style="margin: 0; padding: .5rem; background: #fde68a; text-align: center; font: 1rem serif">
<strong>Demonstration: projects and amounts are invented.</strong></p>
"""
START = "SwaggerUIBundle({url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, tagsSorter: 'alpha'});\n"

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def describe(request: Request, platform: ThePlatform) -> JSONResponse:
    """Give the description of all services that have answered at least once, and of the gateway itself."""
    document = assemble({"gateway": request.app.openapi(), **await platform.descriptions.read()})
    return JSONResponse(document, headers={"Cache-Control": "no-cache"})


def assemble(parts: Mapping[str, descriptions.Document]) -> dict[str, Any]:
    """Make one document of those of the services, the gateway's among them, by name."""
    merged = descriptions.merge(parts)
    return {
        "openapi": parts["gateway"]["openapi"],
        "info": {"title": "Harambee", "version": "1", "description": TEXT},
        "servers": [{"url": "/"}],  # under whatever name the platform was reached
        "security": [{}, {"api_key": []}, {"oauth": []}],
        "paths": merged["paths"],
        "components": {"schemas": merged["schemas"], "securitySchemes": SECURITY_SCHEMES},
        "x-unavailable": sorted(set(Upstream) - parts.keys()),
    }


@router.get("/docs")
async def show_documentation(shared: Shared) -> Response:
    """Show the description as a page on which it can be tried."""
    notice = NOTICE if shared.settings.mode is Mode.DEMONSTRATION else ""
    page = PAGE.format(notice=notice)
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.get("/docs/start.js")
async def start_documentation() -> Response:
    """Give the script that opens the description."""
    return Response(START, media_type="text/javascript")


@router.get("/docs/{name}")
async def give_asset(name: str) -> FileResponse:
    """Give a file of Swagger UI, from the package it came in."""
    if name not in ASSETS:
        raise NotFound
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(FOLDER / name, media_type=ASSETS[name], headers=headers)
