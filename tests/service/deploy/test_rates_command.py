"""`harambee rates load`, through the gateway."""

import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from deploy.local.failures import CannotStart
from services.measurement.app import create_service
from tests.service.deploy.conftest import Platform, StartPlatform
from tests.serving import settings

ECB = "Date,USD,KES,\n2026-11-20,1.10,143.00,\n2026-11-13,1.10,N/A,\n"
IMF = "Date,Rate,Currency,Frequency,Source,Country code,Country\n2026-10-31,133.5,KES,M,IMF,KE,Kenya\n"
OECD = "LOCATION,INDICATOR,TIME,Value,Flag Codes\nKEN,EXCH,2026,130.1,\nOAVG,EXCH,2026,1,\n"
PLAIN = "currency,date,units_per_usd,source\nKES,2026-11-25,131,Central Bank of Kenya\n"


@pytest.fixture
async def platform(start_platform: StartPlatform, database: Callable[[str], Awaitable[str]]) -> Platform:
    return await start_platform(create_service(settings(await database("measurement"))))


async def held(platform: Platform, **asked: str) -> list[dict[str, Any]]:
    params = {"currency": "KES", "date_from": "2026-10-01", **asked}
    async with httpx.AsyncClient(base_url=platform.url) as client:
        found: list[dict[str, Any]] = (await client.get("/v1/exchange-rates", params=params)).json()["items"]
    return found


async def test_tables_of_all_kinds_are_loaded_with_who_says_them(platform: Platform, tmp_path: Path) -> None:
    files = {"ecb.csv": ECB, "imf.csv": IMF, "plain.csv": PLAIN}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with zipfile.ZipFile(tmp_path / "ecb.zip", "w") as archive:
        archive.writestr("eurofxref-hist.csv", ECB)
    names = ["ecb.zip", "imf.csv", "plain.csv"]
    outcome = await platform.run("rates", "load", *(str(tmp_path / name) for name in names))
    assert outcome.exit_code == 0, outcome.output
    assert [line.rpartition("/")[2] for line in outcome.output.splitlines()] == [
        "ecb.zip: 3 rates, 3 new or changed; flows are being converted anew",
        "imf.csv: 1 rates, 1 new or changed; flows are being converted anew",
        "plain.csv: 1 rates, 1 new or changed; flows are being converted anew",
    ]
    found = {one["date"]: (one["units_per_usd"], one["source"]) for one in await held(platform)}
    assert found["2026-11-20"] == ("130", "European Central Bank, euro reference rates")
    assert found["2026-10-31"] == ("133.5", "International Monetary Fund")
    assert found["2026-11-25"] == ("131", "Central Bank of Kenya")
    again = await platform.run("rates", "load", str(tmp_path / "plain.csv"))
    assert again.output.endswith("plain.csv: 1 rates, 0 new or changed\n")


async def test_annual_averages_count_for_their_year(platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "oecd.csv").write_text(OECD)
    outcome = await platform.run("rates", "load", str(tmp_path / "oecd.csv"), "--greatest-age", "366")
    assert outcome.exit_code == 0, outcome.output
    async with httpx.AsyncClient(base_url=platform.url) as client:
        listed = (await client.get("/v1/exchange-rates/sources", params={"limit": 1000})).json()["items"]
    ages = {one["source"]: one["greatest_age"] for one in listed}
    assert ages["OECD, annual averages"] == 366
    assert set(ages.values()) == {92, 366}


async def test_an_address_is_fetched(platform: Platform) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=PLAIN)

    app = web.Application()
    app.router.add_get("/rates", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/rates"
    try:
        outcome = await platform.run("rates", "load", address)
        assert outcome.output.startswith(f"{address}: 1 rates, 1 new")
        assert isinstance((await platform.run("rates", "load", f"{address}/none")).exception, CannotStart)
    finally:
        await runner.cleanup()


async def test_what_is_wrong_is_said_and_a_leap_has_to_be_accepted(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("currency,date,units_per_usd,source\nKSH,2026-13-01,x,\n")
    said = str((await platform.run("rates", "load", str(file))).exception)
    assert all(one in said for one in ("KSH is no currency", "2026-13-01 is no date", "x is no number", "Who says it?"))
    file.write_text("currency,date,units_per_usd,source\nKES,2026-10-31,1310,Somebody\n")
    said = str((await platform.run("rates", "load", str(file))).exception)
    assert "factor over three" in said
    assert "/KES/2026-10-31 It moves from" in said
    assert (await platform.run("rates", "load", str(file), "--accept-leaps")).exit_code == 0
    assert isinstance((await platform.run("rates", "load", "nowhere.csv")).exception, CannotStart)
