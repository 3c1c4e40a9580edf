"""How bodies are described that the framework does not read: uploads, and changes after RFC 7396.

The functions give what goes into a route's `openapi_extra`. Schemas stand in it with the definitions that they refer
to, which `shared.http.description` brings to the components.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/{model}"
MERGE_PATCH = "application/merge-patch+json"
FILE: Schema = {"schema": {"type": "string", "format": "binary"}}

_NULL = {"type": "null"}
_SAID = frozenset({"description", "examples", "title"})


def sent_as(content: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a body by media type: by a type, or by what OpenAPI calls a media type object, such as FILE."""
    described = {media: one if isinstance(one, dict) else {"schema": schema_of(one)} for media, one in content.items()}
    return {"requestBody": {"required": True, "content": described}}


def patched(model: type[BaseModel]) -> dict[str, Any]:
    """Describe a merge patch of what `model` describes whole: all may be left out, and null takes away."""
    return sent_as({MERGE_PATCH: {"schema": _Patch(model).schema}})


def schema_of(kind: Any) -> Schema:
    """Give the schema of what is sent, as a reference where it is of a model."""
    schema = TypeAdapter(kind).json_schema(ref_template=REFERENCE)
    return _component(kind.__name__, schema) if isinstance(kind, type) and issubclass(kind, BaseModel) else schema


def _component(name: str, schema: Schema) -> Schema:
    definitions = schema.pop("$defs", {})
    return {"$ref": REFERENCE.format(model=name), "$defs": {**definitions, name: schema}}


def _reached(schemas: Iterable[Schema], definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    """Give the definitions that schemas refer to, and those that these refer to."""
    found: dict[str, Schema] = {}
    waiting = [name for schema in schemas for name in references(schema)]
    while waiting:
        name = waiting.pop()
        if name in definitions and name not in found:
            found[name] = definitions[name]
            waiting += references(definitions[name])
    return found


def references(node: Any) -> Iterator[str]:
    """Name the schemas that are referred to."""
    if isinstance(node, list):
        for one in node:
            yield from references(one)
    elif isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference.rpartition("/")[2]
        for one in node.values():
            yield from references(one)


class _Patch:
    """Makes the schema of a merge patch: objects become such ones of which any part is given, lists are given whole."""

    def __init__(self, model: type[BaseModel]) -> None:
        whole = model.model_json_schema(ref_template=REFERENCE)
        self._whole: dict[str, Schema] = whole.pop("$defs", {})
        self._partial: dict[str, Schema] = {}
        name = f"{model.__name__.removesuffix('In').removesuffix('Change')}Patch"
        whole["description"] = f"What may be changed of it (RFC 7396). {whole.get('description', '')}".strip()
        self._partial[name] = self._object(whole)
        kept = _reached(self._partial.values(), self._whole)
        self.schema = {"$ref": REFERENCE.format(model=name), "$defs": kept | self._partial}

    def _object(self, schema: Schema) -> Schema:
        required = schema.get("required", [])
        members = {
            name: self._part(one) if name in required else _or_null(self._part(one))
            for name, one in schema["properties"].items()
        }
        return {**{key: value for key, value in schema.items() if key != "required"}, "properties": members}

    def _part(self, schema: Schema) -> Schema:
        # What is left out stays as it is: the default is not for a change.
        schema = {key: value for key, value in schema.items() if key != "default"}
        if "anyOf" in schema:
            schema["anyOf"] = [self._part(one) for one in schema["anyOf"]]
        elif isinstance(values := schema.get("additionalProperties"), dict):
            schema["additionalProperties"] = _or_null(self._part(values))
            schema.pop("minProperties", None)
        elif "properties" in schema:
            return self._object(schema)
        elif "$ref" in schema:
            schema["$ref"] = REFERENCE.format(model=self._referred(schema["$ref"].rpartition("/")[2]))
        return schema

    def _referred(self, name: str) -> str:
        if "properties" not in self._whole[name]:
            return name
        partial = f"{name.removesuffix('In')}Patch"
        if partial not in self._partial:
            self._partial[partial] = {}  # one that holds itself is not made again
            self._partial[partial] = self._object(self._whole[name])
        return partial


def _or_null(schema: Schema) -> Schema:
    if _NULL in schema.get("anyOf", []):
        return schema
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], _NULL]}
    said = {key: value for key, value in schema.items() if key in _SAID}
    return {"anyOf": [{key: value for key, value in schema.items() if key not in _SAID}, _NULL], **said}
