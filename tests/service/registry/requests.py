"""What the tests send to the registry."""

from typing import Any

import httpx

from tests.serving import Client


def ministry(country: str = "KE", **more: Any) -> dict[str, Any]:
    return {
        "names": {"en": "Ministry of Foreign Affairs", "sw": "Wizara ya Mambo ya Nje"},
        "kind": "10",
        "constituency": "public",
        "country": country,
        **more,
    }


async def registered(client: Client, country: str = "KE", **more: Any) -> httpx.Response:
    answer = await client.post("/v1/actors", json=ministry(country, **more))
    assert answer.status_code == 201, answer.text
    return answer


def office(actor: str, **more: Any) -> dict[str, Any]:
    return {
        "actor": actor,
        "role": "National focal point",
        "language": "en",
        "time_zone": "Africa/Nairobi",
        "channels": [{"kind": "email", "address": "sstc@mfa.example"}],
        "mandate": {"from": "2017-05-04", "text": {"en": "Coordinates"}, "legal_basis": "Executive order"},
        **more,
    }


async def assigned(client: Client, actor: str, **more: Any) -> httpx.Response:
    answer = await client.post("/v1/focal-points", json=office(actor, **more))
    assert answer.status_code == 201, answer.text
    return answer


def pointers(answer: httpx.Response) -> dict[str, str]:
    """Give the codes of a problem's faults by pointer."""
    return {fault["pointer"]: fault["code"] for fault in answer.json()["errors"]}


def exchange(actor: str, **more: Any) -> dict[str, Any]:
    return {
        "actor": actor,
        "titles": {"en": "Training of statisticians"},
        "topics": [4],
        "sectors": ["16062"],
        "languages": ["en"],
        "modality": "training",
        **more,
    }


async def published(client: Client, collection: str, actor: str, **more: Any) -> httpx.Response:
    """Publish under `offers` or `needs`."""
    answer = await client.post(f"/v1/{collection}", json=exchange(actor, **more))
    assert answer.status_code == 201, answer.text
    return answer
