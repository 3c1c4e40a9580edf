"""A publisher that changes its identifier, or that of an activity, is one publisher, and its flows count once."""

from typing import Any
from uuid import UUID

import pytest

from shared.db import Driver
from tests.service.measurement.attribution import check_attribution
from tests.service.measurement.files import activity, file, findings, imported, transaction
from tests.service.measurement.mirroring import check_sums, reporter_of
from tests.service.measurement.registering import actor, hear, told
from tests.service.measurement.writing import given_to_kenya
from tests.serving import Client

MINE = "0198a1b2-0000-7000-8000-0000000000d1"
PAID = transaction("1000", ref="a")


def called(kind: str, ref: str) -> str:
    return f'<other-identifier ref="{ref}" type="{kind}"/>'


OLD = file(activity("NR-COA-1-P1", PAID, reporter="NR-COA-1"))
NEW = file(activity("NR-COA-1-P1", PAID, reporter="NR-COA-2", inner=called("B1", "NR-COA-1")))
RENAMED = file(activity("NR-COA-1-P9", PAID, reporter="NR-COA-1", inner=called("A3", "NR-COA-1-P1")))
MOVED = file(
    activity("NR-COA-2-P1", PAID, reporter="NR-COA-2", inner=called("A3", "NR-COA-1-P1") + called("B1", "NR-COA-1"))
)


async def standing(client: Client) -> list[tuple[str, str]]:
    listed = (await client.get("/v1/activities")).json()["items"]
    return [(one["reporter"], one["identifier"]) for one in listed]


def rules(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["rule"], one["activity"]) for one in found if one["rule"].startswith("harambee-former")]


@pytest.mark.parametrize("later", [NEW, RENAMED, MOVED], ids=["B1", "A3", "both"])
@pytest.mark.parametrize("order", [1, -1], ids=["old first", "new first"])
async def test_what_was_reported_by_a_former_identifier_counts_once(
    client: Client, inside: Driver, later: bytes, order: int
) -> None:
    jobs = [await imported(client, body) for body in (OLD, later)[::order]]
    assert await given_to_kenya(client) == [("NR", "1000.00", 1)]
    assert standing_of(later) == await standing(client)
    assert (jobs[1]["counts"]["rejected"], jobs[1]["counts"]["taken_over"]) == ((0, 1) if order == 1 else (1, 0))
    again = await imported(client, OLD)
    assert rules(await findings(client, again)) == [("harambee-former", "NR-COA-1-P1")]
    assert await given_to_kenya(client) == [("NR", "1000.00", 1)]
    await check_sums(inside)
    await check_attribution(inside)


def standing_of(body: bytes) -> list[tuple[str, str]]:
    name = {NEW: ("NR-COA-2", "NR-COA-1-P1"), RENAMED: ("NR-COA-1", "NR-COA-1-P9"), MOVED: ("NR-COA-2", "NR-COA-2-P1")}
    return [name[body]]


async def test_old_and_new_in_one_file_count_once(client: Client, inside: Driver) -> None:
    old = activity("NR-COA-1-P1", PAID, reporter="NR-COA-1")
    new = activity("NR-COA-1-P1", PAID, reporter="NR-COA-2", inner=called("B1", "NR-COA-1"))
    for body in (file(old, new), file(new, old)):
        await imported(client, body)
        assert await standing(client) == [("NR-COA-2", "NR-COA-1-P1")]
        assert await given_to_kenya(client) == [("NR", "1000.00", 1)]
    await check_sums(inside)


async def test_identifiers_that_change_twice_count_once(client: Client, inside: Driver) -> None:
    third = file(activity("NR-COA-1-P1", PAID, reporter="NR-COA-3", inner=called("B1", "NR-COA-2")))
    for body in (OLD, NEW, third, OLD, NEW):
        await imported(client, body)
    assert await standing(client) == [("NR-COA-3", "NR-COA-1-P1")]
    assert await given_to_kenya(client) == [("NR", "1000.00", 1)]
    await check_sums(inside)


async def test_two_that_each_say_to_be_the_other_count_as_the_first(client: Client, inside: Driver) -> None:
    back = file(activity("NR-COA-1-P1", PAID, reporter="NR-COA-1", inner=called("B1", "NR-COA-2")))
    for body in (NEW, back, NEW, back):
        await imported(client, body)
    assert await standing(client) == [("NR-COA-2", "NR-COA-1-P1")]
    await check_sums(inside)


async def test_what_is_no_longer_said_to_have_been_called_so_is_by_itself_again(client: Client, inside: Driver) -> None:
    for body in (OLD, NEW, file(activity("NR-COA-1-P1", PAID, reporter="NR-COA-2")), OLD):
        await imported(client, body)
    assert await given_to_kenya(client) == [("NR", "2000.00", 2)]
    await check_sums(inside)


async def test_a_check_says_what_would_be_taken_over_and_takes_nothing(client: Client) -> None:
    await imported(client, OLD)
    await imported(client, NEW, mode="check")
    assert await standing(client) == [("NR-COA-1", "NR-COA-1-P1")]


async def test_nobody_takes_over_what_others_have_reported(client: Client, url: str, inside: Driver) -> None:
    await hear(url, told(actor(UUID(MINE), "NR", "NR-COA-2")))
    await imported(client, OLD)
    mine = client.as_(reporter_of(MINE))
    job = await imported(client, NEW, headers=mine)
    assert rules(await findings(client, job)) == [("harambee-former-reporter", "NR-COA-1-P1")]
    await imported(client, OLD)
    assert sorted(await standing(client)) == [("NR-COA-1", "NR-COA-1-P1"), ("NR-COA-2", "NR-COA-1-P1")]
    await hear(url, told(actor(UUID(MINE), "NR", "NR-COA-2", "NR-COA-1"), sequence=2))
    await imported(client, NEW, headers=mine)
    assert await standing(client) == [("NR-COA-2", "NR-COA-1-P1")]
    assert await given_to_kenya(client) == [("NR", "1000.00", 1)]
    await check_sums(inside)


async def test_what_is_reported_by_another_identifier_cannot_be_given_by_the_former(client: Client) -> None:
    await imported(client, NEW)
    [successor] = (await client.get("/v1/activities")).json()["items"]
    said = {"reporter": "NR-COA-1", "identifier": "NR-COA-1-P1", "titles": {"en": "Wells"}}
    rest = {"dates": {"2": "2020-01-01"}, "recipients": [{"code": "KE"}], "sectors": [{"code": "31120"}]}
    answer = await client.post("/v1/activities", json={**said, **rest})
    assert answer.status_code == 409
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/identifier", "former")
    assert fault["detail"].endswith(f"/v1/activities/{successor['id']}")
