"""`harambee actors import`, through the gateway."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from deploy.local.failures import CannotStart
from services.registry.app import create_service
from tests.service.deploy.conftest import Platform, StartPlatform
from tests.serving import settings

TABLE = """names.en,kind,constituency,country,external_id
Ministry of Planning,10,public,KE,mop
Ministry of Planing,10,public,KE,again
Treasury,10,public,Kenia,tre
"""


@pytest.fixture
async def platform(start_platform: StartPlatform, database: Callable[[str], Awaitable[str]]) -> Platform:
    return await start_platform(create_service(settings(await database("registry"))))


async def test_a_file_is_checked_then_taken(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "ministries.csv"
    file.write_text(TABLE)
    checked = await platform.run("actors", "import", str(file), "--check")
    assert checked.exit_code == 1
    assert checked.output.splitlines()[0] == "ministries.csv: 3 rows, 2 new, 1 rejected"
    assert "line 4: /country: Kenia is not an ISO 3166-1 country; did you mean KE? (unknown_country)" in checked.output
    assert "row 2 may be row 1" in checked.output
    file.write_text(TABLE.rpartition("Treasury")[0])
    assert (await platform.run("actors", "import", str(file))).output == "ministries.csv: 2 rows, 2 new\n"
    again = await platform.run("actors", "import", str(file))
    assert (again.exit_code, again.output) == (0, "ministries.csv: 2 rows, 2 unchanged\n")
    async with httpx.AsyncClient(base_url=platform.url) as client:
        assert len((await client.get("/v1/actors")).json()["items"]) == 2


async def test_what_cannot_be_read_is_said(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "ministères.csv"
    file.write_bytes("names.en\nMinistère\n".encode("latin-1"))
    outcome = await platform.run("actors", "import", str(file))
    assert isinstance(outcome.exception, CannotStart)
    assert "encoding=windows-1252, latin-1" in str(outcome.exception)
    taken = await platform.run("actors", "import", str(file), "--encoding", "latin-1", "--check")
    assert "1 row, 1 rejected" in taken.output


async def test_a_large_file_passes_the_gateway(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    header, line = TABLE.splitlines()[:2]
    rows = (line.replace("mop", f"mop-{number}") + "x" * 200 for number in range(9000))
    file.write_text("\n".join((header, *rows)))
    assert file.stat().st_size > 2 << 20
    assert (await platform.run("actors", "import", str(file))).output == "many.csv: 9000 rows, 9000 new\n"
