from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.service.gateway.conftest import Gateway, database_url, gateway
from tests.service.gateway.sample import ANSWERS

__all__ = ["database_url", "gateway"]

CHROMIUM = Path("/usr/bin/chromium")
SCREENSHOTS = Path(__file__).parents[3] / ".harambee" / "screenshots"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        await opened.close()


@pytest.fixture(autouse=True)
def answers(gateway: Gateway) -> None:
    for upstream, service in gateway.services.items():
        service.answers = dict(ANSWERS[upstream])


async def shot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("name", "path"),
    [("overview", "/"), ("overview-fr", "/?lang=fr"), ("country", "/countries/KE"), ("problem", "/problems/stale")],
)
async def test_a_page_reads_well_without_scripts(
    browser: Browser, gateway: Gateway, name: str, path: str, size: str
) -> None:
    width, height = SIZES[size]
    context = await browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    page = await context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    answer = await page.goto(gateway.url + path)
    assert answer
    assert answer.status == 200
    await shot(page, f"{name}-{size}")
    assert complaints == []
    assert all(url.startswith((gateway.url, "data:")) for url in asked)
    assert await page.get_by_role("main").count() == 1
    assert await page.get_by_role("banner").count() == 1
    assert await page.get_by_role("heading", level=1).count() == 1
    assert await page.get_by_role("note").is_visible()
    await context.close()


@pytest.mark.parametrize("path", ["/", "/?lang=fr", "/countries/KE"])
async def test_a_phone_does_not_scroll_sideways(browser: Browser, gateway: Gateway, path: str) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 740})
    await page.goto(gateway.url + path)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_country_shows_its_pillars_with_their_evidence(browser: Browser, gateway: Gateway) -> None:
    page = await browser.new_page()
    await page.goto(f"{gateway.url}/countries/KE")
    row = page.get_by_role("row", name="Political will")
    assert await row.get_by_text("3 of 4").is_visible()
    assert await row.get_by_role("link", name="Cabinet decision").get_attribute("href") == "https://ke.example/decision"
    assert await page.get_by_role("row", name="National body").get_by_text("none").is_visible()


async def test_the_overview_leads_to_a_country_and_to_the_other_language(browser: Browser, gateway: Gateway) -> None:
    page = await browser.new_page()
    await page.goto(gateway.url)
    row = page.get_by_role("row", name="Uganda")
    assert await row.get_by_text("since Feb 14, 2026").is_visible()
    assert await page.get_by_role("img", name="Flows of 2025, in millions of USD").get_by_text("Kenya").is_visible()
    await page.get_by_role("rowheader", name="Kenya").get_by_role("link").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Kenya")
    await page.get_by_role("link", name="Français").click()
    await expect(page.get_by_role("heading", name="Feuilles de route")).to_be_visible()


async def test_the_description_opens_from_this_server_alone(browser: Browser, gateway: Gateway) -> None:
    page = await browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{gateway.url}/docs")
    await page.get_by_text("/v1/overview").wait_for()
    await shot(page, "docs")
    assert all(url.startswith((gateway.url, "data:")) for url in asked)


async def test_words_stand_out_from_their_ground(browser: Browser, gateway: Gateway) -> None:
    page = await browser.new_page()
    for path in ("/", "/countries/KE"):
        await page.goto(gateway.url + path)
        assert await page.evaluate(FAINT) == []


FAINT = """() => {
  const channels = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body :not(svg *)')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.push(`${element.textContent.trim()}: ${contrast.toFixed(2)}`);
  }
  return faint;
}"""
