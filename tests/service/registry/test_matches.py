import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest

from services.registry.exchanges.commands import exchanges as commands
from services.registry.exchanges.models import Exchange
from services.registry.exchanges.queries import candidates
from services.registry.exchanges.rules.exchanges import Modality, Side
from services.registry.exchanges.rules.score import MOST, score, vicinity
from services.registry.exchanges.schemas.exchanges import ExchangeIn
from services.registry.regions.queries.memberships import SPELLS
from shared.auth import Grant, Kind, Principal, Role
from shared.clock import Clock
from shared.db import create_engine, create_sessions
from shared.envelope import Envelope
from shared.unit_of_work import ServiceResources, UnitOfWork, unit_of_work
from tests.service.registry.requests import exchange, published, registered
from tests.serving import ADMIN, NOBODY, Client, coordinator

Told = Callable[[str], Awaitable[list[Envelope]]]


class Silent:
    """Wakes nobody: no relay runs here."""

    def wake(self) -> None:
        pass


@pytest.fixture
async def resources(url: str, client: Client) -> AsyncIterator[ServiceResources]:
    """Give what units of work are opened with, on the database of the client."""
    engine = create_engine(url, pool_size=4)
    yield ServiceResources("registry", create_sessions(engine), Clock(), Silent(), SPELLS)
    await engine.dispose()


@pytest.fixture
async def kenya(client: Client) -> str:
    return str((await registered(client, "KE")).json()["id"])


@pytest.fixture
async def uganda(client: Client) -> str:
    return str((await registered(client, "UG")).json()["id"])


