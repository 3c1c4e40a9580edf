from decimal import Decimal

import pytest

from services.measurement.rules.findings import RULES, Severity
from tests.unit.measurement.documents import activity, document, rules, taken, transaction

NOT_NOW = "2031-01-01"
TWO = '<recipient-country code="KE" percentage="{}"/><recipient-country code="UG" percentage="{}"/>'
REGION = '<recipient-region code="298" percentage="{}"/>'
SECTORS = '<sector code="31120" percentage="{}"/><sector code="14030" percentage="{}"/>'

JUST_ONE_FAULT = {
    "harambee-identifier": activity(identifier=""),
    "harambee-reporter": activity(reporter='<reporting-org type="21"/>'),
    "1.1.3": activity(identifier="GB-COH-1"),
    "1.3.1": activity(identifier=" GB-COH-1-A "),
    "1.14.1": activity(reporter='<reporting-org ref=" GB-COH-1"/>'),
    "2.1.2": activity(SECTORS.format("60", "30")),
    "12.3.1": activity('<sector code="31120" percentage="120"/>'),
    "3.1.1": activity(places='<recipient-country code="KE"/><recipient-country code="UG"/>'),
    "3.1.2": activity(places=TWO.format("33.3", "66.6")),
    "3.1.4": activity(places='<recipient-country code="KE" percentage="50"/>'),
    "3.4.1": activity(places='<recipient-country code="KE" percentage="50"/><recipient-region code="298"/>'),
    "3.4.2": activity(places='<recipient-country code="KE" percentage="50"/>' + REGION.format("40")),
    "3.4.4": activity(places=REGION.format("90")),
    "3.6.2": activity("", transaction(inner='<recipient-country code="KE"/>')),
    "3.7.1": activity("", transaction(), places=""),
    "harambee-country": activity(places='<recipient-country code="KX"/>'),
    "harambee-percentage": activity('<sector code="31120" percentage="all"/>'),
    "6.9.1": activity("", transaction(inner="<provider-org/>")),
    "6.9.2": activity("", transaction(inner="<receiver-org/>")),
    "6.10.1": activity('<participating-org role="1"/>'),
    "7.8.1": activity("", transaction(value='<value value-date="2020-01-01">5</value>')),
    "harambee-currency": activity("", transaction(value='<value currency="USS" value-date="2020-01-01">5</value>')),
    "harambee-decimal": activity("", transaction("1,000.00")),
    "harambee-value-date": activity("", transaction(value='<value currency="USD">5</value>')),
    "harambee-transaction-type": activity("", transaction(kind="D")),
    "harambee-date": activity("", transaction(value='<value currency="USD" value-date="2020-02-30">5</value>')),
    "11.1.2": activity(
        '<activity-date type="1" iso-date="2020-01-02"/><activity-date type="3" iso-date="2020-01-01"/>'
    ),
    "11.1.3": activity(
        '<activity-date type="2" iso-date="2020-01-02"/><activity-date type="4" iso-date="2020-01-01"/>'
    ),
    "11.1.4": activity(f'<activity-date type="2" iso-date="{NOT_NOW}"/>'),
    "11.1.5": activity(f'<activity-date type="4" iso-date="{NOT_NOW}"/>'),
    "11.2.1": activity("", transaction(day=NOT_NOW, value='<value currency="USD" value-date="2020-01-01">5</value>')),
    "11.2.2": activity("", transaction(value=f'<value currency="USD" value-date="{NOT_NOW}">5</value>')),
    "12.1.1": activity(places=TWO.format("120", "-20")),
}
ELSEWHERE = {"harambee-not-yours", "harambee-duplicate"}
TWICE = {"12.1.1"}


@pytest.mark.parametrize(("rule", "faulty"), JUST_ONE_FAULT.items(), ids=list(JUST_ONE_FAULT))
def test_a_document_that_breaks_a_rule_gives_its_finding_alone(rule: str, faulty: str) -> None:
    activities, findings = taken(document(activity(identifier="GB-COH-1-B"), faulty))
    assert [finding.rule for finding in findings] == [rule] * (2 if rule in TWICE else 1)
    found = findings[0]
    assert found.path.startswith("/iati-activities/iati-activity[2]")
    assert found.line >= 2
    kept_aside = RULES[rule].severity is Severity.ERROR
    assert len(activities) == (1 if kept_aside else 2)


def test_every_rule_about_activities_has_a_document_that_breaks_it() -> None:
    about_activities = {rule for rule, (_, category, _) in RULES.items() if category != "file"}
    assert about_activities == JUST_ONE_FAULT.keys() | ELSEWHERE


@pytest.mark.parametrize(
    "places",
    [
        '<recipient-country code="KE" percentage="100"/>',
        TWO.format("25.55", "74.45"),
        TWO.format("33.333333333333", "66.666666666667"),
        '<recipient-country code="KE" percentage="60"/>' + REGION.format("40"),
        REGION.format("100") + '<recipient-region code="14" vocabulary="2" percentage="100"/>',
    ],
)
def test_percentages_that_sum_to_a_hundred_as_decimals_are_right(places: str) -> None:
    assert rules(document(activity(places=places))) == []


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
