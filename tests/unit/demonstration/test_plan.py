from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from deploy.demonstration.plan import make_plan
from services.registry.actors.schemas import ActorIn
from services.registry.focal_points.schemas import FocalPointIn
from services.roadmaps.rules import ReportStatus, RoadmapStatus
from services.roadmaps.schemas.roadmaps import ReportIn, RoadmapIn
from shared.standards import Constituency

TODAY = date(2026, 11, 23)
NOBODY = "01980000-0000-7000-8000-000000000000"
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_the_registry_takes_every_actor_and_focal_point() -> None:
    plan = make_plan(TODAY)
    actors = [ActorIn.model_validate(one.body) for one in plan.organisations]
    assert {actor.constituency for actor in actors} == set(Constituency)
    assert all("invent" in name for actor in actors for name in actor.names.values())
    offices = [FocalPointIn.model_validate({**one.body, "actor": NOBODY}) for one in plan.offices]
    assert {office.language for office in offices} == {"en", "fr", "pt"}


def test_nobody_real_can_be_written_to() -> None:
    addresses = [channel["address"] for one in make_plan(TODAY).offices for channel in one.body["channels"]]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@demo.harambee.example") for address in addresses)


def test_roadmaps_and_reports_are_in_every_state() -> None:
    plan = make_plan(TODAY)
    ends = {one.steps[-1].to if one.steps else "draft" for one in plan.roadmaps}
    assert ends == set(RoadmapStatus)
    reports = [one.report for one in plan.roadmaps if one.report]
    assert {one.steps[-1] if one.steps else "draft" for one in reports} == set(ReportStatus)


@given(DAYS)
def test_what_is_said_to_have_happened_lies_between_anchor_and_today(today: date) -> None:
    for one in make_plan(today).roadmaps:
        body = RoadmapIn.model_validate({**one.body, "owner": NOBODY, "external_id": one.key})
        days = [body.anchor_date, *(step.on for step in one.steps), today]
        assert days == sorted(days)
        if one.report:
            ReportIn.model_validate({**one.report.body, "roadmap": NOBODY})


def test_owners_exist_and_a_scope_has_one_roadmap_at_a_time() -> None:
    plan = make_plan(TODAY)
    keys = {one.key for one in plan.organisations}
    assert {one.owner for one in plan.roadmaps} | {one.key for one in plan.offices} <= keys
    live = [one for one in plan.roadmaps if not any(step.to == "withdrawn" for step in one.steps)]
    scopes = Counter(str(one.body["scope"]) for one in live)
    assert set(scopes.values()) == {1}
    assert str({"country": "KE"}) not in scopes