async def found(client: Client, **filters: Any) -> list[dict[str, Any]]:
    answer = await client.get("/v1/matches", params=filters, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def changed(client: Client, address: str, **change: Any) -> None:
    answer = await client.patch(address, json=change, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


async def test_an_offer_and_a_need_that_fit_are_found_with_reasons(
    client: Client, told: Told, kenya: str, uganda: str
) -> None:
    offer = (await published(client, "offers", kenya, regions=["EAC"])).json()
    need = (await published(client, "needs", uganda)).json()
    [match] = await found(client)
    assert (match["offer"]["id"], match["need"]["id"]) == (offer["id"], need["id"])
    assert (match["offer"]["actor"], match["need"]["country"]) == (kenya, "UG")
    assert [(one["code"], one["weight"]) for one in match["reasons"]] == [
        ("topic", "0.36"),
        ("purpose", "0.36"),
        ("place", "0.17"),
        ("language", "0.05"),
        ("modality", "0.04"),
    ]
    assert match["reasons"][0]["detail"] == "Both work on 4 Capacity building"
    assert (match["score"], match["status"]) == ("0.98", "proposed")
    assert (await client.get(f"/v1/matches/{match['id']}", headers=NOBODY)).json() == match
    [event] = await told("match.")
    assert (event.subject, event.sequence, event.country) == (f"matches/{match['id']}", 1, "UG")
    assert "EAC" in event.regions
    data = orjson.loads(event.data)
    assert (data["offering"], data["needing"], data["score"]) == (kenya, uganda, "0.98")


async def test_it_does_not_matter_which_side_comes_first(client: Client, kenya: str, uganda: str) -> None:
    await published(client, "needs", uganda)
    await published(client, "offers", kenya, regions=["EAC"])
    assert [match["score"] for match in await found(client)] == ["0.98"]


async def test_a_match_that_was_read_shows_a_new_title(client: Client, kenya: str, uganda: str) -> None:
    await published(client, "offers", kenya)
    need = (await published(client, "needs", uganda)).headers["location"]
    address = f"/v1/matches/{(await found(client))[0]['id']}"
    known = {"If-None-Match": (await client.get(address)).headers["etag"]}
    assert (await client.get(address, headers=known)).status_code == 304
    await changed(client, need, titles={"en": "Statisticians wanted"})
    again = await client.get(address, headers=known)
    assert (again.status_code, again.json()["need"]["titles"]) == (200, {"en": "Statisticians wanted"})


async def test_an_actor_is_not_matched_with_itself_nor_with_what_is_about_something_else(
    client: Client, kenya: str, uganda: str
) -> None:
    await published(client, "offers", kenya)
    await published(client, "needs", kenya)
    await published(client, "needs", uganda, topics=[5], sectors=["11110"])
    assert await found(client) == []


async def test_the_score_follows_a_change_and_the_pair_is_told_of_once(
    client: Client, told: Told, kenya: str, uganda: str
) -> None:
    await published(client, "offers", kenya)
    address = (await published(client, "needs", uganda)).headers["location"]
    before = await found(client)
    await changed(client, address, sectors=[], languages=["fr"])
    [match] = await found(client)
    assert (before[0]["score"], match["score"]) == ("0.96", "0.55")
    assert (match["id"], match["version"]) == (before[0]["id"], 2)
    await changed(client, address, topics=[5])
    assert await found(client) == []
    assert [one["status"] for one in await found(client, status="gone")] == ["gone"]
    await changed(client, address, topics=[4])
    assert [one["id"] for one in await found(client)] == [match["id"]]
    assert len(await told("match.")) == 1


async def test_a_pair_is_gone_when_one_side_is_closed_or_over(client: Client, kenya: str, uganda: str) -> None:
    offer = (await published(client, "offers", kenya)).headers["location"]
    need = (await published(client, "needs", uganda)).headers["location"]
    for change, back in (({"status": "closed"}, {"status": "open"}), ({"valid_to": "2020-01-01"}, {"valid_to": None})):
        await changed(client, offer, **change)
        assert await found(client) == []
        await changed(client, offer, **back)
        assert len(await found(client)) == 1
    await client.delete(need, headers={"If-Match": "*"})
    assert await found(client) == []


async def test_a_pair_is_gone_with_its_actor(client: Client, kenya: str, uganda: str) -> None:
    await published(client, "offers", kenya)
    await published(client, "needs", uganda)
    await client.delete(f"/v1/actors/{uganda}", headers={"If-Match": '"1"'})
    assert await found(client) == []


async def test_a_side_whose_time_has_passed_is_shown_no_more(client: Client, kenya: str, uganda: str) -> None:
    await published(client, "offers", kenya, valid_to="2100-01-01")
    await published(client, "needs", uganda)
    assert len(await found(client)) == 1
    await client.post("/internal/clock", json={"now": "2100-01-01T00:00:00Z"})
    assert await found(client) == []


async def test_either_side_declines_and_the_pair_is_never_proposed_again(
    client: Client, kenya: str, uganda: str
) -> None:
    await published(client, "offers", kenya)
    need = (await published(client, "needs", uganda)).headers["location"]
    address = f"/v1/matches/{(await found(client))[0]['id']}/decline"
    body = {"reason": "We have found another partner"}
    senegal = client.as_(coordinator("SN"))
    assert (await client.post(address, json=body, headers=NOBODY)).status_code == 401
    assert (await client.post(address, json=body, headers=senegal)).status_code == 403
    assert (await client.post(address, json={"reason": ""})).status_code == 422
    own = Principal(id="aims", kind=Kind.CLIENT, grants=(Grant(role=Role.REPORTER, actor=UUID(kenya)),))
    declined = await client.post(address, json=body, headers=client.as_(own))
    assert (declined.json()["status"], declined.json()["declined_because"]) == ("declined", body["reason"])
    assert (await client.post(address, json=body, headers=client.as_(coordinator("UG")))).status_code == 409
    await changed(client, need, titles={"en": "Statisticians wanted"})
    assert await found(client) == []
    assert len(await found(client, status="declined")) == 1


async def test_matches_are_listed_best_first_and_filtered(client: Client, kenya: str, uganda: str) -> None:
    near = (await published(client, "offers", kenya, topics=[4, 5])).json()["id"]
    far = (await published(client, "offers", kenya, sectors=[], countries=["FJ"])).json()["id"]
    need = (await published(client, "needs", uganda)).json()["id"]
    every = await found(client)
    assert [match["offer"]["id"] for match in every] == [near, far]
    first = (await client.get("/v1/matches", params={"limit": 1})).json()
    second = (await client.get("/v1/matches", params={"limit": 1, "cursor": first["next"]})).json()
    assert (first["items"] + second["items"], second["next"]) == (every, None)
    numbers: list[tuple[dict[str, Any], int]] = [
        ({"offer": far}, 1),
        ({"need": need}, 2),
        ({"actor": uganda}, 2),
        ({"country": "KE"}, 2),
        ({"country": "SN"}, 0),
        ({"topic": 4}, 2),
        ({"topic": 5}, 0),
        ({"min_score": "0.70"}, 1),
        ({"updated_since": "2100-01-01T00:00:00Z"}, 0),
    ]
    assert [len(await found(client, **filters)) for filters, _ in numbers] == [number for _, number in numbers]
    lines = (await client.get("/v1/matches", params={"format": "csv"})).text.splitlines()
    assert lines[0].startswith("id,offer.id,offer.actor,offer.country,offer.titles.en")
    assert len(lines) == 3


async def test_both_sides_published_at_once_find_each_other(
    client: Client, resources: ServiceResources, kenya: str, uganda: str
) -> None:
    offered, needed = (ExchangeIn.model_validate(exchange(actor)) for actor in (kenya, uganda))
    second = asyncio.Event()

    async def publish_slowly() -> None:
        async with unit_of_work(resources, ADMIN) as uow:
            await commands.publish(uow, Side.OFFER, offered)
            second.set()
            await asyncio.sleep(0.3)

    async def publish_meanwhile() -> None:
        await second.wait()
        async with unit_of_work(resources, ADMIN) as uow:
            await commands.publish(uow, Side.NEED, needed)

    await asyncio.gather(publish_slowly(), publish_meanwhile())
    assert len(await found(client)) == 1


async def test_many_writers_at_once_wait_in_no_circle(client: Client, told: Told, kenya: str, uganda: str) -> None:
    offer = (await published(client, "offers", kenya)).headers["location"]
    need = (await published(client, "needs", uganda)).headers["location"]
    put = {"json": exchange(uganda, topics=[4, 5]), "headers": {"If-Match": "*"}}
    answers = await asyncio.gather(
        *(client.post("/v1/offers", json=exchange(kenya)) for _ in range(4)),
        *(client.put(f"/v1/needs/by-external-id/{number}", **put) for number in range(4)),
        client.patch(offer, json={"topics": [4, 6]}, headers={"If-Match": "*"}),
        client.patch(need, json={"topics": [4, 7]}, headers={"If-Match": "*"}),
        client.delete(f"/v1/actors/{kenya}", headers={"If-Match": "*"}),
    )
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    assert await found(client) == []
    pairs = [(data["offer"], data["need"]) for data in (orjson.loads(one.data) for one in await told("match."))]
    assert len(set(pairs)) == len(pairs)


async def test_what_an_actor_offers_and_needs_goes_over_to_the_actor_it_is_merged_into(
    client: Client, told: Told, resources: ServiceResources, kenya: str, uganda: str
) -> None:
    double = (await registered(client, "KE")).json()["id"]
    await published(client, "offers", kenya)
    own = (await published(client, "needs", double)).json()["id"]
    other = (await published(client, "needs", uganda)).json()["id"]
    assert {match["need"]["id"] for match in await found(client)} == {own, other}
    async with unit_of_work(resources, ADMIN) as uow:
        await commands.repoint(uow, UUID(double), UUID(kenya))
    assert [match["need"]["id"] for match in await found(client)] == [other]
    assert (await client.get(f"/v1/needs/{own}")).json()["actor"] == kenya
    last = (await told("need."))[-1]
    assert (last.subject, last.sequence, orjson.loads(last.data)["actor"]) == (f"needs/{own}", 2, kenya)


def drawn(chance: random.Random, side: Side, actor: UUID) -> ExchangeIn:
    """Draw an offer or a need of a market where many are alike."""
    return ExchangeIn.model_validate(
        exchange(
            str(actor),
            topics=chance.sample([1, 2, 3, 4], chance.randint(1, 2)),
            sectors=chance.sample(["151", "15110", "15111", "12110", "16062"], chance.randint(0, 2)),
            languages=chance.sample(["en", "fr", "pt"], chance.randint(0, 2)),
            countries=chance.sample(["KE", "UG", "SN", "FJ"], chance.choice([0, 1, 2])),
            regions=chance.sample(["EAC", "ECOWAS"], chance.choice([0, 0, 1])),
            modality=chance.choice([Modality.TRAINING, Modality.EXPERTISE, Modality.OTHER]),
        )
    )


async def best_by_rule(uow: UnitOfWork, own: Exchange, others: list[Exchange]) -> list[Decimal]:
    background = await candidates.background(uow.session, uow.now.date())
    pairs = [(own, other) if own.side == Side.OFFER else (other, own) for other in others]
    scores = [
        score(candidates.half(offer), candidates.half(need), background, partnered=False)[0] for offer, need in pairs
    ]
    return sorted((one for one in scores if one), reverse=True)[:MOST]


async def test_the_database_ranks_as_the_rule_does(resources: ServiceResources, kenya: str, uganda: str) -> None:
    chance = random.Random(7)
    sides: dict[Side, list[Exchange]] = {Side.OFFER: [], Side.NEED: []}
    async with unit_of_work(resources, ADMIN) as uow:
        for side, actor, number in ((Side.OFFER, kenya, 120), (Side.NEED, uganda, 12)):
            for _ in range(number):
                sides[side].append(await commands.publish(uow, side, drawn(chance, side, UUID(actor))))
    async with unit_of_work(resources, ADMIN) as uow:
        background = await candidates.background(uow.session, uow.now.date())
        for own in [*sides[Side.NEED], *sides[Side.OFFER][:12]]:
            others = {other.id: other for other in sides[Side(own.side).opposite]}
            chosen = await candidates.best(
                uow.session, own, vicinity(candidates.half(own), background), (), uow.now.date()
            )
            expected = await best_by_rule(uow, own, list(others.values()))
            assert await best_by_rule(uow, own, [others[key] for key in chosen]) == expected
