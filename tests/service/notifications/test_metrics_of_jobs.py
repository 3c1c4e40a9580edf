"""What operators see of reminding, delivering, and telling of suspensions."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.channels.email import Mailer
from services.notifications.workers.backlogs import measure_backlogs
from services.notifications.workers.reminders import remind_once
from services.notifications.workers.suspensions import tell_contacts_once
from shared import job_metrics
from tests.service.notifications.facts import actor, assigned, due
from tests.service.notifications.post_office import PostOffice
from tests.service.notifications.stage import PUBLIC_URL, SENDER, Stage, eventually
from tests.service.notifications.webhooks import ACTORS, names

FIRST_MAIL = datetime(2017, 8, 6, 5, tzinfo=UTC)
"""90 days before the deadline of `due`, at eight in the morning in Nairobi."""
COUNT = "harambee_job_seconds_count"
SUSPEND = """
UPDATE subscriptions SET status = 'suspended', contact = 'operations@aims.example', contact_told = FALSE,
    updated_at = CAST(:since AS timestamptz)
"""


@pytest.fixture
async def measuring(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A service none of whose workers run but the one that counts what waits."""
    monkeypatch.setattr(job_metrics, "BACKLOG_SECONDS", 0.05)
    loop = asyncio.create_task(measure_backlogs(stage.shared))
    yield stage
    loop.cancel()
    assert (await asyncio.gather(loop, return_exceptions=True))[0].__class__ is asyncio.CancelledError


async def oldest(stage: Stage, job: str, waiting: int) -> float:
    """Wait until so much waits for a job, and give for how long the oldest has."""
    await eventually(lambda: stage.client.metric("harambee_job_waiting", job), lambda found: found == waiting)
    return await stage.client.metric("harambee_job_oldest_seconds", job)


async def subscribe(stage: Stage) -> None:
    answer = await stage.client.post("/v1/subscriptions", json={"url": "http://127.0.0.1:9/", "types": ACTORS})
    assert answer.status_code == 201, answer.text


async def test_a_reminder_waits_from_its_moment_by_the_platforms_clock_until_it_is_sent(
    measuring: Stage, office: PostOffice
) -> None:
    owner = uuid4()
    await measuring.move_clock(FIRST_MAIL - timedelta(days=10))
    await measuring.hear(assigned(owner, uuid4()), due(owner, uuid4()))
    assert await oldest(measuring, "reminders", 0) == 0
    await measuring.move_clock(FIRST_MAIL + timedelta(hours=2))
    assert 7200 <= await oldest(measuring, "reminders", 1) < 7260
    before = await measuring.client.metric(COUNT, "reminders")
    assert await remind_once(measuring.shared, Mailer(office.url, SENDER), PUBLIC_URL) == 1
    assert await remind_once(measuring.shared, Mailer(office.url, SENDER), PUBLIC_URL) == 0
    assert await measuring.client.metric(COUNT, "reminders") == before + 1
    assert await oldest(measuring, "reminders", 0) == 0


async def test_events_wait_for_each_webhook_that_may_be_called(measuring: Stage) -> None:
    for _ in range(2):
        await subscribe(measuring)
    await measuring.hear(actor("one"), actor("two"), actor("three"))
    assert 0 < await oldest(measuring, "deliveries", 6) < 60
    await measuring.change("UPDATE subscriptions SET paused_until = now() + interval '1 hour'")
    assert await oldest(measuring, "deliveries", 0) == 0


async def test_an_attempt_waits_from_the_moment_it_is_due(measuring: Stage) -> None:
    await subscribe(measuring)
    await measuring.hear(actor("one"), actor("two"))
    await measuring.change(
        "INSERT INTO deliveries (subscription, position, event, type, subject, state, attempts, next_attempt_at)"
        " SELECT s.id, e.position, e.id, e.type, e.subject, 'pending', '[]',"
        " now() + CASE e.position WHEN 1 THEN interval '-3 minutes' ELSE interval '1 hour' END"
        " FROM subscriptions s, event_log e"
    )
    await measuring.change("UPDATE subscriptions SET position = 2")
    assert 180 <= await oldest(measuring, "deliveries", 1) < 240


async def test_batches_of_deliveries_are_timed(delivering: Stage, receive: Callable[..., Any]) -> None:
    receiver, _ = await receive()
    before = await delivering.client.metric(COUNT, "deliveries")
    await delivering.hear(actor("one"))
    await names(receiver, 1)
    await eventually(lambda: delivering.client.metric(COUNT, "deliveries"), lambda found: found == before + 1)


async def test_what_is_done_every_hour_is_timed(delivering: Stage) -> None:
    for job in ("forget_requests", "forget_deliveries"):
        await eventually(lambda job=job: delivering.client.metric(COUNT, job), lambda found: found > 0)


async def test_the_contact_of_a_suspended_webhook_waits_to_be_told(measuring: Stage, office: PostOffice) -> None:
    await subscribe(measuring)
    await measuring.change(SUSPEND, since=measuring.shared.clock.now() - timedelta(minutes=5))
    assert 300 <= await oldest(measuring, "suspensions", 1) < 360
    before = await measuring.client.metric(COUNT, "suspensions")
    for _ in range(2):
        await tell_contacts_once(measuring.shared, Mailer(office.url, SENDER), PUBLIC_URL)
    assert await measuring.client.metric(COUNT, "suspensions") == before + 1
    assert await oldest(measuring, "suspensions", 0) == 0
