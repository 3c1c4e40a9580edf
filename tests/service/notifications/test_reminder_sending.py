import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.channels.email import Current, Mail, Mailer
from services.notifications.workers.reminders import remind_once
from shared.service import runtime
from tests.service.notifications.facts import ADDRESS, assigned, due, erased, met, moved
from tests.service.notifications.post_office import PostOffice
from tests.service.notifications.stage import PUBLIC_URL, SENDER, Stage

DAY = datetime(2017, 11, 4, 6, tzinfo=UTC)
Send = Callable[[], Awaitable[int]]


@pytest.fixture
def send(stage: Stage, office: PostOffice) -> Send:
    """Send what is due at the platform's time, as the worker does; gives the number of attempts."""
    mailer = Mailer(office.url, SENDER)

    async def once() -> int:
        return await remind_once(stage.shared, mailer, PUBLIC_URL)

    return once


async def expecting(stage: Stage, moment: datetime = DAY - timedelta(days=100), **facts: str) -> tuple[UUID, UUID]:
    """Have a deadline and a focal point that know of each other from a moment on."""
    await stage.move_clock(moment)
    owner, deadline = uuid4(), uuid4()
    await stage.hear(assigned(owner, uuid4(), **facts), due(owner, deadline))
    return owner, deadline


async def states(stage: Stage) -> dict[str, str]:
    return {one["step"]: one["state"] for one in await stage.reminders() if one["state"] != "planned"}


