"""The service's findings beside IATI's own ruleset, as a program that knows nothing of the service judges by it."""

import json
from datetime import date
from pathlib import Path

import pytest

from services.measurement.reading.findings import RULES
from tests.unit.measurement.documents import TODAY, taken
from tests.unit.measurement.ruleset_oracle import judge

UNJUDGED = {"1.18.8"}
"""It is of files of organisations, which hold no activities."""
MISSING = {"2.1.2": "2.1.1", "3.1.2": "3.1.1", "3.4.2": "3.4.1"}
"""A sum is not judged where a percentage is missing, which is found by itself."""

META = {
    ("at_least_one", "at_least_one_bad"): True,
    ("at_least_one", "at_least_one_no_element_good"): False,
    ("at_least_one", "at_least_one_narrative"): False,
    ("between_dates", "between_dates_bad"): True,
    ("between_dates", "between_dates_good"): False,
    ("date_now", "date_now_bad"): True,
    ("date_now", "date_now_good"): False,
    ("date_order", "date_bad"): True,
    ("date_order", "date_good"): False,
    ("dependent_title_description", "title"): True,
    ("dependent_title_description", "title_description"): False,
    ("forloop", "forloop_bad"): True,
    ("forloop", "forloop_good"): False,
    ("if_then", "if_then_bad"): True,
    ("if_then", "if_then_good"): False,
    ("no_more_than_one_title", "title_twice"): True,
    ("no_more_than_one_title", "title"): False,
    ("one_or_all", "one_or_all_currency_bad"): True,
    ("one_or_all", "one_or_all_currency_good"): False,
    ("one_or_all", "one_or_all_currency_all_bad"): True,
    ("one_or_all", "one_or_all_currency_all_good"): False,
    ("one_or_all", "one_or_all_lang_bad"): True,
    ("one_or_all", "one_or_all_lang_good"): False,
    ("one_or_all", "one_or_all_lang_bad_all"): True,
    ("one_or_all", "one_or_all_lang_good_all"): False,
    ("one_or_all", "one_or_all_sector_bad"): True,
    ("one_or_all", "one_or_all_sector_good"): False,
    ("one_or_all", "one_or_all_sector_all_bad"): True,
    ("one_or_all", "one_or_all_sector_all_good"): False,
    ("one_or_all_org", "one_or_all_org_currency_bad"): True,
    ("one_or_all_org", "one_or_all_org_currency_good"): False,
    ("only_one_of", "only_one_of_activity_bad"): True,
    ("only_one_of", "only_one_of_activity_good"): False,
    ("only_one_of", "only_one_of_transaction_bad"): True,
    ("only_one_of", "only_one_of_transaction_good"): False,
    ("period_time", "period_time_bad"): True,
    ("period_time", "period_time_good"): False,
    ("range", "range_bad"): True,
    ("range", "range_good"): False,
    ("recipient_country", "recipient_country_bad"): True,
    ("recipient_country", "recipient_country_good"): False,
    ("recipient_region_budget", "recipient_region_budget_bad"): True,
    ("recipient_region_budget", "recipient_region_budget_good"): False,
    ("regex_matches", "regex_bad"): True,
    ("regex_matches", "regex_good"): False,
    ("result_indicator_baseline_selector_with_conditions", "results_indicator_baseline_value_bad"): True,
    ("result_indicator_baseline_selector_with_conditions", "results_indicator_baseline_value_good"): False,
    ("result_indicator_baseline_selector_with_conditions", "results_indicator_baseline_value_not_relevant"): False,
    ("result_indicator_period_actual_selector_with_conditions", "results_indicator_period_actual_value_bad"): True,
    ("result_indicator_period_actual_selector_with_conditions", "results_indicator_period_actual_value_good"): False,
    ("result_indicator_period_target_selector_with_conditions", "results_indicator_period_target_value_bad"): True,
    ("result_indicator_period_target_selector_with_conditions", "results_indicator_period_target_value_good"): False,
    ("results_references", "results_refs_bad"): True,
    ("results_references", "results_refs_good"): False,
    ("sector_percentage_sum", "sector_percentage_sum_bad"): True,
    ("sector_percentage_sum", "sector_percentage_sum_good"): False,
    ("starts_with", "identifiers_bad"): True,
    ("starts_with", "identifiers"): False,
    ("sum", "sum_bad"): True,
    ("sum", "sum_good"): False,
    ("sum_two", "sum_two_bad"): True,
    ("sum_two", "sum_two_good"): False,
    ("time_limit", "time_limit_bad"): True,
    ("time_limit", "time_limit_good"): False,
    ("total_expenditure", "total_expenditure_bad"): True,
    ("total_expenditure", "total_expenditure_good"): False,
    ("unique", "unique_bad"): True,
    ("unique", "unique_good"): False,
}


