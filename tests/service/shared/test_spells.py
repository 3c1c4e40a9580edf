"""What holds on a day: columns and values say the same, which is what every day of the spell says by itself."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from services.gateway.models import Membership
from shared.db import create_engine
from shared.spells import holds, holds_on

Fresh = Callable[[str], Awaitable[str]]
START = date(2020, 1, 1)
DAYS = [START + timedelta(place) for place in range(8)]

bounds = st.none() | st.sampled_from(DAYS)


@given(bounds, bounds, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_spell_holds_in_a_period_that_has_a_day_of_it(
    valid_from: date | None, valid_to: date | None, one: date, other: date
) -> None:
    first, last = min(one, other), max(one, other)
    inside = [day for day in DAYS if (valid_from or date.min) <= day < (valid_to or date.max)]
    if valid_from is None or valid_to is None or valid_from < valid_to:
        assert holds(valid_from, valid_to, first, last) == any(first <= day <= last for day in inside)
    assert holds(valid_from, valid_to, first) == (first in inside)


async def test_columns_hold_on_the_days_on_which_values_do(database: Fresh) -> None:
    spells = [(valid_from, valid_to) for valid_from in (None, *DAYS) for valid_to in (None, *DAYS)]
    engine = create_engine(await database("gateway"), pool_size=1)
    async with engine.begin() as connection:
        rows = [
            {"region": "EAC", "country": "KE", "spell": place, "valid_from": valid_from, "valid_to": valid_to}
            for place, (valid_from, valid_to) in enumerate(spells)
        ]
        await connection.execute(insert(Membership), rows)
        for day in DAYS:
            found = await connection.scalars(select(Membership.spell).where(holds_on(Membership, day)))
            assert set(found) == {place for place, spell in enumerate(spells) if holds(*spell, day)}
    await engine.dispose()
