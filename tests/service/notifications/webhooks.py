"""What tests of webhooks ask again and again."""

from typing import Any

from tests.service.notifications.receivers import Receiver
from tests.service.notifications.stage import Stage, eventually

ACTORS = ["harambee.actor.*"]
NOW = "UPDATE deliveries SET next_attempt_at = now() WHERE state = 'pending'"


async def names(receiver: Receiver, count: int) -> list[str]:
    """Wait until a receiver has accepted so many events."""

    async def ask() -> list[str]:
        return receiver.names()

    return await eventually(ask, lambda found: len(found) >= count)


async def deliveries(stage: Stage, address: str, **filters: Any) -> list[dict[str, Any]]:
    """List the deliveries of a webhook, as an administrator sees them."""
    answer = await stage.client.get(f"{address}/deliveries", params={"limit": 1000, **filters})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
