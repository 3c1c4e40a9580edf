"""Who sees which events: every class of the catalogue, by each way to read them."""

from uuid import UUID

import pytest

from services.notifications import queries
from shared.auth import ANYONE, Grant, Kind, Principal, Role
from shared.envelope import Audience, Envelope, Event
from tests.event_catalogue import SAMPLES, published
from tests.service.notifications.facts import told
from tests.service.notifications.stage import Stage
from tests.service.notifications.streams import Follow
from tests.serving import ADMIN, authorization, coordinator

PERSONAL = {"harambee.registry.contacts", "harambee.gateway.grants"}
"""Topics that only services read; nothing of them is in the log."""
CLASSES = {name: kind for name, kind in published().items() if kind.topic.name not in PERSONAL}
ACTOR = UUID("0198c1de-0000-7000-8000-000000000001")
MEANT = {
    Audience.PUBLIC: "public",
    Audience.ACTOR: f"actor:{ACTOR}",
    Audience.COUNTRY: "country:KE",
    Audience.REGION: "region:EAC",
    Audience.CLIENT: "client:sender",
}
READER = Principal(id="reader", kind=Kind.CLIENT, grants=(Grant(role=Role.OBSERVER),))
"""Of everything, and no administrator."""
PRINCIPALS = {
    "nobody": (ANYONE, {Audience.PUBLIC}),
    "another tenant": (coordinator("GH"), {Audience.PUBLIC}),
    "the country": (coordinator("KE"), {Audience.PUBLIC, Audience.COUNTRY}),
    "the actor": (
        Principal(id="actor", kind=Kind.CLIENT, grants=(Grant(role=Role.REPORTER, actor=ACTOR),)),
        {Audience.PUBLIC, Audience.ACTOR},
    ),
    "the region": (
        Principal(id="eac", kind=Kind.CLIENT, grants=(Grant(role=Role.OBSERVER, region="EAC", countries=("UG",)),)),
        {Audience.PUBLIC, Audience.REGION},
    ),
    "the client": (Principal(id="sender", kind=Kind.CLIENT, grants=()), {Audience.PUBLIC, Audience.CLIENT}),
    "a reader of everything": (READER, set(Audience) - {Audience.CLIENT}),
    "an administrator": (ADMIN, set(Audience)),
}


def sample(name: str) -> Event:
    """Give the golden sample of a class."""
    envelope = Envelope.from_structured((SAMPLES / f"{name}.json").read_bytes())
    return CLASSES[name].model_validate_json(envelope.data)


@pytest.fixture
async def heard(stage: Stage) -> Stage:
    """A log that holds an event of each class for each of its audiences; the data say which class is for whom."""
    events = [
        told(sample(name), country="KE", regions=["EAC"], audience=MEANT[audience])
        for name, kind in sorted(CLASSES.items())
        for audience in sorted(kind.audiences)
    ]
    await stage.hear(*events)
    return stage


def expected(seen: set[Audience]) -> set[tuple[str, str]]:
    return {(name, MEANT[one]) for name, kind in CLASSES.items() for one in kind.audiences & seen}


@pytest.mark.parametrize("who", PRINCIPALS)
async def test_everybody_sees_what_it_may_of_each_class_and_nothing_else(
    heard: Stage, who: str, follow: Follow
) -> None:
    principal, seen = PRINCIPALS[who]
    wanted = expected(seen)
    assert wanted
    headers = authorization(principal)
    pulled = (await heard.client.get("/v1/events", params={"limit": 1000}, headers=headers)).json()["items"]
    assert {(one["type"], one["audience"]) for one in pulled} == wanted
    async with follow(principal=headers) as stream:
        streamed = await stream.take(len(pulled))
    assert [one["position"] for one in streamed] == [one["position"] for one in pulled]
    if principal is not ANYONE:
        chosen = queries.visibility_of(principal)
        logged = expected(set(Audience))
        assert {(name, audience) for name, audience in logged if chosen.allows(audience)} == wanted


def test_every_class_has_a_sample_and_an_audience() -> None:
    assert all((SAMPLES / f"{name}.json").exists() and kind.audiences for name, kind in CLASSES.items())
    assert {one for kind in CLASSES.values() for one in kind.audiences} == set(Audience)
