from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.registry.exchanges.rules.exchanges import Modality, Side, keys
from services.registry.exchanges.rules.score import Background, Half, ReasonCode, Scored, score, vicinity
from services.registry.regions.rules import RegionKind

MEMBERS = {"AU": "KE UG SN EG", "EAC": "KE UG", "COMESA": "KE UG EG", "ECOWAS": "SN", "202": "KE UG SN"}
KINDS = {
    "AU": RegionKind.UNION,
    "EAC": RegionKind.COMMUNITY,
    "COMESA": RegionKind.COMMUNITY,
    "ECOWAS": RegionKind.COMMUNITY,
    "202": RegionKind.M49,
}
BACKGROUND = Background(
    members={code: frozenset(countries.split()) for code, countries in MEMBERS.items()},
    kinds=KINDS,
    topics={4: "Capacity building"},
)
OURS, THEIRS = UUID(int=1), UUID(int=2)


def halves(actor: UUID) -> st.SearchStrategy[Half]:
    return st.builds(
        Half,
        actor=st.just(actor),
        topics=st.frozensets(st.integers(1, 4), max_size=2),
        sectors=st.frozensets(st.sampled_from(["151", "15110", "15111", "12110"]), max_size=2),
        languages=st.frozensets(st.sampled_from(["en", "fr"])),
        countries=st.frozensets(st.sampled_from(["KE", "UG", "SN", "EG", "FJ"]), max_size=2),
        regions=st.frozensets(st.sampled_from(sorted(MEMBERS)), max_size=1),
        modality=st.sampled_from(list(Modality)[:2]),
    )


OFFERS, NEEDS = halves(OURS), halves(THEIRS)
PAIRS = st.tuples(OFFERS, NEEDS, st.booleans())

KENYAN = Half(
    actor=OURS,
    topics=frozenset({4}),
    sectors=frozenset({"15110"}),
    languages=frozenset({"en"}),
    countries=frozenset({"KE"}),
    regions=frozenset(),
    modality=Modality.TRAINING,
)


def scored(offer: Half, need: Half, *, partnered: bool = False) -> Scored:
    return score(offer, need, BACKGROUND, partnered=partnered)


def codes(offer: Half, need: Half) -> set[ReasonCode]:
    return {reason.code for reason in scored(offer, need)[1]}


def subjects(found: Scored) -> int:
    about = {ReasonCode.TOPIC, ReasonCode.PURPOSE, ReasonCode.CATEGORY}
    return sum(reason.code in about for reason in found[1])


def placed(found: Scored) -> bool:
    return any(reason.code in {ReasonCode.PLACE, ReasonCode.ANYWHERE} for reason in found[1])


@given(PAIRS)
def test_a_score_is_the_sum_of_its_reasons_and_never_more_than_one(pair: tuple[Half, Half, bool]) -> None:
    points, reasons = scored(pair[0], pair[1], partnered=pair[2])
    assert points == sum(reason.weight for reason in reasons)
    assert 0 <= points <= 1
    assert len({reason.code for reason in reasons}) == len(reasons)


def test_a_pair_that_has_all_in_common_scores_one() -> None:
    assert scored(KENYAN, replace(KENYAN, actor=THEIRS), partnered=True)[0] == Decimal(1)


@given(PAIRS)
def test_only_pairs_about_the_same_thing_fit(pair: tuple[Half, Half, bool]) -> None:
    offer, need, partnered = pair
    same = offer.topics & need.topics or {code[:3] for code in offer.sectors} & {code[:3] for code in need.sectors}
    assert (scored(offer, need, partnered=partnered)[0] > 0) == bool(same)


@given(OFFERS, NEEDS)
def test_an_actor_is_never_matched_with_itself(offer: Half, need: Half) -> None:
    assert scored(offer, replace(need, actor=offer.actor)) == (0, ())


@given(PAIRS, PAIRS)
def test_what_it_is_about_counts_before_where_and_where_before_how(
    one: tuple[Half, Half, bool], other: tuple[Half, Half, bool]
) -> None:
    first, second = (score(offer, need, BACKGROUND, partnered=past) for offer, need, past in (one, other))
    if (subjects(first), placed(first)) > (subjects(second), placed(second)):
        assert first[0] >= second[0]


@given(OFFERS, NEEDS)
def test_the_vicinity_of_either_half_tells_where_the_other_has_to_be(offer: Half, need: Half) -> None:
    need = replace(need, topics=offer.topics | {1})
    offer = replace(offer, topics=need.topics)
    found = codes(offer, need)
    for own, other in ((offer, need), (need, offer)):
        near = vicinity(own, BACKGROUND)
        here = bool(other.countries & near.countries or other.regions & near.regions)
        assert (ReasonCode.PLACE in found) == (here and not offer.anywhere)
        neighbours = bool(other.countries & near.neighbours)
        assert (ReasonCode.BODY in found) == (neighbours and not here and not offer.anywhere)


def test_a_purpose_is_nearer_than_a_category() -> None:
    need = replace(KENYAN, actor=THEIRS)
    assert ReasonCode.PURPOSE in codes(KENYAN, need)
    for sector in ("15111", "151"):
        assert ReasonCode.CATEGORY in codes(KENYAN, replace(need, sectors=frozenset({sector})))


def test_a_place_is_reached_by_a_region_and_neighbours_by_a_common_body() -> None:
    need = replace(KENYAN, actor=THEIRS)
    regional = replace(KENYAN, countries=frozenset(), regions=frozenset({"EAC"}))
    [place] = [reason for reason in scored(regional, need)[1] if reason.code == ReasonCode.PLACE]
    assert place.shared == ("KE",)
    egyptian = replace(KENYAN, countries=frozenset({"EG"}))
    [body] = [reason for reason in scored(egyptian, need)[1] if reason.code == ReasonCode.BODY]
    assert body.shared == ("COMESA",)
    senegalese = replace(KENYAN, countries=frozenset({"SN"}))
    assert codes(senegalese, need).isdisjoint({ReasonCode.PLACE, ReasonCode.BODY})


def test_reasons_say_what_is_shared() -> None:
    reasons = scored(KENYAN, replace(KENYAN, actor=THEIRS))[1]
    assert [(reason.code, reason.detail) for reason in reasons] == [
        ("topic", "Both work on 4 Capacity building"),
        ("purpose", "Both lie in the sector 15110"),
        ("place", "It is offered where it is needed: KE"),
        ("language", "Both work in en"),
        ("modality", "Both are about training"),
    ]


def test_it_is_found_by_its_subjects_and_by_where_it_is() -> None:
    assert keys(Side.OFFER, [4], ["15110", "122"], [], []) == [
        "anywhere",
        "sector:122",
        "sector:151",
        "sector:15110",
        "topic:4",
    ]
    assert keys(Side.NEED, [1], [], ["KE"], ["EAC"]) == ["country:KE", "region:EAC", "topic:1"]
