from hypothesis import given
from hypothesis import strategies as st

from services.registry.actors.schemas import ActorIn
from services.registry.registration import rules as merging

CODES = st.lists(st.integers(1, 11), unique=True)


@given(CODES, CODES)
def test_what_was_gained_is_given_back(own: list[int], others: list[int]) -> None:
    after = [*own, *merging.lacking(own, others, 11)]
    assert set(after) == set(own) | set(others)
    assert merging.given_back(after, own, after) == own


@given(CODES, CODES, st.integers(0, 11))
def test_a_list_never_becomes_longer_than_it_may(own: list[int], others: list[int], most: int) -> None:
    assert len(own) + len(merging.lacking(own, others, most)) <= max(most, len(own))


@given(CODES, CODES, CODES)
def test_what_was_changed_since_stays(own: list[int], after: list[int], now: list[int]) -> None:
    assert merging.given_back(now, own, after) == (own if now == after else now)


def test_an_identifier_or_a_name_is_the_same_whatever_its_dates() -> None:
    own = [{"scheme": "KE-COA", "value": "1", "valid_from": "2017-05-04"}]
    assert merging.lacking(own, [{"scheme": "KE-COA", "value": "1", "valid_from": None}], 50) == []


def test_lists_become_no_longer_than_they_may_be_sent() -> None:
    for name, most in merging.MOST.items():
        limits = [one.max_length for one in ActorIn.model_fields[name].metadata if hasattr(one, "max_length")]
        assert limits in ([most], [])
