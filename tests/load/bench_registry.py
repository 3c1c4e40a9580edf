"""How fast the registry finds actors: searches by kind of query, duplicates of one, and all pairs of an import.

Everything is asked as the gateway asks it, of 100,000 invented actors.
"""

import gc
import random
import time
from collections.abc import Sequence
from typing import Any

import orjson
from uuid_utils.compat import uuid7

from services.registry.app import create_service
from services.registry.duplicates.rules.pairs import find_pairs
from services.registry.duplicates.rules.score import entry
from services.registry.search import rules as searching
from shared.db import Driver, connect
from tests.load.registry_names import AGAIN, organisations
from tests.serving import Client, serving, settings

ACTORS = 100_000
IMPORTED = 10_000
ASKED = 200
"""Questions of each kind."""

COLUMNS = """id, version, created_at, updated_at, names, kind, constituency, country, identifiers, topics, sectors,
website, status, reporter, former_names, acronyms, active_in, terms""".replace("\n", " ").split(", ")


async def load(connection: Driver, actors: Sequence[dict[str, Any]]) -> None:
    """Put actors into the tables, with the words they are found by."""
    await connection.set_type_codec("jsonb", encoder=_jsonb, decoder=orjson.loads, schema="pg_catalog", format="binary")
    now = await connection.fetchval("SELECT now()")
    ids = [uuid7() for _ in actors]
    rows = [
        (
            id_,
            1,
            now,
            now,
            one["names"],
            one["kind"],
            one["constituency"],
            one["country"],
            one["identifiers"],
            [],
            [],
            one["website"],
            "active",
            "bench",
            [],
            [],
            [],
            searching.terms([*one["names"].values(), *_full(one)]),
        )
        for id_, one in zip(ids, actors, strict=True)
    ]
    await connection.copy_records_to_table("actors", records=rows, columns=COLUMNS)
    known = [(full, id_) for id_, one in zip(ids, actors, strict=True) for full in _full(one)]
    await connection.copy_records_to_table("known_identifiers", records=known, columns=["identifier", "actor"])
    words = {word for one in actors for name in one["names"].values() for word in searching.counting(name)}
    found = [(word, searching.forms(word)) for word in sorted(words)]
    await connection.copy_records_to_table("words", records=found, columns=["word", "forms"])
    await connection.execute("VACUUM ANALYZE")


def _jsonb(value: Any) -> bytes:
    return b"\x01" + orjson.dumps(value)


def _full(one: dict[str, Any]) -> list[str]:
    return [f"{identifier['scheme']}-{identifier['value']}" for identifier in one["identifiers"]]


def questions(actors: Sequence[dict[str, Any]], chance: random.Random) -> dict[str, list[str]]:
    """Give what people type, by kind."""
    names = [next(iter(one["names"].values())) for one in chance.choices(actors, k=ASKED)]
    common = ["development", "women", "ministry", "association", "foundation", "institute", "national", "water"]
    return {
        "a whole name": names,
        "a name with wrong letters": [_misspelt(name, chance) for name in names],
        "beginnings of words": [" ".join(word[:5] for word in name.split()) for name in names],
        "a rare word": [max(searching.counting(name), key=len) for name in names],
        "one very common word": [chance.choice(common) for _ in names],
        "one very common word, a letter wrong": [_misspelt(chance.choice(common), chance) for _ in names],
        "two common words": [" ".join(chance.sample(common, 2)) for _ in names],
        "three letters": [chance.choice(searching.counting(name))[:3] for name in names],
        "an acronym": [searching.acronym(name) or name for name in names],
        "an identifier": [_full(one)[0] for one in chance.choices(actors, k=ASKED)],
    }


def _misspelt(name: str, chance: random.Random) -> str:
    words = name.split()
    place = max(range(len(words)), key=lambda one: len(words[one]))
    gone = chance.randrange(1, len(words[place]))
    words[place] = words[place][:gone] + words[place][gone + 1 :]
    return " ".join(words)


async def search(client: Client, asked: dict[str, list[str]]) -> dict[str, Any]:
    """Search by every kind of question; give how long answers took, in milliseconds, and how many found something."""
    return {kind: await _timed(client, [f"/v1/actors?q={q}" for q in each]) for kind, each in asked.items()}


async def _timed(client: Client, addresses: Sequence[str]) -> dict[str, Any]:
    took, found = [], 0
    for address in addresses:
        started = time.perf_counter()
        answer = await client.get(address)
        took.append(1000 * (time.perf_counter() - started))
        found += bool(answer.raise_for_status().json()["items"])
    took.sort()
    return {
        "p50_ms": round(took[len(took) // 2], 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "found_something": round(found / len(took), 2),
    }


async def duplicates(client: Client, actors: Sequence[dict[str, Any]], chance: random.Random) -> dict[str, Any]:
    """Ask for the duplicates of one: of any actors, and of those that were entered twice."""
    asked = {
        "any": chance.choices(actors, k=ASKED),
        "entered twice": actors[AGAIN :: len(actors) // ASKED // AGAIN * AGAIN],
    }
    found = {}
    for kind, each in asked.items():
        identifiers = [f"/v1/actors/by-identifier/{_full(one)[0]}" for one in each]
        ids = [(await client.get(address)).json()["id"] for address in identifiers]
        found[kind] = await _timed(client, [f"/v1/actors/{id_}/duplicates" for id_ in ids])
    return found


def all_pairs(actors: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Compare the rows of an import, in one process: of many countries, and all of one."""
    found: dict[str, Any] = {"rows": len(actors)}
    for kind, country in (("many_countries", None), ("one_country", "KE")):
        started = time.perf_counter()
        entries = [
            entry(
                str(place),
                one["names"].values(),
                identifiers=_full(one),
                website=one["website"],
                country=country or one["country"],
            )
            for place, one in enumerate(actors)
        ]
        pairs = {(int(pair.left), int(pair.right)) for pair in find_pairs(entries)}
        seconds = time.perf_counter() - started
        twice = {(place - 1, place) for place in range(AGAIN, len(actors), AGAIN)}
        share = round(len(twice & pairs) / len(twice), 3)
        found[kind] = {"seconds": round(seconds, 2), "pairs": len(pairs), "entered_twice_found": share}
    return found


async def run(url: str, count: int = ACTORS) -> dict[str, Any]:
    """Measure all in a migrated, empty database of the registry."""
    chance = random.Random(1)
    actors = list(organisations(count))
    async with serving(create_service(settings(url))) as client:
        connection = await connect(url)
        await load(connection, actors)
        await connection.close()
        gc.collect()
        gc.freeze()  # the invented actors are no part of the service
        return {
            "actors": count,
            "search": await search(client, questions(actors, chance)),
            "duplicates_of_one": await duplicates(client, actors, chance),
            "all_pairs": all_pairs(actors[:IMPORTED]),
        }
