from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.measurement.ledger.rules.confirmations import LIVE, YES, Side, Status, answer, standing
from services.measurement.ledger.rules.mirrors import (
    CERTAIN,
    Candidate,
    Closeness,
    Reason,
    Report,
    Tolerance,
    choose,
    closeness,
    common_recipients,
    is_mirrored,
    leaves_out,
    sides,
    tolerance,
)
from shared.errors import Refused

GIVER, TAKER = "GB-GOV-1", "KE-COA-1"
ALLOWED = Tolerance(Decimal("0.05"), Decimal(100))


def report(**changes: object) -> Report:
    usd = Decimal(str(changes.get("usd", "1000")))
    whole = Report(
        id=UUID(int=1),
        activity=UUID(int=9),
        reporter=GIVER,
        transaction_type="3",
        day=date(2020, 3, 15),
        provider="GB",
        provider_ref=GIVER,
        provider_name="",
        receiver_ref=TAKER,
        recipients=["KE"],
        amount=usd,
        currency="USD",
        usd=usd,
        parts_usd=None,
        cooperation=None,
        aid_type="",
    )
    return whole._replace(**{"amount": usd, **changes, "usd": usd})


def received(**changes: object) -> Report:
    return report(**{"id": UUID(int=2), "reporter": TAKER, "transaction_type": "1", **changes})


amounts = st.decimals("0.01", "1e9", places=2)
reports = st.builds(
    report,
    reporter=st.sampled_from([GIVER, TAKER, "XM-DAC-41122"]),
    provider_ref=st.sampled_from([GIVER, TAKER, ""]),
    provider=st.sampled_from(["GB", "FR", ""]),
    transaction_type=st.sampled_from(["1", "2", "3", "4"]),
    day=st.dates(date(2019, 10, 1), date(2020, 3, 1)),
    recipients=st.lists(st.sampled_from(["KE", "UG", ""]), max_size=2, unique=True),
    usd=amounts,
    currency=st.sampled_from(["USD", "KES"]),
)


@given(reports, reports)
def test_a_score_says_how_close_and_why(one: Report, other: Report) -> None:
    found = closeness(one, other, ALLOWED)
    assert 0 <= found.score <= 100
    assert bool(found.score) == bool(found.reasons)
    assert found.certain == (set(found.reasons) >= CERTAIN)
    if found.score:
        assert is_mirrored(one, other)
        assert one.day.year == other.day.year
        assert one.usd is not None
        assert other.usd is not None
        equal = (one.amount, one.currency) == (other.amount, other.currency)
        assert equal or abs(one.usd - other.usd) <= ALLOWED.allows(one.usd, other.usd)


@given(reports, reports)
def test_two_reports_have_one_order_at_most(one: Report, other: Report) -> None:
    assert not (is_mirrored(one, other) and is_mirrored(other, one))
    assert sides(one, other) == sides(other, one)


def test_reports_that_are_equal_in_all_are_certain() -> None:
    found = closeness(report(), received(), ALLOWED)
    assert found == (100, (Reason.SAME_PROVIDER, Reason.SAME_RECIPIENTS, Reason.SAME_AMOUNT, Reason.SAME_DAY))
    assert found.certain


@given(amounts, st.integers(0, 200))
def test_the_farther_the_amount_the_lower_the_score(amount: Decimal, step: int) -> None:
    near = closeness(report(usd=amount), received(usd=amount + Decimal(step) / 4), ALLOWED)
    far = closeness(report(usd=amount), received(usd=amount + Decimal(step + 1) / 4), ALLOWED)
    assert near.score >= far.score
    assert far.score == 0 or not far.certain


@pytest.mark.parametrize(
    "changes",
    [
        {"provider": "FR"},
        {"recipients": ["UG"]},
        {"day": date(2021, 3, 15)},
        {"usd": "1101", "currency": "KES"},
        {"usd": "-1000"},
        {"usd": "0"},
        {"transaction_type": "2"},
        {"reporter": GIVER},
    ],
)
def test_what_contradicts_is_no_pair(changes: dict[str, object]) -> None:
    assert closeness(report(), received(**changes), ALLOWED) == (0, ())


def test_what_is_not_said_contradicts_nothing_but_is_not_certain() -> None:
    found = closeness(report(), received(provider="", recipients=[""]), ALLOWED)
    assert (found.score, found.certain) == (60, False)
    assert common_recipients(report(), received(recipients=[""])) == ["KE"]
    assert common_recipients(report(recipients=["UG", "KE"]), received()) == ["KE"]


def test_amounts_without_a_rate_are_compared_as_they_are() -> None:
    one, other = report()._replace(usd=None), received()._replace(usd=None)
    assert Reason.SAME_AMOUNT in closeness(one, other, ALLOWED).reasons
    assert closeness(one, other._replace(amount=Decimal(999)), ALLOWED).score == 0


