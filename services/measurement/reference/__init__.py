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
        for row in csv.DictReader(file):
            yield row["currency"], row["date"], row["units_per_usd"]


@cache
def facts(name: str) -> Any:
    """Read one of the JSON files of this folder."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())
