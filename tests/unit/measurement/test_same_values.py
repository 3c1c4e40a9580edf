import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.measurement.reading.values import language_of
from tests.unit.measurement.documents import activity, document, taken, transaction

PLAIN = document(
    activity(
        '<description type="1"><narrative>Water for\nall villages</narrative></description>'
        '<participating-org role="1" ref="KE-1" type="10"><narrative>One</narrative></participating-org>'
        '<participating-org role="4" ref="KE-2" type="10"><narrative>Two</narrative></participating-org>'
        '<default-aid-type code="C01"/>'
        '<budget type="1" status="1"><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>'
        '<value currency="USD" value-date="2020-01-01">100</value></budget><capital-spend percentage="25"/>'
        '<result type="1"><title><narrative>R</narrative><narrative xml:lang="fr">Résultat</narrative></title>'
        '<indicator measure="1"><title><narrative>Wells in use</narrative></title>'
        '<reference vocabulary="9" code="3.1.1"/><reference vocabulary="9" code="3.2.1"/>'
        '<baseline year="2019" value="5"/><period><period-start iso-date="2020-01-01"/>'
        '<period-end iso-date="2020-12-31"/><target value="20"/><target value="9"><dimension name="sex" value="f"/>'
        '</target><actual value="12"><comment><narrative>By the end</narrative></comment></actual></period>'
        '<period><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/><actual value="14"/></period>'
        "</indicator></result>",
        transaction(inner='<description><narrative>First tranche</narrative></description><sector code="31120"/>'),
        transaction("7", day="2021-03-15"),
        places='<recipient-country code="KE" percentage="40"/><recipient-country code="UG" percentage="60"/>',
    )
).decode()

NUMBERS = {"100": ["100.00", "+0100", " 100\n"], "7": ["7.0", "+7"]}
SPELLINGS = [
    *[(f">{number}<", f">{other}<") for number, others in NUMBERS.items() for other in others],
    ('percentage="40"', 'percentage="40.00"'),
    ('percentage="25"', 'percentage="025.0"'),
    ('value="12"', 'value="+12.0"'),
    ('value="5"', 'value="5.00"'),
    ('value-date="2020-03-15"', 'value-date="2020-03-15Z"'),
    ('iso-date="2020-03-15"', 'iso-date="2020-03-15+03:00"'),
    ('iso-date="2020-12-31"', 'iso-date=" 2020-12-31Z "'),
    ("Water for\nall", "Water\n   for all"),
    ("Wells in use", "Wells  in\nuse"),
    ("By the end", "By  the end "),
    ("First tranche", "\n First\ttranche "),
    ("<iati-activity ", "\n\n<!-- another line -->\n<iati-activity "),
    ("<default-aid-type", "\n\n<default-aid-type"),
    ("<budget ", "\n <budget  "),
    ("<result ", "\n\n<result "),
    ("<sector ", "\n<sector "),
    ('code="KE"', 'code=" KE "'),
    ('ref="KE-1" type="10"', 'type="10" ref="KE-1"'),
    ('xml:lang="en"', 'xml:lang=" en-GB "'),
    ('<sector code="31120"/>', '<sector vocabulary="1" code="31120"/>'),
]


def digests(body: str) -> tuple[bytes, set[bytes]]:
    (found,), _ = taken(body.encode())
    return found.digest, {flow.digest for flow in found.flows}


REPEATED = [
    r"(<participating-org.*?</participating-org>)(<participating-org.*</participating-org>)",
    r"(?s)(<transaction>.*?</transaction>)(<transaction>.*</transaction>)",
    r"(<narrative>R</narrative>)(<narrative xml:lang=.fr.>Résultat</narrative>)",
    r"(<reference.*?/>)(<reference.*?/>)",
    r"(<target value=.20./>)(<target.*?</target>)",
    r"(?s)(<period>.*?</period>)(<period>.*?</period>)",
]
"""Elements that may stand in any order."""


@given(st.sets(st.sampled_from(SPELLINGS)), st.booleans())
def test_what_is_the_same_value_written_otherwise_is_the_same(spellings: set[tuple[str, str]], swapped: bool) -> None:
    body = PLAIN
    for written, other in sorted(spellings):
        body = body.replace(written, other)
    if swapped:
        for several in REPEATED:
            body = re.sub(several, r"\2\1", body)
    assert digests(body) == digests(PLAIN)


@pytest.mark.parametrize("several", REPEATED)
def test_each_of_these_elements_occurs_twice(several: str) -> None:
    assert re.search(several, PLAIN)


