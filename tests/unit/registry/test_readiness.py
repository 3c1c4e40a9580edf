from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.registry.institutions.rules import HIGHEST_LEVEL, readiness
from shared.standards import Pillar

assessments = st.dictionaries(
    st.sampled_from(list(Pillar)),
    st.tuples(st.integers(0, HIGHEST_LEVEL), st.dates(date(2000, 1, 1), date(2030, 1, 1))),
)


@given(assessments)
def test_readiness_is_a_profile_of_all_pillars(found: dict[Pillar, tuple[int, date]]) -> None:
    said = readiness(
        {"pillar": pillar.value, "level": level, "assessed_on": str(day)} for pillar, (level, day) in found.items()
    )
    assert said.assessed == len(found)
    assert set(said.levels) == set(Pillar)
    assert {name: level for name, level in said.levels.items() if level is not None} == {
        pillar.value: level for pillar, (level, _) in found.items()
    }
    assert said.oldest == min((day for _, day in found.values()), default=None)
