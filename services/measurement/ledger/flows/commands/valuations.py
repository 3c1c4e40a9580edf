"""What contributions in kind are said to be worth, after they were reported."""

from uuid import UUID

from sqlalchemy import insert, select

from services.measurement.facts.rates.lookup import RateBook
from services.measurement.facts.registry.reporters import WRITERS
from services.measurement.ledger.confirmations.queries import FlowSides, sides_of
from services.measurement.ledger.flows.commands.lines import entered, valued
from services.measurement.ledger.flows.queries.flows import get_flow
from services.measurement.ledger.flows.schemas.contributions import ValuationIn
from services.measurement.ledger.models import Flow, FlowLine, Valuation
from services.measurement.ledger.rules.attribution import RECEIVED
from services.measurement.ledger.rules.confirmations import Side
from services.measurement.ledger.store.locks import lock_flows
from services.measurement.locks import short_lock_timeout
from services.measurement.reading.contributions import ValuedBy
from shared.auth import Role
from shared.errors import Fault, Forbidden, InvalidInput, Refused
from shared.unit_of_work import UnitOfWork

VALUERS = (*WRITERS, Role.REVIEWER)


async def add(uow: UnitOfWork, flow_id: UUID, body: ValuationIn) -> None:
    """Say what a line is worth; whatever was said before stays beside it. Raises Unavailable."""
    async with short_lock_timeout(uow) as connection:
        await lock_flows(connection, [flow_id])
        flow, *_ = await get_flow(uow.session, flow_id)
        await _require(uow, flow, body.valued_by)
        line = await uow.session.get(FlowLine, (flow_id, body.line))
        if line is None:
            raise InvalidInput(faults=[Fault("/line", "unknown_line", await _lines(uow, flow_id))])
        if flow.withdrawn_at or flow.corrected_by:
            raise Refused("The flow counts no more: it was " + ("withdrawn" if flow.withdrawn_at else "corrected"))
        rates = RateBook(connection)
        await rates.open([body.unit_cost.currency])
        said = {"method": body.method, "valued_by": body.valued_by, "reported": False}
        price = valued(rates, body.unit_cost, line.quantity, flow.value_date)
        await uow.session.execute(insert(Valuation), [entered(uow, flow_id, body.line) | said | price])
        uow.change(flow)
        await uow.session.flush()


async def _lines(uow: UnitOfWork, flow_id: UUID) -> str:
    found = (await uow.session.scalars(select(FlowLine.number).where(FlowLine.flow == flow_id))).all()
    return f"Its lines are 1 to {max(found)}" if found else "The flow has no contributions in kind"


async def _require(uow: UnitOfWork, flow: Flow, valued_by: ValuedBy) -> None:
    """A side's word is said by who speaks for it, a third party's by whoever writes or reviews anything."""
    mine = await sides_of(uow.session, _sides(flow), uow.principal, *VALUERS)
    side = {ValuedBy.PROVIDER: Side.PROVIDER, ValuedBy.RECIPIENT: Side.RECIPIENT}.get(valued_by)
    if side in mine:
        return
    scope = uow.principal.scope(*VALUERS)
    if not (scope.everything or scope.actors or scope.countries):
        uow.principal.require(*VALUERS)
    if side is not None:
        detail = (
            f"You do not speak for the {side}'s side. A word from outside is valued_by: third_party; to speak for it,"
        )
        raise Forbidden(f"{detail} {uow.principal.how_to_get_a_grant}, for its actor or country")


def _sides(flow: Flow) -> FlowSides:
    giving, taking = [flow.provider_ref], [flow.receiver_ref]
    (taking if flow.transaction_type in RECEIVED else giving).append(flow.reporter)
    return FlowSides(flow.provider, flow.recipients, [ref for ref in giving if ref], [ref for ref in taking if ref])
