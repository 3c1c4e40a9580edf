from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.reading.indicators import SDG
from services.measurement.reading.results import indicators_of, match
from services.measurement.reading.source import Indicator, IndicatorPeriod, Measured, Result

names = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=12)


def actual(value: str | None, comment: str = "", *dimensions: tuple[str, str]) -> Measured:
    return Measured(1, "actual", value, "", (("", comment),) if comment else (), dimensions)


def year(*values: Measured, end: str = "2020-12-31") -> IndicatorPeriod:
    return IndicatorPeriod(1, "2020-01-01", end, values)


def result(*periods: IndicatorPeriod, line: int = 1, code: str = "3.3.1") -> Result:
    one = Indicator(line, "1", "1", (("", "Clinics"),), (), ((SDG, code),), (), periods)
    return Result(line, "1", (("", "Health"),), (), (one,))


@given(names, names)
def test_everything_is_matched_once_with_its_like_in_order(
    new: list[tuple[str, int]], held: list[tuple[str, int]]
) -> None:
    found = match(new, held)
    used = [place for place in found.places if place is not None]
    assert sorted([*used, *found.missing]) == list(range(len(held)))
    for name, place in zip(new, found.places, strict=True):
        assert place is None or held[place] == name
    matched = Counter(new) & Counter(held)
    assert Counter(held[place] for place in used) == matched
    for name in matched:
        of_name = [place for one, place in zip(new, found.places, strict=True) if one == name and place is not None]
        assert of_name == sorted(of_name)


def test_lines_are_not_part_of_what_an_indicator_is() -> None:
    one, other = (indicators_of([result(year(actual("1")), line=line)], "en") for line in (1, 700))
    assert one == other
    assert one[0].digest != indicators_of([result(year(actual("2")))], "en")[0].digest


def test_each_value_of_the_whole_is_an_observation_and_the_first_has_the_parts() -> None:
    parts = (actual("2", "", ("sex", "female"), ("age", "adult")), actual("none", "", ("sex", "male")))
    (one,) = indicators_of([result(year(actual("5"), *parts, actual("7")))], "en")
    part = '[{"actual":"2","dimension":"sex × age","value":"female × adult"}]'
    assert [(str(each.actual), each.disaggregated) for each in one.observations] == [("5", part), ("7", "[]")]
    (only_parts,) = indicators_of([result(year(*parts))], "en")
    assert [(each.actual, each.disaggregated) for each in only_parts.observations] == [(None, part)]


def test_what_says_nothing_or_has_no_period_is_no_observation() -> None:
    periods = [year(), year(actual(None)), year(actual("1"), end="2019-12-31"), year(actual("1"), end="soon")]
    (one,) = indicators_of([result(*periods, code="99.9")], "en")
    assert (one.observations, one.sdgs) == ((), ())
