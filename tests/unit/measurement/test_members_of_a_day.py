"""Which regional bodies countries belonged to on a day, or on any day of a period."""

import random
from datetime import date, timedelta

import pytest

from services.measurement.ledger.rules.days import days_of_activity
from shared.memberships import Memberships, Spell
from shared.spells import Days

START = date(2020, 1, 1)
TODAY = date(2026, 5, 1)


def test_bodies_are_those_of_any_day_of_the_period() -> None:
    chosen = random.Random(11)
    for _ in range(200):
        spells = [_spell(chosen) for _ in range(chosen.randrange(8))]
        memberships = Memberships(spells)
        for _ in range(20):
            places = tuple(chosen.sample(["KE", "ML", "298"], chosen.randrange(1, 4)))
            first = START + timedelta(chosen.randrange(-2, 14))
            days = Days(first, first + timedelta(chosen.choice((0, 0, chosen.randrange(10)))))
            expected = {
                one.region
                for one in spells
                if one.country in places
                and any(_holds(one, days.first + timedelta(day)) for day in range((days.last - days.first).days + 1))
            }
            found = memberships.bodies(places, days)
            assert (set(found), len(found)) == (expected, len(expected))


def _spell(chosen: random.Random) -> Spell:
    first, end = sorted(chosen.sample(range(12), 2))
    return Spell(
        chosen.choice(["KE", "ML", "GH"]),
        chosen.choice(["AU", "EAC", "ECOWAS"]),
        chosen.choice((None, START + timedelta(first))),
        chosen.choice((None, START + timedelta(end))),
    )


def _holds(spell: Spell, day: date) -> bool:
    return (spell.begin or date.min) <= day < (spell.end or date.max)


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ({}, TODAY, TODAY),
        ({"2": "2015-01-01"}, date(2015, 1, 1), TODAY),
        (
            {"1": "2014-01-01", "2": "2015-01-01", "3": "2017-01-01", "4": "2018-01-01"},
            date(2015, 1, 1),
            date(2018, 1, 1),
        ),
        ({"1": "2030-01-01"}, date(2030, 1, 1), date(2030, 1, 1)),
        ({"3": "2017-01-01"}, date(2017, 1, 1), date(2017, 1, 1)),
        ({"2": "2018-01-01", "4": "2017-01-01"}, date(2018, 1, 1), date(2018, 1, 1)),
    ],
)
def test_an_activity_lasts_from_its_start_to_its_end(dates: dict[str, str], first: date, last: date) -> None:
    assert days_of_activity(dates, TODAY) == (first, last)
