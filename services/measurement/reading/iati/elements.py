"""From one `iati-activity` element to a record: one pass over its children, nothing looked for twice."""

from collections.abc import Sequence
from typing import Any

from lxml.etree import _Element
from msgspec.structs import replace

from services.measurement.reading.iati.parts import (
    LANGUAGE,
    Reader,
    code,
    day,
    document,
    line,
    marker,
    narrative,
    narratives,
    organisation,
    share,
    text,
    value,
)
from services.measurement.reading.iati.results import read_result
from services.measurement.reading.source import (
    Activity,
    Budget,
    BudgetItems,
    Coded,
    Description,
    Location,
    OtherIdentifier,
    Participant,
    Related,
    Transaction,
)


def _provider(element: _Element) -> Any:
    return organisation(element, "provider-activity-id")


def _receiver(element: _Element) -> Any:
    return organisation(element, "receiver-activity-id")


def _participant(element: _Element) -> Participant:
    return Participant(line(element), element.get("role", "").strip(), organisation(element, "activity-id"))


def _named(element: _Element) -> Any:
    return organisation(element, "activity-id")


def _dated(element: _Element) -> tuple[str, str]:
    return element.get("type", "").strip(), day(element)


def _description(element: _Element) -> Description:
    return Description(element.get("type", ""), narratives(element))


def _percentage(element: _Element) -> str:
    return element.get("percentage", "").strip()


def _position(element: _Element) -> str:
    return next((text(child).strip() for child in element if child.tag == "pos"), "")


_OTHERS = Reader(OtherIdentifier, {"owner-org": ("owner", _named)})
_BUDGETS = Reader(
    Budget,
    {
        "period-start": ("start", day),
        "period-end": ("end", day),
        "value": ("value", value),
        "provider-org": ("provider", _provider),
        "receiver-org": ("receiver", _receiver),
    },
)
_TRANSACTIONS = Reader(
    Transaction,
    {
        "transaction-type": ("kind", code),
        "transaction-date": ("date", day),
        "value": ("value", value),
        "description": ("description", narrative),
        "provider-org": ("provider", _provider),
        "receiver-org": ("receiver", _receiver),
        "recipient-country": ("country", share),
        "recipient-region": ("region", share),
        "flow-type": ("flow_type", code),
        "finance-type": ("finance_type", code),
        "disbursement-channel": ("channel", code),
        "tied-status": ("tied_status", code),
    },
    {"aid-type": ("aid_types", marker), "sector": ("sectors", share)},
)
_LOCATIONS = Reader(
    Location,
    {
        "name": ("names", narratives),
        "point": ("position", _position),
        "location-reach": ("reach", code),
        "exactness": ("exactness", code),
        "location-class": ("kind", code),
        "feature-designation": ("feature", code),
    },
)


def read_transaction(element: _Element) -> Transaction:
    """Read one transaction."""
    return _TRANSACTIONS.read(element, line=line(element), ref=element.get("ref", ""))


def _other(element: _Element) -> OtherIdentifier:
    return _OTHERS.read(element, line=line(element), kind=element.get("type", ""), ref=element.get("ref", ""))


def _budget(element: _Element) -> Budget:
    return _BUDGETS.read(
        element,
        line=line(element),
        element=str(element.tag),
        kind=element.get("type", ""),
        status=element.get("status", ""),
    )


def _budget_items(element: _Element) -> BudgetItems:
    items = tuple(_percentage(item) for item in element if item.tag == "budget-item")
    return BudgetItems(line(element), element.get("vocabulary", ""), items)


def _location(element: _Element) -> Location:
    return _LOCATIONS.read(element, line=line(element), ref=element.get("ref", ""))


def _related(element: _Element) -> Related:
    return Related(line(element), element.get("type", ""), element.get("ref", ""))


def _scope(element: _Element) -> Coded:
    return Coded(line(element), str(element.tag), (element.get("type", ""), element.get("vocabulary", "")))


def _conditions(element: _Element) -> Coded:
    codes = tuple(one.get("type", "") for one in element if one.tag == "condition")
    return Coded(line(element), str(element.tag), codes)


def _contact(element: _Element) -> Coded:
    return Coded(line(element), str(element.tag), (element.get("type", ""),))


_ACTIVITIES = Reader(
    Activity,
    {
        "iati-identifier": ("identifier", text),
        "reporting-org": ("reporter", _named),
        "title": ("titles", narratives),
        "activity-status": ("status", code),
        "activity-scope": ("scope", code),
        "collaboration-type": ("collaboration", code),
        "default-flow-type": ("flow_type", code),
        "default-finance-type": ("finance_type", code),
        "default-tied-status": ("tied_status", code),
        "capital-spend": ("capital_spend", _percentage),
    },
    {
        "default-aid-type": ("aid_types", marker),
        "activity-date": ("dates", _dated),
        "participating-org": ("participants", _participant),
        "recipient-country": ("countries", share),
        "recipient-region": ("regions", share),
        "sector": ("sectors", share),
        "other-identifier": ("others", _other),
        "description": ("descriptions", _description),
        "policy-marker": ("markers", marker),
        "tag": ("tags", marker),
        "budget": ("budgets", _budget),
        "planned-disbursement": ("budgets", _budget),
        "country-budget-items": ("budget_items", _budget_items),
        "document-link": ("documents", document),
        "location": ("locations", _location),
        "related-activity": ("related", _related),
        "humanitarian-scope": ("coded", _scope),
        "contact-info": ("coded", _contact),
        "conditions": ("coded", _conditions),
        "result": ("results", read_result),
        "transaction": ("transactions", read_transaction),
    },
)


def read_activity(element: _Element) -> Activity:
    """Read one activity with all that bears on its flows, participants, places, sectors, results and documents."""
    language = element.get(LANGUAGE, "").strip()
    found = _ACTIVITIES.read(
        element,
        line=line(element),
        language=language,
        currency=element.get("default-currency", "").strip(),
        hierarchy=element.get("hierarchy", ""),
        secondary=_secondary(element),
        humanitarian=element.get("humanitarian", ""),
        last_updated=element.get("last-updated-datetime", ""),
        untongued=0 if language else _untongued(element),
        budget_not_provided=element.get("budget-not-provided", ""),
    )
    unnamed = _unnamed(element, found.transactions)
    return replace(found, unnamed=unnamed) if unnamed else found


def _secondary(element: _Element) -> str:
    reporter = next((child for child in element if child.tag == "reporting-org"), None)
    return "" if reporter is None else reporter.get("secondary-reporter", "")


def _unnamed(element: _Element, transactions: Sequence[Transaction]) -> tuple[tuple[int, str], ...]:
    """Find titles and descriptions without words; the descriptions of transactions have been read already."""
    said = iter(transactions)
    parts = (part for part in element if part.tag != "transaction" or not next(said).description)
    found = (one for part in parts for one in part.iter("title", "description"))
    return tuple((line(one), str(one.tag)) for one in found if not narrative(one))


def _untongued(element: _Element) -> int:
    return next((line(one) for one in element.iter("narrative") if not one.get(LANGUAGE, "").strip()), 0)