@pytest.fixture(scope="module")
def rulesets(shared_data: Path) -> Path:
    return shared_data / "iati-rulesets"


@pytest.fixture(scope="module")
def standard(rulesets: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((rulesets / "standard.json").read_text())
    return found


@pytest.mark.parametrize(("ruleset", "document"), META, ids=str)
def test_the_judge_agrees_with_the_good_and_bad_files_of_each_kind(ruleset: str, document: str, rulesets: Path) -> None:
    rules = json.loads((rulesets / "meta_tests" / f"{ruleset}.json").read_text())
    found = judge((rulesets / "meta_tests" / f"{document}.xml").read_bytes(), rules, TODAY)
    assert bool(found) is META[ruleset, document]


def judged(body: bytes, standard: dict[str, object], today: date) -> set[tuple[str, str]]:
    """Give pairs of activity and rule, as the ruleset has them."""
    found = set()
    for rule, element in judge(body, standard, today):
        activity = element if element.tag == "iati-activity" else next(element.iterancestors("iati-activity"), None)
        if activity is not None and rule not in UNJUDGED:
            found.add(((activity.findtext("iati-identifier") or "").strip(), rule))
    return {(name, rule) for name, rule in found if (name, MISSING.get(rule)) not in found}


def found(body: bytes) -> set[tuple[str, str]]:
    """Give pairs of activity and rule, as the service finds them; of the rules that are IATI's."""
    return {(one.activity, one.rule) for one in taken(body)[1] if not one.rule.startswith("harambee-")}


REAL = [
    "DK-CVR-36980214",
    "GB-CHC-1076822",
    "GB-CHC-274467",
    "GB-COH-1762840",
    "KE-NCB-2180511304359047",
    "KE-NCB-OP_218_051_924_84",
    "NL-KVK-41152786",
    "NL-KVK-56484038",
    "US-EIN-042103594",
    "US-GOV-1",
    "XM-DAC-301-2",
    "XM-DAC-41123",
    "XM-DAC-47015",
    "activity-standard-example-annotated",
    "usaid-bb",
    "who-bra",
    "worldbank-sv",
]


@pytest.mark.parametrize("name", REAL)
def test_real_files_get_the_findings_that_the_ruleset_gives_them(
    name: str, shared_data: Path, standard: dict[str, object]
) -> None:
    body = (shared_data / "fixtures" / "iati" / f"{name}.xml").read_bytes()
    assert found(body) == judged(body, standard, TODAY)


def test_severities_and_categories_are_those_of_the_ruleset(standard: dict[str, object]) -> None:
    said: dict[str, tuple[str, str]] = {}

    def gather(part: object) -> None:
        if isinstance(part, dict):
            if "ruleInfo" in part:
                info = part["ruleInfo"]
                said[info["id"]] = (info["severity"], info["category"])
            for inner in part.values():
                gather(inner)
        elif isinstance(part, list):
            for inner in part:
                gather(inner)

    gather({context: rules for context, rules in standard.items() if "iati-activit" in context or context[:2] == "//"})
    ours = {rule: (one.severity.value, one.category) for rule, one in RULES.items() if not rule.startswith("harambee-")}
    assert ours == {rule: info for rule, info in said.items() if rule not in UNJUDGED}
