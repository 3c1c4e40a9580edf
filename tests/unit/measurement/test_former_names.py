"""What activities were called before."""

from services.measurement.reading.former_identifiers import MOST, former_names
from tests.unit.measurement.documents import activity, document, taken

OWN = ("GB-COH-1", "GB-COH-1-A")


def names(*others: tuple[str, str]) -> list[tuple[str, str]]:
    inner = "".join(f'<other-identifier type="{kind}" ref="{ref}"/>' for kind, ref in others)
    [found], _ = taken(document(activity(inner)))
    return former_names(found)


def test_each_former_identifier_is_combined_with_each_former_reporter() -> None:
    assert names() == []
    assert names(("A1", "X"), ("B9", "Y"), ("A3", ""), ("B1", OWN[0]), ("A3", OWN[1])) == []
    assert names(("A3", " GB-COH-1-OLD ")) == [("GB-COH-1", "GB-COH-1-OLD")]
    assert names(("B1", "XM-OLD"), ("B1", "XM-OLD")) == [("XM-OLD", "GB-COH-1-A")]
    assert names(("A3", "O"), ("B1", "R")) == [("GB-COH-1", "O"), ("R", "GB-COH-1-A"), ("R", "O")]


def test_no_more_former_names_are_followed_than_the_bound() -> None:
    assert len(names(*(("A3", f"{place}") for place in range(500)))) == MOST
