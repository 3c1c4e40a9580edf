"""What people say about pairs of reports."""

from uuid import UUID

from uuid_utils.compat import uuid7

from services.measurement.ledger.confirmations import queries, schemas
from services.measurement.ledger.confirmations.commands.count_once import count_once
from services.measurement.ledger.confirmations.commands.links import linked_pair, make_room
from services.measurement.ledger.models import Confirmation, ConfirmationComment
from services.measurement.ledger.rules.confirmations import Side, Status, answer, standing
from services.measurement.ledger.schemas.money import Amount
from services.measurement.ledger.store.pairs import pair_of, tell
from services.measurement.ledger.store.stored_pairs import Found
from shared.auth import Role
from shared.errors import Fault, InvalidInput
from shared.unit_of_work import Expected, UnitOfWork

SPEAKERS = (Role.REPORTER, Role.COORDINATOR)


async def link(uow: UnitOfWork, body: schemas.ConfirmationIn) -> Found:
    """Say that two flows are one: a yes of the side that says it, or of neither where it is said for both."""
    _require_a_voice(uow)
    pair = await linked_pair(uow, body.flows)
    row = pair.row
    mine = await _sides(uow, row)
    await make_room(uow, pair, mine)
    side = _only(mine)
    row.certain = side is None
    row.answers = {side.value: _answer(uow, Status.MATCHED)} if side else {}
    row.status = standing(_said(row), certain=row.certain)
    uow.session.add(row)
    await uow.session.flush()
    if body.comment:
        _note(uow, row, side, body.comment, to=Status.MATCHED)
    await count_once(uow, [pair])
    await tell(uow, [pair])
    return await queries.get_confirmation(uow.session, row.id)


async def move(
    uow: UnitOfWork, confirmation_id: UUID, body: schemas.ConfirmationTransition, expected: Expected
) -> Found:
    """Take a side's answer."""
    found = await queries.get_confirmation(uow.session, confirmation_id, for_update=True)
    row = found[0]
    side = await _side(uow, row, body.side)
    _check(body)
    uow.change(row, expected=expected)
    row.status = answer(Status(row.status), _said(row), side, Status(body.to), certain=row.certain)
    row.answers = {**row.answers, side.value: _answer(uow, body.to, body.value)}
    _note(uow, row, side, body.comment or "", to=body.to)
    pair = pair_of(found)
    await count_once(uow, [pair])
    await tell(uow, [pair])
    return found


async def comment(uow: UnitOfWork, confirmation_id: UUID, body: schemas.CommentIn) -> ConfirmationComment:
    """Say something about a pair; the pair stays as it is."""
    row, _, _ = await queries.get_confirmation(uow.session, confirmation_id)
    return _note(uow, row, _only(await _sides(uow, row)), body.comment)


def _require_a_voice(uow: UnitOfWork) -> None:
    scope = uow.principal.scope(*SPEAKERS)
    if not (scope.everything or scope.actors or scope.countries):
        uow.principal.require(*SPEAKERS)


async def _sides(uow: UnitOfWork, row: Confirmation) -> set[Side]:
    mine = await queries.sides_of(uow.session, row, uow.principal, *SPEAKERS)
    if not mine:
        uow.principal.require(*SPEAKERS, country=" or ".join(filter(None, [row.provider, *row.recipients])))
    return mine


async def _side(uow: UnitOfWork, row: Confirmation, asked: Side | None) -> Side:
    mine = await _sides(uow, row)
    side = asked or _only(mine)
    if side is None:
        raise InvalidInput(faults=[Fault("/side", "required", "You speak for both sides: say provider or recipient")])
    if side not in mine:
        detail = f"You speak for the {_only(mine)}'s side here, not for the {side}'s"
        raise InvalidInput(faults=[Fault("/side", "not_yours", detail)])
    return side


def _only(sides: set[Side]) -> Side | None:
    return next(iter(sides)) if len(sides) == 1 else None


def _check(body: schemas.ConfirmationTransition) -> None:
    faults = []
    if body.to is Status.DISPUTED and body.value is None:
        faults.append(Fault("/value", "required", "Say what the amount is: {amount, currency}"))
    if body.to is not Status.DISPUTED and body.value is not None:
        faults.append(Fault("/value", "not_allowed", "Only a dispute says another amount"))
    if body.to in {Status.DISPUTED, Status.OBJECTED} and not body.comment:
        faults.append(Fault("/comment", "required", "Say why, so that the other side can look into it"))
    if faults:
        raise InvalidInput(faults=faults)


def _said(row: Confirmation) -> dict[Side, Status]:
    return {Side(side): Status(said["to"]) for side, said in row.answers.items()}


def _answer(uow: UnitOfWork, to: Status, value: Amount | None = None) -> dict[str, object]:
    said = value.model_dump(mode="json") if value else None
    return {"to": to, "by": uow.principal.id, "at": uow.now.isoformat(), "value": said}


def _note(
    uow: UnitOfWork, row: Confirmation, side: Side | None, text: str, *, to: Status | None = None
) -> ConfirmationComment:
    note = ConfirmationComment(
        id=uuid7(), confirmation=row.id, side=side, to=to, text=text, by=uow.principal.id, at=uow.now
    )
    uow.session.add(note)
    return note
