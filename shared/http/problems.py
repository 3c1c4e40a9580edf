"""Every failure of every layer, answered as application/problem+json."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Match

from shared.consuming import passing
from shared.db import duplicated
from shared.errors import (
    Fault,
    Forbidden,
    InternalFault,
    InvalidInput,
    MethodNotAllowed,
    NotFound,
    PreconditionRequired,
    Problem,
    Refused,
    Stale,
    Unauthenticated,
    Unavailable,
)
from shared.observability import trace_id

MEDIA_TYPE = "application/problem+json"
METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")

NAMING = (Refused, Stale, PreconditionRequired)
"""The problems that name what is there already."""

UNVERSIONED = Fault("/if-match", "missing", "Say which version is changed: the ETag that was read", "header")

log = structlog.get_logger()


class FaultBody(BaseModel):
    """One thing that is wrong, and where."""

    pointer: str = Field(description="JSON Pointer (RFC 6901)", examples=["/identifiers/0/scheme"])
    code: str = Field(description="what it is, for programs", examples=["unknown_scheme"])
    detail: str = Field(description="what it is and what would be right, for people")
    place: str = Field(default="body", alias="in", description="`query`, `path` or `header` where it is not the body")


class ProblemBody(BaseModel):
    """A problem (RFC 9457)."""

    type: str = Field(examples=["/problems/invalid-input"])
    title: str
    status: int
    detail: str
    instance: str
    trace_id: str
    errors: list[FaultBody] = Field(default=[], description="all faults at once")
    id: UUID | None = Field(default=None, description="of what is there already, in answers of 409, 412 and 428")
    external_id: str | None = Field(default=None, description="of what is there already")


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Describe the problems a route may answer with, for `responses=`."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        entry = described.setdefault(
            kind.status,
            {"description": "", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}},
        )
        entry["description"] = " ".join(filter(None, [entry["description"], f"{kind.title()}."]))
        if kind in NAMING:
            entry["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "of what is there already"}}
    return described


def answer(problem: Problem, instance: str) -> Response:
    """Give the response that tells of a problem."""
    body = orjson.dumps(problem.as_json(instance=instance, trace_id=trace_id()))
    return Response(body, problem.status, {**problem.headers, "Cache-Control": "no-store"}, MEDIA_TYPE)


def to_problem(error: Exception) -> Problem:
    """Find the problem that an exception stands for; what nobody expected is logged and said without detail."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return InvalidInput(faults=faults(error.errors()))
        case HTTPException():
            return _of_starlette(error)
        case _ if (columns := duplicated(error)) is not None:
            log.warning("request.duplicate", columns=columns)
            return _taken(columns)
        case _ if passing(error):
            log.warning("request.unavailable", error=str(error))
            return Unavailable("The database does not answer just now")
        case _:
            log.error("request.failed", exc_info=error)
            return InternalFault("It is in the log under this trace_id")


def _taken(columns: Sequence[str]) -> Problem:
    """Refuse what is there already; no value is said, for it may be another's."""
    together = f" in {', '.join(columns)} together" if len(columns) > 1 else ""
    detail = f"There is one already that is the same{together}; read it, or ask again if both came at once"
    return Refused(detail, faults=[Fault(f"/{column}", "taken", detail) for column in columns])


def _of_starlette(error: HTTPException) -> Problem:
    kinds: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed, 403: Forbidden}
    if error.status_code == 401:
        return Unauthenticated(error.detail)
    if error.status_code in kinds:
        return kinds[error.status_code](headers=error.headers)
    return InvalidInput(str(error.detail), headers=error.headers)


def faults(errors: Sequence[Any]) -> list[Fault]:
    """Turn pydantic's errors into faults."""
    return [_fault(error) for error in errors]


def faults_of(error: ValidationError) -> list[Fault]:
    """Turn a pydantic validation error into faults of the body."""
    return [_fault({**one, "loc": ("body", *one["loc"])}) for one in error.errors()]


def _fault(error: dict[str, Any]) -> Fault:
    place, *steps = error["loc"] or ("body",)
    if error["type"] == "json_invalid":
        # Only the framework says apart where; pydantic does so in words.
        at = f" at byte {steps[0]}" if steps else ""
        return Fault("", "json_invalid", f"Not JSON: {error['ctx']['error']}{at}", str(place))
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps if step != "[key]")
    if error["type"] == "extra_forbidden":
        return Fault(pointer, "unknown_field", "There is no such field or parameter", str(place))
    return Fault(pointer, error["type"], error["msg"], str(place))


async def handle(request: Request, error: Exception) -> Response:
    """Answer an exception; the one handler for all of them."""
    problem = to_problem(error)
    if isinstance(problem, InvalidInput) and getattr(request.state, "unversioned", False):
        problem = InvalidInput(faults=[*problem.faults, UNVERSIONED])
    if isinstance(problem, MethodNotAllowed):
        problem.headers["Allow"] = ", ".join(_methods(request))
    return answer(problem, request.url.path)


def _methods(request: Request) -> list[str]:
    """Name the methods that an address answers; the framework tells those of one route alone."""
    found = request.app.state.literal_paths.get(request.scope["path"]) or {
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    }
    return sorted(found | {"HEAD"} if "GET" in found else found)
