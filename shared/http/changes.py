"""Changes to one thing: which version is meant (If-Match), and JSON Merge Patch (RFC 7396)."""

import re
from typing import Annotated, Any, TypeVar

from fastapi import Body, Depends, Header
from pydantic import AfterValidator, BaseModel, RootModel, ValidationError
from pydantic_core import PydanticCustomError

from shared.errors import InvalidInput
from shared.http.bodies import MERGE_PATCH
from shared.http.problems import faults_of
from shared.unit_of_work import Expected

M = TypeVar("M", bound=BaseModel)


_TAGS = re.compile(r'\s*(?:W/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W/)?"[\x21\x23-\x7e]*")*\s*')
"""A list of entity tags (RFC 9110 §8.8.3)."""
_VERSION = re.compile(r'(?<!W/)"(\d{1,9})(?:-[0-9a-f]+)?"')
"""A strong entity tag of ours: the version, with a digest of the body where one was read. No other ever matches."""


def _tags(text: str) -> str:
    if text.strip() == "*" or _TAGS.fullmatch(text):
        return text
    detail = 'Not a list of entity tags, such as "1" or "1", "2", and not *'
    raise PydanticCustomError("invalid_entity_tag", "{detail}", {"detail": detail})


_Tags = Annotated[str, AfterValidator(_tags)]
_Header = Header(description="the `ETag` that was read, or several; `*` for any", examples=['"1"'])


def require_version(if_match: Annotated[_Tags, _Header]) -> Expected:
    """Give the versions that a change is meant for; where they are not said, the answer is 428."""
    return "*" if if_match.strip() == "*" else frozenset(int(version) for version in _VERSION.findall(if_match))


def read_version(
    if_match: Annotated[_Tags | None, _Header] = None,
    if_none_match: Annotated[
        str | None, Header(pattern=r"^\*$", description="`*`: only where there is nothing yet")
    ] = None,
) -> Expected | None:
    """Give the versions that a change is meant for; none where it is for what is new, None where nothing is said."""
    if if_match is not None:
        return require_version(if_match)
    return frozenset() if if_none_match else None


MergePatch = Annotated[dict[str, Any], Body(media_type=MERGE_PATCH)]
"""A change after RFC 7396; `openapi_extra=patched(model)` says what may be changed."""
IfMatch = Annotated[Expected, Depends(require_version)]
IfMatchOrNew = Annotated[Expected | None, Depends(read_version)]
"""For PUT, which needs no version where there is nothing yet; what is there already never matches no version."""


def as_sent(model: type[M], values: dict[str, Any]) -> M | RootModel[dict[str, Any]]:
    """Give what would have to be sent for a thing to be as it is.

    What is held may be no longer what the model takes; it is plain values then, and equal to nothing that is sent: a
    merge patch of it is checked as a whole.
    """
    try:
        return model.model_validate(values)
    except ValidationError:
        return RootModel(values)


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
