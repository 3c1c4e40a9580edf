"""Where codes of IATI's lists stand in an activity, after IATI's mapping of attributes to code lists."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from services.measurement.reading.source import Activity, Description, Result, Transaction

Codes = Iterable[tuple[str, str]]
"""Pairs of vocabulary, empty where there is none, and code."""

LANGUAGES = "Language"
SECTORS = {"": "Sector", "1": "Sector", "2": "SectorCategory", "7": "UNSDG-Goals", "8": "UNSDG-Targets"}
REGIONS = {"": "Region", "1": "Region"}
AID_TYPES = {"": "AidType", "1": "AidType", "2": "EarmarkingCategory", "4": "CashandVoucherModalities"}
MARKERS = {"": "PolicyMarker", "1": "PolicyMarker"}
TAGS = {"2": "UNSDG-Goals", "3": "UNSDG-Targets"}


class Site(NamedTuple):
    """An attribute with a code: its path below the element, its list by vocabulary, and what gives the codes.

    Where `own_rule` is set, another rule finds what is no code at all.
    """

    path: str
    lists: Mapping[str, str]
    codes: Callable[[Any], Codes]
    own_rule: bool = False


class Element(NamedTuple):
    """An element with codes: its path, what gives those of an activity, and all codes of one, to know it again by."""

    path: str
    items: Callable[[Any], Sequence[Any]]
    combination: Callable[[Any], Hashable]
    sites: Sequence[Site]


def _of(name: str) -> Callable[[Any], Codes]:
    """Give the code of an attribute that has a list of its own."""
    single = attrgetter(name)
    return lambda item: [("", single(item) or "")]


def _several(name: str) -> Callable[[Any], Codes]:
    many = attrgetter(name)
    return lambda item: [("", code.strip()) for code in many(item)]


def _languages(name: str) -> Callable[[Any], Codes]:
    many = attrgetter(name)
    return lambda item: [("", _language(tag)) for tag, _ in many(item)]


def _language(tag: str) -> str:
    return tag.strip().lower().partition("-")[0]


def _plain(path: str, name: str, attribute: str, *, own_rule: bool = False) -> Site:
    return Site(path, {"": name}, _of(attribute), own_rule)


def _position(path: str, name: str, place: int) -> Site:
    return Site(path, {"": name}, lambda item: [("", item.codes[place])])


def _in(path: str, lists: Mapping[str, str], items: Callable[[Any], Iterable[Any]]) -> Site:
    """Give the site of codes that are each of a vocabulary."""
    return Site(path, lists, lambda owner: [(one.vocabulary, one.code) for one in items(owner)])


def _vocabularies(path: str, name: str, items: Callable[[Any], Iterable[Any]]) -> Site:
    return Site(path, {"": name}, lambda owner: [("", one.vocabulary) for one in items(owner)])


def _part(path: str, name: str, part: str, attribute: str, *, own_rule: bool = False) -> Site:
    """Give the site of a code of a part that may be missing."""
    single, of_part = attrgetter(part), attrgetter(attribute)
    return Site(path, {"": name}, lambda owner: [("", of_part(one)) for one in [single(owner)] if one], own_rule)


def _itself(activity: Activity) -> Sequence[Activity]:
    return (activity,)


def _reporter(activity: Activity) -> Sequence[Any]:
    return () if activity.reporter is None else (activity.reporter,)


def _region(transaction: Transaction) -> Sequence[Any]:
    return () if transaction.region is None else (transaction.region,)


def _budgets(element: str) -> Callable[[Activity], Sequence[Any]]:
    return lambda activity: [one for one in activity.budgets if one.element == element]


def _documents_of_results(activity: Activity) -> Sequence[Any]:
    return [document for result in activity.results for document in result.documents]


def _coded(element: str) -> Callable[[Activity], Sequence[Any]]:
    return lambda activity: [one for one in activity.coded if one.element == element]


def _of_budget(budget: Any) -> Hashable:
    parties = (budget.provider and budget.provider.kind, budget.receiver and budget.receiver.kind)
    return budget.kind, budget.status, budget.value and budget.value.currency, parties


def _of_description(description: Description) -> Hashable:
    return description.kind, *[language for language, _ in description.texts]


def _of_result(result: Result) -> Hashable:
    return result.kind, *[one.measure for one in result.indicators]


def of_terms(said: tuple[Any, ...]) -> Hashable:
    """Give the codes of what `TransactionTermsBuilder.said` gives."""
    currency, provider, receiver, _, *codes = said
    return currency, provider and provider.kind, receiver and receiver.kind, *codes


_in_vocabulary = attrgetter("vocabulary", "code")
_OF_PARTIES = (
    _part("provider-org/@type", "OrganisationType", "provider", "kind"),
    _part("receiver-org/@type", "OrganisationType", "receiver", "kind"),
)
_OF_BUDGETS = (
    _plain("@type", "BudgetType", "kind"),
    _plain("@status", "BudgetStatus", "status"),
    _part("value/@currency", "Currency", "value", "currency"),
    *_OF_PARTIES,
)
_OF_DOCUMENTS = (
    _plain("@format", "FileFormat", "format"),
    Site("category/@code", {"": "DocumentCategory"}, _several("categories")),
    Site("language/@code", {"": LANGUAGES}, lambda document: [("", _language(code)) for code in document.languages]),
)
_OF_DOCUMENT = attrgetter("format", "categories", "languages")


def _single(path: str, items: Callable[[Any], Sequence[Any]], lists: Mapping[str, str], vocabularies: str) -> Element:
    """Give an element that has a vocabulary and a code."""
    return Element(
        path, items, _in_vocabulary, (_in("@code", lists, _same), _vocabularies("@vocabulary", vocabularies, _same))
    )


def _same(item: Any) -> Sequence[Any]:
    return (item,)


OF_ACTIVITY = (
    Element(
        "",
        _itself,
        attrgetter(
            *("language", "currency", "status", "scope", "collaboration", "flow_type", "finance_type", "tied_status"),
            "budget_not_provided",
        ),
        (
            Site("@xml:lang", {"": LANGUAGES}, lambda activity: [("", _language(activity.language))]),
            _plain("@default-currency", "Currency", "currency", own_rule=True),
            _plain("@budget-not-provided", "BudgetNotProvided", "budget_not_provided"),
            _plain("activity-status/@code", "ActivityStatus", "status"),
            _plain("activity-scope/@code", "ActivityScope", "scope"),
            _plain("collaboration-type/@code", "CollaborationType", "collaboration"),
            _plain("default-flow-type/@code", "FlowType", "flow_type"),
            _plain("default-finance-type/@code", "FinanceType", "finance_type"),
            _plain("default-tied-status/@code", "TiedStatus", "tied_status"),
        ),
    ),
    Element("/reporting-org", _reporter, attrgetter("kind"), (_plain("@type", "OrganisationType", "kind"),)),
    Element(
        "/participating-org",
        attrgetter("participants"),
        attrgetter("role", "organisation.kind"),
        (_plain("@role", "OrganisationRole", "role"), _plain("@type", "OrganisationType", "organisation.kind")),
    ),
    Element(
        "/title/narrative",
        attrgetter("titles"),
        itemgetter(0),
        (Site("@xml:lang", {"": LANGUAGES}, lambda narrative: [("", _language(narrative[0]))]),),
    ),
    Element(
        "/description",
        attrgetter("descriptions"),
        _of_description,
        (
            _plain("@type", "DescriptionType", "kind"),
            Site("narrative/@xml:lang", {"": LANGUAGES}, _languages("texts")),
        ),
    ),
    Element(
        "/activity-date",
        attrgetter("dates"),
        itemgetter(0),
        (Site("@type", {"": "ActivityDateType"}, lambda dated: [("", dated[0])]),),
    ),
    Element(
        "/other-identifier",
        attrgetter("others"),
        attrgetter("kind"),
        (_plain("@type", "OtherIdentifierType", "kind"),),
    ),
    _single("/recipient-region", attrgetter("regions"), REGIONS, "RegionVocabulary"),
    _single("/sector", attrgetter("sectors"), SECTORS, "SectorVocabulary"),
    _single("/tag", attrgetter("tags"), TAGS, "TagVocabulary"),
    _single("/default-aid-type", attrgetter("aid_types"), AID_TYPES, "AidTypeVocabulary"),
    Element(
        "/policy-marker",
        attrgetter("markers"),
        attrgetter("vocabulary", "code", "significance"),
        (
            _in("@code", MARKERS, _same),
            _vocabularies("@vocabulary", "PolicyMarkerVocabulary", _same),
            _plain("@significance", "PolicySignificance", "significance"),
        ),
    ),
    Element(
        "/country-budget-items",
        attrgetter("budget_items"),
        attrgetter("vocabulary"),
        (_plain("@vocabulary", "BudgetIdentifierVocabulary", "vocabulary"),),
    ),
    Element("/budget", _budgets("budget"), _of_budget, _OF_BUDGETS),
    Element("/planned-disbursement", _budgets("planned-disbursement"), _of_budget, _OF_BUDGETS),
    Element("/document-link", attrgetter("documents"), _OF_DOCUMENT, _OF_DOCUMENTS),
    Element(
        "/related-activity",
        attrgetter("related"),
        attrgetter("kind"),
        (_plain("@type", "RelatedActivityType", "kind"),),
    ),
    Element(
        "/location",
        attrgetter("locations"),
        attrgetter("reach", "exactness", "kind", "feature"),
        (
            _plain("location-reach/@code", "GeographicLocationReach", "reach"),
            _plain("exactness/@code", "GeographicExactness", "exactness"),
            _plain("location-class/@code", "GeographicLocationClass", "kind"),
            _plain("feature-designation/@code", "LocationType", "feature"),
        ),
    ),
    Element(
        "/humanitarian-scope",
        _coded("humanitarian-scope"),
        attrgetter("codes"),
        (
            _position("@type", "HumanitarianScopeType", 0),
            _position("@vocabulary", "HumanitarianScopeVocabulary", 1),
        ),
    ),
    Element("/contact-info", _coded("contact-info"), attrgetter("codes"), (_position("@type", "ContactType", 0),)),
    Element(
        "/conditions",
        _coded("conditions"),
        attrgetter("codes"),
        (Site("condition/@type", {"": "ConditionType"}, lambda item: [("", code) for code in item.codes]),),
    ),
    Element(
        "/result",
        attrgetter("results"),
        _of_result,
        (
            _plain("@type", "ResultType", "kind"),
            Site(
                "indicator/@measure",
                {"": "IndicatorMeasure"},
                lambda result: [("", one.measure) for one in result.indicators],
            ),
        ),
    ),
    Element("/result//document-link", _documents_of_results, _OF_DOCUMENT, _OF_DOCUMENTS),
)
OF_TRANSACTION = Element(
    "/transaction",
    attrgetter("transactions"),
    of_terms,
    (
        _part("value/@currency", "Currency", "value", "currency", own_rule=True),
        *_OF_PARTIES,
        _plain("disbursement-channel/@code", "DisbursementChannel", "channel"),
        _in("sector/@code", SECTORS, attrgetter("sectors")),
        _vocabularies("sector/@vocabulary", "SectorVocabulary", attrgetter("sectors")),
        _in("recipient-region/@code", REGIONS, _region),
        _vocabularies("recipient-region/@vocabulary", "RegionVocabulary", _region),
        _plain("flow-type/@code", "FlowType", "flow_type"),
        _plain("finance-type/@code", "FinanceType", "finance_type"),
        _in("aid-type/@code", AID_TYPES, attrgetter("aid_types")),
        _vocabularies("aid-type/@vocabulary", "AidTypeVocabulary", attrgetter("aid_types")),
        _plain("tied-status/@code", "TiedStatus", "tied_status"),
    ),
)

LISTS = frozenset(
    name for element in (*OF_ACTIVITY, OF_TRANSACTION) for site in element.sites for name in site.lists.values()
)
"""The lists by which codes are checked."""
