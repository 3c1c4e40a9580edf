"""Totals, kept by the transaction that changes flows, so that reading them never looks at a flow."""

from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.measurement.events import TotalsChanged
from services.measurement.ledger.rules.cooperation import part_cooperation
from services.measurement.ledger.rules.mirrors import Report
from services.measurement.ledger.rules.reconcile import COUNTED
from services.measurement.ledger.store.dissolve_pairs import dissolve
from services.measurement.ledger.store.flows import StoredFlow
from shared.db import Driver
from shared.spells import Days
from shared.standards import countries
from shared.unit_of_work import UnitOfWork

MOST_KEYS = 20_000

ADD = """
INSERT INTO totals AS held
    (year, provider, recipient, transaction_type, cooperation, aid_type, reporter, usd, flows, unconverted)
SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::numeric[], $9::bigint[], $10::bigint[])
ON CONFLICT (year, provider, recipient, transaction_type, cooperation, aid_type, reporter) DO UPDATE SET
    usd = held.usd + excluded.usd, flows = held.flows + excluded.flows,
    unconverted = held.unconverted + excluded.unconverted
"""

# Flows inside one country go neither in nor out.
BALANCE = """
INSERT INTO balances AS held (country, year, version, inflow_usd, outflow_usd)
SELECT country, year, 1,
    (SELECT coalesce(sum(usd), 0) FROM totals t
     WHERE t.recipient = c.country AND t.year = c.year AND t.transaction_type = ANY($3)
       AND t.provider <> t.recipient AND t.cooperation <> 'domestic'),
    (SELECT coalesce(sum(usd), 0) FROM totals t
     WHERE t.provider = c.country AND t.year = c.year AND t.transaction_type = ANY($3)
       AND t.provider <> t.recipient AND t.cooperation <> 'domestic')
FROM unnest($1::text[], $2::smallint[]) c(country, year)
ON CONFLICT (country, year) DO UPDATE SET
    version = held.version + 1, inflow_usd = excluded.inflow_usd, outflow_usd = excluded.outflow_usd
WHERE (held.inflow_usd, held.outflow_usd) IS DISTINCT FROM (excluded.inflow_usd, excluded.outflow_usd)
RETURNING country, year, version, inflow_usd, outflow_usd
"""


Key = tuple[int, str, str, str, str, str, str]
"""Year, provider, recipient, transaction_type, cooperation, aid_type, reporter; empty where nobody said it."""


@dataclass(slots=True)
class Cell:
    """What is added to one total."""

    usd: Decimal = Decimal(0)
    flows: int = 0
    unconverted: int = 0

    def __bool__(self) -> bool:
        """Say whether anything is added."""
        return bool(self.usd or self.flows or self.unconverted)


class TotalsWriter:
    """Collects what flows add to the totals; written in the order of its keys, so that writers never deadlock."""

    def __init__(self) -> None:
        self._cells: dict[Key, Cell] = {}
        self._touched: set[tuple[str, int]] = set()
        self._gone: list[UUID] = []

    def cell(self, key: Key) -> Cell:
        """Give what is added to a total; to be changed before the ledger is written, not after."""
        return self._cells.get(key) or self._cells.setdefault(key, Cell())

    def take_out(self, held: StoredFlow) -> None:
        """Count a flow no longer; its pair is dissolved."""
        if held.counted:
            self._gone.append(held.id)
            self._count(held, -1)

    def leave_out(self, report: StoredFlow | Report) -> None:
        """Count a flow no longer while its mirror is counted."""
        self._count(report, -1)

    def put_back(self, report: StoredFlow | Report) -> None:
        """Count a flow again that was left out."""
        self._count(report, 1)

    def _count(self, flow: StoredFlow | Report, times: int) -> None:
        year, parts = flow.day.year, flow.parts_usd
        for place, recipient in enumerate(flow.recipients):
            kind = part_cooperation(flow.cooperation, flow.provider, recipient) or ""
            key = (year, flow.provider, recipient, flow.transaction_type, kind, flow.aid_type, flow.reporter)
            cell = self.cell(key)
            if parts:
                cell.usd += times * parts[place]
                cell.flows += times
            else:
                cell.unconverted += times

    @property
    def full(self) -> bool:
        """Say whether it should be written before more is counted."""
        return len(self._cells) > MOST_KEYS

    async def write(self, connection: Driver) -> None:
        """Add what was collected to the totals."""
        entries = [(*key, *astuple(self._cells[key])) for key in sorted(self._cells) if self._cells[key]]
        self._touched |= {
            (country, year)
            for year, provider, recipient, transaction_type, *_ in self._cells
            if transaction_type in COUNTED
            for country in (provider, recipient)
            if country in countries()
        }
        self._cells = {}
        if entries:
            await connection.execute(ADD, *zip(*entries, strict=True))

    async def tell(self, uow: UnitOfWork, connection: Driver) -> None:
        """Bring pairs and the yearly sums of the countries up to date, and tell of each that has changed."""
        # Only now are all that were taken out locked as corrected, so that nobody pairs them behind this.
        for report in await dissolve(uow, self._gone):
            self.put_back(report)
        await self.write(connection)
        touched = sorted(self._touched)
        if not touched:
            return
        # One at a time from here to the commit: each has to see what the one before has added.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('balances'))")
        pairs = zip(*touched, strict=True)
        rows = await connection.fetch(BALANCE, *pairs, sorted(COUNTED))
        for row in rows:
            year = Days(date(row["year"], 1, 1), date(row["year"], 12, 31))
            event = TotalsChanged(
                id=f"{row['country']}-{row['year']}",
                country=row["country"],
                year=row["year"],
                inflow=row["inflow_usd"],
                outflow=row["outflow_usd"],
            )
            uow.emit(event, sequence=row["version"], places=[row["country"]], days=year)
