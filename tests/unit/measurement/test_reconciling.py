from collections import Counter
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.measurement.ledger.rules.reconcile import reconcile
from services.measurement.reading.records import Flow
from tests.unit.measurement.documents import activity, document, taken, transaction


def flow(content: int, ref: str = "", kind: str = "3", day: int = 1) -> Flow:
    moment = date(2020, 1, day)
    digest = f"{content} {ref} {kind} {day}".encode()
    return Flow(1, ref, kind, moment, Decimal(content), moment, "", 0, digest)


flows = st.lists(
    st.builds(flow, st.integers(1, 3), st.sampled_from(["", "a", "b"]), st.sampled_from("34"), st.integers(1, 3)),
    max_size=12,
)


@given(flows)
def test_the_same_again_is_nothing_new(reported: list[Flow]) -> None:
    assert reconcile(reported, list(reversed(reported))) == (len(reported), [], [], [])


@given(flows, flows)
def test_every_flow_is_accounted_for_once(held: list[Flow], reported: list[Flow]) -> None:
    found = reconcile(held, reported)
    assert found.unchanged + len(found.new) + len(found.corrected) == len(reported)
    assert found.unchanged + len(found.missing) + len(found.corrected) == len(held)
    kept = Counter(one.digest for one in held) & Counter(one.digest for one in reported)
    assert found.unchanged == kept.total()


@given(flows, flows)
def test_a_correction_is_of_the_same_type_and_reference_or_day(held: list[Flow], reported: list[Flow]) -> None:
    for old, new in reconcile(held, reported).corrected:
        assert old.transaction_type == new.transaction_type
        assert old.ref == new.ref
        assert old.ref or old.day == new.day


def test_another_amount_under_the_same_reference_is_a_correction() -> None:
    old, other, new = flow(1, "a"), flow(1, "b"), flow(2, "a", day=3)
    assert reconcile([old, other], [new, other]) == (1, [], [(old, new)], [])


def test_a_percentage_typed_in_another_way_is_the_same_flow() -> None:
    def digests(percentage: str) -> list[bytes]:
        place = f'<recipient-country code="KE" percentage="{percentage}"/>'
        activities, _ = taken(document(activity("", transaction(), places=place)))
        return [one.digest for found in activities for one in found.flows]

    assert digests("100.00") == digests("100") == digests("100.0")


def test_what_was_read_before_does_not_change_what_is_read_now() -> None:
    def recipients(percentage: str) -> list[str]:
        place = f'<recipient-country code="KE" percentage="{percentage}"/>'
        activities, _ = taken(document(activity("", transaction(), places=place)))
        return [str(one.recipients) for found in activities for one in found.terms]

    assert recipients("100.000") == recipients("100") == ["(('KE', Decimal('100')),)"]
