"""Counts what waits for reminding, delivering, and telling of suspensions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from services.notifications import queries
from shared import job_metrics
from shared.db import ReadSession
from shared.service import Runtime

# Reminders are due and webhooks suspended by the platform's clock, attempts and the log's events are of the machine's.
# What was logged before a webhook was resumed has waited for it since then.
BACKLOGS = text("""
SELECT 'reminders', count(*), EXTRACT(epoch FROM CAST(:now AS timestamptz) - min(fire_at))::float8
FROM reminders WHERE state IN ('planned', 'sending') AND fire_at <= :now
UNION ALL
SELECT 'deliveries', coalesce(sum(waiting), 0)::bigint, EXTRACT(epoch FROM now() - min(since))::float8 FROM (
    SELECT count(*) AS waiting, min(next_attempt_at) AS since FROM deliveries
    WHERE subscription = ANY(:webhooks) AND state = 'pending' AND next_attempt_at <= now()
    UNION ALL
    SELECT counter.position - webhook.position, greatest(uuid_extract_timestamp(next.id), webhook.updated_at)
    FROM subscriptions webhook
    CROSS JOIN event_counter counter
    JOIN event_log next ON next.position = webhook.position + 1
    WHERE webhook.id = ANY(:webhooks) AND webhook.position < counter.position
) found
UNION ALL
SELECT 'suspensions', count(*), EXTRACT(epoch FROM CAST(:now AS timestamptz) - min(updated_at))::float8
FROM subscriptions WHERE status = 'suspended' AND NOT contact_told
""")


async def measure_backlogs(shared: Runtime) -> None:
    """Keep in the metrics how much waits for each job."""
    await job_metrics.measure_backlogs(shared.sessions, shared.clock, _backlogs)


async def _backlogs(session: ReadSession, now: datetime) -> Sequence[job_metrics.Backlog]:
    values = {"now": now, "webhooks": await queries.with_work(session)}
    return [job_metrics.Backlog(*row) for row in await session.execute(BACKLOGS, values)]
