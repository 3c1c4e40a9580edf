"""A hint is right, or there is none."""

import pytest

from shared import hints


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Uganda", "UG"),
        ("UK", "GB"),
        ("ke", "KE"),
        ("GBR", "GB"),
        ("404", "KE"),
        ("EL", "GR"),
        ("Kenia", "KE"),
        ("Quênia", "KE"),
        ("كينيا", "KE"),
        ("Afrique du Sud", "ZA"),
        ("Ufalme wa Muungano", "GB"),
        ("Niger", "NE"),
        ("Cote d'Ivoire", "CI"),
        ("Costa do Marfim", "CI"),
        ("The Gambia", "GM"),
        ("United Republic of Tanzania", "TZ"),
        ("Tanznia", "TZ"),
        ("Swaziland", "SZ"),
        ("DR Congo", "CD"),
        ("Sao Tome", "ST"),
        ("Saint Lucia", "LC"),
        ("Guinea-Bissau", "GW"),
        ("DY", "BJ"),
        ("YMD", "YE"),
        ("New Hebrides", "VU"),
        ("German Democratic Republic", "DE"),
    ],
)
def test_a_country_is_known_by_its_names_and_other_codes(text: str, meant: str) -> None:
    assert hints.country(text) == f"; did you mean {meant}?"


@pytest.mark.parametrize(
    "text", ["", "XX", "Congo", "Korea", "Nigeri", "Iseland", "nothing", "AN", "YU", "SUN", "Somaliland", "12"]
)
def test_what_may_be_several_countries_or_none_gets_no_hint(text: str) -> None:
    assert hints.country(text) == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("kes", "KES"),
        ("Kenyan shillings", "KES"),
        ("KSh", "KES"),
        ("franc CFA (BCEAO)", "XOF"),
        ("€", "EUR"),
        ("US$", "USD"),
        ("Shilingi ya Kenya", "KES"),
    ],
)
def test_a_currency_is_known_by_its_names_and_signs(text: str, meant: str) -> None:
    assert hints.currency(text) == f"; did you mean {meant}?"


@pytest.mark.parametrize("text", ["", "$", "CFA", "FCFA", "Shilling", "Dollar", "Kenya", "KSS", "UKP"])
def test_what_may_be_several_currencies_or_none_gets_no_hint(text: str) -> None:
    assert hints.currency(text) == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [("eng", "en"), ("FR", "fr"), ("fre", "fr"), ("fr-FR", "fr"), ("Français", "fr"), ("Kiswahili", "sw")],
)
def test_a_language_is_known_by_its_names_and_other_codes(text: str, meant: str) -> None:
    assert hints.language(text) == f"; did you mean {meant}?"


@pytest.mark.parametrize("text", ["", "xx", "zz-ZZ"])
def test_what_is_no_language_gets_no_hint(text: str) -> None:
    assert hints.language(text) == ""


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("KE-CAO", "; did you mean KE-COA?"),
        ("ke_coa", "; did you mean KE-COA?"),
        ("KE-NGC", ""),
        ("UG-COAX", ""),
        ("15112", ""),
        ("1511O", ""),
    ],
)
def test_a_code_is_one_slip_away_from_exactly_one_other(text: str, hint: str) -> None:
    assert hints.code(text, ["KE-COA", "KE-NCB", "UG-COA1", "UG-COA2", "15110", "15111"]) == hint


def test_a_code_is_known_by_its_names() -> None:
    bodies = {"ECOWAS": ["CEDEAO"], "EAC": ["East African Community"], "AES": []}
    assert hints.code("cedeao", bodies) == "; did you mean ECOWAS?"
    assert hints.code("east african comunity", bodies) == "; did you mean EAC?"
    assert hints.code("AEC", bodies) == ""


@pytest.mark.parametrize(("table", "index"), [("COUNTRIES", "_countries"), ("CURRENCIES", "_currencies")])
def test_the_tables_hold_what_the_libraries_lack_alone(table: str, index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = getattr(hints, table)
    monkeypatch.setattr(hints, table, {})
    known = getattr(hints, index).__wrapped__()
    names = [(code, name) for code, several in held.items() for name in several]
    assert len(names) > 10
    assert [name for code, name in names if known.get(hints._folded(name)) == code] == []
