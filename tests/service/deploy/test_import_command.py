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

TABLE = """reporter_ref,activity_identifier,activity_title,activity_status,activity_start,recipient_countries,sectors,\
transaction_type,date,amount,currency
KE-NCB-77,KE-NCB-77-1,Wells,2,2020-01-01,KE,14030,3,03/04/2020,125.50,KES
"""


async def test_a_file_is_imported(
    start_platform: StartPlatform, database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    platform = await start_platform(create_service(settings(await database("measurement"))))
    file = tmp_path / "activities.xml"
    file.write_text(ACTIVITIES)
    first = await platform.run("import", str(file))
    assert first.output.startswith("activities.xml: finished, 1 activity, 1 new")
    assert first.exit_code == 0
    again = await platform.run("import", str(file))
    assert "1 unchanged" in again.output.splitlines()[0]
    file.write_text(ACTIVITIES.replace('code="KE"', 'code="KX"'))
    faulty = await platform.run("import", str(file))
    assert faulty.output.splitlines()[-1].startswith("  all findings, for a day: http")
    assert faulty.exit_code == 0
    strict = await platform.run("import", "--accept", "clean", str(file))
    assert strict.output.startswith("activities.xml: finished, 1 activity, 1 rejected")
    assert strict.exit_code == 1
    file.write_text("<wrong/>")
    assert (await platform.run("import", str(file))).exit_code == 1


async def test_what_a_finding_asks_for_is_said_by_an_option(
    start_platform: StartPlatform, database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    platform = await start_platform(create_service(settings(await database("measurement"))))
    file = tmp_path / "treasury.csv"
    file.write_text(TABLE)
    asked = await platform.run("import", "--check", str(file))
    assert "say dates=dmy or dates=mdy" in asked.output
    said = await platform.run("import", "--dates", "dmy", str(file))
    assert (said.exit_code, said.output) == (0, "treasury.csv: finished, 1 activity, 1 new, 1 flow, 1 flow new\n")
    unknown = await platform.run("import", "--dates", "sometimes", str(file))
    assert unknown.exit_code == 1
    assert "/dates Input should be 'ymd', 'dmy' or 'mdy'" in str(unknown.exception)


async def test_an_address_that_is_not_called_and_a_file_that_is_not_there_are_refused(
    start_platform: StartPlatform, database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    platform = await start_platform(create_service(settings(await database("measurement"))))
    failed = await platform.run("import", "https://127.0.0.1/activities.xml")
    assert failed.exit_code == 1
    assert "Only public addresses are taken" in str(failed.exception)
    missing = await platform.run("import", str(tmp_path / "activities.xml"))
    assert missing.exit_code == 2
