"""Facts that ship with the service, as data; README.md beside this file names their sources."""

import csv
import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

RATES = Path(__file__).parent / "imf-monthly.csv.gz"


def shipped_rates() -> Iterator[tuple[str, str, str]]:
    """Give the IMF's monthly rates: currency, last day of the month, units per USD."""
    with gzip.open(RATES, "rt", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from ((currency, day, units) for currency, day, units in rows)


@cache
def facts(name: str) -> Any:
    """Read one of the JSON files of this folder."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())
