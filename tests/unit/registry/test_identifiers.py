import string
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.registry import reference
from services.registry.actors.rules import identifiers
from services.registry.actors.schemas import Identifier

LETTERS = string.ascii_uppercase + string.digits
SCHEMES = reference.schemes()


@given(st.text(LETTERS, min_size=18, max_size=18))
def test_an_lei_with_its_check_digits_is_right(first: str) -> None:
    assert identifiers.value_fault("XI-LEI", first + identifiers.lei_check_digits(first)) is None


@given(st.text(LETTERS, min_size=18, max_size=18), st.integers(0, 17), st.data())
def test_an_lei_with_one_wrong_sign_is_found_out(first: str, place: int, data: st.DataObject) -> None:
    whole = first + identifiers.lei_check_digits(first)
    alike = string.digits if whole[place].isdigit() else string.ascii_uppercase
    sign = data.draw(st.sampled_from([other for other in alike if other != whole[place]]))
    assert identifiers.value_fault("XI-LEI", whole[:place] + sign + whole[place + 1 :]) is not None


def test_published_leis_and_ror_ids_are_right() -> None:
    assert identifiers.value_fault("XI-LEI", "529900T8BM49AURSDO55") is None
    assert identifiers.value_fault("XI-ROR", "03yrm5c26") is None
    assert identifiers.value_fault("XI-ROR", "05dxps055") is None


def test_a_ror_id_with_a_wrong_letter_is_found_out() -> None:
    assert identifiers.value_fault("XI-ROR", "03yrm5c36") is not None
    assert identifiers.value_fault("XI-ROR", "https://ror.org/03yrm5c26") is not None


def test_a_dac_code_is_a_number() -> None:
    assert identifiers.value_fault("XM-DAC", "41114") is None
    assert identifiers.value_fault("XM-DAC", "301-2") is None
    assert identifiers.value_fault("XM-DAC", "UNDP") is not None


def test_values_keep_to_iatis_hygiene() -> None:
    assert identifiers.value_fault("KE-NCB", "OP.218/051") is not None
    assert identifiers.value_fault("KE-NCB", " 1 ") is not None
    assert identifiers.value_fault("KE-NCB", "OP 218") is None


def test_a_mistyped_scheme_is_answered_with_the_right_one() -> None:
    assert identifiers.scheme_fault("KE-CAO", SCHEMES) == "KE-CAO is not on the org-id list; did you mean KE-COA?"
    assert identifiers.scheme_fault("KE-COA", SCHEMES) is None


def test_every_african_country_has_a_chart_of_accounts() -> None:
    members = {one["country"] for one in reference.memberships() if one["region"] == "AU"}
    assert all(identifiers.scheme_fault(f"{country}-COA", SCHEMES) is None for country in members)


def test_a_chart_of_accounts_fits_its_country_alone() -> None:
    one = Identifier(scheme="KE-COA", value="1052", valid_from=date(2013, 1, 1))
    assert identifiers.misfits([one], "KE") == []
    assert [fault.pointer for fault in identifiers.misfits([one], "UG")] == ["/identifiers/0/scheme"]
    assert [fault.code for fault in identifiers.misfits([one, one], "KE")] == ["twice"]
