import unicodedata

import pytest

from shared.identifiers import canonical_reference, writings
from shared.spelling import key


def test_all_writings_of_one_text_have_one_key() -> None:
    writings = ["Action Aid Köln", "ActionAid Koeln", "ACTION-AID KÖLN", " action  aid koln ", "Action_Aid Köln."]
    assert {key(one) for one in (*writings, unicodedata.normalize("NFD", writings[0]))} == {"actionaidkoln"}
    assert key("St. John") == key("Saint John") != key("Saint Joan")
    assert key("U.N.D.P.") == key("UNDP") == key("U. N. D. P.")


@pytest.mark.parametrize(
    ("written", "one_form"),
    [
        ("GB-COH-1234567", "GB-COH-01234567"),
        ("GB-COH-sc12345", "GB-COH-SC012345"),
        ("GB-COH-01234567", "GB-COH-01234567"),
        ("GB-COH-123456789", "GB-COH-123456789"),
        ("NL-KVK-1234567", "NL-KVK-01234567"),
        ("BE-BCE_KBO-0550.758.080", "BE-BCE_KBO-0550758080"),
        ("BE-BCE_KBO-550758080", "BE-BCE_KBO-0550758080"),
        ("XI-LEI-529900t8bm49aursdo55", "XI-LEI-529900T8BM49AURSDO55"),
        ("44000", "XM-DAC-44000"),
        ("KE-COA-01", "KE-COA-01"),
    ],
)
def test_identifiers_of_known_lists_have_one_form(written: str, one_form: str) -> None:
    assert canonical_reference(written) == one_form
    assert canonical_reference(one_form) == one_form


def test_an_identifier_is_known_in_its_usual_writings() -> None:
    assert {"GB-COH-77", "GB-COH-00000077", "GB-COH-077"} <= writings("GB-COH-77")
    assert "GB-COH-SC12345" in writings("GB-COH-SC012345")
    assert writings("XM-DAC-44000") == {"44000", "XM-DAC-44000"}
    assert writings("KE-COA-0012") == {"KE-COA-0012"}
    assert writings("XM-DAC-301-2") == {"XM-DAC-301-2"}
