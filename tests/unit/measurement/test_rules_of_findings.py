from decimal import Decimal

import pytest

from services.measurement.reading.findings import RULES, Severity
from services.measurement.reading.source import Organisation
from tests.unit.measurement.documents import CLEAN, activity, document, rules, taken, transaction

REPORTER = '<reporting-org ref="GB-COH-1" type="21"><narrative>R</narrative></reporting-org>'
NOT_NOW = "2031-01-01"
TWO = '<recipient-country code="KE" percentage="{}"/><recipient-country code="UG" percentage="{}"/>'
REGION = '<recipient-region vocabulary="1" code="298" percentage="{}"/>'
UNNAMED_REGION = '<recipient-region code="298" percentage="{}"/>'
SECTORS = '<sector code="31120" percentage="{}"/><sector code="14030" percentage="{}"/>'

OWN_SECTOR = '<sector vocabulary="99" code="A"{}>{}</sector>'
BUDGET = (
    '<budget><period-start iso-date="{}"/><period-end iso-date="{}"/>'
    '<value currency="USD" value-date="2020-01-01">1</value></budget>'
)
ITEMS = '<country-budget-items vocabulary="2">{}</country-budget-items>'
RESULT = (
    '<result type="1"><title><narrative>R</narrative></title>{}'
    '<indicator measure="{}"><title><narrative>I</narrative></title>{}</indicator></result>'
)
PERIOD = '<period><period-start iso-date="2020-01-01"/><period-end iso-date="{}"/>{}</period>'
REFERENCE = '<reference vocabulary="9" code="3.1.1"/>'


def budget_items(*percentages: str) -> str:
    return activity(ITEMS.format("".join(f'<budget-item code="1.1"{one}/>' for one in percentages)))


def measured(measure: str, inner: str) -> str:
    return activity(RESULT.format("", measure, inner))


def in_period(element: str, value: str) -> str:
    return PERIOD.format("2020-12-31", f"<{element}{value}/>")


def transacted(inner: str) -> str:
    return activity("", transaction(inner=inner))


