"""From what was reported to values: dates, amounts, what flows have in common; and which transactions are rejected."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec
from msgspec.structs import replace

from services.measurement.reading.contributions import line_of
from services.measurement.reading.digests import digest_of_activity, digest_of_flow, said_of, said_of_line
from services.measurement.reading.lengths import LONGEST_CODE, cut, cut_terms, terms_fit
from services.measurement.reading.places import DAC, parts_of, recipient_of, recipients_of
from services.measurement.reading.records import Activity, Flow, TransactionTerms
from services.measurement.reading.results import indicators_of
from services.measurement.reading.source import NOBODY, Budget, Document, Marker, Organisation, Transaction
from services.measurement.reading.source import Activity as ReportedActivity
from services.measurement.reading.values import (
    FORBIDDEN,
    TRANSACTION_TYPES,
    day,
    decimal,
    exceeds_decimals,
    language_of,
    percentage,
    plain,
    texts,
)
from shared.standards import countries, currencies

SDG_TAGS = frozenset({"2", "3"})
"""IATI's TagVocabulary: goals and targets."""
SDG_SECTORS = frozenset({"7", "8"})
"""IATI's SectorVocabulary: goals and targets."""

_json = msgspec.json.Encoder(order="deterministic").encode


class TransactionTermsBuilder:
    """Gathers the terms of one activity's transactions; those that occur again are looked at once.

    `faultless` says for each of `found` whether it can have no findings.
    """

    def __init__(self, reported: ReportedActivity) -> None:
        self.found: list[TransactionTerms] = []
        self.faultless: list[bool] = []
        self.currency = reported.currency
        self._reported = reported
        self._whole = recipients_of(reported)
        self._aid_type = _aid_type(reported.aid_types)
        self._places: dict[tuple[Any, ...], tuple[int, bytes]] = {}

    def place(self, transaction: Transaction, currency: str) -> tuple[int, bytes]:
        """Give the place of a transaction's terms with all that they say."""
        key = (currency, *unlined(transaction))
        try:
            return self._places[key]
        except KeyError:
            return self._places.setdefault(key, self._add(transaction, currency))

    @property
    def said(self) -> Iterable[tuple[Any, ...]]:
        """Give what the terms were made of: currency, and what `unlined` gives."""
        return self._places

    def _add(self, transaction: Transaction, currency: str) -> tuple[int, bytes]:
        (provider, provider_tidy) = _cleaned(transaction.provider or NOBODY)
        (receiver, receiver_tidy) = _cleaned(transaction.receiver or NOBODY)
        terms = TransactionTerms(
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


FlowOrRejected = tuple[Flow | None, bool]
"""The flow of a transaction, None where it has no readable amount, date or currency; and whether it has no faults."""

REJECTED: FlowOrRejected = (None, False)


def flow_of(transaction: Transaction, terms: TransactionTermsBuilder, today: date) -> FlowOrRejected:
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
        and not exceeds_decimals(value.amount, currency)
    )
    kind = kind if faultless else cut(kind, LONGEST_CODE)
    valued = value_day or moment
    said += said_of_line(in_kind) if in_kind else b""
    identity = digest_of_flow((ref, kind, moment), amount, valued, text, said)
    flow = Flow(line, ref, kind, moment, amount, valued, text, place, identity)
    return replace(flow, lines=(in_kind,)) if in_kind else flow, faultless


def activity_of(
    reported: ReportedActivity, terms: Iterable[TransactionTerms], flows: list[Flow], *, in_table: bool = False
) -> Activity:
    """Give an activity with its flows and indicators."""
    language = language_of(reported.language) or "en"
    details = _details(reported, language)
    parts = {name: list(map(_json, value)) for name, value in details.items() if isinstance(value, list)}
    whole = _json(details | {name: list(map(msgspec.Raw, several)) for name, several in parts.items()})
    found = Activity(
        reported.line,
        reported.identifier.strip(),
        _cleaned(reported.reporter or NOBODY)[0],
        texts(reported.titles, language),
        reported.status,
        reported.collaboration,
        reported.currency,
        _aid_type(reported.aid_types),
        reported.flow_type,
        reported.finance_type,
        {kind: str(moment) for kind, text in reversed(reported.dates) if (moment := day(text))},
        reported.participants,
        parts_of(reported.countries),
        parts_of(reported.regions),
        parts_of(reported.sectors),
        whole.decode(),
        tuple(terms),
        tuple(flows),
        indicators_of(reported.results, language) if reported.results else (),
        b"",
        in_table,
    )
    parts |= {name: [_json(value)] for name, value in details.items() if name not in parts}
    return replace(found, digest=digest_of_activity(found, parts))


