"""What follows from a flow and its parties: provider, kind of cooperation, value in USD and the recipients' parts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.measurement.facts.organisations.rules.parties import Party, party
from services.measurement.facts.rates.rules.money import Rate, split, to_usd
from services.measurement.ledger.rules.cooperation import cooperation, decided, partners_of
from services.measurement.reading.records import TransactionTerms
from services.measurement.reading.source import FUNDING, NOBODY, Organisation, Participant, by_name

RECEIVED = frozenset({"1", "11", "13"})
"""Transaction types that the reporting organisation receives; it provides all others, where no provider is named."""

Parties = Mapping[str, Party]
"""What the registry, or somebody who has said it, knows of what organisations are named by."""


class Sides(NamedTuple):
    """Who provides, and what kind of cooperation that makes."""

    provider: Party
    cooperation: str | None


class Settled(NamedTuple):
    """The value in USD at a rate; `parts` are the recipients' parts of it, to the cent."""

    usd: Decimal
    parts: list[Decimal]


def resolve(organisation: Organisation, known: Parties) -> Party:
    """Say who an organisation is: what the registry knows, else what its reference says, else what it is named by."""
    named_by = organisation.named_by
    found = known.get(named_by)
    if found is None or not found.code:
        found = party(organisation.ref, organisation.kind)
    return found if found.code else Party(named_by)


def provider_of(terms: TransactionTerms, transaction_type: str, reporter: Organisation) -> Organisation:
    """Say who provides flows of a transaction type.

    Who is not named is the reporter, if it gives; else nobody. A name alone that is the reporter's stands for it.
    """
    return giver(terms.provider, transaction_type, reporter)


def giver(named: Organisation, transaction_type: str, reporter: Organisation) -> Organisation:
    """Give who provides, from who is named; see `provider_of`."""
    if named.ref:
        return named
    if named.name:
        return reporter if reporter.name and by_name(named.name) == by_name(reporter.name) else named
    return NOBODY if transaction_type in RECEIVED else reporter


def funders(participants: Iterable[Participant], reporter: Organisation) -> list[Organisation]:
    """Give who provides the money of an activity as a whole: those who fund it, else who reports it."""
    named = [one.organisation for one in participants if one.role == FUNDING and one.organisation.named_by]
    return named or [reporter]


def sides(
    terms: TransactionTerms, provider: Party, developed: Collection[str], partners: Iterable[str], value: str | None
) -> Sides:
    """Derive the sides of flows; `value` is what somebody has set their cooperation to."""
    recipients = [code for code, _ in terms.recipients]
    derived = cooperation(terms.collaboration, provider, recipients, developed, partners)
    return Sides(provider, decided(value, derived, provider.code, recipients))


def partners(collaboration: str, participants: Iterable[Participant]) -> frozenset[str]:
    """Give the parties of triangular cooperation beside provider and recipients."""
    return partners_of(collaboration, ((one.organisation.ref, one.organisation.kind) for one in participants))


def settle(amount: Decimal, rate: Rate, weights: Sequence[Decimal]) -> Settled:
    """Convert an amount, and split it among the recipients."""
    usd = to_usd(amount, rate)
    return Settled(usd, split(usd, weights))
