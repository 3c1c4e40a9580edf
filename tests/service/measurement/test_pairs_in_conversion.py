"""Pairs that end while the reports that totals leave out for them are converted."""

import asyncio
from typing import Any

from shared.db import Driver
from tests.service.measurement.mirroring import (
    PROVIDER,
    check_sums,
    compared,
    confirmations,
    give,
    given,
    say,
    take,
    taken,
)
from tests.serving import Client

SLOW_CONVERSION = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$;
CREATE TRIGGER slow AFTER UPDATE OF rate ON flows FOR EACH STATEMENT EXECUTE FUNCTION slow();
"""
ASLEEP = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"


async def in_conversion(client: Client, inside: Driver) -> None:
    """Begin a conversion, and come back while it has converted and not committed."""
    await inside.execute(SLOW_CONVERSION)
    rate = {"currency": "KES", "date": "2020-03-10", "units_per_usd": "80", "source": "Central Bank of Kenya"}
    assert (await client.post("/v1/exchange-rates", json=[rate])).status_code == 200
    while not await inside.fetchval(ASLEEP):
        await asyncio.sleep(0.01)


async def its_end(client: Client, inside: Driver) -> None:
    """Wait until all is converted."""
    while await inside.fetchval("SELECT count(*) FROM conversions WHERE status <> 'finished'"):
        await asyncio.sleep(0.02)
    await compared(inside)


async def left_out(client: Client, inside: Driver) -> dict[str, Any]:
    """Have a report in another currency left out of totals for its mirror."""
    await give(client, inside, given())
    await take(client, inside, taken("104000", kind="3", currency="KES"))
    [pair] = await confirmations(client)
    assert (await say(client, pair, "matched", PROVIDER)).status_code == 200
    assert await inside.fetchval("SELECT count(*) FROM confirmations WHERE left_out") == 1
    return pair


async def test_an_objection_while_its_report_is_converted_counts_it_at_the_new_rate(
    client: Client, inside: Driver
) -> None:
    pair = await left_out(client, inside)
    await in_conversion(client, inside)
    answer = await say(client, pair, "objected", PROVIDER, comment="Two flows")
    assert answer.status_code == 200, answer.text
    await its_end(client, inside)
    await check_sums(inside)


async def test_a_correction_while_its_mirror_is_converted_counts_that_at_the_new_rate(
    client: Client, inside: Driver
) -> None:
    await left_out(client, inside)
    await in_conversion(client, inside)
    await give(client, inside, given("5000"))
    await its_end(client, inside)
    await check_sums(inside)
