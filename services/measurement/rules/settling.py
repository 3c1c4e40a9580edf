"""What follows from a flow and its parties: provider, kind of cooperation, value in USD and the recipients' parts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from services.measurement.rules.cooperation import Cooperation, cooperation
from services.measurement.rules.money import Rate, split, to_usd
from services.measurement.rules.parties import UNKNOWN, Party, party
from services.measurement.rules.records import Flow, Recipients
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


class Settling:
    """Settles the flows of one activity; parties that occur again are looked up once."""

    def __init__(self, reporter: Organisation, known: Parties) -> None:
        self._reporter = reporter
        self._known = known
        self._sides: dict[tuple[Organisation, str, Recipients], tuple[Party, Cooperation | None]] = {}

    def settle(self, flow: Flow, rate: Rate | None) -> Settled:
        """Derive what follows from a flow; `rate` is that of its currency on its value date."""
        provider, kind = self._sides_of(flow)
        if rate is None:
            return Settled(provider, kind, None, None, None)
        usd = to_usd(flow.amount, rate)
        return Settled(provider, kind, rate, usd, split(usd, [weight for _, weight in flow.recipients]))

    def _sides_of(self, flow: Flow) -> tuple[Party, Cooperation | None]:
        key = (flow.provider, flow.kind, flow.recipients)
        found = self._sides.get(key)
        if found is None:
            provider = provider_of(flow, self._reporter, self._known)
            kind = cooperation(flow.collaboration, provider, [code for code, _ in flow.recipients])
            found = self._sides[key] = provider, kind
        return found
