"""The page of an import: the gateway in front of the real measurement service, with a real file in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from services.gateway.app import create_service, open_account
from services.gateway.rules.routes import Upstream
from services.gateway.schemas import ScopeIn
from services.measurement import app as measurement
from shared.auth import Role
from shared.http.app import create_app
from shared.service import Part
from tests.service.gateway.conftest import Database, gateway_settings
from tests.service.gateway.sockets import listening
from tests.service.gateway.upstream import FakeService
from tests.service.measurement.files import activity, file, imported, transaction
from tests.serving import Client, settings
from tests.web.gateway.test_pages import FAINT, SIZES, browser, shot

__all__ = ["browser"]

REAL = "XM-DAC-41123.xml"


@dataclass
class Stage:
    """A gateway on a socket, and an administrator's way to it."""

    url: str
    database: str
    client: Client

    async def link(self, job: str) -> str:
        """Make a link to the page of an import; gives its path."""
        answer = await self.client.post(f"/v1/imports/{job}/page")
        assert answer.status_code == 201, answer.text
        assert answer.json()["url"] == "https://harambee.example" + answer.headers["location"]
        assert answer.headers["cache-control"] == "no-store"
        return str(answer.headers["location"])


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    measuring = create_app(measurement.create_service(settings(await database("measurement"))), [Part.API, Part.WORKER])
    own = await database("gateway")
    async with listening([measuring, FakeService()]) as (real, fake):
        addresses = dict.fromkeys(Upstream, fake) | {Upstream.MEASUREMENT: real}
        gateway = create_app(create_service(gateway_settings(own, addresses)), [Part.API])
        _, key = await open_account(own, name="a test", role=Role.ADMIN, scope=ScopeIn(everything=True))
        headers = {"Authorization": f"Bearer {key.reveal()}"}
        async with listening([gateway]) as (url,), Client(base_url=url, headers=headers, timeout=60) as client:
            yield Stage(url, own, client)


async def bare(stage: Stage, path: str) -> httpx.Response:
    """Ask without a credential, as whoever holds a link does."""
    async with httpx.AsyncClient(base_url=stage.url) as anybody:
        return await anybody.get(path)


def fixture_named(shared_data: Path, name: str) -> bytes:
    (found,) = shared_data.rglob(name)
    return found.read_bytes()


@pytest.mark.parametrize("size", SIZES)
async def test_findings_of_a_real_file_read_well(browser: Browser, stage: Stage, shared_data: Path, size: str) -> None:
    job = await imported(stage.client, fixture_named(shared_data, REAL))
    width, height = SIZES[size]
    context = await browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(stage.url + await stage.link(job["id"]))
    await shot(page, f"import-{size}")
    assert await page.get_by_role("heading", level=1).inner_text() == "The file has been taken"
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.evaluate(FAINT) == []
    counted = (await stage.client.get(f"/v1/imports/{job['id']}/findings/summary")).json()["items"]
    rules = page.get_by_role("table", name="What was found, by rule")
    assert await rules.locator("tbody tr").count() == len(counted)
    await rules.get_by_role("link", name=counted[0]["rule"], exact=True).click()
    shown = page.get_by_role("table", name="Findings").locator("tbody tr")
    await expect(shown).to_have_count(min(100, counted[0]["findings"]))
    await page.get_by_role("link", name="Français").click()
    await expect(page.get_by_role("heading", name="Constats")).to_be_visible()
    shown = page.get_by_role("table", name="Constats").locator("tbody tr")
    await expect(shown).to_have_count(min(100, counted[0]["findings"]))
    assert complaints == []
    await context.close()


