import pytest

from services.measurement.reading.contributions import ContributionType, modalities

# TOSSD's code list of modalities.
MODALITIES = {"D011", "D012", "D013", "D021", "E01", "J01", "K01", "K011", "K012", "L01"}


@pytest.mark.parametrize("kind", ContributionType)
def test_every_type_is_counted_in_some_unit_and_has_a_modality(kind: ContributionType) -> None:
    found = modalities(kind)
    assert found
    assert set(found.values()) <= MODALITIES


def test_the_modality_of_research_follows_from_what_is_counted() -> None:
    assert modalities(ContributionType.RESEARCH)["person_day"] == "K012"
    assert modalities(ContributionType.RESEARCH)["event"] == "K01"
