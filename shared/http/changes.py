"""Changes to one thing: which version is meant (If-Match), and JSON Merge Patch (RFC 7396)."""

import re
from typing import Annotated, Any, TypeVar

from fastapi import Body, Depends, Header
from pydantic import BaseModel, ValidationError

from shared.errors import Fault, InvalidInput, PreconditionRequired
from shared.http.problems import faults_of
from shared.unit_of_work import Expected

M = TypeVar("M", bound=BaseModel)


_Header = Annotated[
    str | None, Header(description="the `ETag` that was read, or several; `*` for any", examples=['"1"'])
]

_TAGS = re.compile(r'\s*(?:W/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W/)?"[\x21\x23-\x7e]*")*\s*')
"""A list of entity tags (RFC 9110 §8.8.3)."""
_VERSION = re.compile(r'(?<!W/)"(\d{1,9})(?:-[0-9a-f]+)?"')
"""A strong entity tag of ours: the version, with a digest of the body where one was read. No other ever matches."""


def _if_match_or_new(if_match: _Header = None) -> Expected | None:
    if if_match is None:
        return None
    if if_match.strip() == "*":
        return "*"
    if not _TAGS.fullmatch(if_match):
        detail = 'Not a list of entity tags, such as "1" or "1", "2", and not *'
        raise InvalidInput(faults=[Fault("/if-match", "invalid_entity_tag", detail, "header")])
    return frozenset(int(version) for version in _VERSION.findall(if_match))


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
