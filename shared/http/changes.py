"""Changes to one thing: which version is meant (If-Match), and JSON Merge Patch (RFC 7396)."""

import re
from typing import Annotated, Any, TypeVar

from fastapi import Body, Depends, Header
from pydantic import BaseModel, ValidationError

from shared.errors import InvalidInput, PreconditionRequired, Stale
from shared.http.problems import faults_of
from shared.unit_of_work import Expected

M = TypeVar("M", bound=BaseModel)


_Header = Annotated[str | None, Header(description="the `ETag` that was read; `*` for any", examples=['"1"'])]


def _if_match_or_new(if_match: _Header = None) -> Expected | None:
    if if_match is None:
        return None
    if if_match.strip() == "*":
        return "*"
    found = re.fullmatch(r'\s*"(\d+)"\s*', if_match)
    if found is None:
        raise Stale(f"If-Match {if_match} is no version of this")
    return int(found[1])


def _if_match(expected: Annotated[Expected | None, Depends(_if_match_or_new)]) -> Expected:
    if expected is None:
        raise PreconditionRequired
    return expected


MergePatch = Annotated[dict[str, Any], Body(media_type="application/merge-patch+json")]
IfMatch = Annotated[Expected, Depends(_if_match)]
IfMatchOrNew = Annotated[Expected | None, Depends(_if_match_or_new)]
"""For PUT, which needs no version where there is nothing yet."""


def merged(model: type[M], current: BaseModel, patch: dict[str, Any]) -> M:
    """Apply a merge patch to what is there and check the whole. Raises InvalidInput with all faults."""
    known = {name: value for name, value in current.model_dump(mode="json").items() if name in model.model_fields}
    try:
        return model.model_validate(_merge(known, patch))
    except ValidationError as error:
        raise InvalidInput(faults=faults_of(error)) from None


def _merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merge(result.get(name), value)
    return result
