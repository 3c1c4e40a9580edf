import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.auth import ANYONE
from tests.service.notifications.facts import ADDRESS, DUE_ON, assigned, due, erased, met, moved, released, waived
from tests.service.notifications.stage import Stage
from tests.serving import authorization, coordinator

EARLY = datetime(2017, 5, 4, 12, tzinfo=UTC)
BEFORE = [("-P90D", "2017-08-06"), ("-P30D", "2017-10-05"), ("-P14D", "2017-10-21"), ("-P7D", "2017-10-28")]
STEPS = [*BEFORE, ("-P1D", "2017-11-03"), ("P0D", "2017-11-04")]


@pytest.fixture
async def early(stage: Stage) -> Stage:
    await stage.move_clock(EARLY)
    return stage


async def planned(stage: Stage, **filters: Any) -> list[tuple[str, str]]:
    """Steps that wait, up to the day itself, and when they will be sent."""
    found = await stage.reminders(state="planned", **filters)
    return [(one["step"], one["fire_at"]) for one in found if one["step"].startswith("-") or one["step"] == "P0D"]


def at_eight_in_nairobi(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(step, f"{day}T05:00:00Z") for step, day in steps]


@pytest.mark.parametrize("order", [1, -1])
async def test_reminders_are_planned_whatever_comes_first(early: Stage, order: int) -> None:
    owner = uuid4()
    for one in [assigned(owner, uuid4()), due(owner, uuid4())][::order]:
        await early.hear(one)
    assert await planned(early) == at_eight_in_nairobi(STEPS)


async def test_reminders_are_planned_though_both_come_at_the_same_time_to_two_consumers(early: Stage) -> None:
    pairs = [(uuid4(), uuid4()) for _ in range(10)]
    for owner, deadline in pairs:
        await asyncio.gather(early.hear(assigned(owner, uuid4())), early.hear(due(owner, deadline)))
    for _, deadline in pairs:
        assert len(await planned(early, deadline=str(deadline))) == len(STEPS)


async def test_what_comes_again_plans_nothing_twice(early: Stage) -> None:
    owner, focal_point, deadline = uuid4(), uuid4(), uuid4()
    await early.hear(assigned(owner, focal_point), due(owner, deadline))
    await early.hear(assigned(owner, focal_point, 2), due(owner, deadline))
    assert await planned(early) == at_eight_in_nairobi(STEPS)


async def test_each_focal_point_of_the_owner_is_reminded_by_its_own_clock(early: Stage) -> None:
    owner = uuid4()
    await early.hear(
        due(owner, uuid4()),
        assigned(owner, uuid4()),
        assigned(owner, uuid4(), time_zone="America/New_York"),
        assigned(uuid4(), uuid4()),
        assigned(owner, uuid4(), channels=[{"kind": "phone", "address": "+254200000000"}]),
    )
    on_the_day = [moment for step, moment in await planned(early) if step == "P0D"]
    assert on_the_day == ["2017-11-04T05:00:00Z", "2017-11-04T12:00:00Z"]


async def test_a_deadline_that_moves_takes_its_reminders_along(early: Stage) -> None:
    owner, deadline = uuid4(), uuid4()
    await early.hear(assigned(owner, uuid4()), due(owner, deadline))
    await early.hear(moved(owner, deadline, date(2017, 12, 4), at=EARLY))
    assert (await planned(early))[-1] == ("P0D", "2017-12-04T05:00:00Z")
    assert len(await planned(early)) == len(STEPS)


@pytest.mark.parametrize("order", [1, -1])
async def test_when_two_actors_prove_to_be_one_the_focal_point_is_reminded_as_before(early: Stage, order: int) -> None:
    old, into, focal_point, deadline = uuid4(), uuid4(), uuid4(), uuid4()
    await early.hear(assigned(old, focal_point), due(old, deadline))
    for one in [assigned(into, focal_point, 2), moved(into, deadline, DUE_ON, at=EARLY)][::order]:
        await early.hear(one)
    assert await planned(early) == at_eight_in_nairobi(STEPS)


async def test_a_deadline_that_moves_back_is_planned_again(early: Stage) -> None:
    owner, deadline = uuid4(), uuid4()
    await early.hear(assigned(owner, uuid4()), due(owner, deadline), moved(owner, deadline, date(2017, 12, 4)))
    await early.hear(moved(owner, deadline, DUE_ON, 3, at=EARLY))
    assert await planned(early) == at_eight_in_nairobi(STEPS)


