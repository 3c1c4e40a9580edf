"""Links two flows that a person knows to be one."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from services.measurement.ledger.models import Confirmation, Flow
from services.measurement.ledger.rules.confirmations import ONE_FLOW, Side, Status
from services.measurement.ledger.rules.mirrors import Report, closeness, sides, tolerance
from services.measurement.ledger.store.dissolve_pairs import end
from services.measurement.ledger.store.pairs import Pair, locked_reports, new_pair, pair_of
from services.measurement.ledger.store.stored_pairs import live_pairs
from shared.db import driver
from shared.errors import Fault, InvalidInput, Refused, Unavailable
from shared.unit_of_work import UnitOfWork


async def linked_pair(uow: UnitOfWork, flows: Sequence[UUID]) -> Pair:
    """Make a pair of two flows, and lock them. Raises InvalidInput and Refused with all that speaks against it."""
    await _check_there(uow, flows)
    connection = await driver(await uow.session.connection())
    reports = await locked_reports(connection, flows, wait=False)
    if len(reports) < len(flows):
        raise Unavailable("An import is changing one of these flows just now", retry_after=10)
    ordered = _sides(*(reports[flow] for flow in flows))
    return new_pair(uow, *ordered, closeness(*ordered, tolerance()), linked_by=uow.principal.id)


async def _check_there(uow: UnitOfWork, flows: Sequence[UUID]) -> None:
    known = {flow.id: flow for flow in await uow.session.scalars(select(Flow).where(Flow.id.in_(flows)))}
    faults = [
        Fault(f"/flows/{place}", "unknown_flow", f"There is no flow {flow}")
        for place, flow in enumerate(flows)
        if flow not in known
    ]
    if flows[0] == flows[1]:
        faults.append(Fault("/flows/1", "twice", "It is the same flow; name the other side's report of it"))
    if faults:
        raise InvalidInput(faults=faults)
    gone = [fault for place, flow in enumerate(flows) for fault in _gone(f"/flows/{place}", known[flow])]
    if gone:
        raise Refused(faults=gone)


def _gone(pointer: str, flow: Flow) -> Iterator[Fault]:
    if flow.corrected_by:
        yield Fault(pointer, "corrected", f"It was corrected by {flow.corrected_by}; name that flow")
    if flow.withdrawn_at:
        yield Fault(pointer, "withdrawn", f"It was withdrawn on {flow.withdrawn_at:%Y-%m-%d}")
    if flow.repeats:
        places = ", ".join(map(str, flow.counted_in or ()))
        yield Fault(pointer, "repeats", f"The same money is counted in {places}; name a flow of that activity")
    if flow.amount is None:
        yield Fault(pointer, "in_kind", "It has contributions in kind and no amount; a pair is of amounts")


def _sides(one: Report, other: Report) -> tuple[Report, Report]:
    ordered = sides(one, other)
    if ordered is not None:
        return ordered
    if one.reporter == other.reporter:
        fault = Fault("/flows", "same_reporter", f"{one.reporter} reports both; a pair is of two reporters")
    else:
        detail = (
            f"Types {one.transaction_type} and {other.transaction_type} do not mirror each other: "
            "link a disbursement or expenditure (3, 4) with incoming funds (1), "
            "or a reporter's own disbursement (3) with another's report of it (3)"
        )
        fault = Fault("/flows", "not_mirrored", detail)
    raise Refused(faults=[fault])


async def make_room(uow: UnitOfWork, pair: Pair, mine: Collection[Side]) -> None:
    """End the proposals that a pair takes the place of. Raises Refused where a flow is in another pair for good."""
    live = [pair_of(one) for one in await live_pairs(uow.session, [pair.provider.id, pair.recipient.id])]
    taken = [one.row for one in live if Status(one.row.status) in ONE_FLOW or _is_same(one.row, pair.row)]
    faults = [Fault("/flows", "paired", f"See confirmation {row.id}, which is {row.status}") for row in taken]
    faults += [
        Fault("/flows", "objected", f"The {side}'s side has said in confirmation {row.id} that they are not one flow")
        for row in await _objected(uow, pair.row)
        for side, said in row.answers.items()
        if said["to"] == Status.OBJECTED and side not in mine
    ]
    if faults:
        raise Refused(faults=faults)
    await end(uow, live)


def _is_same(one: Confirmation, other: Confirmation) -> bool:
    return (one.provider_flow, one.recipient_flow) == (other.provider_flow, other.recipient_flow)


async def _objected(uow: UnitOfWork, row: Confirmation) -> list[Confirmation]:
    chosen = select(Confirmation).where(
        Confirmation.provider_flow == row.provider_flow,
        Confirmation.recipient_flow == row.recipient_flow,
        Confirmation.status == Status.OBJECTED,
    )
    return list(await uow.session.scalars(chosen))
