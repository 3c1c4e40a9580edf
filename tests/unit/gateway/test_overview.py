from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.gateway.rules import overview

COUNTRY = st.sampled_from(["KE", "UG", "BJ", "JP"])
AMOUNT = st.decimals(-(10**9), 10**9, places=2).map(str)
CELLS = st.lists(
    st.fixed_dictionaries({"provider": COUNTRY | st.just("XM-DAC-41114"), "recipient": COUNTRY, "amount": AMOUNT})
)
NAMES = [{"code": "KE", "names": {"en": "Kenya"}}]


@given(CELLS)
def test_in_flows_add_up_to_what_the_matrix_holds(cells: list[dict[str, str]]) -> None:
    rows = overview.rows(NAMES, [], [], cells)
    inflows = sum((Decimal(row["inflows"]) for row in rows if row["inflows"]), Decimal(0))
    across = [cell for cell in cells if cell["provider"] != cell["recipient"]]
    assert inflows == sum((Decimal(cell["amount"]) for cell in across), Decimal(0))
    assert "XM-DAC-41114" not in {row["country"] for row in rows}


@given(st.permutations(["2026-01-01", "2026-05-01", "2025-01-01"]))
def test_the_next_deadline_is_the_earliest_that_is_open(days: list[str]) -> None:
    deadlines = [{"country": "KE", "state": "upcoming", "due_on": day} for day in days]
    deadlines.append({"country": "KE", "state": "met", "due_on": "2020-01-01"})
    (row,) = overview.rows(NAMES, [], deadlines, [])
    assert (row["next_deadline"], row["overdue"]) == ("2025-01-01", 0)


@given(st.permutations(["2026-01-01", "2026-05-01", "2025-01-01"]))
def test_the_newest_roadmap_is_shown(days: list[str]) -> None:
    roadmaps = [{"scope": {"country": "KE", "region": None}, "anchor_date": day, "status": day} for day in days]
    (row,) = overview.rows([], roadmaps, [], [])
    assert (row["roadmap"], row["names"]) == ("2026-05-01", {"en": "KE"})


def test_regions_have_no_row() -> None:
    roadmap = {"scope": {"country": None, "region": "EAC"}, "anchor_date": "2026-01-01", "status": "adopted"}
    deadline = {"country": None, "region": "EAC", "state": "due", "due_on": "2026-01-01"}
    assert overview.rows(NAMES, [roadmap], [deadline], []) == []
