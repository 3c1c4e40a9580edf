"""What happens when a worker, or the process that reads for it, ends over a file."""

from services.measurement.app import create_service
from services.measurement.imports import queue
from services.measurement.reading.reader import Reader
from services.measurement.workers import run_next
from shared.db import Driver, create_engine
from shared.service import Part, runtime
from tests.service.measurement.files import activity, file, transaction
from tests.serving import serving, settings

BODY = file(*(activity(f"GB-COH-1-{number}", transaction()) for number in range(700)))
XML = {"Content-Type": "application/xml"}


async def queued(url: str) -> str:
    async with serving(create_service(settings(url)), Part.API) as client:
        answer = await client.post("/v1/imports", params={"mode": "apply"}, content=BODY, headers=XML)
        assert answer.status_code == 202
        return answer.json()["id"]


async def state(inside: Driver) -> tuple[str, int, int]:
    row = await inside.fetchrow("SELECT status, (SELECT count(*) FROM flows), attempts FROM imports")
    return tuple(row)


async def test_an_import_whose_worker_was_killed_is_run_by_another(url: str, inside: Driver) -> None:
    await queued(url)
    engine = create_engine(url, pool_size=1)
    async with engine.begin() as connection:
        killed = await queue.claim(connection)
        assert killed is not None
        assert await queue.claim(connection) is None  # it is leased
    await engine.dispose()
    await inside.execute("UPDATE imports SET leased_until = now() - interval '1 second'")
    async with runtime(create_service(settings(url))) as shared, Reader() as reader:
        assert await run_next(shared, reader)
    assert await state(inside) == ("finished", 700, 2)


async def test_imports_of_one_publisher_run_one_after_the_other(url: str, inside: Driver) -> None:
    mine = await queued(url), await queued(url)
    other = await queued(url)
    await inside.execute("UPDATE imports SET created_by = 'another' WHERE id = $1", other)
    engine = create_engine(url, pool_size=1)
    async with engine.begin() as connection:
        claimed = [await queue.claim(connection) for _ in range(3)]
        assert [one and str(one.id) for one in claimed] == [mine[0], other, None]
    await inside.execute("UPDATE imports SET status = 'finished' WHERE id = $1", mine[0])
    async with engine.begin() as connection:
        second = await queue.claim(connection)
        assert second is not None
        assert str(second.id) == mine[1]
    await engine.dispose()


async def test_a_reading_process_that_dies_fails_the_import_and_the_next_one_runs(url: str, inside: Driver) -> None:
    await queued(url)
    async with runtime(create_service(settings(url))) as shared, Reader() as reader:
        process = reader._process
        assert process is not None
        process.kill()
        await process.wait()
        assert await run_next(shared, reader)  # a dead process is replaced before it is asked
    assert await state(inside) == ("finished", 700, 1)


async def test_an_import_that_ends_every_worker_is_given_up(url: str, inside: Driver) -> None:
    await queued(url)
    await inside.execute("UPDATE imports SET attempts = $1", queue.MOST_ATTEMPTS)
    async with runtime(create_service(settings(url))) as shared, Reader() as reader:
        assert await run_next(shared, reader)
    assert (await state(inside))[:2] == ("failed", 0)
    assert await inside.fetchval("SELECT rule FROM import_findings") == "harambee-resources"
