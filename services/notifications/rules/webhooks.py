"""Webhooks: how deliveries are signed (Standard Webhooks 1.0), and when they are tried again."""

import base64
import hashlib
import hmac
import secrets as randomness
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from shared.envelope import STRUCTURED

PREFIX = "whsec_"
SECRET_BYTES = 32
LONGEST_WAIT = timedelta(hours=24)
JITTER = 0.2

SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""Before each attempt, after the one before it: ten in three days, as Standard Webhooks proposes."""

MOST_FAILED_EVENTS = 3
"""So many events in a row that all attempts failed of suspend a webhook."""

FAILING = ("harambee.delivery.failed.v1", "harambee.subscription.suspended.v1")
"""Events that tell of a webhook's failing; they do not go to the webhook that they tell of."""


def new_secret() -> str:
    """Make a secret to share with a receiver."""
    return PREFIX + base64.b64encode(randomness.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign a delivery. Raises ValueError where the secret is none."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = hmac.digest(key, b"%b.%d.%b" % (message_id.encode(), timestamp, body), hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def headers(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Give the headers of an attempt; each secret signs, so that one can be changed without a gap."""
    signatures = (signature(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in secrets)
    return {
        "content-type": STRUCTURED,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def next_attempt(
    attempts: int, *, at: datetime, retry_after: timedelta | None = None, jitter: float
) -> datetime | None:
    """Say when a delivery that has failed so often is tried again; None where it is given up.

    A receiver may ask for a longer wait, at most a day; `jitter` in 0..1 spreads the attempts by up to a fifth.
    """
    if attempts >= len(SCHEDULE):
        return None
    wait = SCHEDULE[attempts] * (1 + JITTER * jitter)
    return at + max(wait, min(retry_after or timedelta(0), LONGEST_WAIT))


def pause(unanswered: int, jitter: float) -> timedelta:
    """Say how long a webhook that has left so many attempts unanswered is left alone; then one attempt is made."""
    return SCHEDULE[min(unanswered, len(SCHEDULE) - 1)] * (1 + JITTER * jitter)


def suspension_reason(failed_events: int, unanswered: int) -> str | None:
    """Say why a webhook is to be suspended; None where it is not.

    `failed_events` were given up since it last took one, `unanswered` attempts were made since it last answered.
    """
    if failed_events >= MOST_FAILED_EVENTS:
        return f"All attempts of {failed_events} events failed"
    if unanswered >= len(SCHEDULE):
        return f"{unanswered} attempts were not answered"
    return None


def retry_after(header: str, now: datetime) -> timedelta | None:
    """Read `Retry-After`: seconds, or an HTTP date; None where it is neither or lies in the past."""
    if header.isascii() and header.isdecimal() and len(header) < 10:
        return timedelta(seconds=int(header))
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return wait if wait > timedelta(0) else None
