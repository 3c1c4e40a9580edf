"""Codes are checked against the lists that are known: what is no code, and what was one no longer."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from services.measurement.reading.checks.coded import LISTS
from services.measurement.reading.codelists import CodeList, Lists
from services.registry.reference import shipped
from tests.unit.measurement.documents import BASIS, activity, document, taken, transaction

RULES = {"harambee-code", "harambee-withdrawn-code"}
SECTOR = CodeList(frozenset({"31120", "11220"}), {"15140": "2020-02-28", "16010": ""})
OPEN = CodeList(frozenset({"1"}), complete=False)

EVERY = """
<iati-activity xml:lang="zz" default-currency="ZZZ" budget-not-provided="zz">
<iati-identifier>GB-COH-1-A</iati-identifier>
<reporting-org ref="GB-COH-1" type="zz"><narrative>R</narrative></reporting-org>
<title><narrative xml:lang="zz">T</narrative></title>
<description type="zz"><narrative xml:lang="zz">D</narrative></description>
<participating-org ref="GB-COH-1" role="zz" type="zz"/>
<other-identifier ref="x" type="zz"/><activity-status code="zz"/><activity-date type="zz" iso-date="2020-01-01"/>
<contact-info type="zz"/><activity-scope code="zz"/>
<recipient-region code="zz" percentage="50"/><recipient-region code="298" vocabulary="zz" percentage="50"/>
<location><location-reach code="zz"/><exactness code="zz"/><location-class code="zz"/>
<feature-designation code="zz"/></location>
<sector code="zz"/><sector code="zz" vocabulary="2"/><sector code="1" vocabulary="zz"/>
<tag code="zz" vocabulary="2"/><tag code="1" vocabulary="zz"/><country-budget-items vocabulary="zz"/>
<humanitarian-scope type="zz" vocabulary="zz" code="1"/>
<policy-marker code="zz" significance="zz"/><policy-marker code="1" vocabulary="zz" significance="1"/>
<collaboration-type code="zz"/><default-flow-type code="zz"/><default-finance-type code="zz"/>
<default-aid-type code="zz"/><default-aid-type code="1" vocabulary="zz"/><default-tied-status code="zz"/>
<budget type="zz" status="zz"><value currency="ZZZ">1</value></budget>
<planned-disbursement type="zz"><value currency="ZZZ">1</value><provider-org type="zz"/><receiver-org type="zz"/>
</planned-disbursement>
<transaction><transaction-type code="1"/><transaction-date iso-date="2020-01-01"/>
<value currency="USD" value-date="2020-01-01">1</value><provider-org type="zz"/><receiver-org type="zz"/>
<disbursement-channel code="zz"/><sector code="zz"/><sector code="1" vocabulary="zz"/><recipient-region code="zz"/>
<flow-type code="zz"/><finance-type code="zz"/><aid-type code="zz"/><aid-type code="1" vocabulary="zz"/>
<tied-status code="zz"/></transaction>
<transaction><transaction-type code="1"/><transaction-date iso-date="2020-01-01"/>
<value currency="USD" value-date="2020-01-01">1</value><recipient-region code="298" vocabulary="zz"/></transaction>
<document-link format="zz" url="https://example.org"><category code="zz"/><language code="zz"/></document-link>
<related-activity ref="x" type="zz"/><conditions attached="1"><condition type="zz"/></conditions>
<result type="zz"><indicator measure="zz"><document-link format="zz" url="https://example.org"><category code="zz"/>
<language code="zz"/></document-link></indicator></result>
</iati-activity>
"""
UNCHECKED = re.compile(
    r"crs-add|fss/|location-id|administrative|reference/@vocabulary|crs-channel-code|recipient-country"
    r"|^@default-currency|transaction/value/@currency|transaction-type"
)
"""What the official mapping has beside: found by other rules, or of elements that are not read."""


def found(body: bytes, **lists: CodeList) -> list[tuple[str, str, str]]:
    """Give rule, path inside the activity, and what was said."""
    faults = taken(body, basis=BASIS._replace(lists=Lists(lists)))[1]
    return [(one.rule[9:], one.path.partition("]")[2], one.detail) for one in faults if one.rule in RULES]


def test_every_attribute_of_the_official_mapping_is_checked(shared_data: Path) -> None:
    faults = found(document(EVERY), **{name: CodeList(frozenset({"1", "en"})) for name in LISTS})
    paths = {re.sub(r"\[\d+\]", "", path).lstrip("/").replace("result//", "result/") for _, path, _ in faults}
    mapping = etree.parse(shared_data / "iati-codelists" / "embedded" / "mapping.xml").getroot()
    asked = {one.findtext("path") or "" for one in mapping}
    wanted = {
        re.sub(r"^result/.*(?=document-link)", "result/", path.removeprefix("//iati-activity/"))
        for path in asked
        if path.startswith("//iati-activity/")
    }
    assert sorted(path for path in wanted - paths if not UNCHECKED.search(path)) == []
    assert "@xml:lang" in paths


def test_a_wrong_code_is_said_once_with_its_place() -> None:
    wrong = transaction(inner='<sector code="99999"/>')
    body = document(activity("", transaction(inner='<sector code="31120"/>'), wrong, wrong, sectors=""))
    detail = "99999 is no code of Sector"
    assert found(body, Sector=SECTOR) == [("code", "/transaction[2]/sector/@code", detail)]


def test_codes_are_checked_again_in_the_next_activity() -> None:
    body = document(
        activity(sectors='<sector code="9"/>'),
        activity(identifier="GB-COH-1-B", sectors='<sector code="31120"/>'),
        activity(identifier="GB-COH-1-C", sectors='<sector code="9"/>'),
    )
    assert len(found(body, Sector=SECTOR)) == 2


def test_no_list_no_finding() -> None:
    body = document(activity(sectors='<sector code="zz"/>'))
    assert found(body) == []
    assert found(body, Region=SECTOR) == []


def test_of_an_open_list_other_codes_are_right() -> None:
    body = document(activity('<humanitarian-scope type="7" vocabulary="1-2" code="x"/>'))
    assert found(body, HumanitarianScopeType=OPEN) == []


@pytest.mark.parametrize(
    ("inner", "lists", "detail"),
    [
        ('<default-aid-type code="a01"/>', {"AidType": CodeList(frozenset({"A01"}))}, "; did you mean A01?"),
        (
            '<title><narrative xml:lang="fra">T</narrative></title>',
            {"Language": CodeList(frozenset({"fr", "en"}))},
            "fr?",
        ),
        (
            '<tag code="1.1" vocabulary="2"/>',
            {"UNSDG-Goals": CodeList(frozenset({"1"})), "UNSDG-Targets": CodeList(frozenset({"1.1"}))},
            "1.1 is no code of UNSDG-Goals; it is one of vocabulary 3",
        ),
    ],
)
def test_what_was_meant_is_said_where_it_is_near(inner: str, lists: dict[str, Any], detail: str) -> None:
    [(_, _, said)] = found(document(activity(inner, title="" if "title" in inner else "<title/>")), **lists)
    assert said.endswith(detail)


@pytest.mark.parametrize("code", ["EN", "en-GB", "en", "pt-BR"])
def test_languages_are_tags_of_bcp_47(code: str) -> None:
    assert found(document(activity(language=f'xml:lang="{code}"')), Language=CodeList(frozenset({"en", "pt"}))) == []


def test_a_withdrawn_code_is_right_for_its_time() -> None:
    def began(day: str, code: str = "15140") -> bytes:
        start = f'<activity-date type="2" iso-date="{day}"/>' if day else ""
        return document(activity(dates=start, sectors=f'<sector code="{code}"/>'))

    said = [("withdrawn-code", "/sector/@code", "15140 of Sector was withdrawn on 2020-02-28")]
    assert found(began("2020-02-27"), Sector=SECTOR) == []
    assert found(began("2020-02-28"), Sector=SECTOR) == said
    assert found(began(""), Sector=SECTOR) == said
    undated = [("withdrawn-code", "/sector/@code", "16010 of Sector was withdrawn")]
    assert found(began("2000-01-01", "16010"), Sector=SECTOR) == undated


def test_of_transactions_the_own_day_counts() -> None:
    paid = [transaction(day=day, inner='<sector code="15140"/>') for day in ("2019-05-01", "2021-05-01", "2022-05-01")]
    [(rule, path, _)] = found(document(activity("", *paid, sectors="")), Sector=SECTOR)
    assert (rule, path) == ("withdrawn-code", "/transaction[2]/sector/@code")


def test_a_withdrawn_currency_is_right_for_its_time() -> None:
    def paid(day: str) -> bytes:
        value = f'<value currency="HRK" value-date="{day}">5</value>'
        return document(activity("", transaction(day=day, value=value)))

    known = {"Currency": CodeList(frozenset({"EUR"}), {"HRK": "2023-01-01"})}
    assert found(paid("2022-12-31"), **known) == []
    assert [rule for rule, *_ in found(paid("2023-01-01"), **known)] == ["withdrawn-code"]


def shipped_lists() -> dict[str, CodeList]:
    lists = {}
    for name, one in shipped.codelists().items():
        ended = {code["code"]: code.get("valid_to") or "" for code in one["codes"] if code.get("status") == "withdrawn"}
        codes = frozenset(code["code"] for code in one["codes"]) - ended.keys()
        lists[name] = CodeList(codes, ended, one.get("complete", True))
    return lists


# By hand: the World Bank and the WHO still say flow type 20 (OOF) and finance type 410 in activities that began after
# 2015, and the WHO the vocabulary 1 of budget items; XN and 616 are no regions of the OECD.
IN_REAL_FILES = {
    "US-EIN-042103594": {"15140 of Sector was withdrawn on 2020-02-28": 1},
    "XM-DAC-301-2": {"XN is no code of Region": 1},
    "activity-standard-example-annotated": {"616 is no code of Region": 1},
    "who-bra": {
        "1 of BudgetIdentifierVocabulary was withdrawn on 2018-04-18": 92,
        "20 of FlowType was withdrawn on 2015-12-31": 35,
    },
    "worldbank-sv": {
        "20 of FlowType was withdrawn on 2015-12-31": 13,
        "410 of FinanceType was withdrawn on 2015-12-31": 12,
    },
}


def test_real_files_have_few_wrong_codes(shared_data: Path) -> None:
    lists = shipped_lists()
    counted = {
        file.stem: Counter(detail for *_, detail in found(file.read_bytes(), **lists))
        for file in sorted((shared_data / "fixtures" / "iati").glob("*.xml"))
    }
    assert {name: dict(faults) for name, faults in counted.items() if faults} == IN_REAL_FILES
