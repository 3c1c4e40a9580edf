"""What operators see of background jobs: metrics and log lines."""

import asyncio
from typing import Any

import pytest

from services.measurement import workers
from shared import job_metrics
from tests.service.measurement.files import activity, file, imported, transaction
from tests.serving import Client


class Lines:
    """Takes log lines in place of the logger."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **fields: Any) -> None:
        self.taken.append((event, fields))


async def test_an_import_is_counted_timed_and_logged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines()
    monkeypatch.setattr(workers, "log", lines)
    before = await client.metric("harambee_job_seconds_count", "imports")
    job = await imported(client, file(activity("GB-COH-1-A", transaction("100"), transaction("7"))))
    bad = await imported(client, b"<iati-activities>")
    assert await client.metric("harambee_job_seconds_count", "imports") == before + 2
    ended = {fields["id"]: (event, fields) for event, fields in lines.taken if event != "import.started"}
    event, fields = ended[job["id"]]
    assert (event, fields["mode"], fields["counts"]["flows_new"]) == ("import.finished", "apply", 2)
    assert 0 < fields["seconds"] < 60
    assert ended[bad["id"]][0] == "import.failed"


async def test_what_waits_is_shown_with_its_age(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run_nothing(*_: object) -> bool:
        return False

    monkeypatch.setattr(workers, "run_next", run_nothing)
    monkeypatch.setattr(job_metrics, "BACKLOG_SECONDS", 0.05)
    body = file(activity("GB-COH-1-A", transaction("100")))
    answer = await client.post("/v1/imports", content=body, headers={"Content-Type": "application/xml"})
    assert answer.status_code == 202
    async with asyncio.timeout(20):
        while await client.metric("harambee_job_waiting", "imports") != 1:
            await asyncio.sleep(0.05)
    assert 0 < await client.metric("harambee_job_oldest_seconds", "imports") < 60
