"""No number leaves the platform with an exponent: every Decimal of a schema or event is a PlainDecimal."""

import importlib
import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

import services
from shared.decimals import PlainDecimal

for module in pkgutil.walk_packages(services.__path__, "services."):
    if "migrations" not in module.name and "__main__" not in module.name:
        importlib.import_module(module.name)


def all_models(root: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for kind in root.__subclasses__():
        if kind.__module__.startswith(("services.", "shared.")):
            yield kind
        yield from all_models(kind)


MODELS = sorted(set(all_models()), key=lambda kind: (kind.__module__, kind.__qualname__))


def loose(schema: Any) -> Iterator[dict[str, Any]]:
    """Find what pydantic would write as a Decimal with an exponent."""
    if isinstance(schema, dict):
        if schema.get("type") == "decimal" and "serialization" not in schema:
            yield schema
        for one in schema.values():
            yield from loose(one)
    elif isinstance(schema, list | tuple):
        for one in schema:
            yield from loose(one)


def test_all_schemas_and_events_are_looked_at() -> None:
    names = {kind.__name__ for kind in MODELS}
    assert {
        "Flow",
        "Conversion",
        "ActivityFlowsRecorded",
        "FlowState",
        "TotalsChanged",
        "Observation",
        "Match",
        "ExchangeRate",
    } <= names


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_every_number_is_written_as_digits(kind: type[BaseModel]) -> None:
    kind.model_rebuild()
    assert list(loose(kind.__pydantic_core_schema__)) == [], f"{kind.__name__}: use shared.decimals.PlainDecimal"


def test_a_plain_decimal_is_seen_as_such_and_another_is_not() -> None:
    assert list(loose(TypeAdapter(list[Decimal | None]).core_schema))
    assert not list(loose(TypeAdapter(list[PlainDecimal | None]).core_schema))
