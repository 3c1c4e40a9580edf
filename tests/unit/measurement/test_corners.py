from hypothesis import given
from hypothesis import strategies as st

from services.measurement.ledger.rules.cooperation import CORNERS, is_triangular, missing_corners

roles = st.sets(st.sampled_from(["1", "2", "3", "4", *sorted(CORNERS)]))


@given(roles)
def test_it_is_triangular_when_somebody_is_in_each_corner(found: set[str]) -> None:
    assert is_triangular(found) == (found >= CORNERS)


@given(roles)
def test_a_corner_is_missing_only_where_another_but_the_beneficiarys_is_taken(found: set[str]) -> None:
    missing = missing_corners(found)
    assert bool(missing) == (bool(found & {"pivotal", "facilitating"}) and not is_triangular(found))
    assert missing <= CORNERS - found
