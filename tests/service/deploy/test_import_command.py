"""`harambee import`, through the gateway."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from services.measurement.app import create_service
from tests.service.deploy.conftest import StartPlatform
from tests.serving import settings

ACTIVITIES = """<iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en">
<iati-identifier>KE-NCB-77-1</iati-identifier><reporting-org ref="KE-NCB-77" type="22"><narrative>Water</narrative>
</reporting-org><title><narrative>Wells</narrative></title><description><narrative>Wells</narrative></description>
<participating-org ref="KE-NCB-77" role="1"/><activity-status code="2"/><activity-date type="2" iso-date="2020-01-01"/>
<recipient-country code="KE"/><sector code="14030"/></iati-activity></iati-activities>"""


async def test_a_file_is_imported(
    start_platform: StartPlatform, database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    platform = await start_platform(create_service(settings(await database("measurement"))))
    file = tmp_path / "activities.xml"
    file.write_text(ACTIVITIES)
    first = await platform.run("import", str(file))
    assert first.output.startswith("activities.xml: finished, 1 activities, 1 new")
    assert first.exit_code == 0
    again = await platform.run("import", str(file))
    assert "1 same" in again.output.splitlines()[0]
    file.write_text(ACTIVITIES.replace('code="KE"', 'code="KX"'))
    faulty = await platform.run("import", str(file))
    assert faulty.output.splitlines()[-1].startswith("  all findings, for a day: http")
    file.write_text("<wrong/>")
    assert (await platform.run("import", str(file))).exit_code == 1


async def test_an_address_that_is_not_called_and_a_file_that_is_not_there_are_refused(
    start_platform: StartPlatform, database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    platform = await start_platform(create_service(settings(await database("measurement"))))
    failed = await platform.run("import", "https://127.0.0.1/activities.xml")
    assert failed.exit_code == 1
    assert "Only public addresses are taken" in str(failed.exception)
    missing = await platform.run("import", str(tmp_path / "activities.xml"))
    assert missing.exit_code == 2