async def test_many_findings_come_page_by_page_and_all_at_once_as_a_table(browser: Browser, stage: Stage) -> None:
    # Each has two: its amount, and what the schema wants of an activity.
    many = [activity(f"GB-COH-1-{number}", transaction("a lot")) for number in range(65)]
    job = await imported(stage.client, file(*many), mode="check")
    page = await browser.new_page()
    path = await stage.link(job["id"])
    await page.goto(stage.url + path)
    assert "nothing was changed" in await page.get_by_role("heading", level=1).inner_text()
    shown = page.get_by_role("table", name="Findings").locator("tbody tr")
    assert await shown.count() == 100
    await page.get_by_role("link", name="Further findings").click()
    await expect(shown).to_have_count(30)
    table = await bare(stage, path.replace("?", "/findings.csv?"))
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) == 131


async def test_a_file_without_faults_says_so(stage: Stage) -> None:
    faultless = (
        "<description><narrative>What it does</narrative></description>"
        '<participating-org ref="GB-COH-1" role="1" type="21"/><activity-status code="2"/>'
        '<activity-date type="2" iso-date="2015-01-01"/>'
    )
    job = await imported(stage.client, file(activity("GB-COH-1-A", transaction(), inner=faultless)))
    answer = await bare(stage, await stage.link(job["id"]))
    assert "Nothing was found to be wrong." in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_link_opens_its_page_and_nothing_else(stage: Stage) -> None:
    body = file(activity("GB-COH-1-A", transaction("a lot")))
    one, other = [(await imported(stage.client, body, mode="check"))["id"] for _ in range(2)]
    path = await stage.link(one)
    token = path.partition("token=")[2]
    for wrong in (path.replace(one, other), f"/imports/{one}", f"{path[:-3]}abc", f"/imports/{one}?token=x"):
        assert (await bare(stage, wrong)).status_code == 404, wrong
        assert (await bare(stage, wrong.replace("?", "/findings.csv?"))).status_code == 404
    async with httpx.AsyncClient(base_url=stage.url, headers={"Authorization": f"Bearer {token}"}) as thief:
        assert (await thief.get("/v1/imports")).status_code == 401


async def test_links_end_with_the_client_they_were_made_for(stage: Stage) -> None:
    me, key = await open_account(stage.database, name="another", role=Role.ADMIN, scope=ScopeIn(everything=True))
    mine = {"Authorization": f"Bearer {key.reveal()}"}
    job = await imported(stage.client, file(activity("GB-COH-1-A", transaction())))
    path = (await stage.client.post(f"/v1/imports/{job['id']}/page", headers=mine)).headers["location"]
    assert (await bare(stage, path)).status_code == 200
    current = await stage.client.get(f"/v1/clients/{me.id}")
    headers = {"If-Match": current.headers["etag"]}
    assert (await stage.client.delete(f"/v1/clients/{me.id}", headers=headers)).status_code == 200
    assert (await bare(stage, path)).status_code == 404


async def test_only_who_sees_an_import_can_link_it(stage: Stage) -> None:
    job = await imported(stage.client, file(activity("GB-COH-1-A", transaction())))
    _, key = await open_account(
        stage.database, name="another", role=Role.REPORTER, scope=ScopeIn(actor="0198a1b2-0000-7000-8000-000000000001")
    )
    theirs = {"Authorization": f"Bearer {key.reveal()}"}
    assert (await stage.client.post(f"/v1/imports/{job['id']}/page", headers=theirs)).status_code == 404
    async with httpx.AsyncClient(base_url=stage.url) as anybody:
        assert (await anybody.post(f"/v1/imports/{job['id']}/page")).status_code == 401


async def test_the_token_of_a_link_is_not_stored_for_repeats(stage: Stage) -> None:
    job = await imported(stage.client, file(activity("GB-COH-1-A", transaction())))
    headers = {"Idempotency-Key": "link"}
    first, again = [await stage.client.post(f"/v1/imports/{job['id']}/page", headers=headers) for _ in range(2)]
    assert "token=" in first.headers["location"]
    assert (again.status_code, again.headers["location"]) == (201, first.headers["location"].partition("?")[0])
    assert again.json() == first.json() | {"url": None}
