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
    merged = merge({"registry": described("/a", same), "roadmaps": described("/b", same)})
    assert merged["schemas"] == {"Page": {"type": "object", "title": "Page"}}


def test_schemas_of_one_name_but_different_meaning_are_told_apart() -> None:
    one, other = {"Scope": {"type": "object"}}, {"Scope": {"type": "string"}}
    merged = merge({"registry": described("/a", one), "roadmaps": described("/b", other)})
    assert merged["schemas"] == {
        "RegistryScope": {"type": "object", "title": "RegistryScope"},
        "RoadmapsScope": {"type": "string", "title": "RoadmapsScope"},
    }
    assert (referred(merged, "/a"), referred(merged, "/b")) == ("RegistryScope", "RoadmapsScope")


def test_what_refers_to_different_things_is_itself_different() -> None:
    page = {"Page": {"items": {"$ref": REFERENCE.format("Item")}}, "Book": {"of": {"$ref": REFERENCE.format("Page")}}}
    one, other = {**page, "Item": {"type": "object"}}, {**page, "Item": {"type": "string"}}
    merged = merge({"registry": described("/a", one), "roadmaps": described("/b", other)})
    assert referred(merged, "/a") == "RegistryPage"
    assert merged["schemas"]["RegistryBook"] == {
        "of": {"$ref": REFERENCE.format("RegistryPage")},
        "title": "RegistryBook",
    }
    assert merged["schemas"]["RoadmapsPage"] == {
        "items": {"$ref": REFERENCE.format("RoadmapsItem")},
        "title": "RoadmapsPage",
    }


def test_an_address_that_two_services_describe_is_an_error() -> None:
    with pytest.raises(ValueError, match="/a is described by roadmaps and by another service"):
        merge({"registry": described("/a", {"X": {}}), "roadmaps": described("/a", {"X": {}})})


def test_an_operation_that_two_services_name_alike_is_an_error() -> None:
    with pytest.raises(ValueError, match="list"):
        merge({"registry": described("/a", {"X": {}}, "list"), "roadmaps": described("/b", {"X": {}}, "list")})
