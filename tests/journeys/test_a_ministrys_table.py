"""A ministry's own table: sent, asked about, mapped, taken; then seen in events and in the matrix."""

from typing import Any

import httpx

from tests.journeys.waiting import soon, told

CSV = {"Content-Type": "text/csv"}
TABLE = (
    "Activité;Pays;Nature;Jour;Montant;Monnaie;Remarque\n"
    'KE-COA-1052-A1;"UG:60;RW:40";3;03/04/2020;1.250.000,50;KES;première tranche\n'
    'KE-COA-1052-A1;"UG:60;RW:40";3;15/04/2020;250.000;KES;\n'
    "KE-COA-1052-A2;TZ;3;30/04/2020;12,5;KXS;monnaie inconnue\n"
)
MAPPING = {
    "columns": {
        "Activité": "activity_identifier",
        "Pays": "recipient_countries",
        "Nature": "transaction_type",
        "Jour": "date",
        "Montant": "amount",
        "Monnaie": "currency",
        "Remarque": "description",
    },
    "constants": {"reporter_ref": "KE-COA-1052"},
    "decimals": ",",
}


async def sent(client: httpx.AsyncClient, mode: str, **asked: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Send the table; give the import once it has ended, and what was found."""
    answer = await client.post("/v1/imports", params={"mode": mode, **asked}, content=TABLE.encode(), headers=CSV)
    assert answer.status_code == 202, answer.text

    async def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = (await client.get(answer.headers["location"])).json()
        return found if found["status"] in {"finished", "failed"} else None

    job = await soon(ended)
    return job, (await client.get(f"/v1/imports/{job['id']}/findings")).json()["items"]


async def test_from_a_table_to_the_matrix(client: httpx.AsyncClient) -> None:
    template = await client.get("/v1/imports/template")
    assert template.text.startswith("reporter_ref,")
    job, found = await sent(client, "check")
    assert (job["status"], [one["rule"] for one in found]) == ("failed", ["harambee-columns"])
    kept = await client.put("/v1/imports/mappings/treasury", json=MAPPING)
    assert kept.status_code == 201, kept.text
    job, found = await sent(client, "check", mapping="treasury")
    assert {(one["rule"], one["line"]) for one in found} >= {("harambee-ambiguous", 2), ("harambee-currency", 4)}
    job, found = await sent(client, "apply", mapping="treasury", dates="dmy")
    assert [(one["rule"], one["line"], one["path"]) for one in found] == [("harambee-currency", 4, "/currency")]
    assert (job["counts"]["new"], job["counts"]["flows_rejected"], job["counts"]["flows_new"]) == (2, 1, 2)
    events = await told(client, "activity.recorded", "activity.flows_recorded", "import.finished", "totals.changed")
    assert [
        flow["amount"]
        for one in events
        if one["type"] == "harambee.activity.flows_recorded.v1"
        for flow in one["data"]["flows"]
    ] == [
        "1250000.50",
        "250000",
    ]
    matrix = (await client.get("/v1/matrix", params={"year": 2020, "provider": "KE"})).json()
    assert [(one["recipient"], one["flows"]) for one in matrix["items"]] == [("RW", 2), ("UG", 2)]
    again, _ = await sent(client, "apply", mapping="treasury", dates="dmy")
    assert (again["counts"]["unchanged"], again["counts"]["flows_new"]) == (2, 0)
