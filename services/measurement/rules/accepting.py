"""From what was reported to values: dates, amounts, and what flows have in common."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any

import msgspec

from services.measurement.rules.contributions import line_of
from services.measurement.rules.lengths import LONGEST_CODE, cut, cut_terms, terms_fit
from services.measurement.rules.places import DAC, recipient_of, recipients_of
from services.measurement.rules.records import Activity, Flow, Terms
from services.measurement.rules.reported import NOBODY, Budget, Document, Marker, Organisation, Transaction
from services.measurement.rules.reported import Activity as ReportedActivity
from services.measurement.rules.results import indicators_of
from services.measurement.rules.values import FORBIDDEN, TRANSACTION_TYPES, day, decimal, texts
from shared.standards import countries, currencies

SDG_TAGS = frozenset({"2", "3"})
"""IATI's TagVocabulary: goals and targets."""
SDG_SECTORS = frozenset({"7", "8"})
"""IATI's SectorVocabulary: goals and targets."""

_encode = msgspec.msgpack.Encoder().encode
_json = msgspec.json.Encoder().encode


class TermsOf:
    """Gathers the terms of one activity's transactions; those that occur again are looked at once.

    `faultless` says for each of `found` whether it can have no findings.
    """

    def __init__(self, reported: ReportedActivity) -> None:
        self.found: list[Terms] = []
        self.faultless: list[bool] = []
        self.currency = reported.currency
        self._reported = reported
        self._whole = recipients_of(reported)
        self._aid_type = _aid_type(reported.aid_types)
        self._places: dict[tuple[Hashable, ...], tuple[int, bytes]] = {}

    def place(self, transaction: Transaction, currency: str) -> tuple[int, bytes]:
        """Give the place of a transaction's terms with all that they say."""
        key = (currency, *transaction[5:7], *_unlined(transaction), *transaction[10:13])
        try:
            return self._places[key]
        except KeyError:
            return self._places.setdefault(key, self._add(transaction, currency))

    def _add(self, transaction: Transaction, currency: str) -> tuple[int, bytes]:
        (provider, provider_tidy) = _cleaned(transaction.provider or NOBODY)
        (receiver, receiver_tidy) = _cleaned(transaction.receiver or NOBODY)
        terms = Terms(
            currency,
            provider,
            receiver,
            recipient_of(transaction) or self._whole,
            transaction.channel,
            _aid_type(transaction.aid_types) or self._aid_type,
            transaction.flow_type or self._reported.flow_type,
            transaction.finance_type or self._reported.finance_type,
            self._reported.collaboration,
            tuple(f"{one.vocabulary or DAC}:{one.code}" for one in transaction.sectors),
        )
        said = said_of(terms)
        if len(said) > LONGEST_CODE and not terms_fit(transaction):
            place, said = self._add(cut_terms(transaction), currency)
            self.faultless[place] = False
            return place, said
        named = _is_named(transaction.provider) and _is_named(transaction.receiver)
        placed = transaction.country is None or transaction.country.code in countries()
        self.found.append(terms)
        self.faultless.append(provider_tidy and receiver_tidy and named and placed)
        return len(self.found) - 1, said


Taken = tuple[Flow | None, bool]
"""The flow of a transaction, None where it has no readable amount, date or currency; and whether it has no faults."""

REJECTED: Taken = (None, False)


def flow_of(transaction: Transaction, terms: TermsOf, today: date) -> Taken:
    """Give the flow of a transaction; one without a readable value date has its own date."""
    value = transaction.value
    moment = day(transaction.date)
    if value is None or moment is None:
        return REJECTED
    amount = decimal(value.amount)
    currency = value.currency or terms.currency
    in_kind = None
    if transaction.contribution is not None:
        in_kind = line_of(transaction.contribution)
        if in_kind is None:
            return REJECTED
        currency = currency if value.amount else ""
    if (amount is None or currency not in currencies()) and (value.amount or not in_kind):
        return REJECTED
    value_day = day(value.date)
    place, said = terms.place(transaction, currency)
    line, ref, kind, text = transaction.line, transaction.ref, transaction.kind, transaction.description
    faultless = (
        terms.faultless[place]
        and kind in TRANSACTION_TYPES
        and moment <= today
        and value_day is not None
        and value_day <= today
    )
    own = f"{ref}\0{kind}\0{transaction.date}\0{value.amount}\0{value.date}\0{text}"
    if transaction.contribution:
        own = "\0".join((own, *transaction.contribution))
    identity = digest(own.encode() + said)
    kind = kind if faultless else cut(kind, LONGEST_CODE)
    flow = Flow(line, ref, kind, moment, amount, value_day or moment, text, place, identity)
    return flow._replace(lines=(in_kind,)) if in_kind else flow, faultless


def accept(
    reported: ReportedActivity, terms: Iterable[Terms], flows: list[Flow], *, in_table: bool = False
) -> Activity:
    """Give an activity with its flows and indicators."""
    language = reported.language.lower() or "en"
    details = _json(_details(reported, language)).decode()
    content = _encode((details, reported[3:7], reported[8:11], reported.dates, _people(reported), _shares(reported)))
    reporter = reported.reporter or NOBODY
    return Activity(
        reported.line,
        reported.identifier.strip(),
        _cleaned(reporter)[0],
        texts(reported.titles, language),
        reported.status,
        reported.collaboration,
        reported.currency,
        _aid_type(reported.aid_types),
        reported.flow_type,
        reported.finance_type,
        {kind: str(moment) for kind, text in reversed(reported.dates) if (moment := day(text))},
        reported.participants,
        reported.countries,
        reported.regions,
        reported.sectors,
        details,
        tuple(terms),
        tuple(flows),
        indicators_of(reported.results, language) if reported.results else (),
        digest(content + _encode(_results(reported)) + b"".join(sorted(flow.digest for flow in flows))),
        in_table,
    )