async def test_each_step_comes_once_as_time_goes_by_and_stops_when_it_is_done(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    owner, deadline = await expecting(stage)
    for days in (-90, -30, -14, -7, -1, 0, 7, 14):
        await stage.move_clock(DAY + timedelta(days=days, hours=-2))
        assert await send() == 0
        await stage.move_clock(DAY + timedelta(days=days))
        assert await send() == 1
        assert await send() == 0
    assert office.subjects == [
        "Kenya: Adopt the roadmap – due in 90 days",
        "Kenya: Adopt the roadmap – due in 30 days",
        "Kenya: Adopt the roadmap – due in 14 days",
        "Kenya: Adopt the roadmap – due in 7 days",
        "Kenya: Adopt the roadmap – due tomorrow",
        "Kenya: Adopt the roadmap – due today",
        "Kenya: Adopt the roadmap – overdue by 7 days",
        "Kenya: Adopt the roadmap – overdue by 14 days",
    ]
    await stage.hear(met(owner, deadline))
    await stage.move_clock(DAY + timedelta(days=21))
    assert await send() == 0
    sent = await stage.announced("reminder.sent")
    assert [one["data"]["step"] for one in sent] == ["-P90D", "-P30D", "-P14D", "-P7D", "-P1D", "P0D", "+P7D", "+P14D"]
    assert {(one["country"], one["regions"], one["audience"]) for one in sent} == {("KE", "EAC", "country:KE")}


async def test_a_mail_goes_to_the_focal_point_and_says_all_it_has_to(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    _, deadline = await expecting(stage, language="fr")
    await stage.move_clock(DAY - timedelta(days=30))
    await send()
    (mail,) = office.mails
    identity = next(one["id"] for one in await stage.reminders(state="sent"))
    assert mail["To"] == ADDRESS
    assert mail["From"] == SENDER
    assert mail["Message-ID"] == f"<{identity}@harambee.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content()):
        assert "La feuille de route du Kenya" in part
        assert "4 novembre 2017" in part
        assert f"{PUBLIC_URL}/roadmaps/{deadline}" in part


async def test_a_mail_names_the_milestone_that_is_due(stage: Stage, office: PostOffice, send: Send) -> None:
    await stage.move_clock(DAY - timedelta(days=7))
    owner, deadline = uuid4(), uuid4()
    titles = {"en": "Half of the ministries report", "fr": "La moitié des ministères déclare"}
    step = due(owner, deadline, kind="milestone", milestone=uuid4(), milestone_titles=titles)
    await stage.hear(assigned(owner, uuid4(), language="fr"), step)
    await send()
    (mail,) = office.mails
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        assert "La moitié des ministères déclare" in part.get_content()
        assert f"{PUBLIC_URL}/roadmaps/{deadline}" in part.get_content()
    assert "Atteindre le jalon" in office.subjects[0]
    await stage.hear(met(owner, deadline))
    await stage.move_clock(DAY)
    assert await send() == 0


async def test_after_a_jump_only_the_most_urgent_step_is_sent_and_each_other_is_named(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    await expecting(stage)
    await stage.move_clock(DAY + timedelta(days=15))
    assert await send() == 1
    assert await send() == 0
    assert office.subjects == ["Kenya: Adopt the roadmap – overdue by 15 days"]
    missed = ["-P90D", "-P30D", "-P14D", "-P7D", "-P1D", "P0D", "+P7D"]
    assert await states(stage) == {**dict.fromkeys(missed, "superseded"), "+P14D": "sent"}
    (sent,) = await stage.announced("reminder.sent")
    superseded = await stage.announced("reminder.superseded")
    assert sorted(one["data"]["step"] for one in superseded) == sorted(missed)
    assert {one["data"]["superseded_by"] for one in superseded} == {sent["data"]["id"]}


async def test_what_was_due_before_anybody_knew_of_it_makes_one_mail_and_no_noise(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    await expecting(stage, DAY + timedelta(days=1000))
    assert await send() == 1
    assert await send() == 0
    assert office.subjects == ["Kenya: Adopt the roadmap – overdue by 1000 days"]
    assert await stage.announced("reminder.superseded") == []


async def test_a_move_of_the_clock_backwards_sends_nothing_again(stage: Stage, office: PostOffice, send: Send) -> None:
    await expecting(stage)
    for moment in (DAY - timedelta(days=30), DAY - timedelta(days=60), DAY - timedelta(days=30)):
        await stage.move_clock(moment)
        await send()
    assert len(office.mails) == 1


async def test_days_are_counted_by_the_calendar_of_the_focal_point(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    await expecting(stage, time_zone="Pacific/Auckland")
    await stage.move_clock(datetime(2017, 11, 3, 20, tzinfo=UTC))  # the fourth, nine o'clock, in Auckland
    await send()
    assert office.subjects == ["Kenya: Adopt the roadmap – due today"]


async def test_several_senders_send_each_mail_once(stage: Stage, office: PostOffice) -> None:
    for _ in range(20):
        await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=90))

    async def sender() -> None:
        async with runtime(stage.service) as shared:
            await shared.read_clock()
            for _ in range(4):
                await remind_once(shared, Mailer(office.url, SENDER), PUBLIC_URL)

    await asyncio.gather(*(sender() for _ in range(3)))
    identities = [mail["Message-ID"] for mail in office.mails]
    assert len(identities) == len(set(identities)) == 20
    assert len(await stage.announced("reminder.sent")) == 20


async def test_a_mail_that_is_put_off_comes_later_and_is_the_same(stage: Stage, office: PostOffice, send: Send) -> None:
    await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=90))
    office.answers = ["451 Later, please"]
    assert await send() == 1
    assert await send() == 0
    assert office.mails == []
    assert await stage.announced("reminder.sent") == []
    await stage.change("UPDATE reminders SET retry_at = now() WHERE retry_at IS NOT NULL")
    assert await send() == 1
    assert [mail["Message-ID"] for mail in office.mails] == [mail["Message-ID"] for mail in office.refused]
    assert len(await stage.announced("reminder.sent")) == 1


async def test_a_mail_that_is_put_off_gives_way_to_a_more_urgent_one(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=90))
    office.answers = ["451 Later, please"]
    await send()
    await stage.move_clock(DAY - timedelta(days=30))
    await send()
    await stage.change("UPDATE reminders SET retry_at = now() WHERE retry_at IS NOT NULL")
    await send()
    assert office.subjects == ["Kenya: Adopt the roadmap – due in 30 days"]
    assert await states(stage) == {"-P90D": "superseded", "-P30D": "sent"}


