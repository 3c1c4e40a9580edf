"""The pages: overview, country, and one for each problem."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from babel import Locale
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from services.gateway.clients.parts import Reader
from services.gateway.queries import composed
from services.gateway.queries.platform import Platform
from services.gateway.web.charts import draw_flows
from services.gateway.web.texts import Speech, speech
from shared.errors import NotFound, catalogue
from shared.http import Shared
from shared.settings import Mode
from shared.standards import countries, in_language

STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language",
}
IN_FORCE = frozenset({"adopted", "implementing"})

router = APIRouter(include_in_schema=False)
templates = Environment(
    loader=PackageLoader("services.gateway.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@router.get("/")
async def show_overview(request: Request, shared: Shared) -> HTMLResponse:
    """Show every country at a glance."""
    found = await composed.get_overview(_platform(request).parts, await _anyone(request, shared))
    say = _speech(request)
    committed = [row for row in found.countries if row.committed]
    chart = await draw_flows(committed or found.countries, found.year, say) if found.year else None
    return _page(
        request,
        shared,
        "overview.html",
        overview=found,
        committed=committed,
        others=[row for row in found.countries if not row.committed],
        in_force=sum(row.roadmap in IN_FORCE for row in committed),
        overdue=sum(row.overdue for row in committed),
        inflows=str(sum(Decimal(row.inflows or 0) for row in committed)) if found.year else None,
        labels={row.country: in_language(row.names, say.language) for row in found.countries},
        chart=chart,
    )


@router.get("/countries/{country}")
async def show_country(request: Request, country: str, shared: Shared) -> HTMLResponse:
    """Show what is known of a country."""
    code = country.upper()
    if code not in countries():
        return _page(request, shared, "missing.html", status=404)
    try:
        profile = await composed.get_profile(_platform(request).parts, await _anyone(request, shared), code)
    except NotFound:
        return _page(request, shared, "missing.html", status=404)
    names = (profile.country.data or {}).get("names") or {"en": code}
    return _page(request, shared, "country.html", code=code, names=names, profile=profile)


@router.get("/roadmaps/{roadmap_id}")
async def show_roadmap(request: Request, roadmap_id: UUID, shared: Shared) -> HTMLResponse:
    """Show what is due of a roadmap: where the link of a reminder leads."""
    asker, parts = await _anyone(request, shared), _platform(request).parts
    found = await composed.get_deadlines(parts, asker, roadmap_id)
    if not found:
        return _page(request, shared, "missing.html", status=404)
    country, region = found[0]["country"], found[0]["region"]
    place = Locale(_speech(request).language).territories.get(country, country) if country else region
    return _page(request, shared, "roadmap.html", roadmap=roadmap_id, deadlines=found, country=country, place=place)


@router.get("/problems/{slug}")
async def explain_problem(request: Request, slug: str, shared: Shared) -> HTMLResponse:
    """Say what a problem is and what to do about it."""
    found = next((kind for kind in catalogue() if kind.slug == slug), None)
    if found is None:
        return _page(request, shared, "missing.html", status=404)
    text = (found.__doc__ or "").partition("\n")[2].strip()
    return _page(request, shared, "problem.html", problem=found, text=text)


@router.get("/static/style.css")
async def give_style() -> FileResponse:
    """Give the one style sheet."""
    return FileResponse(STATIC / "style.css", media_type="text/css", headers={"Cache-Control": "no-cache"})


def _platform(request: Request) -> Platform:
    found: Platform = request.app.state.platform
    return found


async def _anyone(request: Request, shared: Shared) -> Reader:
    passport = await _platform(request).authentication.admit(None, shared)
    return Reader(principal=passport.principal.id, token=passport.token, now=shared.clock.now())


def _speech(request: Request) -> Speech:
    return speech(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def _page(request: Request, shared: Shared, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    say = _speech(request)
    html = templates.get_template(template).render(
        say=say,
        named=lambda texts: in_language(texts, say.language),
        path=request.url.path,
        demonstration=shared.settings.mode is Mode.DEMONSTRATION,
        now=shared.clock.now(),
        **values,
    )
    return HTMLResponse(html, status, {**HEADERS, "Content-Language": say.language})