def _is_named(organisation: Organisation | None) -> bool:
    return organisation is None or bool(organisation.ref) or organisation.narrated


@lru_cache(maxsize=10_000)
def _cleaned(organisation: Organisation) -> tuple[Organisation, bool]:
    """Give an organisation without white space around its identifiers, and whether it was named as it should be."""
    ref, activity = organisation.ref.strip(), organisation.activity.strip()
    if ref == organisation.ref and activity == organisation.activity:
        return organisation, not FORBIDDEN.search(ref)
    return organisation._replace(ref=ref, activity=activity), False


def _aid_type(types: Iterable[Marker]) -> str:
    return next((one.code for one in types if one.vocabulary in {"", DAC}), "")


def _unlined(transaction: Transaction) -> tuple[Hashable, ...]:
    """Give places, types and sectors without the lines they are said in."""
    country, region = transaction.country, transaction.region
    types, sectors = transaction.aid_types, transaction.sectors
    return (
        country and country[1:],
        region and region[1:],
        types[0][1:3] if len(types) == 1 else tuple(one[1:3] for one in types),
        tuple(one[1:] for one in sectors) if sectors else (),
    )


def said_of(terms: Terms) -> bytes:
    """Give all that terms say, for a digest."""
    recipients = " ".join(f"{code} {weight}" for code, weight in terms.recipients)
    organisations = (*terms.provider[:4], *terms.receiver[:4])
    return "\0".join((terms.currency, *organisations, recipients, *terms[4:9], *terms.sectors)).encode()


def _people(reported: ReportedActivity) -> list[Any]:
    return [participant[1:] for participant in reported.participants]


def _shares(reported: ReportedActivity) -> list[Any]:
    return [share[1:] for part in (reported.countries, reported.regions, reported.sectors) for share in part]


def _results(reported: ReportedActivity) -> list[Any]:
    """Give results without the lines they are said in."""
    return [
        (result[1:4], [(one[1:6], _values(one.baselines), _periods(one)) for one in result.indicators])
        for result in reported.results
    ]


def _periods(indicator: Any) -> list[Any]:
    return [(period.start, period.end, _values(period.values)) for period in indicator.periods]


def _values(values: Iterable[Any]) -> list[Any]:
    return [value[1:] for value in values]


def _details(reported: ReportedActivity, language: str) -> dict[str, Any]:
    """Give all that bears on no total, as the API shows it; what is not said is left out."""
    found = {
        "descriptions": [{"type": one.kind, "texts": texts(one.texts, language)} for one in reported.descriptions],
        "sdgs": _sdgs(reported),
        "scope": reported.scope,
        "hierarchy": reported.hierarchy,
        "humanitarian": reported.humanitarian in {"1", "true"},
        "tied_status": reported.tied_status,
        "capital_spend": reported.capital_spend,
        "policy_markers": [_marker(one) for one in reported.markers],
        "tags": [_marker(one) for one in reported.tags],
        "budgets": [_budget(one) for one in reported.budgets],
        "documents": [_document(one, language) for one in chain(reported.documents, _of_results(reported))],
        "locations": [
            {"ref": one.ref, "names": texts(one.names, language), "position": one.position}
            for one in reported.locations
        ],
        "related": [{"type": one.kind, "identifier": one.ref.strip()} for one in reported.related],
        "other_identifiers": [{"type": one.kind, "identifier": one.ref.strip()} for one in reported.others],
    }
    return {name: value for name, value in found.items() if value}


def _of_results(reported: ReportedActivity) -> Iterator[Document]:
    return (one for result in reported.results for one in result.documents)


def _document(one: Document, language: str) -> dict[str, Any]:
    return {
        "url": one.url,
        "format": one.format,
        "titles": texts(one.titles, language),
        "categories": one.categories,
        "languages": one.languages,
        "date": one.date or None,
        "of": one.of,
    }


def _sdgs(reported: ReportedActivity) -> list[str]:
    """Give goals and targets, as tags or as sectors, each once and in their order."""
    found = {one.code for one in reported.tags if one.vocabulary in SDG_TAGS}
    found |= {one.code for one in reported.sectors if one.vocabulary in SDG_SECTORS}
    return sorted(found, key=sdg_order)


def sdg_order(code: str) -> list[int]:
    """Sort goals and targets as the Agenda has them."""
    return [int(part) if part.isdigit() else 99 for part in code.split(".")]


def _marker(one: Marker) -> dict[str, str]:
    significance = {} if one.significance is None else {"significance": one.significance}
    return {"vocabulary": one.vocabulary or DAC, "code": one.code, **significance}


def _budget(one: Budget) -> dict[str, Any]:
    return {
        "kind": one.element,
        "type": one.kind,
        "status": one.status,
        "start": one.start,
        "end": one.end or None,
        "amount": one.value.amount if one.value else None,
        "currency": one.value.currency or None if one.value else None,
        "value_date": one.value.date or None if one.value else None,
    }


def digest(text: bytes) -> bytes:
    """Stand for a content: the same content has the same digest."""
    return blake2b(text, digest_size=16).digest()
