from typing import Any

import pytest

from services.gateway.rules.descriptions import merge

REFERENCE = "#/components/schemas/{}"


def described(path: str, schemas: dict[str, Any], operation: str | None = None) -> dict[str, Any]:
    schema = {"$ref": REFERENCE.format(next(iter(schemas)))}
    content = {"application/json": {"schema": schema}}
    operation_id = operation or f"get_{path}"
    get = {"operationId": operation_id, "responses": {"200": {"description": "", "content": content}}}
    return {"paths": {path: {"get": get}}, "components": {"schemas": schemas}}


def referred(merged: dict[str, Any], path: str) -> str:
    content = merged["paths"][path]["get"]["responses"]["200"]["content"]
    return str(content["application/json"]["schema"]["$ref"]).rpartition("/")[2]


def test_schemas_that_are_the_same_are_kept_once() -> None:
    same = {"Page": {"type": "object"}}
    merged = merge({"registry": described("/a", same), "roadmaps": described("/b", same)}, shared={})
    assert merged["schemas"] == same


def test_schemas_of_one_name_but_different_meaning_are_told_apart() -> None:
    one, other = {"Scope": {"type": "object"}}, {"Scope": {"type": "string"}}
    merged = merge({"registry": described("/a", one), "roadmaps": described("/b", other)}, shared={})
    assert merged["schemas"] == {"RegistryScope": {"type": "object"}, "RoadmapsScope": {"type": "string"}}
    assert (referred(merged, "/a"), referred(merged, "/b")) == ("RegistryScope", "RoadmapsScope")


def test_what_refers_to_different_things_is_itself_different() -> None:
    page = {"Page": {"items": {"$ref": REFERENCE.format("Item")}}, "Book": {"of": {"$ref": REFERENCE.format("Page")}}}
    one, other = {**page, "Item": {"type": "object"}}, {**page, "Item": {"type": "string"}}
    merged = merge({"registry": described("/a", one), "roadmaps": described("/b", other)}, shared={})
    assert referred(merged, "/a") == "RegistryPage"
    assert merged["schemas"]["RegistryBook"] == {"of": {"$ref": REFERENCE.format("RegistryPage")}}
    assert merged["schemas"]["RoadmapsPage"] == {"items": {"$ref": REFERENCE.format("RoadmapsItem")}}


def test_what_all_services_mean_alike_is_there_once_even_where_none_defines_it() -> None:
    shared = {"ProblemBody": {"type": "object"}}
    merged = merge({"registry": described("/a", {"X": {}}), "roadmaps": described("/b", {"X": {}})}, shared=shared)
    assert merged["schemas"] == {"ProblemBody": {"type": "object"}, "X": {}}


def test_an_address_that_two_services_describe_is_an_error() -> None:
    with pytest.raises(ValueError, match="/a is described by roadmaps and by another service"):
        merge({"registry": described("/a", {"X": {}}), "roadmaps": described("/a", {"X": {}})}, shared={})


def test_an_operation_that_two_services_name_alike_is_an_error() -> None:
    with pytest.raises(ValueError, match="list"):
        merge(
            {"registry": described("/a", {"X": {}}, "list"), "roadmaps": described("/b", {"X": {}}, "list")}, shared={}
        )
