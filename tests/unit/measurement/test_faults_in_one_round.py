from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from services.measurement.ledger.activities.api import Sent as ActivityBody
from services.measurement.ledger.flows.api import Sent as FlowBody
from shared.http.problems import faults_of

ONE: TypeAdapter[Any] = TypeAdapter(ActivityBody)
FLOWS: TypeAdapter[Any] = TypeAdapter(FlowBody)
ACTIVITY = str(UUID(int=7))


def faults(adapter: TypeAdapter[Any], value: Any) -> set[tuple[str, str]]:
    with pytest.raises(ValidationError) as failed:
        adapter.validate_python(value)
    found = [(one.pointer, one.code) for one in faults_of(failed.value)]
    assert len(found) == len(set(found))
    return set(found)


def test_faults_of_form_and_of_rules_come_together() -> None:
    said = {
        "titles": {},
        "status": "9",
        "colour": "red",
        "recipients": [{"code": "KE", "percentage": "60"}, {"code": "UG", "percentage": "30"}],
        "sectors": [{"code": "1"}, {"code": "2", "percentage": "x"}],
        "dates": {"4": "2019-01-01"},
        "participants": [{"role": "pivotal"}],
    }
    assert faults(ONE, said) == {
        ("/identifier", "missing"),
        ("/reporter", "missing"),
        ("/titles", "too_short"),
        ("/status", "literal_error"),
        ("/colour", "unknown_field"),
        ("/recipients", "not_whole"),
        ("/sectors/1/percentage", "decimal_parsing"),
        ("/dates", "required"),
        ("/participants/0/ref", "required"),
        ("/participants", "incomplete"),
    }


def test_what_is_missing_is_told_once() -> None:
    assert ("/dates", "missing") in faults(ONE, {"titles": {"en": "x"}})


@pytest.mark.parametrize("value", [None, 7, "x", [], [[]], {}])
def test_what_is_no_activity_is_told(value: Any) -> None:
    assert faults(ONE, value)


def test_each_flow_of_a_list_tells_all_that_is_wrong_with_it() -> None:
    right = {
        "activity": ACTIVITY,
        "transaction_type": "3",
        "day": "2020-03-15",
        "value": {"amount": "1", "currency": "USD"},
    }
    said = [
        {**right, "transaction_type": "99", "provider": {}},
        {**right, "parts": [{"code": "KE"}, {"code": "UG"}]},
        {"activity": ACTIVITY, "day": "2020-03-15"},
        right,
        "x",
    ]
    assert faults(FLOWS, said) == {
        ("/0/transaction_type", "unknown_transaction_type"),
        ("/0/provider/ref", "required"),
        ("/1/parts/0/weight", "required"),
        ("/1/parts/1/weight", "required"),
        ("/2/transaction_type", "missing"),
        ("/2/value", "required"),
        ("/4", "model_type"),
    }
    assert faults(FLOWS, said[0]) == {("/transaction_type", "unknown_transaction_type"), ("/provider/ref", "required")}


def test_whole_bodies_pass() -> None:
    right = {"activity": ACTIVITY, "transaction_type": "3", "day": str(date.max), "provider": {}}
    assert [one.transaction_type for one in FLOWS.validate_python([right, right])] == ["3", "3"]
    assert FLOWS.validate_python(right).activity == UUID(int=7)
