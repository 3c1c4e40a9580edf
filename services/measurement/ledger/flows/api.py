"""Transactions."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Query, Request, Response
from pydantic import WrapValidator
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement.ledger import models
from services.measurement.ledger.flows.commands import flows as commands
from services.measurement.ledger.flows.commands import valuations
from services.measurement.ledger.flows.commands.checks import faults_of
from services.measurement.ledger.flows.queries import flows as queries
from services.measurement.ledger.flows.queries.sides import known_sides
from services.measurement.ledger.flows.schemas import flows as schemas
from services.measurement.ledger.flows.schemas.contributions import ValuationIn
from services.measurement.ledger.flows.schemas.flows import Side, sides_of
from services.measurement.ledger.flows.schemas.writes import FlowIn, Flows, RecordedFlow, RecordedFlows, one_or_many
from services.measurement.ledger.store.heard_of import refuse_unheard_of
from services.measurement.requests import Reason
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale, TooLarge, Unavailable
from shared.http import (
    IfMatchOrNew,
    Listing,
    Page,
    Reader,
    Shared,
    Uow,
    bulk_router,
    listed,
    problems,
    respond,
    service_router,
    with_rules,
)
from shared.standards import ExternalId

bulk = bulk_router()
router = service_router()


RULES = with_rules(
    FlowIn,
    lambda body, pointer: faults_of(body, pointer, date.max),  # what lies ahead is known with the clock alone, later
    {
        "activity": UUID(int=0),
        "transaction_type": "3",
        "day": "2000-01-01",
        "value": {"amount": "1", "currency": "USD"},
        "lines": [{"type": "expert_time", "quantity": "1", "unit": "person_day"}],
    },
)
PAYMENT = {
    "activity": "0198c1de-0000-7000-8000-000000000000",
    "transaction_type": "3",
    "day": "2026-03-15",
    "value": {"amount": "2500000", "currency": "KES"},
    "provider": {"ref": "KE-COA-1052"},
    "recipient": {"name": "Ministry of Health"},
}
EXAMPLE = Body(openapi_examples={"payment": {"value": PAYMENT}})
Sent = Annotated[FlowIn | Flows, WrapValidator(one_or_many), RULES, EXAMPLE]
OneSent = Annotated[FlowIn, RULES, EXAMPLE]


@router.get("/flows", response_model=Page[schemas.Flow], responses=listed(), tags=["flows"])
async def list_flows(query: Annotated[schemas.FlowQuery, Query()], listing: Listing, shared: Shared) -> Response:
    """List transactions, in the order in which they were recorded."""
    async with reading(shared.sessions) as session:
        await refuse_unheard_of(session, reporter=query.reporter, provider=query.provider)

    async def load(session: AsyncSession, rows: Sequence[Any]) -> Callable[[Any], schemas.Flow]:
        known = await known_sides(session, [row[0] for row in rows])
        return lambda row: schemas.Flow.of(row[0], row[1], row[2], known)

    return await listing.answer(query, queries.flows(query), schemas.Flow, models.Flow.id, load=load)


@bulk.post(
    "/flows",
    status_code=201,
    response_model=schemas.Flow | RecordedFlows,
    responses=problems(Forbidden, Refused, TooLarge, Unavailable),
    tags=["flows"],
)
async def record_flows(request: Request, body: Sent, uow: Uow) -> Response:
    """Record a transaction, or up to 10,000 in a list: all of them, or none and every fault.

    A flow is never changed: one with `corrects` takes the place of another of its activity. Contributions in kind
    (`lines`) need a quantity and a unit; what they are worth stands beside and no total counts it. For who reports for
    the activity's reporting organisation.
    """
    if isinstance(body, FlowIn):
        (flow_id,) = await commands.record(uow, [body], [""])
        return await _flow(request, uow.session, flow_id, created=f"/v1/flows/{flow_id}")
    ids = await commands.record(uow, body, [f"/{place}" for place in range(len(body))])
    rows = await queries.recorded_flows(uow.session, ids)
    known = await known_sides(uow.session, rows)
    items = [RecordedFlow(id=row.id, ref=row.ref, usd=row.usd, unknown=_unknown(row, known)) for row in rows]
    return respond(request, RecordedFlows(items=items), created="/v1/flows")


@router.put(
    "/flows/by-external-id/{external_id:path}",
    response_model=schemas.Flow,
    responses=problems(Forbidden, Refused, PreconditionRequired, Stale, Unavailable),
    tags=["flows"],
)
async def put_flow(
    request: Request, external_id: ExternalId, body: OneSent, expected: IfMatchOrNew, uow: Uow
) -> Response:
    """Record the transaction that your system knows by this identity, or what takes its place.

    A flow is never changed: where something else is said of it than before, a correction is recorded, and the identity
    is that of the correction.
    """
    flow_id, new = await commands.put(uow, external_id, body, expected)
    return await _flow(request, uow.session, flow_id, created=f"/v1/flows/{flow_id}" if new else None)


@router.get("/flows/{flow_id}", response_model=schemas.Flow, responses=problems(NotFound), tags=["flows"])
async def get_flow(request: Request, flow_id: UUID, session: Reader) -> Response:
    """Give one transaction."""
    return await _flow(request, session, flow_id)


@router.post(
    "/flows/{flow_id}/withdraw",
    response_model=schemas.Flow,
    responses=problems(Forbidden, NotFound, Refused, Unavailable),
    tags=["flows"],
)
async def withdraw_flow(request: Request, flow_id: UUID, body: Reason, uow: Uow) -> Response:
    """Take a transaction back; it stays readable, its pair of reports is dissolved, and no total counts it."""
    await commands.withdraw(uow, flow_id, body.reason)
    return await _flow(request, uow.session, flow_id)


@router.post(
    "/flows/{flow_id}/valuations",
    status_code=201,
    response_model=schemas.Flow,
    responses=problems(Forbidden, NotFound, Refused, Unavailable),
    tags=["flows"],
)
async def add_valuation(request: Request, flow_id: UUID, body: ValuationIn, uow: Uow) -> Response:
    """Say what a contribution in kind is worth, beside what others say of it; no total counts it.

    The provider's and the recipient's word is for who speaks for that side, `third_party` for any reporter,
    coordinator or reviewer.
    """
    await valuations.add(uow, flow_id, body)
    return await _flow(request, uow.session, flow_id, created=f"/v1/flows/{flow_id}")


def _unknown(row: models.Flow, known: Collection[tuple[str, str]]) -> list[Side]:
    return [side for side, named_by in sides_of(row).items() if (row.reporter, named_by) not in known]


async def _flow(request: Request, session: AsyncSession, flow_id: UUID, *, created: str | None = None) -> Response:
    found = await queries.get_flow(session, flow_id)
    known = await known_sides(session, [found[0]])
    return respond(request, schemas.Flow.of(*found, known), version=found[0].version, created=created)
