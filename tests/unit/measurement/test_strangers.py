from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.rules.organisations import Strangers
from services.measurement.rules.parties import Party
from services.measurement.rules.reported import Organisation

NAMES = st.sampled_from(["", "EXIM", "Ministry", "GB-COH-1", "GB-COH-2"])
SIDES = st.builds(Organisation, ref=NAMES, kind=st.sampled_from(["", "10", "40"]), name=NAMES)
REPORTED = st.lists(st.tuples(st.sampled_from(["GB-COH-1", "GB-COH-2"]), SIDES))
KNOWN = st.sets(NAMES.filter(bool))


def met_by(reported: list[tuple[str, Organisation]], known: set[str]) -> Strangers:
    strangers, parties = Strangers(), {name: Party("GB") for name in known}
    for reporter, side in reported:
        if found := strangers.meet(reporter, side, parties):
            found.flows += 1
    return strangers


@given(REPORTED, KNOWN)
def test_every_flow_of_a_stranger_counts_once_by_its_reporter_and_what_it_is_named_by(
    reported: list[tuple[str, Organisation]], known: set[str]
) -> None:
    names = [(reporter, side.ref or side.name) for reporter, side in reported]
    expected = Counter((reporter, name) for reporter, name in names if name not in {"", reporter, *known})
    assert {named: one.flows for named, one in met_by(reported, known).met.items()} == expected


@given(REPORTED)
def test_whoever_is_known_is_no_stranger(reported: list[tuple[str, Organisation]]) -> None:
    everybody = {side.ref or side.name for _, side in reported}
    assert met_by(reported, everybody).met == {}


def test_two_publishers_may_mean_two_organisations_by_one_name() -> None:
    bank = Organisation(name="Exim Bank", kind="10")
    found = met_by([("GB-COH-1", bank), ("GB-COH-2", bank), ("GB-COH-2", bank)], set())
    assert [one.flows for one in found.met.values()] == [1, 2]


def test_a_reference_goes_before_a_name() -> None:
    bank = Organisation(ref="EXIM", name="Exim Bank")
    assert list(met_by([("GB-COH-1", bank)], {"Exim Bank"}).met) == [("GB-COH-1", "EXIM")]
    assert met_by([("GB-COH-1", bank)], {"EXIM"}).met == {}