def test_a_disbursement_is_mirrored_by_anothers_report_of_it_but_not_by_anothers_own() -> None:
    theirs = received(transaction_type="3")
    assert is_mirrored(report(), theirs)
    assert not is_mirrored(report(), theirs._replace(provider_ref=TAKER))
    assert not is_mirrored(report(provider_ref="US-GOV-1"), theirs)
    assert is_mirrored(report(provider_ref=""), theirs._replace(provider_ref="", provider_name="UK"))
    assert leaves_out("3", "3")
    assert not leaves_out("3", "1")


def test_the_tolerance_is_set_as_data() -> None:
    assert tolerance() == ALLOWED
    assert ALLOWED.allows(Decimal(100), Decimal(-10)) == 100
    assert ALLOWED.allows(Decimal(100), Decimal(10_000)) == 500


candidates = st.lists(
    st.builds(
        lambda one, other, score, stands: Candidate(UUID(int=one), UUID(int=10 + other), Closeness(score, ()), stands),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=20,
    unique_by=lambda one: one.key,
)


@given(candidates, st.randoms())
def test_each_report_is_in_one_pair_and_no_closer_pair_is_passed_over(found: list[Candidate], random: Random) -> None:
    chosen = choose(found)
    assert max(Counter(flow for one in chosen for flow in one.key).values(), default=1) == 1
    for one in found:
        rivals = [other for other in chosen if not set(one.key).isdisjoint(other.key)]
        assert any(rival.closeness.score >= one.closeness.score for rival in rivals)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert choose(shuffled) == chosen


def test_a_proposal_stands_against_its_equal_and_falls_to_a_closer_one() -> None:
    stands = Candidate(UUID(int=2), UUID(int=10), Closeness(60, ()), standing=True)
    equal = Candidate(UUID(int=1), UUID(int=10), Closeness(60, ()))
    closer = Candidate(UUID(int=3), UUID(int=10), Closeness(61, ()))
    assert choose([equal, stands]) == [stands]
    assert choose([equal, stands, closer]) == [closer]


@dataclass
class Talk:
    """A pair and what its sides say, kept as the rules answer it."""

    certain: bool
    status: Status
    answers: dict[Side, Status]

    def say(self, side: Side, to: Status) -> bool:
        try:
            self.status = answer(self.status, self.answers, side, to, certain=self.certain)
        except Refused:
            return False
        self.answers[side] = to
        return True


steps = st.lists(
    st.tuples(st.sampled_from(Side), st.sampled_from(sorted(YES | {Status.DISPUTED, Status.OBJECTED}))), max_size=8
)


@given(st.booleans(), steps)
def test_whatever_is_said_the_status_follows_from_the_answers(certain: bool, said: list[tuple[Side, Status]]) -> None:
    talk = Talk(certain, standing({}, certain=certain), {})
    for side, to in said:
        before = talk.status
        if talk.say(side, to):
            assert before in LIVE
            assert talk.status == standing(talk.answers, certain=certain)
            assert talk.status == to
        else:
            assert talk.status == before
    assert (talk.status is Status.OBJECTED) == (Status.OBJECTED in talk.answers.values())
    if talk.status is Status.CONFIRMED:
        assert len(talk.answers) + certain >= 2
        assert set(talk.answers.values()) <= YES


def test_a_proposal_is_accepted_by_one_side_and_confirmed_by_the_other() -> None:
    talk = Talk(certain=False, status=Status.PROPOSED, answers={})
    assert not talk.say(Side.PROVIDER, Status.CONFIRMED)
    assert talk.say(Side.PROVIDER, Status.MATCHED)
    assert not talk.say(Side.PROVIDER, Status.CONFIRMED)
    assert talk.say(Side.RECIPIENT, Status.CONFIRMED)
    assert talk.status is Status.CONFIRMED


def test_who_disputes_ends_the_dispute() -> None:
    talk = Talk(certain=True, status=Status.MATCHED, answers={})
    assert talk.say(Side.RECIPIENT, Status.DISPUTED)
    assert not talk.say(Side.PROVIDER, Status.CONFIRMED)
    assert talk.say(Side.RECIPIENT, Status.CONFIRMED)
    assert talk.status is Status.CONFIRMED


def test_an_objection_is_the_end() -> None:
    talk = Talk(certain=True, status=Status.MATCHED, answers={})
    assert talk.say(Side.PROVIDER, Status.OBJECTED)
    assert not any(talk.say(side, to) for side in Side for to in YES | {Status.DISPUTED})


def test_a_day_apart_costs_little() -> None:
    later = received(day=date(2020, 3, 15) + timedelta(days=40))
    found = closeness(report(), later, ALLOWED)
    assert (found.score, found.certain) == (99, True)
