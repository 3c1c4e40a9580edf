"""The main job on real input and real servers: from files of publishers to a reminder that stops when all is done."""

import asyncio
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import orjson
from standardwebhooks import Webhook

from tests.journeys.conftest import Platform, Receiver
from tests.journeys.waiting import created, soon
from tests.service.measurement.independent_sums import read_rates, sums

QUIET_SECONDS = 2


async def import_all(client: httpx.AsyncClient, folder: Path) -> list[dict[str, Any]]:
    finished = []
    for file in sorted(folder.glob("*.xml")):
        headers = {"Content-Type": "application/xml"}
        answer = await client.post("/v1/imports?mode=apply", content=file.read_bytes(), headers=headers)
        assert answer.status_code == 202, answer.text
        address = answer.headers["location"]

        async def ended(address: str = address) -> dict[str, Any] | None:
            found: dict[str, Any] = (await client.get(address)).json()
            return found if found["status"] in {"finished", "failed"} else None

        finished.append(await soon(ended))
    return finished


async def matrix(client: httpx.AsyncClient, **params: str) -> dict[tuple[str, str], Decimal]:
    lines = (await client.get("/v1/matrix", params={**params, "format": "ndjson"})).text.splitlines()
    cells = [orjson.loads(line) for line in lines]
    return {(cell["provider"], cell["recipient"]): Decimal(cell["amount"]) for cell in cells}


async def move_clock(client: httpx.AsyncClient, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    answer = await client.post("/v1/demo/clock", json={"now": moment.isoformat()})
    assert answer.status_code == 200, answer.text


async def mails(platform: Platform) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=platform.mailbox) as mailbox:
        found: list[dict[str, Any]] = (await mailbox.get("/messages")).json()["items"]
        return found


async def mail_text(platform: Platform, mail: dict[str, Any]) -> str:
    async with httpx.AsyncClient(base_url=platform.mailbox) as mailbox:
        return str((await mailbox.get(f"/messages/{mail['id']}")).json()["text"])


def reminded(receiver: Receiver, secret: str) -> list[tuple[str, str]]:
    """Check every delivery's signature with the reference library; give kind and step of the reminders among them."""
    events = [Webhook(secret).verify(body.decode(), headers) for headers, body in receiver.received]
    return [
        (event["data"]["kind"], event["data"]["step"])
        for event in events
        if event["type"] == "harambee.reminder.sent.v1"
    ]


def kenyas_in_flows(files: Path, rates: Path, jobs: list[Any]) -> dict[int, Decimal]:
    """Add up by the independent script what the publishers gave to Kenya."""
    known = read_rates(rates)
    into: defaultdict[int, Decimal] = defaultdict(Decimal)
    for file, job in zip(sorted(files.glob("*.xml")), jobs, strict=True):
        if job["status"] != "finished":
            continue
        assert job["counts"]["rejected"] == job["counts"]["flows_rejected"] == 0
        for (year, kind, recipient), usd in sums(file, known, ()).items():
            if recipient == "KE" and kind in {"3", "4"}:
                into[year] += usd
    return dict(into)


async def test_from_files_to_flows(client: httpx.AsyncClient, shared_data: Path) -> None:
    files = shared_data / "fixtures" / "iati"
    jobs = await import_all(client, files)
    assert len(jobs) == 18
    expected = kenyas_in_flows(files, shared_data / "rates" / "imf-monthly-end-of-period.csv.gz", jobs)
    assert len(expected) >= 3
    for year, usd in expected.items():
        cells = await matrix(client, recipient="KE", year=str(year))
        assert abs(sum(cells.values()) - usd) < 1, year
    profile = (await client.get("/v1/countries/KE/profile")).json()
    latest = max(expected)
    shown = {point["year"]: Decimal(point["inflows"]) for point in profile["flows"]["data"]["items"]}
    assert abs(shown[latest] - expected[latest]) < 1
    for job in await import_all(client, files):
        assert job["counts"]["flows_new"] == 0


