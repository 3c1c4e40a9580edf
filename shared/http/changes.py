"""Changes to one thing: which version is meant (If-Match), and JSON Merge Patch (RFC 7396)."""

import re
from typing import Annotated, Any, TypeVar

from fastapi import Body, Depends, Header
from pydantic import AfterValidator, BaseModel, RootModel, ValidationError
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from shared.errors import InvalidInput
from shared.http.bodies import MERGE_PATCH
from shared.http.problems import faults_of
from shared.unit_of_work import Expected, UnitOfWork

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


def _versions(if_match: str) -> Expected:
    return "*" if if_match.strip() == "*" else frozenset(int(version) for version in _VERSION.findall(if_match))


_Tags = Annotated[str, AfterValidator(_tags)]
IF_MATCH = {"description": "the `ETag` that was read, or several; `*` for any", "example": '"1"'}


async def require_version(
    request: Request, if_match: Annotated[_Tags | None, Header(include_in_schema=False)] = None
) -> Expected:
    """Give the versions that a change is meant for, None where they are not said.

    The header is described as required, by `shared.http.answers`; but only who has found what is to be changed can name
    it in the answer of 428.
    """
    request.state.unversioned = if_match is None
    return None if if_match is None else _versions(if_match)


async def read_version(
    if_match: Annotated[
        _Tags | None, Header(description=IF_MATCH["description"], examples=[IF_MATCH["example"]])
    ] = None,
    if_none_match: Annotated[
        str | None, Header(pattern=r"^\*$", description="`*`: only where there is nothing yet")
    ] = None,
) -> Expected:
    """Give the versions that a change is meant for; none where it is for what is new, None where nothing is said."""
    if if_match is not None:
        return _versions(if_match)
    return frozenset() if if_none_match else None


MergePatch = Annotated[dict[str, Any], Body(media_type=MERGE_PATCH)]
"""A change after RFC 7396; `openapi_extra=patched(model)` says what may be changed."""
IfMatch = Annotated[Expected, Depends(require_version)]
IfMatchOrNew = Annotated[Expected, Depends(read_version)]
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


def merged(uow: UnitOfWork, model: type[M], current: BaseModel, patch: dict[str, Any]) -> M:
    """Apply a merge patch to what is there and check the whole.

    Where members of the patch have faults of form, the rest of it is given, so that the rules are asked about that in
    the same round; the unit of work keeps the faults and is refused in the end. Raises InvalidInput where the rest
    makes nothing whole.
    """
    known = {name: value for name, value in current.model_dump(mode="json").items() if name in model.model_fields}
    try:
        return model.model_validate(_merge(known, patch))
    except ValidationError as error:
        faults = faults_of(error)
        faulty = {one["loc"][0] for one in error.errors() if one["loc"]}
    try:
        rest = model.model_validate(_merge(known, {name: patch[name] for name in patch if name not in faulty}))
    except ValidationError:
        raise InvalidInput(faults=faults) from None
    uow.keep_faults(faults)
    return rest


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
