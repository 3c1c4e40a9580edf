"""All faults in one round: where the form of a body has faults, the rules are asked about the rest of it at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import InitErrorDetails, PydanticCustomError

from shared.errors import Fault

M = TypeVar("M", bound=BaseModel)
Errors = Sequence[Mapping[str, Any]]


def with_rules(
    model: type[M], rules: Callable[[M, str], Iterable[Fault]], stand_ins: Mapping[str, Any]
) -> WrapValidator:
    """Make the annotation of a body, one of a model or a list of them; `rules` find faults and get its pointer.

    What has faults of form is left out of what the rules see; `stand_ins` are there for fields that are required, or
    that rules about other fields need. They are asked here only where there are such faults: whoever takes a whole body
    asks them anyway.
    """

    def check(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            found = error.errors(include_url=False)
            faults = list(_faults(model, rules, stand_ins, value, found))
            details = [_detail(one["type"], one["msg"], one["loc"]) for one in found]
            details += [_detail(one.code, one.detail, tuple(one.pointer.split("/")[1:])) for one in faults]
            raise ValidationError.from_exception_data(error.title, details) from None

    return WrapValidator(check)


def _detail(code: str, message: str, loc: tuple[int | str, ...]) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError(code, "{message}", {"message": message}), loc=loc, input=None)


def _faults(
    model: type[M],
    rules: Callable[[M, str], Iterable[Fault]],
    stand_ins: Mapping[str, Any],
    value: Any,
    found: Errors,
) -> Iterable[Fault]:
    if isinstance(value, list) and any(not one["loc"] for one in found):
        return  # the list as a whole is none
    items = dict(enumerate(value)) if isinstance(value, list) else {None: value}
    faulty: defaultdict[Any, set[str]] = defaultdict(set)
    for one in found:
        place, *steps = one["loc"] if isinstance(value, list) else (None, *one["loc"])
        faulty[place].add(str(steps[0]) if steps else "")
    for place, item in items.items():
        pointer = "" if place is None else f"/{place}"
        body = _rest(model, stand_ins, item, faulty[place])
        for fault in rules(body, pointer) if body else ():
            if fault.pointer.removeprefix(pointer).split("/")[1] not in faulty[place]:
                yield fault


def _rest(model: type[M], stand_ins: Mapping[str, Any], value: Any, faulty: set[str]) -> M | None:
    """Give what is right of a value, None where that is nothing."""
    if not isinstance(value, dict):
        return None
    kept = {name: one for name, one in value.items() if name in model.model_fields and name not in faulty}
    wanted = {name: one for name, one in stand_ins.items() if name in faulty or model.model_fields[name].is_required()}
    try:
        return model.model_validate({**wanted, **kept})
    except ValidationError:
        return None
