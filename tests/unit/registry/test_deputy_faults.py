from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from services.registry.focal_points.rules import FocalPointStatus, Office, deputy_faults

IDS = st.integers(0, 3).map(lambda number: UUID(int=number))
OFFICES = st.builds(
    Office,
    id=IDS,
    actor=IDS,
    country=st.sampled_from([None, "KE", "UG"]),
    status=st.sampled_from(list(FocalPointStatus)),
)


@given(OFFICES, OFFICES, st.frozensets(IDS))
@example(
    Office(UUID(int=0), UUID(int=0), None, FocalPointStatus.ASSIGNED),
    Office(UUID(int=1), UUID(int=0), "KE", FocalPointStatus.ASSIGNED),
    frozenset(),
)
def test_a_deputy_without_faults_can_stand_in(office: Office, deputy: Office, line: frozenset[UUID]) -> None:
    if not deputy_faults(office, deputy, line):
        assert deputy.id != office.id
        assert office.id not in line
        assert deputy.status == FocalPointStatus.ASSIGNED
        assert deputy.country == office.country
        assert office.country or deputy.actor == office.actor


@given(OFFICES, OFFICES)
def test_all_that_is_wrong_is_said_at_once(office: Office, deputy: Office) -> None:
    codes = {fault.code for fault in deputy_faults(office, deputy, [office.id])}
    if deputy.id == office.id:
        assert codes == {"self"}
    else:
        assert "circle" in codes
        assert ("not_assigned" in codes) == (deputy.status != FocalPointStatus.ASSIGNED)
