from pathlib import Path

import pytest

from tests.unit.measurement.documents import taken

# Taken, kept aside, flows, and the rules that were broken. Checked by hand in the files: NL-KVK-56484038 and
# XM-DAC-41123 name countries at both levels; XM-DAC-47015 lists equal shares such as 3 × 33.33; who-bra has receivers
# without a name; worldbank-sv has several wholes under one sector vocabulary; GB-CHC-274467 two unnamed providers.
EXPECTED = {
    "DK-CVR-36980214": (8, 27, {}),
    "GB-CHC-1076822": (24, 89, {}),
    "GB-CHC-274467": (6, 59, {"6.9.1": 2}),
    "GB-COH-1762840": (33, 477, {}),
    "KE-NCB-2180511304359047": (1, 1, {}),
    "KE-NCB-OP_218_051_924_84": (1, 3, {}),
    "NL-KVK-41152786": (5, 69, {}),
    "NL-KVK-56484038": (0, 0, {"3.6.2": 5}),
    "US-EIN-042103594": (2, 273, {}),
    "US-GOV-1": (201, 3182, {}),
    "XM-DAC-301-2": (76, 297, {"6.10.1": 1}),
    "XM-DAC-41123": (2, 0, {"3.6.2": 31}),
    "XM-DAC-47015": (11, 22, {"3.1.2": 5}),
    "activity-standard-example-annotated": (0, 0, {"3.4.2": 2, "3.6.2": 1}),
    "organisation-standard-example-annotated": (0, 0, {"harambee-root": 1}),
    "usaid-bb": (1, 2, {}),
    "who-bra": (105, 450, {"6.9.2": 31}),
    "worldbank-sv": (0, 0, {"11.1.5": 3, "12.3.1": 1, "2.1.2": 13}),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_real_files_are_read_with_the_findings_they_deserve(name: str, shared_data: Path) -> None:
    activities, findings = taken((shared_data / "fixtures" / "iati" / f"{name}.xml").read_bytes())
    counted: dict[str, int] = {}
    for finding in findings:
        counted[finding.rule] = counted.get(finding.rule, 0) + 1
    flows = sum(len(activity.flows) for activity in activities)
    assert (len(activities), flows, dict(sorted(counted.items()))) == EXPECTED[name]