def _is_named(organisation: Organisation | None) -> bool:
    return organisation is None or bool(organisation.ref) or organisation.narrated


@lru_cache(maxsize=10_000)
def _cleaned(organisation: Organisation) -> tuple[Organisation, bool]:
    """Give an organisation without white space around its identifiers, and whether it was named as it should be."""
    ref, activity = organisation.ref.strip(), organisation.activity.strip()
    if ref == organisation.ref and activity == organisation.activity:
        return organisation, not FORBIDDEN.search(ref)
    return replace(organisation, ref=ref, activity=activity), False


def _aid_type(types: Iterable[Marker]) -> str:
    for one in types:
        if one.vocabulary in {"", DAC}:
            return one.code
    return ""


def unlined(transaction: Transaction) -> tuple[Any, ...]:
    """Give all that many transactions may have in common, without the lines that it is said in."""
    country, region = transaction.country, transaction.region
    types, sectors = transaction.aid_types, transaction.sectors
    return (
        transaction.provider,
        transaction.receiver,
        country and country.code,
        region and (region.code, region.vocabulary),
        tuple([(one.code, one.vocabulary) for one in types]) if types else (),
        tuple([(one.code, one.vocabulary) for one in sectors]) if sectors else (),
        transaction.flow_type,
        transaction.finance_type,
        transaction.channel,
        transaction.tied_status,
    )


def _details(reported: ReportedActivity, language: str) -> dict[str, Any]:
    """Give all that an activity says besides, as the API shows it; what is not said is left out."""
    found = {
        "descriptions": [{"type": one.kind, "texts": texts(one.texts, language)} for one in reported.descriptions],
        "sdgs": _sdgs(reported),
        "scope": reported.scope,
        "hierarchy": reported.hierarchy,
        "secondary_reporter": reported.secondary.strip() in {"1", "true"},
        "humanitarian": reported.humanitarian in {"1", "true"},
        "tied_status": reported.tied_status,
        "capital_spend": _percentage(reported.capital_spend),
        "policy_markers": [_marker(one) for one in reported.markers],
        "tags": [_marker(one) for one in reported.tags],
        "budgets": [_budget(one, amount) for one in reported.budgets if (amount := amount_of(one)) is not None],
        "documents": [_document(one, language) for one in chain(reported.documents, _of_results(reported))],
        "locations": [
            {"ref": one.ref, "names": texts(one.names, language), "position": " ".join(one.position.split())}
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
        "url": one.url.strip(),
        "format": one.format,
        "titles": texts(one.titles, language),
        "categories": sorted(one.categories),
        "languages": sorted(one.languages),
        "date": day(one.date),
        "of": one.of,
    }


def _sdgs(reported: ReportedActivity) -> list[str]:
    """Give goals and targets, as tags or as sectors, each once and in their order."""
    found = {one.code for one in reported.tags if one.vocabulary in SDG_TAGS}
    found |= {one.code for one in reported.sectors if one.vocabulary in SDG_SECTORS}
    return sorted(found, key=sdg_order)


def sdg_order(code: str) -> list[tuple[int, str]]:
    """Sort goals and targets as the Agenda has them, those with letters after those with numbers."""
    return [(int(part), "") if part.isdigit() else (99, part) for part in code.split(".")]


def _marker(one: Marker) -> dict[str, str]:
    significance = {} if one.significance is None else {"significance": one.significance}
    return {"vocabulary": one.vocabulary or DAC, "code": one.code, **significance}


def _percentage(text: str) -> str:
    """Write a percentage in one form, one that cannot be read as none."""
    value = percentage(text)
    return "" if value is None else plain(value)


def amount_of(budget: Budget) -> Decimal | None:
    """Give the amount of a budget, None where it cannot be read: then the budget is not recorded."""
    return decimal(budget.value.amount) if budget.value else None


def _budget(one: Budget, amount: Decimal) -> dict[str, Any]:
    return {
        "kind": one.element,
        "type": one.kind,
        "status": one.status,
        "start": day(one.start) or "",
        "end": day(one.end),
        "amount": plain(amount),
        "currency": one.value.currency or None if one.value else None,
        "value_date": day(one.value.date) if one.value else None,
    }
