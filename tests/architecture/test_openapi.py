"""What the description of the API promises to whoever makes a client of it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Annotated, Any, get_args, get_origin

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from openapi_spec_validator import validate
from pydantic import BaseModel, BeforeValidator

from services.measurement.facts.rates.schemas import RateIn
from services.notifications.schemas import EventQuery
from services.registry.bulk.schemas import ActorRow
from services.roadmaps.schemas.roadmaps import ReportChange
from shared.http.answers import flat
from shared.http.routing import ServiceRoute
from shared.standards import Day, Instant
from tests.description import applications, document, operations

REFERENCE = "#/components/schemas/"


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = document()["components"]["schemas"]
    return found


def nodes(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk all objects of a document, each with where it stands."""
    if isinstance(node, list):
        for place, one in enumerate(node):
            yield from nodes(one, f"{where}/{place}")
    elif isinstance(node, dict):
        yield where, node
        for name, one in node.items():
            yield from nodes(one, f"{where}/{name}")


def sent() -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk all that is sent: parameters, bodies, and the schemas that these refer to."""
    roots: dict[str, Any] = {}
    for name, operation in operations().items():
        roots[name] = [operation.get("parameters", []), operation.get("requestBody", {})]
    waiting = [roots]
    seen: set[str] = set()
    while waiting:
        for where, node in nodes(waiting.pop()):
            yield where, node
            name = str(node.get("$ref", "")).removeprefix(REFERENCE)
            if name and name not in seen:
                seen.add(name)
                waiting.append({name: schemas()[name]})


def test_the_document_is_valid() -> None:
    validate(document())


def test_every_reference_leads_to_a_schema() -> None:
    dangling = {
        where: node["$ref"]
        for where, node in nodes(document())
        if isinstance(node.get("$ref"), str) and node["$ref"].removeprefix(REFERENCE) not in schemas()
    }
    assert dangling == {}
    assert [where for where, node in nodes(document()) if "$defs" in node] == []


def test_schemas_have_plain_names_which_are_their_titles() -> None:
    assert [name for name in schemas() if not re.fullmatch("[A-Z][A-Za-z0-9]*", name)] == []
    assert {name: schema["title"] for name, schema in schemas().items()} == {name: name for name in schemas()}


def test_no_member_is_null_alone() -> None:
    alone = [where for where, node in nodes(document()) if node.get("type") == "null" and "anyOf" not in where]
    assert alone == []


def parameter(operation: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in operation["parameters"] if one["name"].lower() == name)
    return found


def test_the_version_is_required_where_its_absence_is_refused() -> None:
    refusing = {name: one for name, one in operations().items() if "428" in one["responses"]}
    assert len(refusing) > 50
    for name, operation in refusing.items():
        header = parameter(operation, "if-match")
        # What may be new has no version yet; then the answer is 201.
        assert (name, header["in"], header["required"]) == (name, "header", "201" not in operation["responses"])
        assert "412" in operation["responses"], name


def test_a_post_may_be_repeated_by_a_key() -> None:
    for name, operation in operations().items():
        if name.startswith("POST /v1"):
            assert parameter(operation, "idempotency-key")["description"], name
            assert {"409", "422"} <= operation["responses"].keys(), name


def test_changes_say_what_may_be_changed() -> None:
    changes = {name: one["requestBody"]["content"] for name, one in operations().items() if name.startswith("PATCH")}
    assert len(changes) > 10
    for name, content in changes.items():
        (body,) = content.items()
        assert body[0] == "application/merge-patch+json", name
        schema = schemas()[body[1]["schema"]["$ref"].removeprefix(REFERENCE)]
        assert (name, schema["additionalProperties"], schema.get("required")) == (name, False, None)
        assert schema["properties"], name


def test_what_a_change_takes_away_is_null() -> None:
    patch = schemas()["ActivityPatch"]["properties"]
    assert {"type": "null"} in patch["aid_type"]["anyOf"]
    assert patch["titles"]["additionalProperties"]["anyOf"][1] == {"type": "null"}
    assert "anyOf" not in patch["titles"]  # an activity always has one
    assert schemas()["RoadmapPatch"]["properties"]["scope"] == {"$ref": f"{REFERENCE}ScopePatch"}


def test_all_integers_that_are_sent_have_bounds() -> None:
    endless = [
        where
        for where, node in sent()
        if node.get("type") == "integer"
        and not {"enum", "const"} & node.keys()
        and not ({"minimum", "exclusiveMinimum"} & node.keys() and {"maximum", "exclusiveMaximum"} & node.keys())
    ]
    assert endless == []


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("GET /v1/actors", {"200", "401", "406", "422", "503"}),
        ("GET /v1/actors/{actor_id}", {"200", "304", "308", "401", "404", "405", "422", "503"}),
        ("POST /v1/actors", {"201", "401", "403", "409", "413", "415", "422", "503"}),
        (
            "PUT /v1/actors/by-external-id/{external_id}",
            {"200", "201", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "503"},
        ),
        (
            "PATCH /v1/actors/{actor_id}",
            {"200", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "503"},
        ),
        ("GET /v1/events", {"200", "401", "410", "422", "503"}),
        ("POST /oauth/token", {"200", "400", "401", "503"}),
    ],
)
def test_all_that_can_be_answered_is_declared(operation: str, statuses: set[str]) -> None:
    assert operations()[operation]["responses"].keys() == statuses


CHECKED = {one.__metadata__[0] for one in (Day, Instant)}


def test_routes_stand_in_routers_that_a_service_includes() -> None:
    """Then they are built once for all applications, with all that they answer."""
    assert [route for app in applications().values() for route in app.routes if isinstance(route, ServiceRoute)] == []


def taken() -> Iterator[tuple[Any, Sequence[Any]]]:
    """Walk the types of all that is sent: of parameters and bodies, and of bodies that the framework does not read."""
    for app in applications().values():
        for route in iter_route_contexts(app.routes):
            if isinstance(route.original_route, APIRoute):
                parts = flat(route.dependant)
                fields = [one for part in parts for one in (*part.path_params, *part.query_params, *part.header_params)]
                for field in [*fields, route.body_field]:
                    if field:
                        yield field.field_info.annotation, field.field_info.metadata
    bodies = [operation.get("requestBody") for operation in operations().values()]
    names = {str(node.get("$ref")).removeprefix(REFERENCE) for _, node in nodes(bodies)}
    kinds = {name.removesuffix("Input") for name in names}
    kinds |= {re.sub("Patch$", end, name) for name in names for end in ("In", "Change")}
    yield from ((model, ()) for model in models() if model.__name__ in kinds)


def models(root: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for kind in root.__subclasses__():
        if kind.__module__.startswith("services."):
            yield kind
        yield from models(kind)


def unchecked(annotation: Any, metadata: Sequence[Any] = (), where: str = "") -> Iterator[str]:
    """Name where a type takes dates or moments that may be numbers, or lie beyond the calendar."""
    if get_origin(annotation) is Annotated:
        yield from unchecked(annotation.__origin__, annotation.__metadata__, where)
    elif annotation in {date, datetime}:
        if CHECKED.isdisjoint(one for one in metadata if isinstance(one, BeforeValidator)):
            yield where
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield from unchecked(field.annotation, field.metadata, f"{annotation.__name__}.{name}")
    else:
        for one in get_args(annotation):
            yield from unchecked(one, (), where)


def test_all_days_and_moments_that_are_sent_are_checked() -> None:
    kinds = list(taken())
    assert {ActorRow, EventQuery, RateIn, ReportChange} <= {kind for kind, _ in kinds if isinstance(kind, type)}
    assert {where for kind, metadata in kinds for where in unchecked(kind, metadata)} == set()


def test_nothing_that_answers_a_request_runs_in_a_thread() -> None:
    """FastAPI runs in a thread what is no coroutine, which takes as long as a statement of the database."""
    answering = {
        part.call
        for app in applications().values()
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, APIRoute)
        for part in flat(route.dependant)
    }
    assert len(answering) > 100
    assert [one for one in answering if not (iscoroutinefunction(one) or isasyncgenfunction(one))] == []
