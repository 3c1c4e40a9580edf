"""What has reached its age is deleted."""

from types import SimpleNamespace
from typing import cast

from services.measurement.imports.delete_findings import forget_findings
from shared.db import Driver, create_engine
from shared.service import Runtime
from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.serving import Client

FAULTY = file(activity("GB-COH-1-A", transaction("1", inner="<provider-org/>")))


async def test_findings_are_deleted_at_their_age_and_their_file_is_read_again(
    client: Client, inside: Driver, url: str
) -> None:
    engine = create_engine(url, pool_size=1)
    shared = cast("Runtime", SimpleNamespace(engine=engine))
    first = await imported(client, FAULTY)
    before = await findings(client, first)
    await forget_findings(shared)
    assert before
    assert await findings(client, first) == before
    await inside.execute("UPDATE imports SET finished_at = finished_at - interval '401 days'")
    await forget_findings(shared)
    await engine.dispose()
    assert await findings(client, first) == []
    again = await imported(client, FAULTY)
    assert await findings(client, again) == before
