"""Regional totals are of those who were members on the day of each flow."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from services.measurement.consumers import consumer
from services.registry.events import MembershipChanged, Period
from shared.envelope import enveloped
from tests.hearing import take_in
from tests.service.measurement.files import file, imported
from tests.serving import Client

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
SPELLS = {
    ("ECOWAS", "ML"): [(None, date(2025, 1, 29))],
    ("ECOWAS", "GH"): [(None, None)],
    ("ECOWAS", "MR"): [
        (date(1999, 1, 1), date(2000, 12, 31)),
        (date(2021, 7, 1), date(2021, 10, 1)),
        (date(2022, 1, 1), None),
    ],
    ("AES", "ML"): [(date(2023, 9, 16), None)],
}
COUNTRIES = ("ML", "GH", "MR", "KE")
DAYS = (
    "2000-12-30 2001-01-05 2020-05-01 2021-06-30 2021-07-01 2021-09-30 2021-10-01 2022-01-01 2023-09-15 2023-09-16"
    " 2025-01-28 2025-01-29"
)


class Money(NamedTuple):
    """A flow of a test."""

    provider: str
    recipients: tuple[str, ...]
    day: date
    cents: int


async def know(url: str) -> None:
    for (region, country), spells in SPELLS.items():
        periods = [Period(valid_from=start, valid_to=end) for start, end in spells]
        event = MembershipChanged(id=f"{region}-{country}", region=region, country=country, periods=periods)
        await take_in(url, consumer, enveloped(event, source="registry", time=MOMENT, sequence=1))


def is_member(regions: Sequence[str], country: str, day: date) -> bool:
    return any(
        (start is None or start <= day) and (end is None or day < end)
        for region in regions
        for start, end in SPELLS.get((region, country), ())
    )


def some_money(seed: int) -> list[Money]:
    chosen = random.Random(seed)
    days = [date.fromisoformat(day) for day in DAYS.split()]
    return [
        Money(
            chosen.choice(COUNTRIES),
            tuple(chosen.sample(COUNTRIES, chosen.choice((1, 2)))),
            chosen.choice(days),
            chosen.randrange(1, 10**6) * 2,
        )
        for _ in range(120)
    ]


def reported(found: Sequence[Money]) -> str:
    return file(*(_activity(number, one) for number, one in enumerate(found)))


def _activity(number: int, one: Money) -> str:
    share = 100 // len(one.recipients)
    places = "".join(f'<recipient-country code="{code}" percentage="{share}"/>' for code in one.recipients)
    return (
        f'<iati-activity xml:lang="en" default-currency="USD"><iati-identifier>GB-COH-1-{number}</iati-identifier>'
        '<reporting-org ref="GB-COH-1" type="21"><narrative>R</narrative></reporting-org>'
        "<title><narrative>T</narrative></title><description><narrative>D</narrative></description>"
        '<participating-org ref="GB-COH-1" role="1" type="21"><narrative>R</narrative></participating-org>'
        '<activity-status code="2"/><activity-date type="2" iso-date="2000-01-01"/>'
        f'{places}<sector code="11110"/>'
        f'<transaction><transaction-type code="3"/><transaction-date iso-date="{one.day}"/>'
        f'<value currency="USD" value-date="{one.day}">{one.cents / 100:.2f}</value>'
        f'<provider-org ref="{one.provider}-COA-1"><narrative>P</narrative></provider-org></transaction>'
        "</iati-activity>"
    )


async def items(client: Client, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params={"limit": 1000, **asked})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_totals_of_regions_follow_their_members_day_by_day(client: Client, url: str) -> None:
    await know(url)
    money = some_money(7)
    await imported(client, reported(money))
    for regions in (["ECOWAS"], ["AES"], ["ECOWAS", "AES"]):
        expected: dict[tuple[str, str], int] = {}
        series: dict[int, list[int]] = {}
        for one in money:
            for recipient in one.recipients:
                part = one.cents // len(one.recipients)
                receives, provides = (is_member(regions, code, one.day) for code in (recipient, one.provider))
                if receives:
                    expected[one.provider, recipient] = expected.get((one.provider, recipient), 0) + part
                if recipient == one.provider and provides:
                    series.setdefault(one.day.year, [0, 0, 0])[2] += part
                elif receives != provides:
                    series.setdefault(one.day.year, [0, 0, 0])[0 if receives else 1] += part
        cells = await items(client, "/v1/matrix", region=regions)
        assert {(one["provider"], one["recipient"]): int(Decimal(one["amount"]) * 100) for one in cells} == expected
        points = await items(client, "/v1/series", region=regions)
        names = ("inflows", "outflows", "domestic")
        assert {one["year"]: [int(Decimal(one[name]) * 100) for name in names] for one in points} == series
        method = (await client.get("/v1/matrix", params={"region": regions})).json()["method"]
        parts = [recipient for one in money for recipient in one.recipients if is_member(regions, recipient, one.day)]
        assert method["converted"] == len(parts)
        assert "membership" in method["attribution"]


async def test_mali_was_in_ecowas_in_2020(client: Client, url: str) -> None:
    await know(url)
    days = (date(2020, 5, 1), date(2025, 1, 28), date(2025, 1, 29))
    await imported(client, reported([Money("KE", ("ML",), day, 100 * place) for place, day in enumerate(days, 1)]))
    for year, amount in ((2020, "1"), (2025, "2")):
        (cell,) = await items(client, "/v1/matrix", region="ECOWAS", year=year)
        assert (cell["recipient"], Decimal(cell["amount"]), cell["flows"]) == ("ML", Decimal(amount), 1)
    (cell,) = await items(client, "/v1/matrix", region="AES")
    assert (Decimal(cell["amount"]), cell["flows"]) == (Decimal(5), 2)
    for path in ("/v1/matrix", "/v1/series", "/v1/indicators"):
        unknown = await client.get(path, params={"region": ["AES", "ECOWAZ"]})
        assert [(one["pointer"], one["code"]) for one in unknown.json()["errors"]] == [("/region/1", "unknown_region")]
        assert "did you mean ECOWAS?" in unknown.text
    nobody = await client.get("/v1/indicators", params={"actor": "0198c1de-0000-7000-8000-00000000dead"})
    assert [(one["pointer"], one["code"]) for one in nobody.json()["errors"]] == [("/actor/0", "unknown_actor")]
