"""Sends the reminders that are due, at the platform's time."""

import asyncio
import time
from collections.abc import Sequence

import structlog
from prometheus_client import Counter, Histogram

from services.notifications.channels.email import Mail, Mailer, Withdrawn
from services.notifications.commands import reminders
from services.notifications.commands.reminders import Due
from shared import job_metrics
from shared.auth import service_principal
from shared.db import reading
from shared.service import Runtime
from shared.unit_of_work import unit_of_work

PAUSE_SECONDS = 0.5
READ_SECONDS = 0.2
"""While a batch is sent, its reminders and their focal points are read again so often."""

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
    began = time.monotonic()
    async with unit_of_work(shared.resources, PRINCIPAL) as uow:
        due = await reminders.claim(uow, public_url)
    if not due:
        return 0
    outcomes = await mailer.send([one.mail for one in due], shared.clock.now(), _Current(shared, due, public_url).mail)
    async with unit_of_work(shared.resources, PRINCIPAL) as uow:
        await reminders.settle(uow, due, outcomes)
    job_metrics.record_step("reminders", time.monotonic() - began)
    for one, error in zip(due, outcomes, strict=True):
        if isinstance(error, Withdrawn):
            continue
        _SENT.labels("failed" if error else "sent").inc()
        _LATE.observe(max(0.0, (shared.clock.now() - one.reminder.fire_at).total_seconds()))
        if error:
            log.warning("reminder.not_sent", reminder=str(one.reminder.id), error=type(error).__name__)
    return len(due)


class _Current:
    """The mails of a batch as they are while it is sent: read again and again, all at once."""

    def __init__(self, shared: Runtime, due: Sequence[Due], public_url: str) -> None:
        self._shared = shared
        self._due = due
        self._public_url = public_url
        self._mails = {one.mail.message_id: one.mail for one in due}
        self._read_at = time.monotonic()

    async def mail(self, mail: Mail) -> Mail | None:
        """Give a mail as it is now; None where it is not to be sent any more."""
        if time.monotonic() >= self._read_at + READ_SECONDS:
            async with reading(self._shared.sessions) as session:
                now = self._shared.clock.now()
                self._mails = await reminders.mails_now(session, self._due, now, self._public_url)
            self._read_at = time.monotonic()
        return self._mails.get(mail.message_id)
