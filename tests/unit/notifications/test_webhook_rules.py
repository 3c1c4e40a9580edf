import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from services.notifications.rules import webhooks

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
BODY = '{"data":{"names":{"sw":"Mkutano wa Nairobi — 2027"}}}'.encode()


def test_the_published_vectors_are_signed_alike(shared_data: Path) -> None:
    source = shared_data / "conformance" / "standard-webhooks-vectors.json"
    vectors = json.loads(source.read_text())["vectors"]
    assert {vector["ok"] for vector in vectors} == {True, False}
    for vector in vectors:
        ours = webhooks.signature(
            vector["secret"],
            message_id=vector["id"],
            timestamp=int(vector["timestamp"]),
            body=vector["body"].encode(),
        )
        assert (ours in vector["signature"].split()) is vector["ok"], vector["name"]


@given(st.text(alphabet=st.characters(codec="utf8")), st.uuids())
def test_receivers_accept_what_we_sign_and_nothing_else(text: str, message: object) -> None:
    secret, body = webhooks.new_secret(), json.dumps({"text": text}).encode()
    headers = webhooks.headers([secret], str(message), int(datetime.now(UTC).timestamp()), body)
    assert Webhook(secret).verify(body, headers) == {"text": text}
    assert headers["content-type"] == "application/cloudevents+json"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, {**headers, "webhook-id": "another"})
    later = str(int(headers["webhook-timestamp"]) + 1)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, {**headers, "webhook-timestamp": later})
    with pytest.raises(WebhookVerificationError):
        Webhook(webhooks.new_secret()).verify(body, headers)


def test_while_a_secret_is_changed_both_open_the_same_delivery() -> None:
    old, new = webhooks.new_secret(), webhooks.new_secret()
    headers = webhooks.headers([new, old], "msg_1", int(datetime.now(UTC).timestamp()), BODY)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)


def test_a_secret_is_long_random_and_of_the_standards_form() -> None:
    made = {webhooks.new_secret() for _ in range(100)}
    assert len(made) == 100
    for secret in made:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_ten_attempts_are_spread_over_three_days() -> None:
    assert len(webhooks.SCHEDULE) == 10
    assert sum(webhooks.SCHEDULE, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    waits = [webhooks.next_attempt(attempt, at=NOON, jitter=0) for attempt in range(1, 10)]
    assert [wait - NOON for wait in waits if wait] == list(webhooks.SCHEDULE[1:])


@pytest.mark.parametrize("attempt", [10, 11, 1000])
def test_after_the_tenth_attempt_there_is_none(attempt: int) -> None:
    assert webhooks.next_attempt(attempt, at=NOON, retry_after=timedelta(seconds=1), jitter=0) is None


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True))
def test_jitter_adds_at_most_a_fifth(attempt: int, jitter: float) -> None:
    planned = webhooks.next_attempt(attempt, at=NOON, jitter=jitter)
    assert planned is not None
    wait = webhooks.SCHEDULE[attempt]
    assert wait <= planned - NOON <= wait * 1.2


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True), st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_a_receiver_may_ask_for_a_longer_wait_of_at_most_a_day(attempt: int, jitter: float, asked: timedelta) -> None:
    planned = webhooks.next_attempt(attempt, at=NOON, retry_after=asked, jitter=jitter)
    unasked = webhooks.next_attempt(attempt, at=NOON, jitter=jitter)
    assert planned is not None
    assert unasked is not None
    assert planned == max(unasked, NOON + min(asked, timedelta(hours=24)))