JUST_ONE_FAULT = {
    "harambee-identifier": activity(identifier=""),
    "harambee-reporter": activity(reporter=REPORTER.replace("GB-COH-1", "")),
    "1.1.3": activity('<other-identifier ref="GB-COH" type="B1"/>', identifier="GB-COH-1"),
    "1.1.21": activity(identifier="GB-COH-2-A"),
    "1.3.1": activity(identifier=" GB-COH-1-A "),
    "1.3.13": activity(identifier="GB-COH-1-A/B"),
    "1.4.1": transacted('<provider-org ref="A-1" provider-activity-id="A-1-B "/>'),
    "1.5.1": transacted('<receiver-org ref="A-1" receiver-activity-id=" A-1-B"/>'),
    "1.6.1": activity('<other-identifier ref="GB-COH-1-0 " type="A3"/>'),
    "1.7.1": activity('<related-activity ref=" GB-COH-1-0" type="1"/>'),
    "1.8.1": activity('<participating-org role="1" ref="A-1 "/>'),
    "1.8.13": activity('<participating-org role="1" ref="A-1|2"/>'),
    "1.9.1": activity('<participating-org role="1" ref="A-1" activity-id="A-1-B "/>'),
    "1.10.1": transacted('<provider-org ref="A-1 "/>'),
    "1.10.13": transacted('<provider-org ref="A-1?"/>'),
    "1.11.1": activity('<other-identifier ref="A" type="A1"><owner-org ref=" A-1"/></other-identifier>'),
    "1.11.13": activity('<other-identifier ref="A" type="A1"><owner-org ref="A&amp;1"/></other-identifier>'),
    "1.14.8": activity(reporter=REPORTER.replace("COH", "CHO"), identifier="GB-CHO-1-A"),
    "1.14.1": activity(reporter=REPORTER.replace('"GB', '" GB')),
    "1.14.13": activity('<other-identifier ref="GB-COH-1" type="B1"/>', reporter=REPORTER.replace("COH-1", "COH-1/2")),
    "1.15.1": transacted('<receiver-org ref="A-1 "/>'),
    "1.15.13": transacted('<receiver-org ref="A-1&amp;2"/>'),
    "1.16.1": activity('<other-identifier ref="GB-COH-0 " type="B1"/>'),
    "2.1.1": activity(sectors='<sector code="31120" percentage="50"/><sector code="14030"/>'),
    "2.1.2": activity(sectors=SECTORS.format("60", "30")),
    "2.1.4": activity(sectors='<sector code="31120" percentage="60"/>'),
    "2.2.1": activity(sectors='<sector code="31120"/>' + OWN_SECTOR.format("", "")),
    "3.1.1": activity(places='<recipient-country code="KE"/><recipient-country code="UG"/>'),
    "3.1.2": activity(places=TWO.format("33.3", "66.6")),
    "3.1.4": activity(places='<recipient-country code="KE" percentage="50"/>'),
    "3.4.1": activity(
        places='<recipient-country code="KE" percentage="50"/><recipient-region vocabulary="1" code="298"/>'
    ),
    "3.4.2": activity(places='<recipient-country code="KE" percentage="50"/>' + REGION.format("40")),
    "3.4.4": activity(places=REGION.format("90")),
    "3.6.2": transacted('<recipient-country code="KE"/>'),
    "3.7.1": activity("", transaction(), places=""),
    "3.7.2": activity("", transaction(inner='<recipient-country code="KE"/>'), transaction(), places=""),
    "4.1.1": activity(language=""),
    "4.3.1": activity(title="<title><narrative/></title>"),
    "4.4.1": activity('<description type="1"><narrative> </narrative></description>'),
    "6.2.2": activity(sectors=""),
    "6.6.2": transacted('<sector code="31120"/>'),
    "6.7.2": activity("", transaction(inner='<sector code="31120"/>'), transaction(), sectors=""),
    "6.8.1": activity('<other-identifier ref="A" type="A1"><owner-org/></other-identifier>'),
    "6.9.1": transacted("<provider-org/>"),
    "6.9.2": transacted("<receiver-org/>"),
    "6.10.1": activity('<participating-org role="1"/>'),
    "6.11.1": activity(dates=""),
    "6.13.1": activity('<policy-marker vocabulary="99" code="A"/>'),
    "6.14.1": activity('<policy-marker code="1"/>'),
    "7.5.3": activity(BUDGET.format("2019-01-01", "2020-01-02")),
    "7.8.1": activity("", transaction(value='<value value-date="2020-01-01">5</value>')),
    "7.9.1": budget_items("", ""),
    "7.9.2": budget_items(' percentage="30"', ' percentage="60"'),
    "7.9.4": budget_items(' percentage="30"'),
    "8.6.1": measured("1", PERIOD.format("2019-12-31", "")),
    "8.6.3": activity(BUDGET.format("2020-01-02", "2020-01-01")),
    "8.8.1": measured("1", '<baseline year="2019"/>'),
    "8.8.2": measured("2", '<baseline year="2019" value="half"/>'),
    "8.8.3": measured("5", '<baseline year="2019" value="1"/>'),
    "8.9.1": measured("3", in_period("target", "")),
    "8.9.2": measured("4", in_period("target", ' value="many"')),
    "8.9.3": measured("5", in_period("target", ' value="1"')),
    "8.10.1": measured("1", in_period("actual", "")),
    "8.10.2": measured("1", in_period("actual", ' value="1,000"')),
    "8.10.3": measured("5", in_period("actual", ' value="1"')),
    "8.11.1": activity(RESULT.format(REFERENCE, "1", REFERENCE)),
    "harambee-country": activity(places='<recipient-country code="KX"/>'),
    "harambee-budget": activity(BUDGET.format("2020-01-01", "2020-12-31").replace(">1<", ">abc<")),
    "harambee-percentage": activity('<capital-spend percentage="all"/>'),
    "harambee-currency": activity("", transaction(value='<value currency="QQQ" value-date="2020-01-01">5</value>')),
    "harambee-decimal": activity("", transaction("1,000.00")),
    "harambee-decimals": activity(
        "", transaction(value='<value currency="XOF" value-date="2020-01-01">1000.555</value>')
    ),
    "harambee-value-date": activity("", transaction(value='<value currency="USD">5</value>')),
    "harambee-length": transacted(f'<flow-type code="{"1" * 501}"/>'),
    "harambee-transaction-type": activity("", transaction(kind="D")),
    "harambee-date": activity(
        "", transaction(day="2020-02-30", value='<value currency="USD" value-date="2020-02-01">5</value>')
    ),
    "harambee-unallocated": activity(places=UNNAMED_REGION.format("50")),
    "11.1.1": activity(attributes=f'last-updated-datetime="{NOT_NOW}T00:00:00Z"'),
    "11.1.2": activity(
        dates='<activity-date type="1" iso-date="2020-01-02"/><activity-date type="3" iso-date="2020-01-01"/>'
    ),
    "11.1.3": activity(
        dates='<activity-date type="2" iso-date="2020-01-02"/><activity-date type="4" iso-date="2020-01-01"/>'
    ),
    "11.1.4": activity(dates=f'<activity-date type="2" iso-date="{NOT_NOW}"/>'),
    "11.1.5": activity(f'<activity-date type="4" iso-date="{NOT_NOW}"/>'),
    "11.2.1": activity("", transaction(day=NOT_NOW, value='<value currency="USD" value-date="2020-01-01">5</value>')),
    "11.2.2": activity("", transaction(value=f'<value currency="USD" value-date="{NOT_NOW}">5</value>')),
    "12.1.1": activity(places=TWO.format("120", "-20")),
    "12.2.1": activity('<capital-spend percentage="120"/>'),
    "12.3.1": activity(sectors=SECTORS.format("120", "-20")),
    "102.1.1": activity(sectors='<sector vocabulary="2" code="311"/>'),
    "107.1.1": activity('<default-aid-type vocabulary="2" code="A"/>'),
    "107.1.2": activity('<default-aid-type code="C01"/><default-aid-type vocabulary="1" code="B01"/>'),
    "107.2.1": transacted('<aid-type vocabulary="2" code="A"/>'),
    "107.2.2": transacted('<aid-type code="C01"/><aid-type code="B01"/>'),
}
ELSEWHERE = {
    "harambee-not-yours",
    "harambee-duplicate",
    "harambee-ambiguous",
    "harambee-contradiction",
    "harambee-no-money",
    "harambee-contribution",
    "harambee-rate",
    "harambee-former",
    "harambee-former-reporter",
    "harambee-code",
    "harambee-withdrawn-code",
}
TWICE = {"12.1.1", "12.3.1"}
OF_SCHEMA_TOO = {"6.11.1", "harambee-budget", "harambee-percentage"}
"""What breaks the schema, too."""
REJECTS = {
    "harambee-identifier": "activity",
    "harambee-reporter": "activity",
    **dict.fromkeys(("harambee-date", "harambee-decimal", "harambee-currency", "7.8.1"), "flow"),
}


