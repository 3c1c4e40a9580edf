"""All addresses of the description: read by those who may not see what is there, and asked what is generated."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.generators import make_python_client
from tests.journeys.conftest import Platform
from tests.journeys.tenants import DRAFT, MAPPING, OWN, Tenant, fill, tenant_of

ASKED = ("--phases", "examples,fuzzing", "--max-examples", "3", "--seed", "1", "--workers", "2", "--no-color")
"""A short form; `docs/operations.md` has the long one."""
CHECKED = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
ENDLESS = {"/v1/events/stream"}
OF_KEYS = "/(clients|grants|oauth)"
"""An administrator's requests here end its own key, so they come last."""


@pytest.fixture
async def kenya(client: httpx.AsyncClient, platform: Platform) -> AsyncIterator[Tenant]:
    """Kenya's coordinator, who has all kinds of things that are not for everybody."""
    tenant = await tenant_of(client, platform, f"Kenya {OWN}", role="coordinator", country="KE")
    async with tenant.http:
        await fill(tenant, client)
        yield tenant


def addresses(described: Mapping[str, Any], tenant: Tenant) -> list[str]:
    """Give all addresses that can be read, with the tenant's ids wherever one is asked for."""
    names = {
        "country": ["KE"],
        "iso": ["KE"],
        "code": ["EAC"],
        "name": [MAPPING, "Country"],
        "framework_id": ["nairobi-2017"],
    }
    found = []
    for path, item in described["paths"].items():
        if "get" not in item or path in ENDLESS:
            continue
        wanted = re.findall(r"{(\w+)}", path)
        # All pairs with what lies beneath an indicator would be a thousand addresses.
        values = [
            [tenant.indicator] if name == "indicator_id" and len(wanted) > 1 else names.get(name, sorted(tenant.ids))
            for name in wanted
        ]
        for chosen in product(*values):
            address = path
            for name, value in zip(wanted, chosen, strict=True):
                address = address.replace(f"{{{name}}}", value)
            found.append(address)
        parameters = {one.get("name") for one in item["get"].get("parameters", [])}
        if "format" in parameters and not wanted:
            found += [f"{path}?format=csv", f"{path}?format=ndjson"]
    return found


async def answers(http: httpx.AsyncClient, wanted: Iterable[str]) -> dict[str, str]:
    """Give what is answered to those addresses that are; none may fail."""
    found = {}
    for address in wanted:
        answer = await http.get(address)
        assert answer.status_code < 500, f"{address}: {answer.text}"
        if answer.is_success:
            found[address] = answer.text
    return found


def holding(found: Mapping[str, str], *words: str) -> list[str]:
    """Give the addresses whose answers hold one of the words."""
    return [address for address, text in found.items() if any(word in text for word in words)]


async def test_nothing_of_one_tenant_is_shown_to_another(
    client: httpx.AsyncClient, platform: Platform, kenya: Tenant
) -> None:
    described = (await client.get("/openapi.json")).json()
    assert described["x-unavailable"] == []
    own = await answers(kenya.http, addresses(described, kenya))
    # The words are there to be found: who may see them does.
    kinds = {
        "roadmaps",
        "actions",
        "milestones",
        "reports",
        "instruments",
        "indicators",
        "focal-points",
        "subscriptions",
        "imports",
    }
    shown = {re.split(r"[/?]", address)[2] for address in holding(own, DRAFT, OWN)}
    assert kinds <= shown, own.keys()
    ghana = await tenant_of(client, platform, "Ghana", role="coordinator", country="GH")
    reader = await tenant_of(client, platform, "Reader", role="observer", everything=True)
    async with ghana.http, reader.http, httpx.AsyncClient(base_url=platform.url, timeout=30) as nobody:
        assert holding(await answers(ghana.http, own), DRAFT, OWN) == []
        assert holding(await answers(nobody, own), DRAFT, OWN) == []
        assert holding(await answers(reader.http, own), OWN) == []


CALLS = """
import sys
from harambee_client import AuthenticatedClient
from harambee_client.api.activities import record_activity_v1_activities_post as recording
from harambee_client.api.actors import list_actors_v1_actors_get as listing
from harambee_client.api.actors import put_actor_v1_actors_by_external_id_external_id_put as putting
from harambee_client.models import Actor, ActivityIn, ActorIn, ProblemBody

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])
sent = {"names": {"en": "Generated"}, "kind": "10", "constituency": "public", "country": "UG"}
sent["identifiers"] = [{"scheme": "UG-RSB", "value": "80010000000001"}]
made = putting.sync_detailed("made/1", client=client, body=ActorIn.from_dict(sent), if_none_match="*")
assert made.status_code == 201 and isinstance(made.parsed, Actor), made
again = putting.sync_detailed("made/1", client=client, body=ActorIn.from_dict(sent), if_none_match="*")
assert again.status_code == 412 and isinstance(again.parsed, ProblemBody), again
assert (again.parsed.id, again.headers["ETag"]) == (made.parsed.id, '"1"'), again
found = listing.sync(client=client, q="Generated")
assert [one.id for one in found.items] == [made.parsed.id], found
activity = {"identifier": "UG-RSB-80010000000001-1", "reporter": "UG-RSB-80010000000001"}
activity |= {"titles": {"en": "Made"}, "dates": {"2": "2026-01-15"}}
recorded = recording.sync_detailed(client=client, body=ActivityIn.from_dict(activity))
assert recorded.status_code == 201 and recorded.parsed.identifier == activity["identifier"], recorded
"""


def test_a_generated_client_reads_and_writes(platform: Platform, tmp_path: Path) -> None:
    make_python_client(httpx.get(f"{platform.url}/openapi.json", timeout=30).json(), tmp_path / "harambee_client")
    called = subprocess.run(
        [sys.executable, "-c", CALLS, platform.url, platform.key],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert called.returncode == 0, called.stderr


@pytest.mark.parametrize(
    "paths", [("--exclude-path-regex", f"{OF_KEYS}|/(events/stream|demo)"), ("--include-path-regex", OF_KEYS)]
)
def test_what_is_generated_gets_documented_answers(platform: Platform, tmp_path: Path, paths: tuple[str, str]) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{platform.url}/openapi.json", *paths, *ASKED]
    asked = subprocess.run(
        [*command, "--checks", CHECKED, "-H", f"Authorization: Bearer {platform.key}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert asked.returncode == 0, asked.stdout[-5000:] + asked.stderr
    assert re.search(r"(\d+) generated, \1 passed", asked.stdout), asked.stdout[-2000:]
