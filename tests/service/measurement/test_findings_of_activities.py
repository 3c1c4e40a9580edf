"""What was found in a report stays with its activity, and is what its last report was found to have."""

from typing import Any

from lxml import etree

from tests.service.measurement.files import activity, file, imported, transaction
from tests.serving import Client

SPACED = transaction("5", ref="spaced", inner='<provider-org ref="GB-COH-1 "/>')
BUDGET = (
    '<budget><period-start iso-date="2020-01-01"/><period-end iso-date="2022-01-01"/>'
    '<value currency="USD" value-date="2020-01-01">1</value></budget>'
)
ORDER = ("iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status")


def valid(body: bytes) -> bytes:
    """Give a file with all that the schema wants, in its order."""
    root = etree.fromstring(body)
    for one in root:
        one.append(etree.fromstring("<description><narrative>D</narrative></description>"))
        one.append(etree.fromstring('<participating-org role="1" ref="GB-COH-1"/>'))
        one.append(etree.fromstring('<activity-status code="2"/>'))
        for budget in one.findall("budget"):
            one.insert(one.index(one.find("transaction")), budget)
        one[:] = sorted(one, key=lambda child: ORDER.index(child.tag) if child.tag in ORDER else len(ORDER))
    return etree.tostring(root)


FAULTY = valid(
    file(
        activity("GB-COH-1-A", SPACED, transaction("x"), transaction("7", ref="right"), inner=BUDGET),
        activity("GB-COH-1-B", transaction("9")),
    )
)


async def items(client: Client, path: str, **filters: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params=filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def shown(client: Client, identifier: str) -> dict[str, Any]:
    (one,) = await items(client, "/v1/activities", identifier=identifier)
    found: dict[str, Any] = (await client.get(f"/v1/activities/{one['id']}")).json()
    return found


async def named(client: Client, **filters: Any) -> list[str]:
    return [one["identifier"] for one in await items(client, "/v1/activities", **filters)]


async def of_flows(client: Client, **filters: Any) -> list[str]:
    return [one["ref"] for one in await items(client, "/v1/flows", **filters)]


async def test_an_activity_shows_what_was_found_in_its_last_report(client: Client) -> None:
    job = await imported(client, FAULTY)
    found = (await shown(client, "GB-COH-1-A"))["findings"]
    (flow,) = [one for one in await items(client, "/v1/flows") if one["ref"] == "spaced"]
    assert [(one["rule"], one["severity"], one["flow"], one["rejects"]) for one in found] == [
        ("7.5.3", "error", None, None),
        ("harambee-decimal", "error", None, "flow"),
        ("1.10.1", "warning", flow["id"], None),
    ]
    assert {one["import_id"] for one in found} == {job["id"]}
    assert (await shown(client, "GB-COH-1-B"))["findings"] == []


async def test_activities_and_flows_are_listed_by_what_was_found(client: Client) -> None:
    await imported(client, FAULTY)
    assert await named(client, finding_rule="7.5.3") == ["GB-COH-1-A"]
    assert await named(client, finding_rule="3.1.2") == []
    assert await named(client, finding_severity="warning") == ["GB-COH-1-A"]
    assert await named(client, has_findings=False) == ["GB-COH-1-B"]
    assert await of_flows(client, finding_rule="1.10.1") == ["spaced"]
    assert await of_flows(client, finding_severity="error") == []
    assert await of_flows(client, has_findings=True) == ["spaced"]
    assert sorted(await of_flows(client, has_findings=False)) == ["", "right"]


async def test_totals_say_how_much_was_found_in_the_reports_that_they_are_made_of(client: Client) -> None:
    await imported(client, FAULTY)
    method = (await client.get("/v1/matrix")).json()["method"]
    assert method["findings"] == {"with_errors": 1, "with_warnings": 1, "flows_rejected": 1}
    await imported(client, FAULTY.replace(b">x<", b">6<").replace(b"2022-01-01", b"2020-12-31"))
    method = (await client.get("/v1/series")).json()["method"]
    assert method["findings"] == {"with_errors": 0, "with_warnings": 1, "flows_rejected": 0}
    found = (await shown(client, "GB-COH-1-A"))["findings"]
    assert [one["rule"] for one in found] == ["1.10.1"]


async def test_findings_are_refreshed_where_the_content_is_the_same(client: Client) -> None:
    await imported(client, FAULTY)
    before = await shown(client, "GB-COH-1-A")
    job = await imported(client, FAULTY.replace(b">x<", b">y<"))
    assert (job["counts"]["unchanged"], job["counts"]["changed"]) == (2, 0)
    after = await shown(client, "GB-COH-1-A")
    assert after["findings"][1]["detail"] == "It is y"
    assert after["version"] == before["version"] + 1
    again = await imported(client, b"\n" + FAULTY.replace(b">x<", b">y<").replace(b"\n<iati-act", b"\n\n<iati-act"))
    assert again["counts"]["unchanged"] == 2
    assert (await shown(client, "GB-COH-1-A"))["version"] == after["version"]


async def test_findings_of_a_withdrawn_activity_are_shown_and_not_counted(client: Client) -> None:
    await imported(client, FAULTY)
    one = await shown(client, "GB-COH-1-A")
    answer = await client.delete(f"/v1/activities/{one['id']}", headers={"If-Match": f'"{one["version"]}"'})
    assert answer.status_code == 200, answer.text
    assert len((await shown_by_id(client, one["id"]))["findings"]) == 3
    method = (await client.get("/v1/matrix")).json()["method"]
    assert method["findings"] == {"with_errors": 0, "with_warnings": 0, "flows_rejected": 0}


async def shown_by_id(client: Client, activity_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/v1/activities/{activity_id}")).json()
    return found