async def test_from_a_roadmap_to_reminders_that_stop(
    platform: Platform, client: httpx.AsyncClient, receiver: Receiver
) -> None:
    await move_clock(client, date(2017, 5, 4))
    actor = await created(
        client,
        "/v1/actors",
        {
            "names": {"en": "Ministry of Foreign Affairs", "sw": "Wizara ya Mambo ya Nje"},
            "kind": "10",
            "constituency": "public",
            "country": "KE",
            "identifiers": [{"scheme": "KE-COA", "value": "1052"}],
            "topics": [1, 3],
        },
    )
    await created(
        client,
        "/v1/focal-points",
        {
            "actor": actor["id"],
            "role": "National focal point",
            "language": "sw",
            "time_zone": "Africa/Nairobi",
            "channels": [{"kind": "email", "address": "sstc@mfa.example"}],
            "mandate": {"from": "2017-05-04"},
        },
    )
    hook = await created(
        client, "/v1/subscriptions", {"url": receiver.url, "countries": ["KE"], "types": ["harambee.reminder.*"]}
    )
    roadmap = await created(
        client,
        "/v1/roadmaps",
        {
            "framework": "nairobi-2017",
            "scope": {"country": "KE"},
            "owner": actor["id"],
            "anchor_date": "2017-05-04",
            "titles": {"en": "Kenya's roadmap"},
        },
    )
    deadlines = (await client.get("/v1/deadlines", params={"country": "KE"})).json()["items"]
    assert [(one["kind"], one["due_on"]) for one in deadlines] == [
        ("roadmap_adopted", "2017-11-04"),
        ("progress_report", "2018-05-04"),
    ]

    async def planned() -> bool:
        return bool((await client.get("/v1/reminders", params={"country": "KE"})).json()["items"])

    await soon(planned)
    expected: list[tuple[str, str]] = []

    async def each_step_arrives_once(kind: str, due: date, steps: list[tuple[str, int]]) -> None:
        for step, days in steps:
            await move_clock(client, due + timedelta(days))
            expected.append((kind, step))

            async def arrived() -> bool:
                return len(await mails(platform)) >= len(expected) <= len(receiver.received)

            await soon(arrived)
            assert reminded(receiver, hook["secret"]) == expected
            assert len(await mails(platform)) == len(expected)

    before = [("-P90D", -90), ("-P30D", -30), ("-P14D", -14), ("-P7D", -7), ("-P1D", -1), ("P0D", 0)]
    await each_step_arrives_once("roadmap_adopted", date(2017, 11, 4), before)
    adopted = await client.post(
        f"/v1/roadmaps/{roadmap['id']}/transitions",
        json={"to": "adopted", "reason": {"en": "Its actions follow"}},
        headers={"If-Match": '"1"'},
    )
    assert adopted.status_code == 200
    await each_step_arrives_once("progress_report", date(2018, 5, 4), [*before, ("+P7D", 7)])
    newest = (await mails(platform))[0]
    text = await mail_text(platform, newest)
    assert newest["recipients"] == ["sstc@mfa.example"]
    assert "Kenya" in text
    assert "siku 7" in text  # seven days, in Swahili
    page = await client.get(f"/roadmaps/{roadmap['id']}", headers={"Accept-Language": "sw"})
    assert f"{platform.url}{page.url.path}" in text
    assert page.status_code == 200
    assert "Kenya" in page.text

    report = await created(
        client,
        "/v1/reports",
        {
            "roadmap": roadmap["id"],
            "period_from": "2017-05-04",
            "period_to": "2018-05-04",
            "sections": [{"commitment": 1, "narrative": {"en": "Adopted on the day it was due."}}],
        },
    )
    submitted = await client.post(
        f"/v1/reports/{report['id']}/transitions", json={"to": "submitted"}, headers={"If-Match": '"1"'}
    )
    assert submitted.status_code == 200

    async def stopped() -> bool:
        page = await client.get("/v1/reminders", params={"country": "KE", "state": "planned"})
        return all(one["due_on"] > "2018-12-31" for one in page.json()["items"])

    await soon(stopped)
    await move_clock(client, date(2018, 5, 18))
    await asyncio.sleep(QUIET_SECONDS)
    assert len(await mails(platform)) == len(expected)
    assert reminded(receiver, hook["secret"]) == expected


async def test_the_log_tells_it_in_order(client: httpx.AsyncClient) -> None:
    events: list[dict[str, Any]] = []
    after = "0"
    while True:
        page = (await client.get("/v1/events", params={"after": after, "limit": 1000})).json()
        if not page["items"]:
            break
        events += page["items"]
        after = page["next"]
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    about_kenya = [event["type"] for event in events if event.get("country") == "KE"]
    stories = [
        ["actor.registered", "roadmap.drafted", "reminder.sent", "roadmap.moved", "report.opened", "report.submitted"],
        ["actor.registered", "deadline.set", "reminder.sent", "deadline.met", "report.submitted"],
    ]
    for story in stories:
        places = [about_kenya.index(f"harambee.{kind}.v1") for kind in story]
        assert places == sorted(places)
    assert not [event for event in events if "mfa.example" in orjson.dumps(event).decode()]


async def test_the_stream_goes_on_where_a_reader_stopped(client: httpx.AsyncClient) -> None:
    async def read(count: int, headers: dict[str, str]) -> list[int]:
        positions: list[int] = []
        async with client.stream("GET", "/v1/events/stream", headers=headers) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("id: "):
                    positions.append(int(line[4:]))
                if len(positions) == count:
                    return positions
        raise AssertionError("the stream ended")

    first = await read(5, {})
    assert first == [1, 2, 3, 4, 5]
    assert await read(5, {"Last-Event-ID": "5"}) == [6, 7, 8, 9, 10]
