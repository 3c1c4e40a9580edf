from pathlib import Path

import pytest

from tests.unit.measurement.documents import taken

# Activities and flows that are taken, and the rules that were broken. Checked by hand in the files: NL-KVK-56484038 and
# XM-DAC-41123 name countries at both levels; NL-KVK-41152786 and XM-DAC-47015 have budgets of several years; who-bra
# types aid by another vocabulary alone; worldbank-sv calls itself 44000; GB-CHC-274467 has two unnamed providers and
# references such as KE-NCB-OP/218/051/924/84.
EXPECTED: dict[str, tuple[int, int, dict[str, int]]] = {
    "DK-CVR-36980214": (8, 27, {}),
    "GB-CHC-1076822": (24, 89, {}),
    "GB-CHC-274467": (7, 71, {"1.15.13": 12, "1.8.13": 1, "6.9.1": 2}),
    "GB-COH-1762840": (33, 477, {}),
    "KE-NCB-2180511304359047": (1, 1, {}),
    "KE-NCB-OP_218_051_924_84": (1, 3, {"1.10.13": 1, "1.14.13": 1, "1.15.13": 2, "1.3.13": 1}),
    "NL-KVK-41152786": (5, 69, {"102.1.1": 1, "7.5.3": 7, "8.10.2": 32, "8.10.3": 13, "8.8.2": 17}),
    "NL-KVK-56484038": (5, 18, {"3.6.2": 5}),
    "US-EIN-042103594": (2, 273, {"1.15.13": 1}),
    "US-GOV-1": (201, 3182, {"7.5.3": 1}),
    "XM-DAC-301-2": (77, 314, {"6.10.1": 1, "6.13.1": 4, "harambee-schema": 17}),
    "XM-DAC-41123": (33, 174, {"102.1.1": 33, "3.6.2": 31}),
    "XM-DAC-47015": (16, 32, {"7.5.3": 8}),
    "activity-standard-example-annotated": (
        1,
        1,
        {"1.14.8": 1, "102.1.1": 1, "3.4.2": 2, "3.6.2": 1, "6.13.1": 1, "6.6.2": 1, "8.11.1": 1},
    ),
    "organisation-standard-example-annotated": (0, 0, {"harambee-root": 1}),
    "usaid-bb": (1, 2, {}),
    "who-bra": (134, 735, {"107.2.1": 106, "harambee-decimals": 5}),
    "worldbank-sv": (
        13,
        632,
        {
            "1.14.8": 13,
            "102.1.1": 3,
            "11.1.5": 3,
            "12.3.1": 1,
            "8.10.2": 27,
            "8.10.3": 27,
            "8.8.2": 3,
            "8.8.3": 27,
            "8.9.2": 65,
            "8.9.3": 27,
        },
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_real_files_are_read_with_the_findings_they_deserve(name: str, shared_data: Path) -> None:
    activities, findings = taken((shared_data / "fixtures" / "iati" / f"{name}.xml").read_bytes())
    counted: dict[str, int] = {}
    for finding in findings:
        counted[finding.rule] = counted.get(finding.rule, 0) + 1
    flows = sum(len(activity.flows) for activity in activities)
    assert (len(activities), flows, dict(sorted(counted.items()))) == EXPECTED[name]