async def test_an_older_state_of_a_deadline_does_not_come_back(early: Stage) -> None:
    owner, deadline = uuid4(), uuid4()
    await early.hear(assigned(owner, uuid4()), moved(owner, deadline, date(2017, 12, 4), 2))
    await early.hear(due(owner, deadline))
    assert (await planned(early))[-1] == ("P0D", "2017-12-04T05:00:00Z")


@pytest.mark.parametrize("ending", [met, waived])
async def test_nothing_waits_any_more_when_the_duty_is_done_or_waived(early: Stage, ending: Any) -> None:
    owner, deadline = uuid4(), uuid4()
    await early.hear(assigned(owner, uuid4()), due(owner, deadline))
    await early.hear(ending(owner, deadline))
    assert await early.reminders(state="planned") == []
    await early.hear(assigned(owner, uuid4()))
    assert await early.reminders(state="planned") == []


async def test_a_focal_point_that_is_released_is_not_reminded(early: Stage) -> None:
    owner, focal_point = uuid4(), uuid4()
    await early.hear(assigned(owner, focal_point), due(owner, uuid4()))
    await early.hear(released(focal_point))
    assert await early.reminders(state="planned") == []


async def test_a_focal_point_that_moves_is_reminded_by_the_clocks_there(early: Stage) -> None:
    owner, focal_point = uuid4(), uuid4()
    await early.hear(assigned(owner, focal_point), due(owner, uuid4()))
    await early.hear(assigned(owner, focal_point, 2, time_zone="Asia/Tokyo"))
    assert (await planned(early))[-1] == ("P0D", "2017-11-03T23:00:00Z")


async def test_only_days_of_the_mandate_count(early: Stage) -> None:
    owner = uuid4()
    mandate = {"valid_from": "2017-10-21", "valid_to": "2017-11-03", "time_zone": "Pacific/Auckland"}
    await early.hear(assigned(owner, uuid4(), **mandate), due(owner, uuid4()))
    assert [step for step, _ in await planned(early)] == ["-P14D", "-P7D"]


async def test_an_erased_focal_point_leaves_nothing_behind(early: Stage) -> None:
    owner, focal_point = uuid4(), uuid4()
    await early.hear(assigned(owner, focal_point), due(owner, uuid4()))
    assert ADDRESS in await early.everything_stored()
    await early.hear(erased(focal_point))
    assert ADDRESS not in await early.everything_stored()
    assert await early.reminders(state="planned") == []


async def test_reminders_are_shown_to_those_whose_grants_reach_the_deadline(early: Stage) -> None:
    owner = uuid4()
    await early.hear(assigned(owner, uuid4()), due(owner, uuid4()))

    async def shown(headers: dict[str, str]) -> int:
        return len((await early.client.get("/v1/reminders?limit=1000", headers=headers)).json()["items"])

    assert (await early.client.get("/v1/reminders", headers=authorization(ANYONE))).status_code == 401
    assert await shown(early.client.as_(coordinator("GH"))) == 0
    assert await shown(early.client.as_(coordinator("KE"))) >= len(STEPS)


async def test_a_reminder_says_of_what_to_whom_and_why(early: Stage) -> None:
    owner, focal_point, deadline = uuid4(), uuid4(), uuid4()
    await early.hear(assigned(owner, focal_point), due(owner, deadline))
    first = (await early.reminders(deadline=str(deadline)))[0]
    assert UUID(first.pop("id"))
    assert first == {
        "deadline": str(deadline),
        "roadmap": str(deadline),
        "kind": "roadmap_adopted",
        "country": "KE",
        "region": None,
        "due_on": "2017-11-04",
        "step": "-P90D",
        "focal_point": str(focal_point),
        "in_place_of": None,
        "channel": "email",
        "fire_at": "2017-08-06T05:00:00Z",
        "state": "planned",
        "sent_at": None,
        "superseded_by": None,
    }


async def test_the_policy_can_be_read(stage: Stage) -> None:
    (policy,) = (await stage.client.get("/v1/reminder-policies", headers=authorization(ANYONE))).json()["items"]
    assert [one["step"] for one in policy["steps"]][: len(STEPS)] == [step for step, _ in STEPS]
    days = [one["days"] for one in policy["steps"]]
    assert days[:7] == [-90, -30, -14, -7, -1, 0, 7]
    assert timedelta(days=days[7] - days[6]) == timedelta(weeks=1)
