"""Sends the log to webhooks: each at its own pace, so that a slow one holds up no other."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.notifications import queries
from services.notifications.channels.webhook import WebhookSender
from services.notifications.commands import delivering
from services.notifications.commands.delivering import Parcel, Round
from services.notifications.models import Subscription
from services.notifications.queries import Tail
from services.notifications.rules import webhooks
from services.notifications.rules.vault import Vault
from shared.addresses import Network
from shared.auth import service_principal
from shared.db import connect, reading
from shared.service import Runtime
from shared.unit_of_work import unit_of_work

LINES_AT_ONCE = 8
PAUSE_SECONDS = 0.5
PRINCIPAL = service_principal("notifications")

_ATTEMPTS = Counter("harambee_delivery_attempts_total", "webhook attempts by answer", ["outcome"])

log = structlog.get_logger()


class Deliverer:
    """Runs the rounds of all webhooks; one process at a time does."""

    def __init__(self, shared: Runtime, networks: Sequence[Network], vault: Vault, tail: Tail) -> None:
        self._shared = shared
        self._vault = vault
        self._tail = tail
        self._sender = WebhookSender(networks)
        self._busy: set[UUID] = set()

    async def run(self) -> None:
        """Deliver for ever, as soon as no other process does."""
        lock = await connect(self._shared.settings.database.get_secret_value())
        try:
            await lock.execute("SELECT pg_advisory_lock(hashtext('delivering'))")
            async with self._sender, asyncio.TaskGroup() as group:
                while True:
                    await self._begin_rounds(group)
                    async with reading(self._shared.sessions) as session:
                        last = await queries.head(session)
                    await self._tail.wait(self._shared, last, PAUSE_SECONDS)
        finally:
            await lock.close(timeout=2)

    async def _begin_rounds(self, group: asyncio.TaskGroup) -> None:
        async with reading(self._shared.sessions) as session:
            wanting = [one for one in await queries.with_work(session) if one.id not in self._busy]
        for subscription in wanting:
            self._busy.add(subscription.id)
            group.create_task(self._guarded(subscription))

    async def _guarded(self, subscription: Subscription) -> None:
        """Run rounds while they are full; a fault of ours in one is logged and tried again, and touches no other."""
        following: Subscription | None = subscription
        try:
            while following:
                following = await self.deliver_once(following)
        except Exception:
            log.exception("delivering.failed", subscription=str(subscription.id))
            await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._busy.discard(subscription.id)

    async def deliver_once(self, subscription: Subscription) -> Subscription | None:
        """Send a webhook what is due, then write down what became of it; give it back where more can follow at once."""
        async with reading(self._shared.sessions) as session:
            found = await delivering.collect(session, subscription)
        secrets = [self._vault.open(locked) for locked in subscription.secrets]
        places = asyncio.Semaphore(LINES_AT_ONCE)
        await asyncio.gather(*(self._send_line(found, line, secrets, places) for line in found.lines))
        async with unit_of_work(self._shared.workshop, PRINCIPAL) as uow:
            return await delivering.settle(uow, found)

    async def _send_line(
        self, found: Round, line: Sequence[Parcel], secrets: Sequence[str], places: asyncio.Semaphore
    ) -> None:
        """Send the events of one subject in order, up to the first that is not taken."""
        async with places:
            for parcel in line:
                body = parcel.body
                headers = webhooks.headers(secrets, str(parcel.event.id), int(time.time()), body)
                parcel.answer = await self._sender.send(found.subscription.url, headers, body)
                _ATTEMPTS.labels("taken" if parcel.taken else "refused").inc()
                if not parcel.taken:
                    return
