"""How long texts may be: what is looked up has to fit into an index, and what is told into an event."""

from collections.abc import Sequence

from msgspec.structs import replace

from services.measurement.reading.source import Activity, Marker, Narratives, Organisation, Result, Share, Transaction

LONGEST_CODE = 500
"""Bytes of a code, identifier or reference; real ones have up to 60."""
LONGEST_NAME = 1_000
"""Bytes of an organisation's name."""
LONGEST_TITLES = 20_000
"""Characters of a title in all its languages."""
MOST_PLACES = 300
MOST_SECTORS = 1_000

Texts = list[tuple[str, str, str, int]]
"""Texts: the element and the attribute that each stands in, itself, and how many bytes it may have."""


def exceeds(text: str, most: int) -> bool:
    """Say whether a text is too long."""
    # A character has at most four bytes, and hardly any text comes near.
    return len(text) * 4 > most and len(text.encode()) > most


def terms_fit(transaction: Transaction) -> bool:
    """Say whether nothing is too long of what many transactions have in common."""
    texts = texts_of_terms(transaction)
    return len(transaction.sectors) <= MOST_SECTORS and not any(exceeds(text, most) for _, _, text, most in texts)


def texts_of_terms(transaction: Transaction) -> Texts:
    """Give what many transactions have in common."""
    found = [
        ("flow-type", "code", transaction.flow_type, LONGEST_CODE),
        ("finance-type", "code", transaction.finance_type, LONGEST_CODE),
        ("disbursement-channel", "code", transaction.channel, LONGEST_CODE),
        *of_codes("aid-type", transaction.aid_types),
    ]
    if transaction.provider is not None:
        found += of_organisation("provider-org", transaction.provider)
    if transaction.receiver is not None:
        found += of_organisation("receiver-org", transaction.receiver)
    if transaction.region is not None:
        found += of_codes("recipient-region", [transaction.region])
    return found


def of_organisation(element: str, organisation: Organisation) -> Texts:
    """Give what an organisation is looked up by."""
    return [
        (element, "ref", organisation.ref, LONGEST_CODE),
        (element, "activity-id", organisation.activity, LONGEST_CODE),
        (element, "", organisation.name, LONGEST_NAME),
    ]


def of_codes(element: str, codes: Sequence[Marker | Share]) -> Texts:
    """Give codes and their vocabularies."""
    found = [(element, "code", one.code, LONGEST_CODE) for one in codes]
    return found + [(element, "vocabulary", one.vocabulary, LONGEST_CODE) for one in codes]


def cut(text: str, most: int) -> str:
    """Give the beginning of a text, of at most so many bytes."""
    return text.encode()[:most].decode(errors="ignore") if exceeds(text, most) else text


def cut_activity(activity: Activity) -> Activity:
    """Give an activity, without its transactions, in which nothing is too long; its identifier is left as it is."""
    reporter = activity.reporter and replace(_cut_organisation(activity.reporter), ref=activity.reporter.ref)
    countries = activity.countries[:MOST_PLACES]
    return replace(
        activity,
        reporter=reporter,
        titles=_cut_titles(activity.titles),
        status=cut(activity.status, LONGEST_CODE),
        collaboration=cut(activity.collaboration, LONGEST_CODE),
        flow_type=cut(activity.flow_type, LONGEST_CODE),
        finance_type=cut(activity.finance_type, LONGEST_CODE),
        aid_types=tuple(map(_cut_marker, activity.aid_types)),
        related=tuple(replace(one, ref=cut(one.ref, LONGEST_CODE)) for one in activity.related),
        participants=tuple(
            replace(one, organisation=_cut_organisation(one.organisation)) for one in activity.participants
        ),
        countries=countries,
        regions=tuple(map(_cut_share, activity.regions[: MOST_PLACES - len(countries)])),
        sectors=activity.sectors[:MOST_SECTORS],
        results=tuple(map(_cut_result, activity.results)),
    )


def cut_terms(transaction: Transaction) -> Transaction:
    """Give a transaction in which nothing is too long of what many have in common."""
    return replace(
        transaction,
        flow_type=cut(transaction.flow_type, LONGEST_CODE),
        finance_type=cut(transaction.finance_type, LONGEST_CODE),
        channel=cut(transaction.channel, LONGEST_CODE),
        aid_types=tuple(map(_cut_marker, transaction.aid_types)),
        provider=transaction.provider and _cut_organisation(transaction.provider),
        receiver=transaction.receiver and _cut_organisation(transaction.receiver),
        region=transaction.region and _cut_share(transaction.region),
        sectors=transaction.sectors[:MOST_SECTORS],
    )


def _cut_organisation(one: Organisation) -> Organisation:
    ref, activity = cut(one.ref, LONGEST_CODE), cut(one.activity, LONGEST_CODE)
    return replace(one, ref=ref, name=cut(one.name, LONGEST_NAME), activity=activity)


def _cut_marker(one: Marker) -> Marker:
    return replace(one, code=cut(one.code, LONGEST_CODE), vocabulary=cut(one.vocabulary, LONGEST_CODE))


def _cut_share(one: Share) -> Share:
    return replace(one, code=cut(one.code, LONGEST_CODE), vocabulary=cut(one.vocabulary, LONGEST_CODE))


def _cut_titles(titles: Narratives) -> Narratives:
    left, found = LONGEST_TITLES, []
    for language, text in titles:
        found.append((language, text[:left]))
        left -= len(found[-1][1])
    return tuple((language, text) for language, text in found if text)


def _cut_result(result: Result) -> Result:
    indicators = tuple(replace(one, titles=_cut_titles(one.titles)) for one in result.indicators)
    return replace(result, titles=_cut_titles(result.titles), indicators=indicators)
