from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from shared.db import Driver
from tests.service.measurement.files import imported
from tests.service.measurement.independent_sums import Sums, read_rates, sums
from tests.serving import Client

RECORDED = """
SELECT extract(year FROM day)::int, transaction_type, part.code, sum(part.usd)
FROM flows, unnest(recipients, parts_usd) part(code, usd)
WHERE import_id = $1 AND corrected_by IS NULL GROUP BY 1, 2, 3
"""


async def test_real_files_add_up_to_what_an_independent_script_says(
    client: Client, inside: Driver, shared_data: Path
) -> None:
    rates = read_rates(shared_data / "rates" / "imf-monthly-end-of-period.csv.gz")
    into: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for path in sorted((shared_data / "fixtures" / "iati").glob("*.xml")):
        job = await imported(client, path.read_bytes())
        assert job["counts"]["rejected"] == job["counts"]["flows_rejected"] == 0
        expected: Sums = sums(path, rates, ()) if job["status"] == "finished" else {}
        recorded = {(row[0], row[1], row[2]): row[3] for row in await inside.fetch(RECORDED, job["id"])}
        assert recorded.keys() == expected.keys(), path.name
        for key, usd in expected.items():
            assert abs(recorded[key] - usd) < 1, (path.name, key)  # each part is rounded to the cent
            if key[1] in {"3", "4"}:
                into[key[0], key[2]] += usd
    matrix = (await client.get("/v1/matrix", params={"recipient": "KE", "limit": 1000})).json()["items"]
    kenya = sum(usd for (_, code), usd in into.items() if code == "KE")
    assert abs(sum(Decimal(cell["amount"]) for cell in matrix) - kenya) < 1
    year = max(year for year, code in into if code == "KE")
    of_year = (await client.get("/v1/matrix", params={"recipient": "KE", "year": year})).json()["items"]
    assert abs(sum(Decimal(cell["amount"]) for cell in of_year) - into[year, "KE"]) < 1