async def test_a_mail_that_is_refused_for_good_is_not_tried_again_and_that_is_told(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=90))
    office.answers = ["550 No such office"]
    await send()
    await stage.change("UPDATE reminders SET retry_at = now() WHERE retry_at IS NOT NULL")
    assert await send() == 0
    assert await states(stage) == {"-P90D": "failed"}
    (failed,) = await stage.announced("reminder.failed")
    assert failed["data"]["step"] == "-P90D"


async def test_a_duty_that_is_done_while_a_mail_fails_is_not_reminded_of_again(
    stage: Stage, office: PostOffice
) -> None:
    owner, deadline = await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=90))

    class Late(Mailer):
        async def send(
            self, mails: Sequence[Mail], sent_at: datetime, _: Current | None = None
        ) -> list[Exception | None]:
            await stage.hear(met(owner, deadline))
            return await super().send(mails, sent_at)

    office.answers = ["451 Later, please"]
    assert await remind_once(stage.shared, Late(office.url, SENDER), PUBLIC_URL) == 1
    await stage.change("UPDATE reminders SET retry_at = now() WHERE retry_at IS NOT NULL")
    assert await remind_once(stage.shared, Mailer(office.url, SENDER), PUBLIC_URL) == 0
    assert office.mails == []
    assert {one["state"] for one in await stage.reminders()} == {"cancelled"}


async def test_no_mail_server_means_later(stage: Stage, office: PostOffice, send: Send) -> None:
    await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=90))
    nowhere = Mailer("smtp://127.0.0.1:9", SENDER)
    assert await remind_once(stage.shared, nowhere, PUBLIC_URL) == 1
    await stage.change("UPDATE reminders SET retry_at = now() WHERE retry_at IS NOT NULL")
    assert await send() == 1
    assert len(office.mails) == 1


async def test_what_a_sender_had_claimed_when_it_died_is_sent_by_another(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=90))

    class Killed(BaseException):
        pass

    class Dying(Mailer):
        async def send(self, *_: object) -> list[Exception | None]:
            raise Killed

    with pytest.raises(Killed):
        await remind_once(stage.shared, Dying(office.url, SENDER), PUBLIC_URL)
    assert await send() == 0
    await stage.change("UPDATE reminders SET retry_at = now() WHERE retry_at IS NOT NULL")
    assert await send() == 1
    assert len(office.mails) == 1


async def test_a_deadline_that_has_moved_is_reminded_of_on_its_new_day(
    stage: Stage, office: PostOffice, send: Send
) -> None:
    owner, deadline = await expecting(stage)
    await stage.move_clock(DAY - timedelta(days=7))
    await send()
    await stage.hear(moved(owner, deadline, date(2017, 12, 4), at=DAY - timedelta(days=7)))
    await send()
    await stage.move_clock(datetime(2017, 12, 3, 6, tzinfo=UTC))
    await send()
    assert office.subjects[-1] == "Kenya: Adopt the roadmap – due tomorrow"


async def test_nobody_is_reminded_after_erasure(stage: Stage, office: PostOffice, send: Send) -> None:
    await stage.move_clock(DAY - timedelta(days=100))
    owner, focal_point = uuid4(), uuid4()
    await stage.hear(assigned(owner, focal_point), due(owner, uuid4()))
    await stage.hear(erased(focal_point))
    await stage.move_clock(DAY)
    assert await send() == 0
    assert office.mails == []


async def test_no_event_of_ours_names_a_person(stage: Stage, office: PostOffice, send: Send) -> None:
    await expecting(stage)
    await stage.move_clock(DAY)
    office.answers = ["550 Unknown: sstc@mfa.example"]
    await send()
    stored = await stage.rows("SELECT convert_from(attributes, 'UTF8') || convert_from(data, 'UTF8') FROM outbox")
    assert stored
    assert ADDRESS not in repr(stored)
