"""Tables whose rows of an activity do not stand together."""

import io
import json
import zipfile
from pathlib import Path

from tests.service.measurement.files import findings
from tests.service.measurement.test_tables import amounts, flows, row, sent, table
from tests.serving import Client

A = {"activity_identifier": "KE-COA-1-A"}
B = {"activity_identifier": "KE-COA-1-B"}


async def test_rows_are_grouped_wherever_they_stand(client: Client) -> None:
    first, second, third = row(**A, amount="100"), row(**A, amount="200", date="2020-03-16"), row(**B, amount="50")
    await sent(client, table(first, second, third), missing="withdraw")
    for order in ((first, third, second), (third, second, first)):
        job = await sent(client, table(*order), missing="withdraw")
        assert (job["status"], await findings(client, job)) == ("finished", [])
        counted = [job["counts"][name] for name in ("activities", "unchanged", "flows_unchanged", "flows_missing")]
        assert counted == [2, 2, 3, 0]
    assert sorted(await amounts(client)) == ["100", "200", "50"]


async def test_a_table_read_twice_is_counted_and_found_fault_with_once(client: Client) -> None:
    many = [row(activity_identifier=f"KE-COA-1-{number}", date="never") for number in range(900)]
    job = await sent(client, table(*many, row(activity_identifier="KE-COA-1-0", amount="7")))
    found = await findings(client, job)
    assert (job["counts"]["activities"], len(found)) == (900, 900)
    assert [one["line"] for one in found[:3]] == [2, 3, 4]
    assert len({one["number"] for one in found}) == 900


async def test_the_real_case(client: Client, shared_data: Path) -> None:
    cases = shared_data / "cases"
    for name in ("01-rows-by-activity.csv", "01-rows-by-date.csv"):
        job = await sent(client, (cases / name).read_bytes(), missing="withdraw")
        assert (job["status"], job["counts"].get("flows_withdrawn", 0)) == ("finished", 0)
        assert sum(map(int, await amounts(client))) == 350


async def test_an_activity_that_is_in_two_files_of_an_archive_is_named_by_its_column(client: Client) -> None:

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", table(row()))
        archive.writestr("b.ndjson", json.dumps(row()))
    job = await sent(client, packed.getvalue(), {"Content-Type": "application/zip"})
    (found,) = await findings(client, job)
    assert (found["rule"], found["path"]) == ("harambee-duplicate", "/activity_identifier")


async def test_an_activity_of_very_many_rows_is_written_piece_by_piece(client: Client) -> None:
    many = 11_000
    rows = [row(transaction_ref=str(number), amount=str(number + 1)) for number in range(many)]
    job = await sent(client, table(*rows))
    assert (job["counts"]["new"], job["counts"]["flows_new"]) == (1, many)
    changed = [{**one, "amount": f"{one['amount']}.5"} for one in rows]
    job = await sent(client, table(*changed, row(transaction_ref="one more")))
    counts = job["counts"]
    assert (counts["flows_corrected"], counts["flows_new"], counts["flows_missing"]) == (many, 1, 0)
    (matrix,) = (await client.get("/v1/matrix", params={"year": 2020})).json()["items"]
    assert (matrix["flows"], matrix["amount"]) == (many + 1, f"{many * (many + 1) // 2 + many // 2 + 1234.5:.2f}")


async def test_rows_may_give_in_kind(client: Client) -> None:
    experts = {"amount": "", "currency": "", "contribution_type": "expert_time", "quantity": "12", "unit": "person_day"}
    wrong = {**experts, "unit": "litre", "quantity": "0"}
    body = table(row(**experts), row(amount="5", **A), row(**{**wrong, "activity_identifier": "KE-COA-1-C"}))
    job = await sent(client, body)
    places = {(one["rule"], one["line"], one["path"]) for one in await findings(client, job)}
    assert places == {("harambee-contribution", 4, "/unit"), ("harambee-contribution", 4, "/quantity")}
    assert job["counts"]["flows_new"] == 2
    (given,) = [one for one in await flows(client) if one["value"] is None]
    (line,) = (await client.get(f"/v1/flows/{given['id']}")).json()["lines"]
    assert (line["type"], line["quantity"], line["unit"], line["tossd_modality"]) == (
        "expert_time",
        "12",
        "person_day",
        "D011",
    )
    again = await sent(client, body)
    assert (again["counts"]["flows_unchanged"], again["counts"]["flows_new"]) == (2, 0)
    job = await sent(client, body.replace(",12,", ",13,"))
    assert job["counts"]["flows_corrected"] + job["counts"]["flows_new"] == 1
