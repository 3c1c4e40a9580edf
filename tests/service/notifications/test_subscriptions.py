from typing import Any

import pytest

from services.notifications.app import create_service
from shared.auth import ANYONE
from tests.service.notifications.receivers import open_receiver
from tests.service.notifications.stage import Stage, notifications_settings
from tests.serving import Client, authorization, coordinator, serving

HOOK = "https://hooks.example.org/harambee"


async def subscribe(client: Client, headers: dict[str, str] | None = None, **body: Any) -> dict[str, Any]:
    answer = await client.post("/v1/subscriptions", json={"url": HOOK, **body}, headers=headers)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_secret_is_shown_once_and_kept_unreadable(stage: Stage) -> None:
    made = await stage.client.post("/v1/subscriptions", json={"url": HOOK}, headers={"Idempotency-Key": "one"})
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    assert made.headers["cache-control"] == "no-store"
    again = await stage.client.post("/v1/subscriptions", json={"url": HOOK}, headers={"Idempotency-Key": "one"})
    shown = await stage.client.get(made.headers["location"])
    listed = await stage.client.get("/v1/subscriptions")
    assert again.status_code == 201
    assert again.headers["location"] == made.headers["location"]
    assert again.json() == made.json() | {"secret": None}
    assert not any(secret in answer.text for answer in (again, shown, listed))
    assert "secret" not in shown.json()
    assert secret not in await stage.everything_stored()


async def test_a_credential_is_needed(stage: Stage) -> None:
    answer = await stage.client.post("/v1/subscriptions", json={"url": HOOK}, headers=authorization(ANYONE))
    assert answer.status_code == 401
    assert (await stage.client.get("/v1/subscriptions", headers=authorization(ANYONE))).status_code == 401


async def test_nobody_learns_of_the_webhooks_of_others(stage: Stage) -> None:
    kenya, ghana = (stage.client.as_(coordinator(country)) for country in ("KE", "GH"))
    address = f"/v1/subscriptions/{(await subscribe(stage.client, kenya))['id']}"
    assert (await stage.client.get(address, headers=kenya)).status_code == 200
    assert (await stage.client.get("/v1/subscriptions", headers=ghana)).json()["items"] == []
    for answer in (
        await stage.client.get(address, headers=ghana),
        await stage.client.get(f"{address}/deliveries", headers=ghana),
        await stage.client.post(f"{address}/test", headers=ghana),
        await stage.client.patch(address, json={"types": []}, headers={**ghana, "If-Match": "*"}),
        await stage.client.delete(address, headers={**ghana, "If-Match": "*"}),
    ):
        assert answer.status_code == 404


async def test_a_webhook_is_changed_and_ended(stage: Stage) -> None:
    address = f"/v1/subscriptions/{(await subscribe(stage.client, types=['harambee.roadmap.*']))['id']}"
    assert (await stage.client.patch(address, json={"countries": ["KE"]})).status_code == 428
    changed = await stage.client.patch(address, json={"countries": ["KE"]}, headers={"If-Match": '"1"'})
    assert (changed.json()["types"], changed.json()["countries"]) == (["harambee.roadmap.*"], ["KE"])
    assert changed.headers["etag"] == '"2"'
    stale = await stage.client.patch(address, json={"countries": []}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert (await stage.client.delete(address, headers={"If-Match": '"2"'})).status_code == 200
    assert (await stage.client.get("/v1/subscriptions")).json()["items"] == []
    assert (await stage.client.get(address)).status_code == 404


@pytest.mark.parametrize(
    "contact", ["a..b@aims.example", ".a@aims.example", "é@aims.example", "a%0a@aims.example", "a"]
)
async def test_a_contact_has_an_address_that_mail_can_reach(stage: Stage, contact: str) -> None:
    answer = await stage.client.post("/v1/subscriptions", json={"url": HOOK, "contact": contact})
    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/contact", "invalid_address")]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "https://hooks.example.org:8080/",
        "https://user:password@hooks.example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "ftp://hooks.example.org/",
        "hooks",
        "",
    ],
)
async def test_an_address_that_no_delivery_could_reach_is_refused_at_once(stage: Stage, url: str) -> None:
    database = stage.service.settings.database.get_secret_value()
    async with serving(create_service(notifications_settings(database, egress_networks=[]))) as client:
        answer = await client.post("/v1/subscriptions", json={"url": url, "countries": ["XX"]})
    assert answer.status_code == 422
    if "XX" not in answer.text:
        assert answer.json()["errors"][0]["pointer"] == "/url"


@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        (None, "unknown_host"),
        (["127.0.0.1"], "not_public"),
        (["10.0.0.7", "::1"], "not_public"),
        (["10.0.0.7", "93.184.215.14"], None),
    ],
)
async def test_a_name_is_looked_up_when_a_webhook_is_made_or_moved(
    stage: Stage, known_hosts: dict[str, list[str]], addresses: list[str] | None, code: str | None
) -> None:
    if addresses:
        known_hosts["named.example"] = addresses
    database = stage.service.settings.database.get_secret_value()
    async with serving(create_service(notifications_settings(database, egress_networks=[]))) as client:
        made = await client.post("/v1/subscriptions", json={"url": HOOK})
        change = {"url": "https://named.example/"}
        for answer in (
            await client.post("/v1/subscriptions", json=change),
            await client.patch(made.headers["location"], json=change, headers={"If-Match": "*"}),
        ):
            if code:
                assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
            else:
                assert answer.status_code < 300


async def test_a_test_says_what_the_receiver_answered(stage: Stage) -> None:
    async with open_receiver() as receiver:
        made = await subscribe(stage.client, url=receiver.url)
        receiver.secret = made["secret"]
        answer = await stage.client.post(f"/v1/subscriptions/{made['id']}/test")
        assert answer.json() == {"ok": True, "status": 204, "error": ""}
        assert [event["subject"] for event in receiver.accepted] == [f"subscriptions/{made['id']}"]
        await stage.client.post(f"/v1/subscriptions/{made['id']}/test")
    assert len(await stage.announced("subscription.verified")) == 1
    gone = await stage.client.post(f"/v1/subscriptions/{made['id']}/test")
    assert gone.json()["ok"] is False
    assert gone.json()["status"] is None
    assert gone.json()["error"]


async def test_a_test_holds_no_transaction_open_while_the_receiver_thinks(stage: Stage) -> None:
    found: list[int] = []

    async with open_receiver() as receiver:
        made = await subscribe(stage.client, url=receiver.url)

        async def look() -> None:
            rows = await stage.rows(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND state = 'idle in transaction' AND pid <> pg_backend_pid()"
            )
            found.append(len(rows))

        receiver.before_answer = look
        await stage.client.post(f"/v1/subscriptions/{made['id']}/test")
    assert found == [0]
