"""Which form and which language an asker likes best, of those that there are: `Accept` and `Accept-Language`."""

from collections.abc import Sequence

from starlette.requests import Request
from werkzeug.datastructures import Accept, LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header


def best_media(request: Request, offered: Sequence[str]) -> str | None:
    """Choose one of the offered media types, the first where all are welcome; None where none is."""
    asked = ",".join(request.headers.getlist("accept")).strip() or "*/*"
    # Parameters such as charset choose no form: what stands behind the first semicolon is left out.
    welcome = MIMEAccept((media.partition(";")[0].strip(), q) for media, q in parse_accept_header(asked, MIMEAccept))
    return _best(welcome, offered)


def best_language(request: Request, offered: Sequence[str]) -> str | None:
    """Choose one of the offered languages by their primary subtags; None where none is welcome."""
    asked = ",".join(request.headers.getlist("accept-language"))
    known = parse_accept_header(asked, LanguageAccept)
    welcome = LanguageAccept((tag.replace("_", "-").partition("-")[0], q) for tag, q in known)
    return _best(welcome, offered)


def _best(welcome: Accept, offered: Sequence[str]) -> str | None:
    """Choose by quality; among equals the one that the header names first, then the one that is offered first."""
    best = max(offered, key=lambda one: (welcome.quality(one), -welcome.find(one)))
    return best if welcome.quality(best) > 0 else None