@pytest.mark.parametrize("written", [one for one, _ in SPELLINGS])
def test_each_of_these_spellings_is_in_the_document(written: str) -> None:
    assert written in PLAIN


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (">100<", ">100.01<"),
        (">7<", ">-7<"),
        ('percentage="40"', 'percentage="40.5"'),
        ('percentage="25"', 'percentage="26"'),
        ('value="12"', 'value="13"'),
        ("Wells in use", "Wells not in use"),
        ("By the end", "At the end"),
        ('code="3.2.1"', 'code="3.2.2"'),
        ('<target value="20"', '<target value="21"'),
        ('value="f"', 'value="m"'),
        ('value="5"', 'value="6"'),
        ('iso-date="2021-03-15"', 'iso-date="2021-03-16"'),
        ('value-date="2020-03-15"', 'value-date="2020-03-16"'),
        ('iso-date="2020-12-31"', 'iso-date="2020-12-30"'),
        ('year="2019"', 'year="2018"'),
        ("Water for", "Water and"),
        ("First tranche", "Second tranche"),
        ("Reporter", "Another name"),
        ("<narrative>One", "<narrative>Eins"),
        ('code="KE"', 'code="TZ"'),
        ('code="C01"', 'code="B01"'),
        ('<sector code="31120"/>', '<sector code="14030"/>'),
        ('role="4"', 'role="2"'),
        ("Title", "Headline"),
        ('xml:lang="en"', 'xml:lang="fr"'),
    ],
)
def test_another_value_is_another_digest(value: str, other: str) -> None:
    assert value in PLAIN
    assert digests(PLAIN.replace(value, other))[0] != digests(PLAIN)[0]


@pytest.mark.parametrize("file", ["19-retyped-2.xml"])
def test_a_retyped_amount_is_no_other_flow(file: str, shared_data: Path) -> None:
    cases = shared_data / "cases"
    assert digests((cases / file).read_text()) == digests((cases / "19-retyped-1.xml").read_text())


def test_a_line_above_each_activity_of_a_real_file_changes_none(shared_data: Path) -> None:
    body = (shared_data / "fixtures" / "iati" / "GB-COH-1762840.xml").read_bytes()
    moved = body.replace(b"<iati-activity ", b"\n\n<iati-activity ")
    assert moved != body
    before, after = taken(body)[0], taken(moved)[0]
    assert [one.digest for one in before] == [one.digest for one in after]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", "fr"),
        (" FR ", "fr"),
        ("fr-FR", "fr"),
        ("fra", "fr"),
        ("fre", "fr"),
        ("fr_CA", "fr"),
        ("zh-Hant-TW", "zh-hant"),
        ("x-own", "x-own"),
        ("", ""),
        ("no language", "no language"),
    ],
)
def test_languages_are_found_however_they_are_written(tag: str, language: str) -> None:
    assert language_of(tag) == language


def test_narratives_of_white_space_are_empty_ones(shared_data: Path) -> None:
    (found,), faults = taken((shared_data / "cases" / "10-narratives.xml").read_bytes())
    (flow,) = found.flows
    assert (found.titles, flow.description, found.terms[flow.terms].provider.name) == (
        {"en": "Rural water"},
        "Second tranche",
        "Ministry of Odd Affairs",
    )
    empty = document(activity(title="<title><narrative> \n </narrative></title>"))
    assert [one.rule for one in taken(empty)[1]] == ["4.3.1"]
    assert "4.3.1" not in {one.rule for one in faults}


def test_a_country_twice_is_one_part_and_nothing_is_none(shared_data: Path) -> None:
    twice, nothing = taken((shared_data / "cases" / "18-twice-and-nothing.xml").read_bytes())[0]
    assert [(one.code, one.percentage) for one in twice.countries] == [("UG", "100")]
    assert [(one.code, one.percentage) for one in nothing.countries] == [("UG", "100")]
    assert [[code for code, _ in one.terms[0].recipients] for one in (twice, nothing)] == [["UG"], ["UG"]]


@pytest.mark.parametrize("year", ["1441", "0001", "0201", "2201"])
def test_a_year_that_cannot_be_is_an_error(year: str) -> None:
    (found,), faults = taken(
        document(
            activity(
                "", transaction(day=f"{year}-03-15", value="<value currency='USD' value-date='2020-01-01'>1</value>")
            )
        )
    )
    assert found.flows == ()
    assert [(one.rule, one.severity) for one in faults] == [("harambee-date", "error")]


def test_a_budget_whose_amount_is_no_number_is_not_recorded() -> None:
    budget = '<budget><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>{}</budget>'
    (found,), _ = taken(document(activity(budget.format("<value>abc</value>"), attributes='default-currency="USD"')))
    assert "budgets" not in found.details
