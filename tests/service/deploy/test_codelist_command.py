"""`harambee codelist load`, through the gateway."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.registry.app import create_service
from shared.db import connect
from tests.service.deploy.conftest import Platform, StartPlatform
from tests.serving import settings

COLOURS = """code,name,category
red,Red,warm
blue,Blue,cold
"""


@pytest.fixture
async def registry(database: Callable[[str], Awaitable[str]]) -> str:
    return await database("registry")


@pytest.fixture
async def platform(start_platform: StartPlatform, registry: str) -> Platform:
    return await start_platform(create_service(settings(registry)))


async def get(platform: Platform, address: str) -> Any:
    async with httpx.AsyncClient(base_url=platform.url) as client:
        answer = await client.get(address)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def events(registry: str) -> int:
    connection = await connect(registry)
    rows = await connection.fetch("SELECT attributes FROM outbox")
    await connection.close()
    return sum(b"harambee.codelist.released.v1" in row["attributes"] for row in rows)


def table(folder: Path, text: str) -> str:
    file = folder / "Colour.csv"
    file.write_text(text)
    return str(file)


async def test_differences_are_shown_then_released_then_there_are_none(
    platform: Platform, registry: str, tmp_path: Path
) -> None:
    before = await events(registry)
    first = await platform.run("codelist", "load", table(tmp_path, COLOURS), "--yes", "--edition", "2026-06")
    assert first.exit_code == 0, first.output
    assert "Colour.csv: Colour: 2 new, 0 withdrawn, 0 changed" in first.output
    assert "edition 2026-06 is in use" in first.output
    changed = COLOURS.replace("blue,Blue,cold", "red2,Dark red,warm").replace(",Red,", ",Bright red,")
    second = await platform.run("codelist", "load", table(tmp_path, changed), "--yes", "--edition", "2026-07")
    assert "1 new, 1 withdrawn, 1 changed" in second.output
    assert "changed: labels" in second.output
    assert (await get(platform, "/v1/codelists/Colour/codes/blue"))["status"] == "withdrawn"
    assert await events(registry) == before + 2
    again = await platform.run("codelist", "load", table(tmp_path, changed), "--yes", "--edition", "2026-08")
    assert (again.exit_code, again.output) == (0, "Colour.csv: Colour: nothing differs from edition 2026-07\n")
    assert await events(registry) == before + 2


async def test_nothing_is_released_unless_it_is_agreed(platform: Platform, tmp_path: Path) -> None:
    asked = await platform.run("codelist", "load", table(tmp_path, COLOURS))
    assert asked.exit_code == 1
    assert "Release edition" in asked.output
    checked = await platform.run("codelist", "load", table(tmp_path, COLOURS), "--check")
    assert (checked.exit_code, "2 new" in checked.output) == (0, True)
    async with httpx.AsyncClient(base_url=platform.url) as client:
        assert (await client.get("/v1/codelists/Colour")).status_code == 404


async def test_faults_are_said_with_their_lines_and_the_other_files_are_taken(
    platform: Platform, tmp_path: Path
) -> None:
    bad = tmp_path / "Bad.csv"
    bad.write_text("code,name,status,activation-date\nA,x,gone,\nB,y,,someday\n")
    good = table(tmp_path, COLOURS)
    outcome = await platform.run("codelist", "load", str(bad), good, "--yes")
    assert outcome.exit_code == 1
    assert "Bad.csv: not taken" in outcome.output
    assert "line 2: A: /status:" in outcome.output
    assert "line 3: B: /valid_from:" in outcome.output
    assert (await get(platform, "/v1/codelists/Colour"))["active"] == 2


async def test_codes_with_a_slash_are_read_through_the_gateway(platform: Platform, tmp_path: Path) -> None:
    await platform.run("codelist", "load", table(tmp_path, "code,name\ntext/csv,Table\n"), "--yes")
    assert (await get(platform, "/v1/codelists/Colour/codes/text/csv"))["labels"] == {"en": "Table"}


async def test_all_lists_of_iati_and_of_org_id_are_loaded(platform: Platform, registry: str, shared_data: Path) -> None:
    lists = sorted((shared_data / "iati-codelists").rglob("xml/*.xml"))
    register = shared_data / "org-id" / "org-id-lists.json"
    assert len(lists) == 70
    files = [str(file) for file in (*lists, register)]
    loaded = await platform.run("codelist", "load", *files, "--yes")
    assert loaded.exit_code == 0, loaded.output
    names = {one["name"]: one for one in (await get(platform, "/v1/codelists?limit=1000"))["items"]}
    assert {file.stem for file in lists} <= names.keys()
    sector = names["Sector"]
    assert (sector["active"], sector["withdrawn"]) == (295, 30)
    agencies = names["OrganisationRegistrationAgency"]
    assert agencies["active"] + agencies["withdrawn"] == 823
    aid = await get(platform, "/v1/codelists/AidType/codes/C01")
    assert set(aid["descriptions"]) == {"en", "fr"}
    before = await events(registry)
    # The register and IATI's older copy of it are one list here; the one that came last is the current edition.
    same = [file for file in files if "RegistrationAgency" not in file and "org-id" not in file]
    again = await platform.run("codelist", "load", *same, "--yes")
    assert again.output.count("nothing differs from edition") == len(same), again.output
    assert await events(registry) == before
