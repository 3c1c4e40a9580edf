"""Makes of each flow its row, its part of an event and of the totals; what flows have in common is made once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from uuid_utils import uuid7

from services.measurement.copy_rows import escaped
from services.measurement.facts.country_groups.rules import Edition, Groups
from services.measurement.facts.organisations.rules.mentions import Mention, Mentions
from services.measurement.facts.rates.lookup import Quote
from services.measurement.ledger.rules.attribution import Parties, Sides, partners, provider_of, resolve, settle, sides
from services.measurement.ledger.rules.cooperation import part_cooperation
from services.measurement.ledger.store.event_rows import EventRowBuilder, FlowEventRows, FlowsInCommon
from services.measurement.ledger.store.flows import UNCONVERTED, own_fields, terms_fields, usd_fields, written
from services.measurement.ledger.store.totals import Cell, TotalsWriter
from services.measurement.reading.records import Activity, Flow, TransactionTerms

Rates = Callable[[str, date], Quote | None]
"""Gives the rate of a currency on a day."""


class FlowRow(NamedTuple):
    """A flow's id, and its line for COPY."""

    id: str
    line: str


class SharedFields(NamedTuple):
    """What flows of one activity, type and terms have in common."""

    currency: str
    weights: list[Decimal]
    sides: Sides
    fields: str
    events: FlowsInCommon
    cells: dict[int, list[Cell]]
    mentions: list[Mention]


class WriteContext(NamedTuple):
    """Where the flows of one import are entered; `tail` is what all its lines end in."""

    rates: Rates
    groups: Groups
    ledger: TotalsWriter
    events: EventRowBuilder
    mentions: Mentions
    tail: str


class FlowRowBuilder:
    """Records flows of one activity; `cooperation` is what somebody has set for it."""

    def __init__(
        self,
        activity_id: str,
        activity: Activity,
        known: Parties,
        context: WriteContext,
        cooperation: str | None = None,
    ) -> None:
        self._cooperation = cooperation
        self._partners = partners(activity.collaboration, activity.participants)
        self.id = activity_id
        self._activity = activity
        self._known = known
        self.context = context
        state = {
            "id": activity_id,
            "identifier": activity.identifier,
            "reporter": activity.reporter.ref,
            "reporter_name": activity.reporter.name,
        }
        self.events = FlowEventRows(context.events, state)
        self._commons: dict[tuple[str, int, str], SharedFields] = {}
        self._sides: dict[tuple[str, int, str], Sides] = {}

    def kinds(self) -> set[str | None]:
        """Give the kinds of cooperation of all flows of the activity."""
        on = self.context.groups.on
        editions = {
            (flow.transaction_type, flow.terms, (edition := on(flow.day)).version): edition
            for flow in self._activity.flows
        }
        return {self._sides_of(key, edition).cooperation for key, edition in editions.items()}

    def record(self, flow: Flow, corrects: UUID | None = None, external_id: str | None = None) -> FlowRow:
        """Record a flow, which may take the place of another; `external_id` is the name that it has for its event.

        `events` gives the rows of the events of all that was recorded.
        """
        edition = self.context.groups.on(flow.day)
        key = (flow.transaction_type, flow.terms, edition.version)
        common = self._commons.get(key) or self._commons.setdefault(key, self._common(key, edition))
        for mention in common.mentions:
            mention.flows += 1
        own = written(str(uuid7()), flow)
        fields, usd = self._money(flow, common)
        line = f"{own_fields(own, flow, corrects)}\t{fields}\t{common.fields}"
        common.events.add(own, flow, usd, corrects, external_id)
        return FlowRow(own.id, line)

    def _money(self, flow: Flow, common: SharedFields) -> tuple[str, str | None]:
        """Count a flow's money in the totals; give its fields in USD, and the whole as text."""
        if flow.amount is None:
            return UNCONVERTED, None
        cells = common.cells.get(flow.day.year) or common.cells.setdefault(flow.day.year, self._cells(flow, common))
        quote = self.context.rates(common.currency, flow.value_date)
        if quote is None:
            for cell in cells:
                cell.unconverted += 1
            return UNCONVERTED, None
        settled = settle(flow.amount, quote.rate, common.weights)
        for cell, part in zip(cells, settled.parts, strict=True):
            cell.usd += part
            cell.flows += 1
        usd = str(settled.usd)  # of whole cents, so that it has no exponent
        return f"{usd_fields(settled, usd)}\t{quote.fields}", usd

    def _common(self, key: tuple[str, int, str], edition: Edition) -> SharedFields:
        transaction_type, terms = key[0], self._activity.terms[key[1]]
        found = self._sides_of(key, edition)
        own = (self.id, escaped(self._activity.reporter.ref), transaction_type)
        fields = (*own, *terms_fields(terms, found), self.context.tail)
        events = FlowsInCommon(self.events, terms, transaction_type, found)
        weights = [weight for _, weight in terms.recipients]
        return SharedFields(
            terms.currency, weights, found, "\t".join(fields), events, {}, self._mentions(transaction_type, terms)
        )

    def _sides_of(self, key: tuple[str, int, str], edition: Edition) -> Sides:
        found = self._sides.get(key)
        if found is None:
            transaction_type, terms = key[0], self._activity.terms[key[1]]
            provider = resolve(provider_of(terms, transaction_type, self._activity.reporter), self._known)
            found = sides(terms, provider, edition.developed, self._partners, self._cooperation)
            self._sides[key] = found
        return found

    def _mentions(self, transaction_type: str, terms: TransactionTerms) -> list[Mention]:
        reporter, mention_of = self._activity.reporter, self.context.mentions.of
        found = (
            mention_of(reporter.ref, side) for side in (provider_of(terms, transaction_type, reporter), terms.receiver)
        )
        return [mention for mention in found if mention is not None]

    def _cells(self, flow: Flow, common: SharedFields) -> list[Cell]:
        terms = self._activity.terms[flow.terms]
        provider, whole = common.sides.provider.code, common.sides.cooperation
        reporter = self._activity.reporter.ref
        cells = []
        for recipient, _ in terms.recipients:
            kind = part_cooperation(whole, provider, recipient) or ""
            key = (flow.day.year, provider, recipient, flow.transaction_type, kind, terms.aid_type, reporter)
            cells.append(self.context.ledger.cell(key))
        return cells
