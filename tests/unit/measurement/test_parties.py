import pytest

from services.measurement.rules.cooperation import Cooperation, cooperation
from services.measurement.rules.parties import UNKNOWN, Party, party


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
        ("1", UNKNOWN, ["KE"], None),
    ],
)
def test_the_parties_say_what_kind_of_cooperation_it_is(
    collaboration: str, provider: Party, recipients: list[str], found: Cooperation | None
) -> None:
    assert cooperation(collaboration, provider, recipients, developed={"GB", "JP", "UA"}) == found
