"""IATI files for tests, and how they are sent."""

import asyncio
from typing import Any

from services.measurement.reading.iati.schema import RULE
from tests.serving import Client


def transaction(amount: str = "100", **more: str) -> str:
    found = {"kind": "3", "day": "2020-03-15", "currency": "USD", "ref": "", "inner": "", **more}
    value = (
        f'<value currency="{found["currency"]}" value-date="{found.get("value_date", found["day"])}">{amount}</value>'
    )
    return (
        f'<transaction ref="{found["ref"]}"><transaction-type code="{found["kind"]}"/>'
        f'<transaction-date iso-date="{found["day"]}"/>{value}{found["inner"]}</transaction>'
    )


def activity(identifier: str = "GB-COH-1-A", *transactions: str, reporter: str = "GB-COH-1", inner: str = "") -> str:
    sectors = "" if "<sector" in inner + "".join(transactions) else '<sector code="31120"/>'
    dates = "" if "<activity-date" in inner else '<activity-date type="2" iso-date="2015-01-01"/>'
    places = "" if "recipient-" in inner or "recipient-" in "".join(transactions) else '<recipient-country code="KE"/>'
    return (
        f'<iati-activity xml:lang="en"><iati-identifier>{identifier}</iati-identifier>'
        f'<reporting-org ref="{reporter}" type="21"><narrative>Reporter</narrative></reporting-org>'
        f'<title><narrative xml:lang="en">Title</narrative></title>{dates}{inner}{places}{sectors}'
        f"{''.join(transactions)}</iati-activity>"
    )


def file(*activities: str, version: str = "2.03") -> bytes:
    return f'<iati-activities version="{version}">{"".join(activities)}</iati-activities>'.encode()


async def imported(client: Client, body: bytes, mode: str = "apply", **more: Any) -> dict[str, Any]:
    """Send a file and wait for its end."""
    headers = {"Content-Type": "application/xml", **more.pop("headers", {})}
    asked = {"mode": mode, **more.pop("query", {})}
    answer = await client.post("/v1/imports", params=asked, content=body, headers=headers, **more)
    assert answer.status_code == 202, answer.text
    return await ended(client, answer, headers)


async def ended(client: Client, answer: Any, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Wait for the end of an import that was begun."""
    while True:
        state: dict[str, Any] = (await client.get(answer.headers["location"], headers=headers)).json()
        if state["status"] in {"finished", "failed"}:
            return state
        await asyncio.sleep(0.02)


async def findings(client: Client, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Give what was found, without faults against the schema: files of tests hold no more than they need."""
    found, after = [], None
    while True:
        asked = {"limit": 1000, **({"cursor": after} if after else {})}
        page = (await client.get(f"/v1/imports/{job['id']}/findings", params=asked)).json()
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    return [one for one in found if one["rule"] != RULE]
