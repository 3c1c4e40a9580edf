import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.channels.email import Mailer
from services.notifications.workers.reminders import remind_once
from tests.service.notifications.facts import ADDRESS, DUE_ON, assigned, due, erased, moved, released
from tests.service.notifications.post_office import PostOffice
from tests.service.notifications.stage import PUBLIC_URL, SENDER, Stage

EARLY = datetime(2017, 5, 4, 12, tzinfo=UTC)
DEPUTY = "deputy@planning.example"
NEAR = ("-P7D", "-P1D", "P0D", "+P7D")


def deputy_of(focal_point: UUID, sequence: int = 1, **facts: Any) -> Any:
    channels = [{"kind": "email", "address": DEPUTY}]
    return assigned(uuid4(), focal_point, sequence, **{"channels": channels, **facts})


@pytest.fixture
async def early(stage: Stage) -> Stage:
    await stage.move_clock(EARLY)
    return stage


class Pair:
    """A focal point of a roadmap's owner, and another of the country that stands in for it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.owner, self.first, self.deputy, self.deadline = uuid4(), uuid4(), uuid4(), uuid4()

    async def tell(self, sequence: int = 1, **facts: Any) -> None:
        """Tell of the focal point, of its deputy and of the deadline."""
        await self.stage.hear(self.of_first(sequence, **facts), deputy_of(self.deputy), due(self.owner, self.deadline))

    def of_first(self, sequence: int = 1, **facts: Any) -> Any:
        return assigned(self.owner, self.first, sequence, **{"deputy": self.deputy, **facts})

    async def planned(self) -> dict[str, str]:
        """Say who will be reminded, step by step near the day."""
        found = await self.stage.reminders(state="planned")
        names = {str(self.first): "first", str(self.deputy): "deputy"}
        assert all(one["in_place_of"] in (None, str(self.first)) for one in found)
        return {one["step"]: names[one["focal_point"]] for one in found if one["step"] in NEAR}


async def test_the_deputy_is_reminded_on_the_days_of_absence(early: Stage) -> None:
    pair = Pair(early)
    await pair.tell(absent_from=DUE_ON - timedelta(days=2), absent_to=DUE_ON + timedelta(days=1))
    assert await pair.planned() == {"-P7D": "first", "-P1D": "deputy", "P0D": "deputy", "+P7D": "first"}
    mine = await early.reminders(focal_point=str(pair.first))
    assert {one["in_place_of"] for one in mine if one["step"] == "P0D"} == {str(pair.first)}


async def test_the_deputy_is_reminded_after_the_mandate(early: Stage) -> None:
    pair = Pair(early)
    await pair.tell(valid_to=DUE_ON)
    assert await pair.planned() == {"-P7D": "first", "-P1D": "first", "P0D": "deputy", "+P7D": "deputy"}


@pytest.mark.parametrize("ending", [released, erased])
async def test_the_deputy_takes_over_when_the_focal_point_is_gone(early: Stage, ending: Any) -> None:
    pair = Pair(early)
    await pair.tell()
    assert set((await pair.planned()).values()) == {"first"}
    await early.hear(ending(pair.first))
    assert await pair.planned() == dict.fromkeys(NEAR, "deputy")


@pytest.mark.parametrize("order", [1, -1])
async def test_it_does_not_matter_what_comes_first(early: Stage, order: int) -> None:
    pair = Pair(early)
    absent = pair.of_first(absent_from=DUE_ON)
    for one in [absent, deputy_of(pair.deputy), due(pair.owner, pair.deadline)][::order]:
        await early.hear(one)
    assert await pair.planned() == {"-P7D": "first", "-P1D": "first", "P0D": "deputy", "+P7D": "deputy"}


async def test_who_is_back_is_reminded_again_and_once(early: Stage) -> None:
    pair = Pair(early)
    await pair.tell(absent_from=DUE_ON)
    await early.hear(pair.of_first(2))
    assert await pair.planned() == dict.fromkeys(NEAR, "first")
    assert len(await early.reminders(state="planned")) == len({one["step"] for one in await early.reminders()})


async def test_a_deputy_that_leaves_passes_the_task_on(early: Stage) -> None:
    pair, third = Pair(early), uuid4()
    await pair.tell(absent_from=DUE_ON)
    await early.hear(deputy_of(third), deputy_of(pair.deputy, 2, deputy=third))
    await early.hear(released(pair.deputy, 3))
    found = await early.reminders(state="planned", focal_point=str(third))
    assert [one["step"] for one in found][:1] == ["P0D"]
    assert {one["in_place_of"] for one in found} == {str(pair.first)}


async def test_an_absent_one_is_reminded_where_its_deputy_is_away_too(early: Stage) -> None:
    pair = Pair(early)
    await pair.tell(absent_from=DUE_ON)
    await early.hear(deputy_of(pair.deputy, 2, absent_from=DUE_ON))
    assert await pair.planned() == dict.fromkeys(NEAR, "first")


async def test_a_deputy_of_the_same_owner_is_reminded_once(early: Stage) -> None:
    pair = Pair(early)
    await early.hear(
        pair.of_first(absent_from=date(2017, 1, 1)),
        assigned(pair.owner, pair.deputy, channels=[{"kind": "email", "address": DEPUTY}]),
        due(pair.owner, pair.deadline),
    )
    assert await pair.planned() == dict.fromkeys(NEAR, "deputy")
    assert {one["in_place_of"] for one in await early.reminders(state="planned")} == {None}


async def test_what_the_deputy_got_is_not_sent_again_to_who_is_back(early: Stage, office: PostOffice) -> None:
    pair, mailer = Pair(early), Mailer(office.url, SENDER)
    await pair.tell(absent_from=DUE_ON - timedelta(days=8), absent_to=DUE_ON)
    await early.move_clock(datetime(2017, 10, 28, 6, tzinfo=UTC))
    assert await remind_once(early.shared, mailer, PUBLIC_URL) == 1
    assert [mail["To"] for mail in office.mails] == [DEPUTY]
    await early.hear(pair.of_first(2))
    assert await remind_once(early.shared, mailer, PUBLIC_URL) == 0
    await early.move_clock(datetime(2017, 11, 3, 6, tzinfo=UTC))
    assert await remind_once(early.shared, mailer, PUBLIC_URL) == 1
    assert [mail["To"] for mail in office.mails] == [DEPUTY, ADDRESS]


async def test_an_outage_over_the_start_of_an_absence_reminds_the_deputy(early: Stage, office: PostOffice) -> None:
    pair, mailer = Pair(early), Mailer(office.url, SENDER)
    await pair.tell(absent_from=DUE_ON)
    await early.move_clock(datetime(2017, 11, 5, 9, tzinfo=UTC))  # P0D was for the deputy, -P1D for the first
    await early.change("DELETE FROM reminders WHERE step <> '-P1D'")
    assert [one["focal_point"] for one in await early.reminders()] == [str(pair.first)]
    assert await remind_once(early.shared, mailer, PUBLIC_URL) == 1
    assert [mail["To"] for mail in office.mails] == [DEPUTY]
    assert await remind_once(early.shared, mailer, PUBLIC_URL) == 0


async def test_an_outage_over_the_end_of_an_absence_reminds_who_is_back(early: Stage, office: PostOffice) -> None:
    pair, mailer = Pair(early), Mailer(office.url, SENDER)
    await pair.tell(absent_from=DUE_ON, absent_to=DUE_ON + timedelta(days=2))
    assert (await pair.planned())["P0D"] == "deputy"
    await early.move_clock(datetime(2017, 11, 6, 9, tzinfo=UTC))
    assert await remind_once(early.shared, mailer, PUBLIC_URL) == 1
    assert [mail["To"] for mail in office.mails] == [ADDRESS]
    (sent,) = await early.announced("reminder.sent")
    assert (sent["data"]["step"], sent["data"]["focal_point"]) == ("P0D", str(pair.first))


async def test_an_outage_over_the_end_of_a_mandate_reminds_the_deputy(early: Stage, office: PostOffice) -> None:
    pair, mailer = Pair(early), Mailer(office.url, SENDER)
    await pair.tell(valid_to=DUE_ON + timedelta(days=1))
    assert (await pair.planned())["P0D"] == "first"
    await early.move_clock(datetime(2017, 11, 6, 9, tzinfo=UTC))
    assert await remind_once(early.shared, mailer, PUBLIC_URL) == 1
    assert [mail["To"] for mail in office.mails] == [DEPUTY]


@pytest.mark.parametrize("ending", [released, erased])
async def test_a_focal_point_that_is_gone_since_planning_is_not_reminded(
    early: Stage, office: PostOffice, ending: Any
) -> None:
    pair, mailer = Pair(early), Mailer(office.url, SENDER)
    await pair.tell()
    await early.move_clock(datetime(2017, 11, 4, 9, tzinfo=UTC))
    await early.hear(ending(pair.first))
    await remind_once(early.shared, mailer, PUBLIC_URL)
    assert [mail["To"] for mail in office.mails] == [DEPUTY]


async def test_a_mail_goes_to_the_address_and_in_the_language_of_the_moment(early: Stage, office: PostOffice) -> None:
    pair, mailer = Pair(early), Mailer(office.url, SENDER)
    await pair.tell()
    office.answers = ["451 Not now"]
    await early.move_clock(datetime(2017, 11, 4, 9, tzinfo=UTC))
    await remind_once(early.shared, mailer, PUBLIC_URL)
    channels = [{"kind": "email", "address": "new@mfa.example"}]
    await early.hear(pair.of_first(2, channels=channels, language="fr"))
    await early.change("UPDATE reminders SET retry_at = now() - interval '1 second' WHERE retry_at IS NOT NULL")
    await remind_once(early.shared, mailer, PUBLIC_URL)
    assert [(mail["To"], mail["Content-Language"]) for mail in office.mails] == [("new@mfa.example", "fr")]


async def test_what_changes_while_a_batch_is_sent_counts_for_the_mails_still_to_come(
    early: Stage, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first mail is held up at the mail server; meanwhile one focal point is gone, another has a new address."""
    monkeypatch.setattr("services.notifications.workers.reminders.READ_SECONDS", 0)
    at_server, go_on = asyncio.Event(), asyncio.Event()
    taken = office.handle_DATA

    async def held_up(*arguments: Any) -> str:
        at_server.set()
        await go_on.wait()
        return await taken(*arguments)

    monkeypatch.setattr(office, "handle_DATA", held_up)
    zones = ("Africa/Addis_Ababa", "Africa/Kigali", "Africa/Accra")  # one after the other
    points = [(uuid4(), uuid4(), zone) for zone in zones]
    for owner, point, zone in points:
        await early.hear(assigned(owner, point, time_zone=zone), due(owner, uuid4()))
    await early.move_clock(datetime(2017, 11, 4, 9, tzinfo=UTC))
    sending = asyncio.create_task(remind_once(early.shared, Mailer(office.url, SENDER), PUBLIC_URL))
    await at_server.wait()
    await early.hear(released(points[1][1]))
    channels = [{"kind": "email", "address": "new@mfa.example"}]
    await early.hear(assigned(points[2][0], points[2][1], 2, time_zone=zones[2], channels=channels))
    go_on.set()
    assert await sending == 3
    assert [mail["To"] for mail in office.mails] == [ADDRESS, "new@mfa.example"]
    assert len(await early.announced("reminder.sent")) == 2
    assert await early.reminders(state="sending") == []


async def test_a_deadline_that_moves_is_planned_anew_for_both(early: Stage) -> None:
    pair = Pair(early)
    await pair.tell(absent_from=DUE_ON)
    await early.hear(moved(pair.owner, pair.deadline, DUE_ON - timedelta(days=7), at=EARLY))
    assert await pair.planned() == {"-P7D": "first", "-P1D": "first", "P0D": "first", "+P7D": "deputy"}


async def test_a_person_that_was_erased_does_not_come_back_with_an_older_event(early: Stage) -> None:
    pair = Pair(early)
    await pair.tell()
    await early.hear(erased(pair.first, 3))
    await early.hear(pair.of_first(2))
    assert ADDRESS not in await early.everything_stored()
    assert set((await pair.planned()).values()) == {"deputy"}


async def test_erasure_reaches_what_could_not_be_applied(early: Stage) -> None:
    first = uuid4()
    await early.change(
        "INSERT INTO parked (key, event_id, attributes, data, error) VALUES (:key, :id, '{}', :data, 'it failed')",
        key=f"focal-points/{first}",
        id=uuid4(),
        data=ADDRESS.encode(),
    )
    assert ADDRESS in await early.everything_stored()
    await early.hear(erased(first))
    assert ADDRESS not in await early.everything_stored()
