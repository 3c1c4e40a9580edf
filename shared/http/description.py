"""A service's OpenAPI document, in which every schema has one plain name and every reference leads somewhere."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from shared.http.bodies import REFERENCE
from shared.http.problems import ProblemBody

Schemas = dict[str, Any]

_DATA = frozenset({"const", "default", "enum", "example", "examples"})
"""Members of a schema that hold values, not schemas."""

_GENERIC = re.compile(r"(\w+?)_(\w+)_")
_REFERRED = re.compile(re.escape(REFERENCE.format(model="")) + "(.+)")


def describe(app: FastAPI) -> dict[str, Any]:
    """Give the document of all routes."""
    whole = get_openapi(title=app.title, version=app.version, routes=app.routes)
    document: dict[str, Any] = renamed(whole, _plain)
    components = document.setdefault("components", {})
    schemas = {_plain(name): schema for name, schema in components.get("schemas", {}).items()}
    problem = TypeAdapter(ProblemBody).json_schema(ref_template=REFERENCE, mode="serialization")
    schemas |= problem.pop("$defs") | {"ProblemBody": problem}
    document["paths"] = _settled(_untitled(document["paths"]), schemas)
    components["schemas"] = {name: titled(name, _untitled(schema)) for name, schema in sorted(schemas.items())}
    return document


def titled(name: str, schema: Any) -> Any:
    """Give a component its name as its title, by which generated programs call it."""
    return {"title": name, **{key: value for key, value in schema.items() if key != "title"}}


def renamed(node: Any, rename: Callable[[str], str]) -> Any:
    """Let all references lead to schemas by their other names."""
    if isinstance(node, list):
        return [renamed(one, rename) for one in node]
    if not isinstance(node, dict):
        return node
    result = {key: renamed(value, rename) for key, value in node.items()}
    if isinstance(reference := node.get("$ref"), str) and (found := _REFERRED.fullmatch(reference)):
        result["$ref"] = REFERENCE.format(model=rename(found[1]))
    return result


def _plain(name: str) -> str:
    """Give a schema's name in letters alone: `Page_Flow_` is PageOfFlow, `Amount-Input` AmountInput."""
    while found := _GENERIC.fullmatch(name):
        name = f"{found[1]}Of{found[2]}"
    return name.replace("-", "")


def _untitled(node: Any) -> Any:
    """Leave out the titles that only repeat a field's name."""
    if isinstance(node, list):
        return [_untitled(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value if key in _DATA else _untitled(value)
        for key, value in node.items()
        if key != "title" or not isinstance(value, str)
    }


def _settled(node: Any, schemas: Schemas) -> Any:
    """Bring the definitions that schemas of bodies stand with to the components."""
    if isinstance(node, list):
        return [_settled(one, schemas) for one in node]
    if not isinstance(node, dict):
        return node
    if "$defs" not in node:
        return {key: _settled(value, schemas) for key, value in node.items()}
    rest = {key: value for key, value in node.items() if key != "$defs"}
    if "$ref" in rest:  # the framework's own description of the body stands beside it
        rest = {"$ref": rest["$ref"]}
    names = _names(node["$defs"], schemas)
    for name, schema in _under(names, node["$defs"]).items():
        schemas.setdefault(name, schema)
    return renamed(rest, lambda name: names[name])


def _names(definitions: Schemas, schemas: Schemas) -> dict[str, str]:
    """Find names under which no other schema stands: what is only sent may look otherwise than what is answered."""
    names = {name: f"{name}Input" if f"{name}Input" in schemas else name for name in definitions}
    while taken := {name for name, one in _under(names, definitions).items() if _differs(one, schemas.get(name))}:
        names = {name: f"{name}Input" if now in taken else now for name, now in names.items()}
    return names


def _under(names: Mapping[str, str], definitions: Schemas) -> Schemas:
    return {names[name]: renamed(schema, lambda one: names[one]) for name, schema in definitions.items()}


def _differs(one: Any, other: Any) -> bool:
    return other is not None and _untitled(one) != _untitled(other)
