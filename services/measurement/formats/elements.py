"""From one `iati-activity` element to a record: one pass over its children, nothing looked for twice."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lxml.etree import _Element

from services.measurement.rules.reported import Activity, Organisation, Participant, Share, Transaction, Value

Read = Callable[[_Element], Any]

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _line(element: Any) -> int:
    line: int = element.sourceline or 0
    return line


def _code(element: _Element) -> str:
    return element.get("code", "").strip()


def _text(element: _Element) -> str:
    return element.text or ""


def _day(element: _Element) -> str:
    return element.get("iso-date", "").strip()


def _narrative(element: _Element) -> str:
    for child in element:
        if child.tag == "narrative":
            return (child.text or "").strip()
    return ""


def _narratives(element: _Element) -> tuple[tuple[str, str], ...]:
    return tuple(
        (child.get(LANGUAGE, ""), child.text.strip()) for child in element if child.tag == "narrative" and child.text
    )


@lru_cache(maxsize=10_000)
def _organisation(ref: str, kind: str, name: str, activity: str = "") -> Organisation:
    # The same few organisations are named again and again; one object for each makes handing them over cheap.
    return Organisation(ref, kind, name, activity)


def _reporter(element: _Element) -> Organisation:
    return _organisation(element.get("ref", ""), element.get("type", ""), _narrative(element))


def _provider(element: _Element) -> Organisation:
    return _organisation(
        element.get("ref", "").strip(),
        element.get("type", ""),
        _narrative(element),
        element.get("provider-activity-id", "").strip(),
    )


def _receiver(element: _Element) -> Organisation:
    return _organisation(
        element.get("ref", "").strip(),
        element.get("type", ""),
        _narrative(element),
        element.get("receiver-activity-id", "").strip(),
    )


def _participant(element: _Element) -> Participant:
    organisation = _organisation(
        element.get("ref", "").strip(),
        element.get("type", ""),
        _narrative(element),
        element.get("activity-id", "").strip(),
    )
    return Participant(_line(element), element.get("role", "").strip(), organisation)


def _dated(element: _Element) -> tuple[str, str]:
    return element.get("type", "").strip(), _day(element)


def _share(element: _Element) -> Share:
    return Share(
        _line(element),
        element.get("code", "").strip(),
        element.get("vocabulary", "").strip(),
        element.get("percentage", "").strip(),
    )


def _value(element: _Element) -> Value:
    return Value(_text(element).strip(), element.get("currency", "").strip(), element.get("value-date", "").strip())


def _aid_type(element: _Element) -> str | None:
    return _code(element) if element.get("vocabulary", "1") in {"", "1"} else None


_OF_TRANSACTION: dict[str, tuple[str, Read]] = {
    "transaction-type": ("kind", _code),
    "transaction-date": ("date", _day),
    "value": ("value", _value),
    "provider-org": ("provider", _provider),
    "receiver-org": ("receiver", _receiver),
    "recipient-country": ("country", _share),
    "recipient-region": ("region", _share),
    "aid-type": ("aid_type", _aid_type),
    "flow-type": ("flow_type", _code),
    "finance-type": ("finance_type", _code),
    "disbursement-channel": ("channel", _code),
}


def read_transaction(element: _Element) -> Transaction:
    """Read one transaction; of an element that occurs twice, the first counts."""
    found: dict[str, Any] = {}
    for child in element:
        known = _OF_TRANSACTION.get(child.tag)
        if known is not None and known[0] not in found:
            value = known[1](child)
            if value is not None:
                found[known[0]] = value
    return Transaction(_line(element), element.get("ref", ""), **found)


_ONCE: dict[str, tuple[str, Read]] = {
    "iati-identifier": ("identifier", _text),
    "reporting-org": ("reporter", _reporter),
    "title": ("titles", _narratives),
    "activity-status": ("status", _code),
    "collaboration-type": ("collaboration", _code),
    "default-aid-type": ("aid_type", _aid_type),
    "default-flow-type": ("flow_type", _code),
    "default-finance-type": ("finance_type", _code),
}
_OFTEN: dict[str, tuple[str, Read]] = {
    "activity-date": ("dates", _dated),
    "participating-org": ("participants", _participant),
    "recipient-country": ("countries", _share),
    "recipient-region": ("regions", _share),
    "sector": ("sectors", _share),
    "transaction": ("transactions", read_transaction),
}


def read_activity(element: _Element) -> Activity:
    """Read one activity with all that bears on its flows."""
    once: dict[str, Any] = {}
    often: dict[str, Any] = {}
    for child in element:
        tag = child.tag
        if (repeated := _OFTEN.get(tag)) is not None:
            often.setdefault(repeated[0], []).append(repeated[1](child))
        elif (single := _ONCE.get(tag)) is not None and single[0] not in once:
            value = single[1](child)
            if value is not None:
                once[single[0]] = value
    for name, found in often.items():
        often[name] = tuple(found)
    return Activity(
        _line(element),
        language=element.get(LANGUAGE, ""),
        currency=element.get("default-currency", "").strip(),
        **once,
        **often,
    )
