"""How fast a need is published, with the best of 100,000 offers found for it in the same transaction.

Asked as the gateway asks it. The invented offers are spread evenly over topics, sectors and countries of Africa, and a
fifth of them hold anywhere; the needs differ in how much there is that fits.
"""

import random
import time
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from services.registry.app import create_service
from services.registry.exchanges.rules.exchanges import Modality, Side, keys
from services.registry.search import rules as searching
from shared.db import Driver, connect
from tests.serving import Client, serving, settings

OFFERS = 100_000
ASKED = 50
"""Needs of each kind."""

COUNTRIES = ["KE", "UG", "TZ", "RW", "BI", "ET", "SO", "SN", "ML", "BF", "NE", "NG", "GH", "CM", "ZM", "AO", "ZA", "EG"]
BODIES = ["EAC", "ECOWAS", "SADC", "COMESA", "IGAD"]
PURPOSES = [f"{category}{place}0" for category in range(110, 150) for place in range(1, 8)]
WORDS = ["training", "statisticians", "measurement", "flows", "reporting", "water", "health", "budget", "exchange"]
COLUMNS = """id, version, created_at, updated_at, side, actor, titles, topics, sectors, languages, countries, regions,
modality, status, reporter, keys, terms""".replace("\n", " ").split(", ")

NEED = {"titles": {"en": "Statisticians"}, "languages": ["en", "fr"], "modality": Modality.TRAINING}
NEEDS: dict[str, dict[str, Any]] = {
    "by topics and sectors": {"topics": [2, 4], "sectors": ["11110", "12320"]},
    "by sectors alone": {"sectors": ["11110", "12320"]},
    "by topics alone": {"topics": [2, 4]},
    "by topics, and a sector that nobody offers": {"topics": [2, 4], "sectors": ["99810"]},
}


async def load(connection: Driver, actors: list[UUID], count: int) -> None:
    """Put offers into the table."""
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=orjson.loads,
        schema="pg_catalog",
        format="binary",
    )
    chance = random.Random(1)
    now = await connection.fetchval("SELECT now()")
    rows = [(uuid7(), 1, now, now, Side.OFFER, *_offer(chance, actors)) for _ in range(count)]
    await connection.copy_records_to_table("exchanges", records=rows, columns=COLUMNS)
    await connection.execute("VACUUM ANALYZE")


def _offer(chance: random.Random, actors: list[UUID]) -> tuple[Any, ...]:
    topics = chance.sample(range(1, 12), chance.randint(1, 3))
    sectors = chance.sample(PURPOSES, chance.randint(0, 3))
    where = chance.random()
    countries = chance.sample(COUNTRIES, chance.randint(1, 4)) if where < 0.5 else []
    regions = chance.sample(BODIES, 1) if 0.5 <= where < 0.8 else []
    title = " ".join(chance.choices(WORDS, k=6))
    return (
        chance.choice(actors),
        {"en": title},
        topics,
        sectors,
        chance.sample(["en", "fr", "pt", "es", "ar", "sw"], chance.randint(1, 2)),
        countries,
        regions,
        chance.choice(list(Modality)),
        "open",
        "bench",
        keys(Side.OFFER, topics, sectors, countries, regions),
        searching.terms([title]),
    )


async def _registered(client: Client, country: str) -> UUID:
    body = {"names": {"en": country}, "kind": "10", "constituency": "public", "country": country}
    answer = await client.post("/v1/actors", json=body)
    return UUID(answer.raise_for_status().json()["id"])


async def _published(client: Client, need: dict[str, Any]) -> dict[str, float]:
    took = []
    for _ in range(ASKED):
        started = time.perf_counter()
        (await client.post("/v1/needs", json=need)).raise_for_status()
        took.append(1000 * (time.perf_counter() - started))
    took.sort()
    return {"p50_ms": round(took[len(took) // 2], 1), "p95_ms": round(took[int(len(took) * 0.95)], 1)}


async def run(url: str, count: int = OFFERS) -> dict[str, Any]:
    """Measure in a migrated, empty database of the registry."""
    async with serving(create_service(settings(url))) as client:
        actors = [await _registered(client, country) for country in COUNTRIES]
        needing = {"actor": str(await _registered(client, "KE"))}
        connection = await connect(url)
        await load(connection, actors, count)
        await connection.close()
        published = {kind: await _published(client, {**NEED, **needing, **need}) for kind, need in NEEDS.items()}
        return {"offers": count, "need_published": published}
