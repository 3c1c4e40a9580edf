from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.exports import check_lists
from tests.service.notifications.facts import actor, assigned, due
from tests.service.notifications.stage import Stage, eventually
from tests.service.notifications.test_subscriptions import subscribe
from tests.service.notifications.webhooks import deliveries

PARENTS = {"/v1/subscriptions/{subscription_id}/deliveries": "/v1/subscriptions#id"}

BEHIND = "SELECT count(*) FROM subscriptions WHERE position < (SELECT position FROM event_counter)"


async def test_every_form_of_every_list_is_whole(
    delivering: Stage, receive: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await delivering.move_clock(datetime(2017, 5, 4, 12, tzinfo=UTC))
    _, address = await receive()
    await delivering.hear(*(actor(str(number)) for number in range(7)))
    await eventually(lambda: deliveries(delivering, address, state="delivered"), lambda found: len(found) == 7)
    for _ in range(6):
        await subscribe(delivering.client, types=["harambee.roadmap.*"])
    owner = uuid4()
    await delivering.hear(assigned(owner, uuid4()), due(owner, uuid4()))
    await eventually(lambda: delivering.rows(BEHIND), lambda found: found == [(0,)])
    await check_lists(delivering.client, monkeypatch, PARENTS)
