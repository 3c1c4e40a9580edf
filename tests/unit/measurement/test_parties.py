from importlib.resources import files

import orjson
import pytest

from services.measurement.facts.organisations.rules.parties import UNKNOWN, Party, party
from services.measurement.ledger.rules.cooperation import (
    Cooperation,
    cooperation,
    decided,
    part_cooperation,
    partners_of,
)
from shared.standards import countries

SHIPPED = files("services.registry.reference") / "codelists/OrganisationRegistrationAgency.json"


@pytest.mark.parametrize(
    ("ref", "kind", "found"),
    [
        ("GB-COH-1762840", "21", Party("GB")),
        ("KE-NCB-2180511304359047", "22", Party("KE")),
        ("US-GOV-1", "10", Party("US")),
        ("XM-DAC-7", "10", Party("NL")),
        ("XM-DAC-301-2", "10", Party("CA")),
        ("XM-DAC-236", "10", Party("BJ")),
        ("XM-DAC-7-PPR-4000002938", "21", Party("NL")),
        ("XM-DAC-41123", "", Party("XM-DAC-41123", multilateral=True)),
        ("XM-DAC-41123-PROJECT", "", Party("XM-DAC-41123", multilateral=True)),
        ("XM-DAC-928", "", Party("XM-DAC-928", multilateral=True)),
        ("BE-BCE_KBO-0550758080", "22", Party("BE")),
        ("CA-CRA_ACR-119219814RR0001", "22", Party("CA")),
        ("US-DC_CR-123", "22", Party("US")),
        ("CA_BC-BRC_CBR-7", "22", Party("CA")),
        ("SE-0", "10", Party("SE")),
        ("FR-3", "10", Party("FR")),
        ("SE-0-SE-6-123", "10", Party("SE")),
        ("44000", "", Party("XM-DAC-44000", multilateral=True)),
        ("XM-DAC-44000", "", Party("XM-DAC-44000", multilateral=True)),
        ("CO-OP", "22", UNKNOWN),
        ("XI-IATI-OSABC", "40", Party("XI-IATI-OSABC", multilateral=True)),
        ("XI-IATI-OSABC", "21", UNKNOWN),
        ("XM-DAC-21016", "21", UNKNOWN),
        ("ZZ-ABC-1", "10", UNKNOWN),
        ("Ministry of Health", "10", UNKNOWN),
        ("", "40", UNKNOWN),
    ],
)
def test_a_reference_says_whose_it_is(ref: str, kind: str, found: Party) -> None:
    assert party(ref, kind) == found


def test_the_code_of_every_list_of_a_country_says_that_country() -> None:
    lists = orjson.loads(SHIPPED.read_bytes())["codes"]
    codes = [one["code"] for one in lists if one["code"][:2] in countries()]
    assert sum("_" in code for code in codes) >= 60
    assert {code: party(f"{code}-1").code for code in codes} == {code: code[:2] for code in codes}
    others = [one["code"] for one in lists if one["code"][:2] not in countries()]
    assert {party(f"{code}-X").code for code in others} == {""}


def test_the_code_of_a_country_alone_is_no_reference_of_it() -> None:
    assert {party(code).code for code in countries()} == {""}


@pytest.mark.parametrize(
    ("collaboration", "provider", "recipients", "found"),
    [
        ("1", Party("KE"), ["UG"], Cooperation.SOUTH_SOUTH),
        ("1", Party("BR"), ["", "MZ"], Cooperation.SOUTH_SOUTH),
        ("1", Party("IN"), ["298"], Cooperation.SOUTH_SOUTH),
        ("1", Party("GB"), ["KE"], Cooperation.NORTH_SOUTH),
        ("", Party("JP"), ["998"], Cooperation.NORTH_SOUTH),
        ("8", Party("JP"), ["KE"], Cooperation.TRIANGULAR),
        ("8", UNKNOWN, [""], Cooperation.TRIANGULAR),
        ("4", Party("XM-DAC-41122", multilateral=True), ["KE"], Cooperation.MULTILATERAL),
        ("1", Party("GB"), ["UA"], None),
        ("1", Party("GB"), [""], None),
        ("1", Party("KE"), ["KE"], Cooperation.DOMESTIC),
        ("", Party("GB"), ["GB"], Cooperation.DOMESTIC),
        ("8", Party("KE"), ["KE"], Cooperation.DOMESTIC),
        ("8", Party("KE"), ["KE", "UG"], Cooperation.TRIANGULAR),
        ("1", Party("KE"), ["KE", "UG"], Cooperation.SOUTH_SOUTH),
        ("1", Party("KE"), ["KE", "289"], Cooperation.SOUTH_SOUTH),
        ("1", Party("KE"), ["KE", ""], None),
        ("1", Party("KE"), [""], None),
        ("4", Party("XM-DAC-41122", multilateral=True), ["KE", "289"], Cooperation.MULTILATERAL),
        ("1", UNKNOWN, ["KE"], None),
    ],
)
def test_the_parties_say_what_kind_of_cooperation_it_is(
    collaboration: str, provider: Party, recipients: list[str], found: Cooperation | None
) -> None:
    assert cooperation(collaboration, provider, recipients, developed={"GB", "JP", "UA"}) == found


def test_triangular_cooperation_needs_parties_in_two_countries() -> None:
    german = partners_of("8", [("KE-COA-1", "10"), ("XM-DAC-5-1", "10"), ("", "")])
    assert german == {"KE", "DE"}
    assert cooperation("8", Party("KE"), ["KE"], {"DE"}, german) == Cooperation.TRIANGULAR
    agency = partners_of("8", [("XM-DAC-41114", "40")])
    assert cooperation("8", Party("KE"), ["KE"], {"DE"}, agency) == Cooperation.TRIANGULAR
    kenyan = partners_of("8", [("KE-COA-1", "10"), ("KE-NCB-2", "22")])
    assert cooperation("8", Party("KE"), ["KE"], {"DE"}, kenyan) == Cooperation.DOMESTIC
    assert partners_of("1", [("XM-DAC-5-1", "10")]) == frozenset()


@pytest.mark.parametrize(
    ("whole", "provider", "recipient", "found"),
    [
        ("south_south", "KE", "UG", "south_south"),
        ("south_south", "KE", "KE", "domestic"),
        (None, "KE", "KE", "domestic"),
        (None, "", "", None),
        ("multilateral", "XM-DAC-41114", "KE", "multilateral"),
        ("triangular", "KE", "KE", "triangular"),
        ("south_south", "KE", "289", "south_south"),
    ],
)
def test_the_part_that_stays_in_the_providers_country_is_domestic(
    whole: str | None, provider: str, recipient: str, found: str | None
) -> None:
    assert part_cooperation(whole, provider, recipient) == found


def test_nobody_sets_money_that_stays_inside_one_country_to_south_south() -> None:
    assert decided("south_south", Cooperation.DOMESTIC, "KE", ["KE"]) == "domestic"
    assert decided("south_south", None, "KE", ["KE", "UG"]) == "south_south"
    assert decided("triangular", Cooperation.DOMESTIC, "KE", ["KE"]) == "triangular"
    assert decided(None, Cooperation.DOMESTIC, "KE", ["KE"]) == "domestic"