@pytest.mark.parametrize(
    ("amount", "currency", "most"),
    [
        ("1000.555", "XOF", 0),
        ("-0.5", "UGX", 0),
        ("1000.00", "XOF", None),
        ("1000", "XOF", None),
        ("12.345", "USD", 2),
        ("12.340", "USD", None),
        ("12.345", "TND", None),
        ("12.3456", "TND", 3),
        ("12.3456", "CLF", None),
        ("12.345678", "XDR", None),
        ("12.345", "QQQ", None),
    ],
)
def test_amounts_have_no_more_decimals_than_their_currency(amount: str, currency: str, most: int | None) -> None:
    value = f'<value currency="{currency}" value-date="2020-01-01">{amount}</value>'
    _, findings = taken(document(activity("", transaction(value=value))))
    details = [one.detail for one in findings if one.rule == "harambee-decimals"]
    expected = f"{amount} has more than the {most} decimals of {currency}"
    assert details == ([] if most is None else [expected])


@pytest.mark.parametrize(("rule", "faulty"), JUST_ONE_FAULT.items(), ids=list(JUST_ONE_FAULT))
def test_a_document_that_breaks_a_rule_gives_its_finding_alone(rule: str, faulty: str) -> None:
    activities, findings = taken(document(activity(identifier="GB-COH-1-B"), faulty))
    of_schema = ["harambee-schema"] if rule in OF_SCHEMA_TOO else []
    assert [finding.rule for finding in findings] == [*of_schema, *([rule] * (2 if rule in TWICE else 1))]
    found = findings[0]
    assert found.path.startswith("/iati-activities/iati-activity[2]")
    assert found.line >= 2
    rejected = rule in {"harambee-identifier", "harambee-reporter"}
    assert len(activities) == (1 if rejected else 2)
    assert [finding.rejects for finding in findings] == [REJECTS.get(rule, "")] * len(findings)
    clean, _ = taken(document(activity(identifier="GB-COH-1-B"), faulty), basis=CLEAN)
    assert len(clean) == (1 if RULES[rule].severity is Severity.ERROR else 2)


