"""Pairs of reports of one flow."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from services.measurement.ledger import models
from services.measurement.ledger.confirmations import queries, schemas
from services.measurement.ledger.confirmations.commands import answers as commands
from services.measurement.ledger.store.heard_of import refuse_unheard_of
from shared.db import reading
from shared.errors import Forbidden, NotFound, PreconditionRequired, Refused, Stale, Unavailable
from shared.http import (
    Caller,
    IfMatch,
    Listing,
    Page,
    Reader,
    Shared,
    Uow,
    listed,
    problems,
    respond,
    service_router,
)

router = service_router()


@router.get("/confirmations", response_model=Page[schemas.Confirmation], responses=listed(), tags=["confirmations"])
async def list_confirmations(
    query: Annotated[schemas.ConfirmationQuery, Query()], listing: Listing, shared: Shared
) -> Response:
    """List pairs of reports, the provider's and the recipient's side by side, in the order in which they were found.

    New flows are compared with those of linked activities of others: activities with one identifier, or of which one
    names the other (`provider-activity-id`, `receiver-activity-id`, `activity-id`). A pair has mirrored
    types (3 or 4 with 1, or 3 with another's report of it), parties that do not contradict each other, one year, and
    amounts that lie at most 5 % or 100 USD apart, whichever is more. It is `matched` where parties and amounts are
    equal, else `proposed`.
    """
    async with reading(shared.sessions) as session:
        await refuse_unheard_of(session, reporter=query.reporter)
    chosen = queries.confirmations(query)
    return await listing.answer(
        query, chosen, schemas.Confirmation, models.Confirmation.id, of=lambda row: schemas.Confirmation.of(*row[:3])
    )


@router.post(
    "/confirmations",
    status_code=201,
    response_model=schemas.Confirmation,
    responses=problems(Forbidden, Refused, Unavailable),
    tags=["confirmations"],
)
async def link_flows(request: Request, body: schemas.ConfirmationIn, uow: Uow) -> Response:
    """Say that two flows are one, reported by both sides; this is your side's yes.

    For reporters and coordinators of the provider's or the recipient's country or organisation.
    """
    found = await commands.link(uow, body)
    created = f"/v1/confirmations/{found[0].id}"
    return respond(request, schemas.Confirmation.of(*found), version=found[0].version, created=created)


@router.get(
    "/confirmations/{confirmation_id}",
    response_model=schemas.Confirmation,
    responses=problems(NotFound),
    tags=["confirmations"],
)
async def get_confirmation(request: Request, confirmation_id: UUID, session: Reader) -> Response:
    """Give one pair of reports."""
    found = await queries.get_confirmation(session, confirmation_id)
    return respond(request, schemas.Confirmation.of(*found), version=found[0].version)


@router.post(
    "/confirmations/{confirmation_id}/transitions",
    response_model=schemas.Confirmation,
    responses=problems(Forbidden, NotFound, Refused, PreconditionRequired, Stale, Unavailable),
    tags=["confirmations"],
)
async def move_confirmation(
    request: Request, confirmation_id: UUID, body: schemas.ConfirmationTransition, expected: IfMatch, uow: Uow
) -> Response:
    """Give your side's answer.

    A pair needs two yeses: that all criteria are equal is one. `matched` is the first yes to a proposal, `confirmed`
    the yes of the other side. `disputed` says that the amount is different; the pair stays one flow, with both amounts,
    until the side that disputes it confirms, or a report is corrected. `objected` says that the two are not one flow:
    both count again, and the two are never proposed again. Answers can be changed until then.
    """
    found = await commands.move(uow, confirmation_id, body, expected)
    return respond(request, schemas.Confirmation.of(*found), version=found[0].version)


@router.get(
    "/confirmations/{confirmation_id}/comments",
    response_model=Page[schemas.Comment],
    responses={**listed(), **problems(NotFound)},
    tags=["confirmations"],
)
async def list_comments(
    confirmation_id: UUID,
    query: Annotated[schemas.CommentQuery, Query()],
    listing: Listing,
    caller: Caller,
    session: Reader,
) -> Response:
    """List what was said about a pair, answers among it, the oldest first; for the two sides only."""
    chosen = await queries.get_comments(session, confirmation_id, caller)
    return await listing.answer(query, chosen, schemas.Comment, models.ConfirmationComment.id)


@router.post(
    "/confirmations/{confirmation_id}/comments",
    status_code=201,
    response_model=schemas.Comment,
    responses=problems(Forbidden, NotFound),
    tags=["confirmations"],
)
async def add_comment(request: Request, confirmation_id: UUID, body: schemas.CommentIn, uow: Uow) -> Response:
    """Say something about a pair to the other side, without an answer."""
    note = await commands.comment(uow, confirmation_id, body)
    return respond(
        request, schemas.Comment.model_validate(note), created=f"/v1/confirmations/{confirmation_id}/comments"
    )
