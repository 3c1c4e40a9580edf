"""What has reached its age is deleted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.commands import delete_deliveries
from tests.service.notifications.facts import actor
from tests.service.notifications.stage import Stage, eventually
from tests.service.notifications.webhooks import deliveries, names

WAITING = "UPDATE deliveries SET state = 'pending', next_attempt_at = now() + interval '1 day' WHERE position = 2"


async def test_deliveries_that_ended_are_deleted_at_their_age_and_those_that_wait_stay(
    delivering: Stage, receive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver, address = await receive()
    await delivering.hear(actor("one"), actor("two"), actor("three"))
    await names(receiver, 3)
    await eventually(lambda: deliveries(delivering, address, state="delivered"), lambda found: len(found) == 3)
    await delivering.change(WAITING)
    await delete_deliveries.forget_deliveries(delivering.shared)
    assert len(await deliveries(delivering, address)) == 3
    monkeypatch.setattr(delete_deliveries, "KEPT", -timedelta(minutes=1))
    await delete_deliveries.forget_deliveries(delivering.shared)
    assert [(one["position"], one["state"]) for one in await deliveries(delivering, address)] == [(2, "pending")]
