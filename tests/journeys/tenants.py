"""Clients of a running platform, with something of each kind that there is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.journeys.conftest import Platform
from tests.journeys.waiting import created, soon

DRAFT, OWN = "siri-ya-nchi", "siri-yangu"
"""Words in what only grants on the country show, and in what is one client's own."""
MAPPING = "treasury"
TABLE = (
    "reporter_ref,activity_identifier,titles,transaction_type,date,amount,currency,recipient_countries\n"
    f"KE-COA-77,KE-COA-77-1,{OWN},3,2024-13-45,{OWN},USD,UG\n"
)


@dataclass
class Tenant:
    """A client, all ids that it was answered with, and its indicator."""

    id: str
    http: httpx.AsyncClient
    ids: set[str] = field(default_factory=set)
    indicator: str = ""

    async def make(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Create something, and remember the ids in the answer."""
        made = await created(self.http, path, body)
        self.ids |= set(_ids(made))
        return made


def _ids(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _ids(value)
    elif isinstance(node, list):
        for value in node:
            yield from _ids(value)
    elif isinstance(node, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", node):
        yield node


async def tenant_of(operator: httpx.AsyncClient, platform: Platform, name: str, **grant: Any) -> Tenant:
    """Make a client with a grant."""
    made = await created(operator, "/v1/clients", {"name": name})
    key = await operator.post(f"/v1/clients/{made['id']}/keys", json={})
    assert key.status_code == 201, key.text
    await created(operator, "/v1/grants", {"client": made["id"], **grant})
    headers = {"Authorization": f"Bearer {key.json()['key']}"}
    return Tenant(made["id"], httpx.AsyncClient(base_url=platform.url, headers=headers, timeout=30))


async def fill(tenant: Tenant, operator: httpx.AsyncClient) -> None:
    """Make a draft, or something of one's own, of each kind that there is."""
    actor = await tenant.make(
        "/v1/actors",
        {
            "names": {"en": "Ministry"},
            "kind": "10",
            "constituency": "public",
            "country": "KE",
            "identifiers": [{"scheme": "KE-COA", "value": "77"}],
        },
    )
    await created(operator, "/v1/grants", {"client": tenant.id, "role": "reporter", "actor": actor["id"]})
    roadmap = await tenant.make(
        "/v1/roadmaps",
        {
            "framework": "nairobi-2017",
            "scope": {"country": "KE"},
            "owner": actor["id"],
            "anchor_date": "2024-05-04",
            "titles": {"en": DRAFT},
        },
    )
    action = await tenant.make(
        f"/v1/roadmaps/{roadmap['id']}/actions",
        {"commitment": 1, "titles": {"en": DRAFT}, "responsible": [actor["id"]]},
    )
    await tenant.make(f"/v1/actions/{action['id']}/milestones", {"titles": {"en": DRAFT}, "due_on": "2024-12-31"})
    await tenant.make(
        "/v1/reports",
        {
            "roadmap": roadmap["id"],
            "period_from": "2024-05-04",
            "period_to": "2025-05-04",
            "sections": [{"commitment": 1, "narrative": {"en": DRAFT}}],
        },
    )
    document = {"titles": {"en": DRAFT}, "url": "https://law.example/act.pdf"}
    await tenant.make(
        "/v1/instruments", {"kind": "law", "titles": {"en": DRAFT}, "owner": actor["id"], "documents": [document]}
    )
    indicator = await tenant.make("/v1/indicators", {"titles": {"en": "Trained"}, "measure": "unit", "country": "KE"})
    tenant.indicator = indicator["id"]
    await tenant.make(
        f"/v1/indicators/{tenant.indicator}/observations",
        {
            "period": {"from": "2024-01-01", "to": "2024-12-31"},
            "actual": "5",
            "comment": {"en": DRAFT},
        },
    )
    await tenant.make(
        "/v1/focal-points",
        {
            "actor": actor["id"],
            "role": "National focal point",
            "language": "en",
            "time_zone": "Africa/Nairobi",
            "channels": [{"kind": "email", "address": f"{DRAFT}@mfa.example"}],
        },
    )
    await soon(lambda: _subscribed(tenant))
    await soon(lambda: _mapped(tenant))  # the gateway has its new grant within seconds
    await _check_table(tenant)


async def _check_table(tenant: Tenant) -> None:
    """Have a table checked that has faults, and wait for its end."""
    job = await tenant.http.post(
        "/v1/imports", params={"mode": "check"}, content=TABLE, headers={"Content-Type": "text/csv"}
    )
    assert job.status_code == 202, job.text
    tenant.ids.add(job.json()["id"])

    async def finished() -> bool:
        return (await tenant.http.get(f"/v1/imports/{job.json()['id']}")).json()["status"] == "finished"

    await soon(finished)


async def _mapped(tenant: Tenant) -> bool:
    body = {"columns": {OWN: "amount"}, "constants": {"currency": "KES"}}
    return (await tenant.http.put(f"/v1/imports/mappings/{MAPPING}", json=body)).status_code in {200, 201}


async def _subscribed(tenant: Tenant) -> bool:
    """Subscribe, once notifications knows the client."""
    body = {"url": f"http://127.0.0.1:9/{OWN}", "contact": f"{OWN}@mfa.example"}
    answer = await tenant.http.post("/v1/subscriptions", json=body)
    if answer.status_code == 201:
        tenant.ids |= set(_ids(answer.json()))
    return answer.status_code == 201
