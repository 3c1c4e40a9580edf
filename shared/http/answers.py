"""What routes can answer beside what is their own: declared here once for all routes of a kind."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.errors import (
    InvalidInput,
    KeyReused,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PreconditionRequired,
    Problem,
    Refused,
    RequestInProgress,
    Stale,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from shared.http.changes import IF_MATCH, read_version, require_version
from shared.http.listing import make_lister
from shared.http.problems import problems

Answers = dict[int | str, dict[str, Any]]
Calls = set[Callable[..., Any] | None]

LONGEST_KEY = 255
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_TEXT = {"schema": {"type": "string"}}
_ETAG = {"ETag": {**_TEXT, "description": "the version, for `If-Match` and `If-None-Match`"}}
_LOCATION = {"Location": {**_TEXT, "description": "the address of what is new"}}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[ -~]*$"},
    "description": "the same key and body give the first answer again for 24 hours, and have one effect",
}
_IF_MATCH = {"name": "If-Match", "in": "header", "required": True, **_TEXT, **IF_MATCH}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    **_TEXT,
    "description": "the `ETag` that is known; where it still holds, the answer is 304 without a body",
}


def flat(dependant: Dependant) -> list[Dependant]:
    """Give what a route depends on, and what that depends on."""
    return [dependant, *(part for child in dependant.dependencies for part in flat(child))]


def complete(route: APIRoute) -> None:
    """Add to what a route declares: the problems of its kind, its other good answers, and the kernel's headers."""
    calls = {part.call for part in flat(route.dependant)}
    (method,) = route.methods or {"GET"}
    headers = [_IDEMPOTENCY_KEY] if method == "POST" else []
    if require_version in calls:
        headers.append(_IF_MATCH)
    answers = together(problems(*_kinds(route, method, calls)), route.responses)
    # What takes the request answers by `respond`, which knows versions; a lister does not.
    if route.response_model and route.dependant.request_param_name and make_lister not in calls:
        status = route.status_code or 200
        answers = together(answers, {status: {"headers": _ETAG | _LOCATION if status == 201 else _ETAG}})
        if method == "GET":
            headers.append(_IF_NONE_MATCH)
            answers = together(answers, {304: {"description": "It is as it was.", "headers": _ETAG}})
        if read_version in calls and require_version not in calls:
            made = {"model": route.response_model, "description": "It is new.", "headers": _ETAG | _LOCATION}
            answers = together(answers, {201: made})
    route.responses = answers
    if headers:
        route.openapi_extra = {**(route.openapi_extra or {}), "parameters": headers}


def _kinds(route: APIRoute, method: str, calls: Calls) -> Iterator[type[Problem]]:
    yield from (InvalidInput, Unauthenticated, Unavailable)
    if route.param_convertors:
        yield from (NotFound, MethodNotAllowed)
    if make_lister in calls:
        yield NotAcceptable
    if method not in SAFE:
        yield from (Refused, TooLarge, UnsupportedMedia)
    if method == "POST":
        yield from (RequestInProgress, KeyReused)
    if not calls.isdisjoint({read_version, require_version}):
        yield from (Stale, PreconditionRequired)


def together(one: Answers, other: Answers) -> Answers:
    """Put declared answers together; where both describe a status, each sentence is said once."""
    found = dict(one)
    for status, answer in other.items():
        known = found.get(status, {})
        found[status] = {**known, **answer}
        if said := f"{known.get('description', '')} {answer.get('description', '')}".strip():
            found[status]["description"] = " ".join(dict.fromkeys(re.findall(r"\S[^.]*\.", said)))
    return found
