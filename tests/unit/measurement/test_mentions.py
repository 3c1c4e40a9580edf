from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.facts.organisations.rules.mentions import Mentions
from services.measurement.reading.source import Organisation
from shared.identifiers import canonical_reference
from shared.spelling import key

NAMES = st.sampled_from(["", "EXIM", "Ministry", "GB-COH-1", "GB-COH-2"])
SIDES = st.builds(Organisation, ref=NAMES, kind=st.sampled_from(["", "10", "40"]), name=NAMES)
REPORTED = st.lists(st.tuples(st.sampled_from(["GB-COH-1", "GB-COH-2"]), SIDES))


def mentioned(reported: list[tuple[str, Organisation]]) -> dict[tuple[str, str], int]:
    mentions = Mentions()
    for reporter, side in reported:
        if found := mentions.of(reporter, side):
            found.flows += 1
    return {named: one.flows for named, one in mentions.met.items()}


@given(REPORTED)
def test_every_flow_counts_once_by_its_reporter_and_what_the_side_is_named_by(
    reported: list[tuple[str, Organisation]],
) -> None:
    names = [
        (reporter, canonical_reference(side.ref) or (side.name and f"name:{key(side.name)}"))
        for reporter, side in reported
    ]
    assert mentioned(reported) == Counter((reporter, name) for reporter, name in names if name)


def test_two_publishers_may_mean_two_organisations_by_one_name() -> None:
    bank = Organisation(name="Exim Bank", kind="10")
    found = mentioned([("GB-COH-1", bank), ("GB-COH-2", bank), ("GB-COH-2", bank)])
    assert found == {("GB-COH-1", "name:eximbank"): 1, ("GB-COH-2", "name:eximbank"): 2}


def test_a_reference_goes_before_a_name() -> None:
    bank = Organisation(ref="EXIM", name="Exim Bank")
    assert mentioned([("GB-COH-1", bank)]) == {("GB-COH-1", "EXIM"): 1}


def test_six_writings_of_a_name_are_one_organisation_and_other_names_are_not() -> None:
    writings = [
        "Action Aid Köln",
        "ActionAid Koeln",
        "ACTION-AID KÖLN",
        "Action  Aid Ko\u0308ln",
        "action_aid köln",
        "Action Aid, Köln.",
    ]
    [[_, flows]] = mentioned([("GB-COH-1", Organisation(name=name)) for name in writings]).items()
    assert flows == len(writings)
    long = [Organisation(name=f"{'ሚኒስቴር' * 60}{end}").named_by for end in ("a", "b")]
    assert long[0] != long[1]
    assert all(len(one.encode()) <= 210 for one in long)
    assert Organisation(name="???").named_by == "name:???"
    assert Organisation(ref="44000").named_by == Organisation(ref="XM-DAC-44000").named_by
