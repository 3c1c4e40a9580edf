"""Tells the contacts of webhooks by mail that they were suspended."""

import asyncio
import time

import structlog

from services.notifications import queries
from services.notifications.channels.email import Mail, Mailer, Rejected
from services.notifications.rules.suspensions import suspension_letter
from shared import job_metrics
from shared.auth import service_principal
from shared.db import reading
from shared.service import Runtime
from shared.unit_of_work import unit_of_work

PAUSE_SECONDS = 5.0
PRINCIPAL = service_principal("notifications")

log = structlog.get_logger()


async def tell_contacts(shared: Runtime, mailer: Mailer, public_url: str) -> None:
    """Tell contacts for ever."""
    while True:
        await tell_contacts_once(shared, mailer, public_url)
        await asyncio.sleep(PAUSE_SECONDS)


async def tell_contacts_once(shared: Runtime, mailer: Mailer, public_url: str) -> None:
    """Send the mails that are owed; one whose answer got lost may arrive twice, with the same Message-ID."""
    began = time.monotonic()
    async with reading(shared.sessions) as session:
        suspended = await queries.untold_suspensions(session)
    if not suspended:
        return
    mails = [
        Mail(
            row.contact or "",
            suspension_letter(row.url, str(row.id), row.reason or "", public_url),
            f"suspension-{row.id}-{row.version}",
        )
        for row in suspended
    ]
    outcomes = await mailer.send(mails, shared.clock.now())
    async with unit_of_work(shared.resources, PRINCIPAL) as uow:
        for row, outcome in zip(suspended, outcomes, strict=True):
            if outcome is None or isinstance(outcome, Rejected):
                (await queries.lock_subscription(uow.session, row.id)).contact_told = True
            if outcome is not None:
                log.warning("suspension.not_told", subscription=str(row.id), error=type(outcome).__name__)
    job_metrics.record_step("suspensions", time.monotonic() - began)
