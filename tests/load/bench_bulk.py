"""How fast actors come in by the thousand: new ones, the same again, and changed ones, beside one request for each.

Everything is sent as the gateway sends it; a figure is from the first byte to the answer, after the commit.
"""

import csv
import gc
import io
import time
from collections.abc import Sequence
from itertools import islice
from statistics import median
from typing import Any

from services.registry.app import create_service
from tests.load.registry_names import organisations
from tests.serving import Client, serving, settings

ROWS = 50_000
ONE_BY_ONE = 500
ROUNDS = 3
UNLISTED = 10
"""One of so many actors has no identifier, and is given one."""

LANGUAGES = ("en", "fr", "pt", "es", "sw")
HEADERS = {"Content-Type": "text/csv"}


def table(actors: Sequence[dict[str, Any]], run: str, website: str | None = None) -> bytes:
    """Write actors as CSV; no two runs share an external_id or an identifier."""
    text = io.StringIO()
    rows = csv.writer(text)
    titles = [f"names.{language}" for language in LANGUAGES]
    rows.writerow(
        [*titles, "external_id", "kind", "constituency", "country", "identifiers", "website", "topics", "sectors"]
    )
    for place, one in enumerate(actors):
        names = [one["names"].get(language, "") for language in LANGUAGES]
        identifier = f"{one['country']}-COA-{run}.{place}" if one["country"] and place % UNLISTED else ""
        plain = [one["kind"], one["constituency"], one["country"], identifier, website or one["website"]]
        rows.writerow([*names, f"{run}-{place}", *plain, f"{1 + place % 11};{1 + (place + 3) % 11}", "15110;122"])
    return text.getvalue().encode()


async def send(client: Client, content: bytes, mode: str = "apply") -> tuple[float, dict[str, int]]:
    """Import a table; give the seconds, and the counts."""
    started = time.perf_counter()
    answer = await client.post("/v1/actors/bulk", params={"mode": mode}, content=content, headers=HEADERS, timeout=600)
    return time.perf_counter() - started, answer.raise_for_status().json()["counts"]


async def one_by_one(client: Client, actors: Sequence[dict[str, Any]]) -> float:
    """Register actors by a request for each; give how many a second."""
    started = time.perf_counter()
    for one in actors:
        (await client.post("/v1/actors", json={**one, "identifiers": []})).raise_for_status()
    return len(actors) / (time.perf_counter() - started)


async def run(url: str, count: int = ROWS) -> dict[str, Any]:
    """Measure all in a migrated, empty database of the registry."""
    actors = list(organisations(count))
    async with serving(create_service(settings(url))) as client:
        alone = await one_by_one(client, list(islice(actors, ONE_BY_ONE)))
        found: dict[str, list[float]] = {"checked": [], "new": [], "unchanged": [], "changed": []}
        gc.collect()
        gc.freeze()  # the invented actors are no part of the service
        for number in range(ROUNDS):
            new = table(actors, f"R{number}")
            steps = {"checked": (new, "check"), "new": (new, "apply"), "unchanged": (new, "apply")}
            steps["changed"] = (table(actors, f"R{number}", "https://bench.example"), "apply")
            for step, (content, mode) in steps.items():
                seconds, counts = await send(client, content, mode)
                if counts["new" if step == "checked" else step] + counts["unchanged"] * (step == "changed") < count:
                    raise RuntimeError(f"{step}: {counts}")
                found[step].append(count / seconds)
    middle = {f"{step}_a_second": round(median(figures)) for step, figures in found.items()}
    every = {f"{step}_each_round": [round(one) for one in figures] for step, figures in found.items()}
    return {"rows": count, "one_by_one_a_second": round(alone), **middle, **every}
