"""One OpenAPI description made of those of all services."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Document = Mapping[str, Any]
Schemas = dict[str, Any]

METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})
_REFERENCE = re.compile(r"#/components/schemas/(.+)")


def merge(descriptions: Mapping[str, Document]) -> dict[str, Any]:
    """Put the paths and schemas of all services together.

    A schema that two services define differently gets the service's name before its own. Raises ValueError where two
    services describe the same address or operation: then one of them could not be reached.
    """
    schemas = {service: _schemas(one) for service, one in descriptions.items()}
    different = _different(schemas)
    paths: dict[str, Any] = {}
    merged: Schemas = {}
    for service, description in descriptions.items():
        rename = _renamer(service, different)
        for name, schema in schemas[service].items():
            merged[rename(name)] = {**_rewritten(schema, rename), "title": rename(name)}
        for path, item in description.get("paths", {}).items():
            if path in paths:
                raise ValueError(f"{path} is described by {service} and by another service")
            paths[path] = _marked(_rewritten(item, rename), service)
    _check_operations(paths)
    return {"paths": dict(sorted(paths.items())), "schemas": dict(sorted(merged.items()))}


def _schemas(description: Document) -> Schemas:
    return dict(description.get("components", {}).get("schemas", {}))


def _different(schemas: Mapping[str, Schemas]) -> set[str]:
    """Name the schemas that are not the same in all services that define them, or refer to such ones."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for defined in schemas.values():
        for name, schema in defined.items():
            found[name].append(schema)
    several = {name: definitions for name, definitions in found.items() if len(definitions) > 1}
    different = {name for name, definitions in several.items() if any(one != definitions[0] for one in definitions)}
    while further := {
        name
        for name, definitions in several.items()
        if name not in different and not different.isdisjoint(_references(definitions[0]))
    }:
        different |= further
    return different


def _references(node: Any) -> Iterable[str]:
    if isinstance(node, list):
        for one in node:
            yield from _references(one)
    elif isinstance(node, dict):
        if found := _REFERENCE.fullmatch(str(node.get("$ref", ""))):
            yield found[1]
        for one in node.values():
            yield from _references(one)


def _renamer(service: str, different: set[str]) -> Callable[[str], str]:
    return lambda name: f"{service.capitalize()}{name}" if name in different else name


def _rewritten(node: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(node, list):
        return [_rewritten(one, rename) for one in node]
    if not isinstance(node, dict):
        return node
    result = {key: _rewritten(value, rename) for key, value in node.items()}
    if isinstance(reference := node.get("$ref"), str) and (found := _REFERENCE.fullmatch(reference)):
        result["$ref"] = f"#/components/schemas/{rename(found[1])}"
    return result


def _marked(item: dict[str, Any], service: str) -> dict[str, Any]:
    return {key: {**value, "x-service": service} if key in METHODS else value for key, value in item.items()}


def _check_operations(paths: Mapping[str, Any]) -> None:
    names = [item[method]["operationId"] for item in paths.values() for method in METHODS & item.keys()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"operations are named twice: {', '.join(twice)}")
