"""Who is not known yet provides under its reference or its name, never under nothing."""

from uuid import uuid4

from shared.db import Driver
from tests.service.measurement.attribution import check_attribution
from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.mirroring import check_sums
from tests.service.measurement.registering import actor, hear, settled, told
from tests.service.measurement.test_organisations import choose, given_by, unmatched
from tests.service.measurement.writing import given_to_kenya
from tests.serving import Client

WRITINGS = [
    "Action Aid Köln",
    "ActionAid Koeln",
    "ACTION-AID KÖLN",
    "Action Aid Ko\u0308ln",
    "action  aid köln",
    "Action Aid, Köln.",
]


async def test_six_writings_of_a_name_are_one_provider_and_are_matched_at_once(
    client: Client, url: str, inside: Driver
) -> None:
    await imported(client, file(activity("GB-COH-1-A", *map(given_by, WRITINGS), given_by("Other"))))
    matrix = (await client.get("/v1/matrix")).json()["items"]
    found = {one["provider"]: (one["flows"], one["provider_name"] in WRITINGS) for one in matrix}
    assert found == {"name:actionaidkoln": (6, True), "name:other": (1, False)}
    [one] = [each for each in await unmatched(client) if each["flows"] == 6]
    germany = uuid4()
    await hear(url, told(actor(germany, "DE")))
    await choose(client, one, str(germany), inside)
    assert sorted(await given_to_kenya(client)) == [("DE", "600.00", 6), ("name:other", "100.00", 1)]
    await check_sums(inside)
    await check_attribution(inside)


async def test_a_reference_that_looks_like_a_country_is_none(client: Client, inside: Driver) -> None:
    await imported(client, file(activity("GB-COH-1-A", given_by("Trust Fund", "TF"))))
    assert await given_to_kenya(client) == [("name:tf", "100.00", 1)]
    await check_attribution(inside)


async def test_a_provider_named_like_the_reporter_is_it(client: Client, inside: Driver) -> None:
    await imported(client, file(activity("GB-COH-1-A", given_by("REPORTER."))))
    assert await given_to_kenya(client) == [("GB", "100.00", 1)]
    assert await unmatched(client) == []
    await check_attribution(inside)


async def test_a_reference_is_one_in_all_its_writings_and_finds_its_actor(
    client: Client, url: str, inside: Driver
) -> None:
    refs = ("44000", "XM-DAC-44000", "XI-LEI-529900t8bm49aursdo55", "XI-LEI-529900T8BM49AURSDO55")
    given = [transaction(inner=f'<provider-org ref="{ref}"/>') for ref in refs]
    await imported(client, file(activity("GB-COH-1-A", *given)))
    assert sorted(await given_to_kenya(client)) == [
        ("XI-LEI-529900T8BM49AURSDO55", "200.00", 2),
        ("XM-DAC-44000", "200.00", 2),
    ]
    await hear(url, told(actor(uuid4(), "IN", "XI-LEI-529900T8BM49AURSDO55")))
    await settled(inside)
    assert sorted(await given_to_kenya(client)) == [("IN", "200.00", 2), ("XM-DAC-44000", "200.00", 2)]
    await check_sums(inside)
    await check_attribution(inside)


async def test_who_is_not_known_is_no_international_body_when_cooperation_is_derived_anew(
    client: Client, url: str, inside: Driver
) -> None:
    fund, bank = "XI-IATI-FUND", "XI-IATI-BANK"
    body = f'<provider-org ref="{fund}" type="40"/>'
    given = [given_by("Nobody known"), given_by("x", "ACME"), transaction(inner=body), given_by("Bank", bank)]
    await imported(client, file(activity("GB-COH-1-A", *given, transaction("7", inner='<provider-org ref="44000"/>'))))
    await hear(url, told(actor(uuid4(), None, bank, constituency="multilateral")))
    await settled(inside)
    [found] = (await client.get("/v1/activities")).json()["items"]
    path = f"/v1/activities/{found['id']}/cooperation"
    for value in ("north_south", None):
        said = {"value": value, "reason": "To see"}
        assert (await client.put(path, json=said, headers={"If-Match": "*"})).status_code == 200
    kinds = await inside.fetch("SELECT provider, cooperation FROM flows WHERE corrected_by IS NULL")
    assert {row[0]: row[1] for row in kinds} == {
        "name:nobodyknown": None,
        "ACME": None,
        fund: "multilateral",
        bank: "multilateral",
        "XM-DAC-44000": "multilateral",
    }
    await check_sums(inside)
    await check_attribution(inside)
