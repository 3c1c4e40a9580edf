"""The pages for everybody: overview, country, roadmap, and one for each problem."""

from decimal import Decimal
from pathlib import Path
from uuid import UUID

from babel import Locale
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from services.gateway.clients.parts import Reader
from services.gateway.queries import composed
from services.gateway.web.charts import draw_flows
from services.gateway.web.render import platform_of, render, speech_of
from services.gateway.web.speech import Speech
from shared.errors import NotFound, catalogue
from shared.http import Shared
from shared.standards import countries, in_language

STATIC = Path(__file__).parent / "static"
IN_FORCE = frozenset({"adopted", "implementing"})

router = APIRouter(include_in_schema=False)


@router.get("/")
async def show_overview(request: Request, shared: Shared) -> HTMLResponse:
    """Show every country at a glance."""
    found = await composed.get_overview(platform_of(request).parts, await _anyone(request, shared))
    say = speech_of(request)
    committed = [row for row in found.countries if row.committed]
    chart = await draw_flows(committed or found.countries, found.year, say) if found.year else None
    return render(
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
        return render(request, shared, "missing.html", status=404)
    try:
        profile = await composed.get_profile(platform_of(request).parts, await _anyone(request, shared), code)
    except NotFound:
        return render(request, shared, "missing.html", status=404)
    names = (profile.country.data or {}).get("names") or {"en": code}
    return render(request, shared, "country.html", code=code, names=names, profile=profile)


@router.get("/roadmaps/{roadmap_id}")
async def show_roadmap(request: Request, roadmap_id: UUID, shared: Shared) -> HTMLResponse:
    """Show what is due of a roadmap: where the link of a reminder leads."""
    asker, parts = await _anyone(request, shared), platform_of(request).parts
    found = await composed.get_deadlines(parts, asker, roadmap_id)
    if not found:
        return render(request, shared, "missing.html", status=404, why=_no_roadmap(speech_of(request)))
    country, region = found[0]["country"], found[0]["region"]
    place = Locale(speech_of(request).language).territories.get(country, country) if country else region
    return render(request, shared, "roadmap.html", roadmap=roadmap_id, deadlines=found, country=country, place=place)


def _no_roadmap(say: Speech) -> str:
    return say.texts.gettext(
        "There is no such roadmap, or it is a draft, which is not for everybody. With a key, /v1/deadlines has its "
        "deadlines."
    )


@router.get("/problems/{slug}")
async def explain_problem(request: Request, slug: str, shared: Shared) -> HTMLResponse:
    """Say what a problem is and what to do about it."""
    found = next((kind for kind in catalogue() if kind.slug == slug), None)
    if found is None:
        return render(request, shared, "missing.html", status=404)
    text = (found.__doc__ or "").partition("\n")[2].strip()
    return render(request, shared, "problem.html", problem=found, text=text)


@router.get("/static/style.css")
async def give_style() -> FileResponse:
    """Give the one style sheet."""
    return FileResponse(STATIC / "style.css", media_type="text/css", headers={"Cache-Control": "no-cache"})


async def _anyone(request: Request, shared: Shared) -> Reader:
    passport = await platform_of(request).authentication.admit(None, shared)
    return Reader(principal=passport.principal.id, token=passport.token, now=shared.clock.now())
