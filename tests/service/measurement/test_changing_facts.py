"""Rates, groups and organisations that change while imports run: nobody waits for the import, nothing is missed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest

from services.measurement.imports import apply
from services.measurement.locks import lock_reporters
from shared.db import Driver, connect
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums
from tests.service.measurement.registering import actor, hear, settled, told
from tests.service.measurement.test_country_groups import classified, edition, without_korea
from tests.service.measurement.test_rates import conversions_of_flows, converted, rate
from tests.service.measurement.writing import an_activity, flow, given_to_kenya
from tests.serving import Client

KOREAN = file(
    activity("KR-GOV-1-A", transaction("10", day="2019-05-01"), reporter="KR-GOV-1"),
    activity("KR-GOV-1-B", transaction("100", currency="KES", ref="a"), reporter="KR-GOV-1"),
)


@asynccontextmanager
async def importing(url: str, reporter: str) -> AsyncIterator[None]:
    """Hold what an import of this reporting organisation holds until its end."""
    connection = await connect(url)
    try:
        async with connection.transaction():
            await lock_reporters(connection, [reporter])
            yield
    finally:
        await connection.close()


async def test_who_writes_for_others_waits_for_no_import_when_rates_change(client: Client, url: str) -> None:
    await imported(client, KOREAN)
    british = await an_activity(client)
    async with importing(url, "KR-GOV-1"):
        loaded = await client.post("/v1/exchange-rates", json=[rate()])
        assert loaded.status_code == 200
        await asyncio.sleep(0.3)  # the job has begun to wait
        answer = await client.post("/v1/flows", json=flow(british))
        assert answer.status_code == 201, answer.text
        [job] = (await client.get("/v1/exchange-rates/conversions")).json()["items"]
        assert job["status"] == "queued"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What an import has done before it ends: one coroutine function each, called once."""
    waiting: list[Any] = []
    finish = apply.Applying.finish

    async def after(self: apply.Applying) -> Any:
        while waiting:
            await waiting.pop()()
        return await finish(self)

    monkeypatch.setattr(apply.Applying, "finish", after)
    return waiting


async def test_rates_that_change_while_a_file_comes_in_convert_it_too(
    client: Client, inside: Driver, meanwhile: list[Any]
) -> None:
    async def load() -> None:
        await client.post("/v1/exchange-rates", json=[rate(units_per_usd="50")])
        await converted(client)

    meanwhile.append(load)
    await imported(client, KOREAN)
    jobs = await converted(client)
    assert sorted(job["flows"] for job in jobs) == [0, 1]
    assert ("2.00", "2020-03-10") in await conversions_of_flows(client)
    await check_sums(inside)


async def test_groups_that_change_while_a_file_comes_in_classify_it_too(
    client: Client, inside: Driver, meanwhile: list[Any]
) -> None:
    async def load() -> None:
        await edition(client, developed=await without_korea(client))
        await classified(client)

    meanwhile.append(load)
    await imported(client, KOREAN)
    jobs = await classified(client)
    assert sorted(job["flows"] for job in jobs) == [0, 2]
    assert {kind for kind, *_ in await given_to_kenya(client, cooperation="south_south")} == {"KR"}
    assert await given_to_kenya(client, cooperation="north_south") == []
    await check_sums(inside)


async def test_organisations_that_are_registered_while_a_file_comes_in_are_found_in_it_too(
    client: Client, url: str, inside: Driver, meanwhile: list[Any]
) -> None:
    async def register() -> None:
        await hear(url, told(actor(uuid4(), "IN", "KR-GOV-1")))

    meanwhile.append(register)
    await imported(client, KOREAN)
    await settled(inside)
    assert {provider for provider, *_ in await given_to_kenya(client, cooperation="south_south")} == {"IN"}
    assert await given_to_kenya(client, cooperation="north_south") == []
    await check_sums(inside)


async def test_a_file_that_comes_in_by_itself_queues_no_job(client: Client) -> None:
    await client.post("/v1/exchange-rates", json=[rate()])
    await converted(client)
    await imported(client, KOREAN)
    assert len(await converted(client)) == 1
    assert await classified(client) == []
