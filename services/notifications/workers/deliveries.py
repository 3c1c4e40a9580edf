"""Sends the log to webhooks: each at its own pace, so that a slow one holds up no other."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

import structlog
from prometheus_client import Counter

from services.notifications import queries
from services.notifications.channels.webhook import WebhookSender
from services.notifications.commands import deliveries
from services.notifications.commands.deliveries import Attempt, Batch, Target
from services.notifications.queries import Holders, LogFollower
from services.notifications.rules import webhooks
from services.notifications.rules.vault import Vault
from shared import job_metrics
from shared.addresses import Network
from shared.auth import service_principal
from shared.db import connect, reading
from shared.service import Runtime
from shared.unit_of_work import unit_of_work

CONNECTIONS = 8
"""So many events are on their way to one webhook at once, each of another subject."""

READ_SECONDS = 0.2
"""While a batch is sent, a webhook's state, address, secrets and its holder's grants are read again so often."""

RECORD_SECONDS = 0.1
"""What was delivered is written down so often; a process that is killed repeats no more than that."""

PAUSE_SECONDS = 0.5
PRINCIPAL = service_principal("notifications")

_ATTEMPTS = Counter("harambee_delivery_attempts_total", "webhook attempts by answer", ["outcome"])

log = structlog.get_logger()


class Deliverer:
    """Runs the batches of all webhooks; one process at a time does."""

    def __init__(self, shared: Runtime, networks: Sequence[Network], vault: Vault, tail: LogFollower) -> None:
        self._shared = shared
        self._vault = vault
        self._tail = tail
        self._holders = Holders()
        self._sender = WebhookSender(networks)
        self._busy: set[UUID] = set()

    async def run(self) -> None:
        """Deliver for ever, as soon as no other process does."""
        lock = await connect(self._shared.settings.database.get_secret_value())
        try:
            await lock.execute("SELECT pg_advisory_lock(hashtext('delivering'))")
            async with self._sender, asyncio.TaskGroup() as group:
                while True:
                    await self._begin_batches(group)
                    async with reading(self._shared.sessions) as session:
                        last = await queries.head(session)
                    await self._tail.wait(self._shared, last, PAUSE_SECONDS)
        finally:
            await lock.close(timeout=2)

    async def _begin_batches(self, group: asyncio.TaskGroup) -> None:
        async with reading(self._shared.sessions) as session:
            wanting = [one for one in await queries.with_work(session) if one not in self._busy]
        for subscription in wanting:
            self._busy.add(subscription)
            group.create_task(self._guarded(subscription))

    async def _guarded(self, subscription: UUID) -> None:
        """Run batches while they are full; a fault of ours in one is logged and tried again, and touches no other."""
        try:
            while await self.deliver_once(subscription):
                pass
        except Exception:
            log.exception("delivering.failed", subscription=str(subscription))
            await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._busy.discard(subscription)

    async def deliver_once(self, subscription: UUID) -> bool:
        """Send a webhook what is due, writing down as it goes what came of it; say whether more can follow at once."""
        began = time.monotonic()
        async with unit_of_work(self._shared.resources, PRINCIPAL) as uow:
            batch = await deliveries.take(uow, self._holders, subscription)
        done: list[Attempt] = []
        sending = asyncio.create_task(self._send(batch, done))
        try:
            while not sending.done():
                await asyncio.wait([sending], timeout=RECORD_SECONDS)
                await self._record(batch, done)
            sending.result()
        finally:
            sending.cancel()
            await self._record(batch, done)
        if batch.subjects:
            job_metrics.record_step("deliveries", time.monotonic() - began)
        return batch.full

    async def _record(self, batch: Batch, done: list[Attempt]) -> None:
        if attempts := done[:]:
            done.clear()
            async with unit_of_work(self._shared.resources, PRINCIPAL) as uow:
                await deliveries.record(uow, batch, attempts)

    async def _send(self, batch: Batch, done: list[Attempt]) -> None:
        """Send the events of each subject in order, up to the first that is not taken; `done` gets what was tried."""
        current = _Current(self._shared, self._vault, self._holders, batch)
        places = asyncio.Semaphore(CONNECTIONS)
        async with asyncio.TaskGroup() as group:
            for attempts in batch.subjects:
                group.create_task(self._send_in_order(attempts, current, places, done))

    async def _send_in_order(
        self, attempts: Sequence[Attempt], current: "_Current", places: asyncio.Semaphore, done: list[Attempt]
    ) -> None:
        for attempt in attempts:
            async with places:
                target = await current.target()
                if target is None:
                    return
                attempt.withheld = not target.visibility.allows(attempt.event.audience)
                if not attempt.withheld:
                    await self._attempt(attempt, target)
            done.append(attempt)
            if attempt.answer and attempt.answer.pauses:
                current.stop()
            if not (attempt.taken or attempt.withheld):
                return

    async def _attempt(self, attempt: Attempt, target: Target) -> None:
        body = attempt.body
        headers = webhooks.headers(target.secrets, str(attempt.event.id), int(time.time()), body)
        attempt.answer = await self._sender.send(target.url, headers, body)
        _ATTEMPTS.labels("taken" if attempt.taken else "refused").inc()


class _Current:
    """A webhook as it is while a batch is sent to it: read again and again, for many attempts at once."""

    def __init__(self, shared: Runtime, vault: Vault, holders: Holders, batch: Batch) -> None:
        self._shared = shared
        self._vault = vault
        self._holders = holders
        self._subscription = batch.subscription
        self._lock = asyncio.Lock()
        self._keep(batch.target)
        self._stopped = False

    def _keep(self, found: Target | None) -> None:
        self._target = found and Target(found.url, list(map(self._vault.open, found.secrets)), found.visibility)
        self._read_at = time.monotonic()

    def stop(self) -> None:
        """Send nothing more of this batch."""
        self._stopped = True

    async def target(self) -> Target | None:
        """Give where to send to now; None where nothing is to be sent any more."""
        async with self._lock:
            if time.monotonic() >= self._read_at + READ_SECONDS and not self._stopped:
                async with reading(self._shared.sessions) as session:
                    today = self._shared.clock.now().date()
                    self._keep(await deliveries.target(session, self._holders, self._subscription, today))
        return None if self._stopped else self._target
