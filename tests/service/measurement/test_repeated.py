"""One money that several activities report is counted once, whatever order they come in."""

import asyncio
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from shared.db import Driver
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums, compared, confirmations, paired
from tests.service.measurement.writing import given_to_kenya
from tests.serving import Client

GIVER, COLLECTOR = "GB-GOV-1", "XM-OCHA-FTS"
PARENT, CHILD, OTHER_CHILD = f"{GIVER}-P", f"{GIVER}-C1", f"{GIVER}-C2"


def related(identifier: str, kind: str) -> str:
    return f'<related-activity ref="{identifier}" type="{kind}"/>'


def of_giver(identifier: str, *transactions: str, inner: str = "") -> str:
    return activity(identifier, *transactions, reporter=GIVER, inner=inner)


def collected(identifier: str, *transactions: str, reporter: str = COLLECTOR) -> str:
    """Give an activity as a secondary reporter reports it."""
    whole = activity(identifier, *transactions, reporter=reporter)
    return whole.replace('type="21"', 'type="21" secondary-reporter="1"', 1)


async def repeating(client: Client, **filters: Any) -> dict[str, int]:
    """Give how many flows totals leave out because others report the same money."""
    answer = (await client.get("/v1/matrix", params=filters)).json()
    return {one["repeats"]: one["flows"] for one in answer["method"]["repeated"]}


async def left_out(client: Client, repeats: str) -> set[str]:
    """Give the identifiers of the activities whose flows are left out."""
    found = (await client.get("/v1/flows", params={"repeats": repeats, "limit": 1000})).json()["items"]
    return {(await client.get(f"/v1/activities/{one['activity']}")).json()["identifier"] for one in found}


async def totals(client: Client, inside: Driver) -> list[tuple[str, str, int]]:
    await check_sums(inside)
    return sorted(await given_to_kenya(client))


