"""From a template to a page."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from services.gateway.queries.platform import Platform
from services.gateway.web.speech import Speech, languages
from shared.http import Shared
from shared.http.negotiation import best_language
from shared.settings import Mode
from shared.standards import in_language
from shared.translations import SOURCE

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
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""Headers of pages whose address opens them: it goes nowhere, and nobody keeps what they show."""

templates = Environment(
    loader=PackageLoader("services.gateway.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def platform_of(request: Request) -> Platform:
    """Give the way to the services."""
    found: Platform = request.app.state.platform
    return found


def speech_of(request: Request) -> Speech:
    """Give the language that the page is asked for in."""
    asked = request.query_params.get("lang")
    return Speech(asked if asked in languages() else best_language(request, languages()) or SOURCE)


def render(
    request: Request, shared: Shared, template: str, *, status: int = 200, private: bool = False, **values: Any
) -> HTMLResponse:
    """Make a page."""
    say = speech_of(request)

    def here(**changes: str) -> str:
        """Give the page's own address with other parameters."""
        asked = {name: value for name, value in {**request.query_params, **changes}.items() if value}
        return f"{request.url.path}?{urlencode(asked)}"

    html = templates.get_template(template).render(
        _=say.texts.gettext,
        ngettext=say.texts.ngettext,
        say=say,
        named=lambda texts: in_language(texts, say.language),
        here=here,
        demonstration=shared.settings.mode is Mode.DEMONSTRATION,
        now=shared.clock.now(),
        **values,
    )
    headers = {**HEADERS, **(PRIVATE if private else {}), "Content-Language": say.language}
    return HTMLResponse(html, status, headers)
