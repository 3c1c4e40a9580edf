"""Facts that ship with the service, as data; README.md beside this file names their sources."""

import csv
import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

RATES = Path(__file__).parent / "exchange-rates.csv.gz"


def shipped_rates() -> Iterator[tuple[str, str, str, str]]:
    """Give the rates that ship, one a currency and month: currency, day, units per USD, source."""
    with gzip.open(RATES, "rt", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from ((currency, day, units, source) for currency, day, units, source in rows)


@cache
def facts(name: str) -> Any:
    """Read one of the JSON files of this folder."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())
