"""How long texts may be: what is looked up has to fit into an index, and what is told into an event."""

from collections.abc import Sequence

from services.measurement.rules.reported import Marker, Organisation, Share, Transaction

LONGEST_CODE = 500
"""Bytes of a code, identifier or reference; real ones have up to 60."""
LONGEST_NAME = 1_000
"""Bytes of an organisation's name."""
LONGEST_TITLES = 20_000
"""Characters of a title in all its languages."""
MOST_PLACES = 300

Texts = list[tuple[str, str, str, int]]
"""Texts: the element and the attribute that each stands in, itself, and how many bytes it may have."""


def exceeds(text: str, most: int) -> bool:
    """Say whether a text is too long."""
    # A character has at most four bytes, and hardly any text comes near.
    return len(text) * 4 > most and len(text.encode()) > most


def terms_fit(transaction: Transaction) -> bool:
    """Say whether nothing is too long of what many transactions have in common."""
    return not any(exceeds(text, most) for _, _, text, most in texts_of_terms(transaction))


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
