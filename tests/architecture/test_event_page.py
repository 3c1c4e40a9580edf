"""`docs/events.md` says what is so."""

import re
import time

import pytest

from services.notifications.rules.webhooks import SCHEDULE, headers, new_secret
from tests.event_catalogue import PAGE, published, updated


def test_the_catalogue_is_that_of_the_event_classes() -> None:
    page = PAGE.read_text("utf8")
    assert page == updated(page), "write it anew: python -m tests.event_catalogue"
    assert set(re.findall(r"^### (\S+)$", page, re.MULTILINE)) == set(published())


def test_the_page_verifies_what_is_sent() -> None:
    (code,) = re.findall(r"```python\n(.+?)```", PAGE.read_text("utf8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    verify = names["verify"]
    assert callable(verify)
    secrets, body, now = [new_secret(), new_secret()], b'{"id": "1"}', int(time.time())
    sent = headers(secrets, "1", now, body)
    assert [verify(secret, sent, body) for secret in (*secrets, new_secret())] == [True, True, False]
    assert not verify(secrets[0], sent, body + b" ")
    assert not verify(secrets[0], headers(secrets, "1", now - 3600, body), body)


@pytest.mark.parametrize("number", ["2, 5, 10, 14, 20 and 24 hours", "5 seconds, 5 and 30 minutes", "ten attempts"])
def test_the_page_says_the_schedule(number: str) -> None:
    assert number in PAGE.read_text("utf8")
    hours = [step.total_seconds() / 3600 for step in SCHEDULE]
    assert (hours[4:], [60 * one for one in hours[2:4]], 3600 * hours[1], len(SCHEDULE)) == (
        [2, 5, 10, 14, 20, 24],
        [5, 30],
        5,
        10,
    )
