"""What follows from a flow and its parties: provider, kind of cooperation, value in USD and the recipients' parts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from services.measurement.rules.cooperation import Cooperation, cooperation
from services.measurement.rules.money import Rate, split, to_usd
from services.measurement.rules.parties import UNKNOWN, Party, party
from services.measurement.rules.records import Flow
from services.measurement.rules.reported import Organisation

RECEIVED = frozenset({"1", "11", "13"})
"""Transaction types that the reporting organisation receives; it provides all others, where no provider is named."""

Parties = Mapping[str, Party]
"""What the registry knows of references."""


class Settled(NamedTuple):
    """What was derived; `parts` are the recipients' parts of `usd`, both None where there is no rate."""

    provider: Party
    cooperation: Cooperation | None
    rate: Rate | None
    usd: Decimal | None
    parts: list[Decimal] | None


def resolve(organisation: Organisation, known: Parties) -> Party:
    """Say who an organisation is: what the registry knows, else what its reference says."""
    found = known.get(organisation.ref)
    return found if found is not None else party(organisation.ref, organisation.kind)


def provider_of(flow: Flow, reporter: Organisation, known: Parties) -> Party:
    """Say who provides: the named provider, else the reporting organisation for what it gives out."""
    if flow.provider.ref or flow.provider.name:
        return resolve(flow.provider, known)
    return UNKNOWN if flow.kind in RECEIVED else resolve(reporter, known)


def settle(flow: Flow, reporter: Organisation, known: Parties, rate: Rate | None) -> Settled:
    """Derive it; `rate` is that of the flow's currency on its value date."""
    provider = provider_of(flow, reporter, known)
    kind = cooperation(flow.collaboration, provider, [code for code, _ in flow.recipients])
    if rate is None:
        return Settled(provider, kind, None, None, None)
    usd = to_usd(flow.amount, rate)
    return Settled(provider, kind, rate, usd, split(usd, [weight for _, weight in flow.recipients]))