FAMILY = (
    of_giver(PARENT, transaction("1000"), transaction("50", day="2021-01-01"), inner=related(CHILD, "2")),
    of_giver(CHILD, transaction("600")),
    of_giver(OTHER_CHILD, transaction("400"), inner=related(PARENT, "1")),
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_parent_does_not_count_where_its_children_report_the_same(
    client: Client, inside: Driver, order: tuple[int, ...]
) -> None:
    for place in order:
        await paired(client, inside, file(FAMILY[place]))
    # 50 of another year are the parent's alone.
    assert await totals(client, inside) == [("GB", "1050.00", 3)]
    assert await repeating(client) == {"children": 1}
    assert (await repeating(client, year=2021), await repeating(client, year=2020)) == ({}, {"children": 1})
    assert await left_out(client, "children") == {PARENT}
    (flow,) = (await client.get("/v1/flows", params={"repeats": "children"})).json()["items"]
    named = {(await client.get(f"/v1/activities/{one}")).json()["identifier"] for one in flow["counted_in"]}
    assert named == {CHILD, OTHER_CHILD}


async def test_a_parent_counts_again_when_its_children_say_something_else(client: Client, inside: Driver) -> None:
    await paired(client, inside, file(*FAMILY))
    await paired(client, inside, file(of_giver(CHILD, transaction("601"))))
    assert await totals(client, inside) == [("GB", "2051.00", 4)]
    assert await repeating(client) == {}
    await paired(client, inside, file(FAMILY[1]))
    assert await totals(client, inside) == [("GB", "1050.00", 3)]


async def test_a_parent_counts_again_when_a_child_is_withdrawn_or_one_no_more(client: Client, inside: Driver) -> None:
    both = (of_giver(PARENT, transaction("10")), of_giver(CHILD, transaction("10"), inner=related(PARENT, "1")))
    await paired(client, inside, file(*both))
    assert await totals(client, inside) == [("GB", "10.00", 1)]
    await paired(client, inside, file(of_giver(CHILD, transaction("10"))))
    assert await totals(client, inside) == [("GB", "20.00", 2)]
    await paired(client, inside, file(both[1]))
    assert await totals(client, inside) == [("GB", "10.00", 1)]
    await imported(client, file(both[0]), query={"missing": "withdraw"})
    await compared(inside)
    assert await totals(client, inside) == [("GB", "10.00", 1)]
    assert await repeating(client) == {}


async def test_three_levels_count_once_and_two_that_call_each_other_child_do_too(
    client: Client, inside: Driver
) -> None:
    levels = (
        of_giver("GB-GOV-1-1", transaction("10"), inner=related("GB-GOV-1-2", "2")),
        of_giver("GB-GOV-1-2", transaction("10"), inner=related("GB-GOV-1-3", "2")),
        of_giver("GB-GOV-1-3", transaction("4"), transaction("6")),
    )
    await paired(client, inside, file(*levels))
    assert await totals(client, inside) == [("GB", "10.00", 2)]
    circle = (
        of_giver("GB-GOV-1-4", transaction("7"), inner=related("GB-GOV-1-5", "2")),
        of_giver("GB-GOV-1-5", transaction("7"), inner=related("GB-GOV-1-4", "2")),
    )
    await paired(client, inside, file(*circle))
    assert await totals(client, inside) == [("GB", "17.00", 3)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_circle_of_three_counts_once_whichever_comes_last(
    client: Client, inside: Driver, order: tuple[int, ...]
) -> None:
    names = [f"GB-GOV-1-{place}" for place in range(3)]
    circle = [
        of_giver(name, transaction("7"), inner=related(child, "2"))
        for name, child in zip(names, [*names[1:], names[0]], strict=True)
    ]
    for place in order:
        await paired(client, inside, file(circle[place]))
    assert await totals(client, inside) == [("GB", "7.00", 1)]
    assert await repeating(client) == {"children": 2}
    # A line of three where the last says that it has no child any more, whoever closed the circle before.
    await paired(client, inside, file(of_giver(names[order[0]], transaction("7"))))
    assert await totals(client, inside) == [("GB", "7.00", 1)]
    assert await left_out(client, "children") == {*names} - {names[order[0]]}


async def test_a_parent_counts_until_its_child_can_be_converted(client: Client, inside: Driver) -> None:
    # There is no rate of 1950; that of the value date counts.
    late, early = (transaction("500", currency="KES", value_date=day) for day in ("2020-03-15", "1950-01-01"))
    await paired(client, inside, file(of_giver(PARENT, late, inner=related(CHILD, "2")), of_giver(CHILD, early)))
    assert await repeating(client) == {}
    assert await left_out(client, "children") == set()
    rate = {"currency": "KES", "date": "1950-01-01", "units_per_usd": "7.14", "source": "test"}
    answer = await client.post("/v1/exchange-rates", json=[rate])
    assert answer.status_code == 200, answer.text
    while not (await client.get("/v1/flows", params={"repeats": "children"})).json()["items"]:
        await asyncio.sleep(0.02)
    await compared(inside)
    assert await left_out(client, "children") == {PARENT}


async def test_only_the_same_reporter_has_children_and_only_the_same_type_repeats(
    client: Client, inside: Driver
) -> None:
    parent = of_giver(PARENT, transaction("10"), inner=related(CHILD, "2") + related("GB-GOV-2-C", "2"))
    stranger = activity("GB-GOV-2-C", transaction("10"), reporter="GB-GOV-2", inner=related(PARENT, "1"))
    commitment = of_giver(CHILD, transaction("10", kind="2"), transaction("10", currency="EUR"))
    await paired(client, inside, file(parent, stranger, commitment))
    assert await repeating(client) == {}
    assert await left_out(client, "children") == set()
    await check_sums(inside)


FIRST_HAND = of_giver(PARENT, transaction("1000"))
SECOND_HAND = collected(
    PARENT,
    *(transaction(amount, inner=f'<provider-org ref="{GIVER}"/>') for amount in ("600", "300")),
    transaction("5", day="2022-01-01", inner=f'<provider-org ref="{GIVER}"/>'),
)


@pytest.mark.parametrize("order", list(permutations((FIRST_HAND, SECOND_HAND))))
async def test_a_secondary_reporter_counts_only_for_years_that_nobody_reports_first_hand(
    client: Client, inside: Driver, order: tuple[str, ...]
) -> None:
    for one in order:
        await paired(client, inside, file(one))
    assert await totals(client, inside) == [("GB", "1005.00", 2)]
    assert await repeating(client) == {"primary_reporter": 2}
    activities = (await client.get("/v1/activities", params={"reporter": COLLECTOR})).json()["items"]
    details = (await client.get(f"/v1/activities/{activities[0]['id']}")).json()["details"]
    assert details["secondary_reporter"] is True


async def test_of_secondary_reporters_alone_one_counts(client: Client, inside: Driver) -> None:
    given = transaction("8", inner=f'<provider-org ref="{GIVER}"/>')
    for reporter in ("XM-OCHA-CBPF", COLLECTOR):
        await paired(client, inside, file(collected(PARENT, given, reporter=reporter)))
    assert await totals(client, inside) == [("GB", "8.00", 1)]
    await paired(client, inside, file(of_giver(PARENT, transaction("9"))))
    assert await totals(client, inside) == [("GB", "9.00", 1)]
    assert await repeating(client) == {"primary_reporter": 2}


async def test_what_mirrors_a_repetition_is_paired_with_the_report_that_counts(client: Client, inside: Driver) -> None:
    taken = transaction("1000", kind="1", inner=f'<provider-org ref="{GIVER}" provider-activity-id="{PARENT}"/>')
    receipt = activity("KE-COA-1-Y", taken, reporter="KE-COA-1", inner=related(CHILD, "3"))
    parent = of_giver(PARENT, transaction("1000"), inner=related(CHILD, "2"))
    await paired(client, inside, file(receipt))
    await paired(client, inside, file(parent))
    (before,) = await confirmations(client)
    assert before["status"] == "matched"
    await paired(client, inside, file(of_giver(CHILD, transaction("1000"))))
    found = {one["status"]: one["provider_report"]["flow"] for one in await confirmations(client)}
    assert found.keys() == {"dissolved", "matched"}
    assert found["dissolved"] == before["provider_report"]["flow"]
    assert await totals(client, inside) == [("GB", "1000.00", 1)]
    both = [found["dissolved"], before["recipient_report"]["flow"]]
    refused = await client.post("/v1/confirmations", json={"flows": both})
    assert refused.status_code == 409
    assert "repeats" in {one["code"] for one in refused.json()["errors"]}


@pytest.mark.parametrize(
    ("names", "country", "amount"),
    [(("07-hierarchy.xml",), "UG", "1000.00"), (("09-secondary-2.xml", "09-secondary-1.xml"), "UG", "1000.00")],
)
async def test_the_cases(
    client: Client, inside: Driver, shared_data: Path, names: tuple[str, ...], country: str, amount: str
) -> None:
    for name in names:
        await imported(client, (shared_data / "cases" / name).read_bytes())
    await compared(inside)
    cells = (await client.get("/v1/matrix")).json()["items"]
    assert [(one["recipient"], one["amount"]) for one in cells] == [(country, amount)]
