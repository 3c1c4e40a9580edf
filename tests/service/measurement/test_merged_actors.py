from uuid import uuid4

import pytest

from services.registry.events import ActorMerged
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.registering import actor, hear, told
from tests.serving import Client

FUND = "XI-IATI-FUND"


async def provider(client: Client, identifier: str) -> str:
    """Say whose a flow from the fund is when it comes in now."""
    inner = f'<provider-org ref="{FUND}"/>'
    await imported(client, file(activity(identifier, transaction(inner=inner))))
    activities = (await client.get("/v1/activities")).json()["items"]
    [found] = [one["id"] for one in activities if one["identifier"] == identifier]
    [code] = [flow["provider"]["code"] for flow in (await client.get(f"/v1/flows?activity={found}")).json()["items"]]
    return str(code)


@pytest.mark.parametrize("order", [1, -1])
async def test_a_reference_to_a_merged_actor_stands_for_the_one_that_stays(
    client: Client, url: str, order: int
) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    countries = {first: "UG", second: "TZ", third: "RW"}
    await hear(url, *(told(actor(id_, country)) for id_, country in countries.items()))
    await hear(url, told(actor(first, "UG", FUND), 2))
    assert await provider(client, "GB-COH-1-A") == "UG"
    merges = [told(ActorMerged(id=first, into=second, identifiers=[FUND]), 3)]
    merges.append(told(ActorMerged(id=second, into=third, identifiers=[FUND]), 2))
    await hear(url, *merges[::order])
    assert await provider(client, "GB-COH-1-B") == "RW"
    await hear(url, told(actor(first, "UG", FUND), 2))
    assert await provider(client, "GB-COH-1-C") == "RW"


async def test_an_actor_whose_merge_was_undone_stands_for_itself(client: Client, url: str) -> None:
    old, into = uuid4(), uuid4()
    await hear(
        url,
        told(actor(old, "UG", FUND), 1),
        told(actor(into, "RW"), 1),
        told(ActorMerged(id=old, into=into, identifiers=[FUND]), 2),
        told(actor(into, "RW", FUND), 2),
        told(actor(old, "UG", FUND), 3),
        told(actor(into, "RW"), 3),
    )
    assert await provider(client, "GB-COH-1-A") == "UG"
