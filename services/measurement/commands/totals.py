"""Totals, kept by the transaction that changes flows, so that reading them never looks at a flow."""

from decimal import Decimal

from services.measurement.commands.flow_rows import HeldFlow
from services.measurement.events import TotalsChanged
from services.measurement.rules.flows import COUNTED
from services.measurement.rules.records import Flow
from services.measurement.rules.settling import Settled
from shared.db import Driver
from shared.standards import countries
from shared.unit_of_work import UnitOfWork

MOST_KEYS = 20_000
NOTHING = (Decimal(0), 0, 0)

ADD = """
INSERT INTO totals AS held (year, provider, recipient, kind, cooperation, modality, reporter, usd, flows, unconverted)
SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::numeric[], $9::bigint[], $10::bigint[])
ON CONFLICT (year, provider, recipient, kind, cooperation, modality, reporter) DO UPDATE SET
    usd = held.usd + excluded.usd, flows = held.flows + excluded.flows,
    unconverted = held.unconverted + excluded.unconverted
"""

# Flows inside one country go neither in nor out.
BALANCE = """
INSERT INTO balances AS held (country, year, version, inflow_usd, outflow_usd)
SELECT country, year, 1,
    (SELECT coalesce(sum(usd), 0) FROM totals t
     WHERE t.recipient = c.country AND t.year = c.year AND t.kind = ANY($3) AND t.provider <> t.recipient),
    (SELECT coalesce(sum(usd), 0) FROM totals t
     WHERE t.provider = c.country AND t.year = c.year AND t.kind = ANY($3) AND t.provider <> t.recipient)
FROM unnest($1::text[], $2::smallint[]) c(country, year)
ON CONFLICT (country, year) DO UPDATE SET
    version = held.version + 1, inflow_usd = excluded.inflow_usd, outflow_usd = excluded.outflow_usd
WHERE (held.inflow_usd, held.outflow_usd) IS DISTINCT FROM (excluded.inflow_usd, excluded.outflow_usd)
RETURNING country, year, version, inflow_usd, outflow_usd
"""


Key = tuple[int, str, str, str, str, str, str]
"""Year, provider, recipient, kind, cooperation, modality, reporter; empty where nobody said it."""


class Ledger:
    """Collects what flows add to the totals; written in the order of its keys, so that writers never deadlock."""

    def __init__(self) -> None:
        self._sums: dict[Key, tuple[Decimal, int, int]] = {}
        self._touched: set[tuple[str, int]] = set()

    def add(self, flow: Flow, settled: Settled, reporter: str) -> None:
        """Count a flow."""
        year, provider, kind = flow.day.year, settled.provider.code, settled.cooperation or ""
        for place, (recipient, _) in enumerate(flow.recipients):
            key = (year, provider, recipient, flow.kind, kind, flow.aid_type, reporter)
            self._count(key, settled.parts[place] if settled.parts else None, 1)

    def take_out(self, held: HeldFlow) -> None:
        """Count a flow no longer."""
        year, parts = held.day.year, held.parts_usd
        for place, recipient in enumerate(held.recipients):
            key = (year, held.provider, recipient, held.kind, held.cooperation or "", held.modality, held.reporter)
            self._count(key, -parts[place] if parts else None, -1)

    def _count(self, key: Key, usd: Decimal | None, flows: int) -> None:
        sum_usd, sum_flows, unconverted = self._sums.get(key, NOTHING)
        if usd is None:
            self._sums[key] = (sum_usd, sum_flows, unconverted + flows)
        else:
            self._sums[key] = (sum_usd + usd, sum_flows + flows, unconverted)

    @property
    def full(self) -> bool:
        """Say whether it should be written before more is counted."""
        return len(self._sums) > MOST_KEYS

    async def write(self, connection: Driver) -> None:
        """Add what was collected to the totals."""
        entries = [(*key, *sums) for key, sums in sorted(self._sums.items()) if any(sums)]
        self._touched |= {
            (country, year)
            for year, provider, recipient, kind, *_ in self._sums
            if kind in COUNTED
            for country in (provider, recipient)
            if country in countries()
        }
        self._sums = {}
        if entries:
            await connection.execute(ADD, *zip(*entries, strict=True))

    async def tell(self, uow: UnitOfWork, connection: Driver) -> None:
        """Bring the yearly sums of the countries up to date, and tell of each that has changed."""
        touched = sorted(self._touched)
        if not touched:
            return
        # One at a time from here to the commit: each has to see what the one before has added.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('balances'))")
        pairs = zip(*touched, strict=True)
        for row in await connection.fetch(BALANCE, *pairs, sorted(COUNTED)):
            event = TotalsChanged(
                id=f"{row['country']}-{row['year']}",
                country=row["country"],
                year=row["year"],
                inflow=row["inflow_usd"],
                outflow=row["outflow_usd"],
            )
            uow.emit(event, sequence=row["version"], country=row["country"])
