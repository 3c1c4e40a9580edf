from pathlib import Path

import pytest
from lxml import etree

from services.measurement.reading.findings import Finding
from services.measurement.reading.iati.schema import RULE, schema
from tests.unit.measurement.documents import taken, transaction

VALID = (
    """<iati-activities version="2.03">
<iati-activity default-currency="USD" xml:lang="en"><iati-identifier>GB-COH-1-A</iati-identifier>
<reporting-org ref="GB-COH-1" type="21"><narrative>Reporter</narrative></reporting-org>
<title><narrative>T</narrative></title><description><narrative>D</narrative></description>
<participating-org ref="GB-COH-1" role="1"/><activity-status code="2"/>
<activity-date type="2" iso-date="2019-01-01"/><recipient-country code="KE"/><sector code="31120"/>
<budget><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>
<value value-date="2020-01-01">5</value></budget>
"""
    + transaction()
    + "</iati-activity></iati-activities>"
)
BUDGET = "/iati-activities/iati-activity/budget"


def faults(body: str) -> list[Finding]:
    return [one for one in taken(body.encode())[1] if one.rule == RULE]


def test_a_valid_document_has_none() -> None:
    assert faults(VALID) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "path", "detail"),
    [
        (">5<", ">abc<", 8, "/budget/value", "abc is no decimal number"),
        ('"2020-12-31"', '"31.12.2020"', 7, "/budget/period-end/@iso-date", "31.12.2020 is no date"),
        (
            '<period-end iso-date="2020-12-31"/>',
            "",
            8,
            "/budget/value",
            "value must not stand here, where there may be period-end",
        ),
        (' value-date="2020-01-01">5', ">5", 8, "/budget/value", "value has no value-date"),
        (
            '<activity-status code="2"/>',
            '<activity-status code="2">on</activity-status>',
            5,
            "/activity-status",
            "activity-status must not hold text of its own",
        ),
        (
            '<sector code="31120"/>',
            '<sector code="31120" share="5"/>',
            6,
            "/sector/@share",
            "sector must not have the attribute share",
        ),
        ('<sector code="31120"/>', '<sector code="31120"/><secter code="1"/>', 6, "/secter", None),
        (
            "<description><narrative>D</narrative></description>",
            "<description/>",
            4,
            "/description",
            "description lacks narrative",
        ),
        (">5<", "><b/>5<", 8, "/budget/value", "value must not hold elements"),
        ('xml:lang="en"', 'xml:lang="en,fr"', 2, "/@xml:lang", None),
    ],
)
def test_what_the_schema_forbids_is_said_in_plain_words(
    right: str, wrong: str, line: int, path: str, detail: str | None
) -> None:
    assert right in VALID
    found = faults(VALID.replace(right, wrong))
    assert found
    assert found[0].line == line
    assert found[0].path.startswith("/iati-activities/iati-activity[1]")
    if detail:
        assert (found[0].path.removeprefix("/iati-activities/iati-activity[1]"), found[0].detail) == (path, detail)
    assert all("Element '" not in one.detail and "xs:" not in one.detail and "##" not in one.detail for one in found)


def test_faults_of_the_root_are_found() -> None:
    wrong = VALID.replace('version="2.03"', 'version="2.03" generated-datetime="yesterday"')
    assert [(one.path, one.detail) for one in faults(wrong)] == [
        ("/iati-activities/@generated-datetime", "yesterday is no date with a time")
    ]
    assert [one.detail for one in faults(VALID.replace("</iati-activities>", "<other/></iati-activities>"))] == [
        "other must not stand here"
    ]
    assert faults(VALID.replace("</iati-activities>", '<o:other xmlns:o="urn:o"/></iati-activities>')) == []


@pytest.mark.parametrize("within", ["transaction", "budget", "iati-activity"])
def test_elements_of_other_namespaces_stand_at_the_end_of_any_element(within: str) -> None:
    assert faults(VALID.replace(f"</{within}>", f'<o:other xmlns:o="urn:o"/></{within}>')) == []
    wrong = VALID.replace(f"</{within}>", f'<o:other xmlns:o="urn:o"/><other/></{within}>')
    assert [one.detail for one in faults(wrong)] == ["other must not stand here"]


def test_what_the_schema_forbids_is_recorded_all_the_same() -> None:
    (found,), _ = taken(VALID.replace(">5<", ">abc<").encode())
    assert len(found.flows) == 1


def test_the_schema_finds_what_iatis_own_does(shared_data: Path) -> None:
    official = etree.XMLSchema(etree.parse(str(shared_data / "iati-schemas" / "iati-activities-schema.xsd")))
    own, checked = schema(), 0
    for file in sorted((shared_data / "fixtures" / "iati").glob("*.xml")):
        for element in etree.parse(str(file)).getroot().findall("iati-activity"):
            assert official.validate(element) == own.validate(element)
            assert [(one.line, one.message) for one in own.error_log] == [
                (one.line, one.message) for one in official.error_log
            ]
            checked += 1
    assert checked > 500


@pytest.mark.parametrize("fault", ["double", "removed", "renamed", "emptied", "said", "forgotten", "garbled", "moved"])
def test_each_damage_to_a_real_activity_is_found_as_iatis_own_schema_finds_it(fault: str, shared_data: Path) -> None:
    official = etree.XMLSchema(etree.parse(str(shared_data / "iati-schemas" / "iati-activities-schema.xsd")))
    body = (shared_data / "fixtures" / "iati" / "activity-standard-example-annotated.xml").read_bytes()
    size = sum(1 for _ in etree.fromstring(body).iter("*"))
    found = 0
    for place in range(2, size):
        root = etree.fromstring(body)
        _damage(list(root.iter("*"))[place], fault)
        for element in root.findall("iati-activity"):
            assert schema().validate(element) == official.validate(element), (fault, place)
            assert not schema(others=False).validate(element) or official.validate(element)
            found += not schema().validate(element)
    assert found > 10


def _damage(element: etree._Element, fault: str) -> None:
    parent = element.getparent()
    if parent is None:
        return
    match fault:
        case "double":
            parent.insert(parent.index(element), etree.fromstring(etree.tostring(element)))
        case "removed":
            parent.remove(element)
        case "renamed":
            element.tag = "nothing"
        case "emptied":
            del element[:]
            element.text = None
        case "said":
            element.text = "words"
        case "moved":
            parent.insert(0, element)
        case "garbled":
            for name in element.attrib:
                element.set(name, "\u00a7 nothing")
        case "forgotten":
            for name in list(element.attrib)[:1]:
                del element.attrib[name]
