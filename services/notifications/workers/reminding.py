"""Sends the reminders that are due, at the platform's time."""

import asyncio

import structlog
from prometheus_client import Counter, Histogram

from services.notifications.channels.email import Mailer
from services.notifications.commands import reminding
from shared.auth import service_principal
from shared.service import Runtime
from shared.unit_of_work import unit_of_work

PAUSE_SECONDS = 0.5
PRINCIPAL = service_principal("notifications")

_SENT = Counter("harambee_reminders_total", "reminders by what became of them", ["outcome"])
_LATE = Histogram("harambee_reminder_lateness_seconds", "from due to sent, by the platform's clock")

log = structlog.get_logger()


async def remind(shared: Runtime, mailer: Mailer, public_url: str) -> None:
    """Remind for ever."""
    while True:
        if not await remind_once(shared, mailer, public_url):
            await asyncio.sleep(PAUSE_SECONDS)


async def remind_once(shared: Runtime, mailer: Mailer, public_url: str) -> int:
    """Send what is due now; give how many mails that were.

    A mail is not sent inside a transaction: it is claimed, sent, then settled together with its event.
    """
    async with unit_of_work(shared.workshop, PRINCIPAL) as uow:
        due = await reminding.claim(uow, public_url)
    if not due:
        return 0
    outcomes = await mailer.send([one.mail for one in due], shared.clock.now())
    async with unit_of_work(shared.workshop, PRINCIPAL) as uow:
        await reminding.settle(uow, due, outcomes)
    for one, error in zip(due, outcomes, strict=True):
        _SENT.labels("failed" if error else "sent").inc()
        _LATE.observe(max(0.0, (shared.clock.now() - one.reminder.fire_at).total_seconds()))
        if error:
            log.warning("reminder.not_sent", reminder=str(one.reminder.id), error=type(error).__name__)
    return len(due)