def test_every_rule_about_activities_has_a_document_that_breaks_it() -> None:
    about_activities = {rule for rule, (_, category, _) in RULES.items() if category != "file"}
    assert about_activities == JUST_ONE_FAULT.keys() | ELSEWHERE


@pytest.mark.parametrize(
    "places",
    [
        '<recipient-country code="KE" percentage="100"/>',
        TWO.format("25.55", "74.45"),
        TWO.format("33.333333333333336", "66.66666666666667"),
        TWO.format("33.33333", "66.66666"),
        '<recipient-country code="KE" percentage="60"/>' + REGION.format("40"),
        REGION.format("100") + '<recipient-region code="14" vocabulary="2" percentage="100"/>',
    ],
)
def test_percentages_that_sum_to_a_hundred_at_four_places_are_right(places: str) -> None:
    assert rules(document(activity(places=places))) == []


def test_percentages_that_differ_from_a_hundred_at_the_fourth_place_are_found() -> None:
    assert rules(document(activity(places=TWO.format("33.3333", "66.6666")))) == ["3.1.2"]


def test_sectors_of_other_vocabularies_may_make_up_several_wholes() -> None:
    several = "".join(f'<sector vocabulary="2" code="{code}" percentage="100"/>' for code in ("311", "140"))
    assert rules(document(activity(sectors='<sector code="31120"/>' + several))) == []


@pytest.mark.parametrize(
    ("places", "recipients"),
    [
        (TWO.format("60", "30"), {"KE": 60, "UG": 30, "": 10}),
        (TWO.format("60", "60"), {"": 100}),
        (TWO.format("60", ""), {"KE": 60, "": 40}),
        (TWO.format("", ""), {"": 100}),
        (TWO.format("120", "-20"), {"": 100}),
        (TWO.format("half", "50"), {"UG": 50, "": 50}),
        (TWO.format("100", "0"), {"KE": 100}),
        (TWO.format("33.33333", "66.66667"), {"KE": Decimal("33.33333"), "UG": Decimal("66.66667")}),
        ('<recipient-country code="KX"/>', {"": 100}),
        (UNNAMED_REGION.format("50"), {"298": 50, "": 50}),
        ('<recipient-country code="KE" percentage="50"/>' * 2, {"KE": 100}),
        ("".join(f'<recipient-region code="{1000 + one}" percentage="0.25"/>' for one in range(400)), {"": 25}),
    ],
)
def test_what_percentages_leave_open_is_unallocated(places: str, recipients: dict[str, Decimal]) -> None:
    (found,), _ = taken(document(activity("", transaction(), places=places)))
    given = dict(found.terms[0].recipients)
    assert {code: given[code] for code in recipients} == recipients
    assert sum(given.values()) == 100


def test_only_flows_without_a_readable_amount_date_or_currency_are_rejected() -> None:
    body = document(
        activity(
            "",
            transaction("1", inner="<provider-org/>"),
            transaction("x"),
            transaction("2", day=NOT_NOW),
            transaction("3", day="2020-13-01"),
            transaction(value='<value currency="XXQ" value-date="2020-01-01">4</value>'),
            transaction(value='<value value-date="2020-01-01">5</value>'),
            transaction("6", kind="D"),
            transaction(value='<value currency="USD" value-date="2020-02-30">7</value>'),
            transaction("8", inner='<recipient-country code="KX"/>'),
            dates='<activity-date type="2" iso-date="soon"/>',
        )
    )
    (found,), faults = taken(body)
    assert [int(flow.amount or 0) for flow in found.flows] == [1, 2, 6, 7, 8]
    assert [one.rule for one in faults if one.rejects == "flow"] == [
        "harambee-decimal",
        "harambee-date",
        "harambee-currency",
        "7.8.1",
    ]
    assert {one.flow for one in faults if one.flow} == {flow.digest for flow in found.flows}
    assert found.flows[3].value_date == found.flows[3].day
    assert found.dates == {}


def test_a_default_currency_that_is_none_rejects_the_flows_that_need_it_alone() -> None:
    needs, has = transaction(value='<value value-date="2020-01-01">5</value>'), transaction("6")
    body = document(activity("", needs, has, attributes='default-currency="ABC"'))
    (found,), faults = taken(body)
    assert [int(flow.amount or 0) for flow in found.flows] == [6]
    assert [(one.path.rpartition("/")[2], one.rejects) for one in faults] == [
        ("@default-currency", ""),
        ("@currency", "flow"),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("33.333333333333336", "33.333333333333"),
        ("0.1234567890125", "0.123456789012"),
        ("0.1234567890135", "0.123456789014"),
        ("123456789012345678.123456789012999", "123456789012345678.123456789013"),
        ("1250000", "1250000"),
        ("1250000.50", "1250000.50"),
    ],
)
def test_amounts_have_twelve_places_and_are_rounded_half_to_even(written: str, read: str) -> None:
    (found,), faults = taken(document(activity("", transaction(written))))
    assert str(found.flows[0].amount) == read
    assert {one.rule for one in faults} <= {"harambee-decimals"}


def test_what_is_too_long_is_cut_and_said() -> None:
    name, title = "é" * 501, "t" * 20_001
    body = document(
        activity(
            f'<participating-org role="1" ref="{"r" * 501}"><narrative>{name}</narrative></participating-org>',
            transaction(inner=f'<provider-org ref="P"><narrative>{name}</narrative></provider-org>'),
            title=f"<title><narrative>{title}</narrative></title>",
        )
    )
    (found,), faults = taken(body)
    assert found.titles == {"en": "t" * 20_000}
    assert found.participants[0].organisation == Organisation("r" * 500, name="é" * 500, narrated=True)
    assert found.terms[found.flows[0].terms].provider.name == "é" * 500
    assert {one.rule for one in faults} == {"harambee-length"}
    assert {one.severity for one in faults} == {Severity.WARNING}
    assert "It has 1002 bytes and is cut to 1000" in {one.detail for one in faults}


def test_of_too_many_sectors_the_first_are_taken() -> None:
    many = "".join(
        f'<sector vocabulary="99" code="{code}"><narrative>S</narrative></sector>' for code in range(1_001, 2_002)
    )
    (found,), faults = taken(
        document(activity("", transaction(), sectors=many.replace('"99"', '"99" percentage="0.1"')))
    )
    assert (found.sectors[-1].code, len(found.sectors)) == ("2000", 1_000)
    assert "There are more than 1000 sectors; those after them are left out" in {one.detail for one in faults}
    (found,), faults = taken(document(activity("", transaction(inner=many), sectors="")))
    assert len(found.terms[found.flows[0].terms].sectors) == 1_000
    assert ("harambee-length", found.flows[0].digest) in {(one.rule, one.flow) for one in faults}


@pytest.mark.parametrize(
    "faulty", [activity(identifier="GB-COH-1-" + "A" * 500), activity(reporter=f'<reporting-org ref="{"G" * 501}"/>')]
)
def test_an_identifier_that_is_too_long_to_be_looked_up_rejects_its_activity(faulty: str) -> None:
    activities, faults = taken(document(faulty))
    assert (activities, [one.rejects for one in faults if one.rejects]) == ([], ["activity"])


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2020-01-01", "2020-12-31", []),
        ("2020-01-01", "2021-01-01", []),
        ("2020-02-29", "2021-03-01", []),
        ("2020-01-01", "2021-01-02", ["7.5.3"]),
        ("2021-01-01", "2022-01-02", ["7.5.3"]),
    ],
)
def test_a_budget_of_366_days_is_of_a_year_where_there_is_a_29_february(start: str, end: str, found: list[str]) -> None:
    assert rules(document(activity(BUDGET.format(start, end)))) == found


def test_a_flow_takes_from_its_activity_what_it_does_not_say() -> None:
    value = '<value value-date="2020-03-01">-5.50</value>'
    body = document(
        activity(
            '<default-aid-type code="C01"/><collaboration-type code="8"/>',
            transaction(value=value),
            attributes='default-currency="GBP"',
            places=TWO.format("40", "60"),
        )
    )
    (found,), _ = taken(body)
    (flow,), (terms,) = found.flows, found.terms
    assert (flow.amount, terms.currency, terms.aid_type, terms.collaboration) == (Decimal("-5.50"), "GBP", "C01", "8")
    assert terms.recipients == (("KE", Decimal(40)), ("UG", Decimal(60)))


def test_lines_beyond_65535_are_told_right() -> None:
    body = document("\n" * 70_000, activity("", transaction("x")))
    assert taken(body)[1][0].line > 70_000
