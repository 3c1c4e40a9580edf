"""Writes of countries' coordination set-ups; every version is kept."""

from typing import Any

from pydantic import RootModel
from uuid_utils.compat import uuid7

from services.registry import events
from services.registry.actors.models import Actor
from services.registry.actors.rules import ActorStatus
from services.registry.institutions import queries as institutions
from services.registry.institutions.models import Institution, InstitutionVersion
from services.registry.institutions.schemas import InstitutionIn
from shared.auth import Role
from shared.errors import Fault, InvalidInput, Refused
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, held, is_expected, match

ACTIVE, WITHDRAWN = "active", "withdrawn"


async def put(uow: UnitOfWork, country: str, body: InstitutionIn, expected: Expected) -> tuple[Institution, bool]:
    """Say what a country's coordination set-up is, in the place of what was said before; say whether it is new."""
    uow.principal.require(Role.COORDINATOR, country=country)
    row = await institutions.find_institution(uow.session, country, for_update=True)
    if row is None:
        return await _create(uow, country, body), True
    match(held(row), expected)
    return await _replace(uow, row, body, expected), False


async def patch(uow: UnitOfWork, country: str, change: dict[str, Any], expected: Expected) -> Institution:
    """Change an institution by merge patch."""
    row = await _standing(uow, country)
    return await _replace(uow, row, merged(uow, InstitutionIn, _sent(row), change), expected)


async def withdraw(uow: UnitOfWork, country: str, expected: Expected) -> Institution:
    """Take an institution out; it stays readable, and taking it out again changes nothing."""
    row = await _standing(uow, country)
    if row.status == WITHDRAWN:
        return row
    uow.change(row, expected=expected)
    row.status, row.withdrawn_by = WITHDRAWN, uow.principal.id
    await _keep(uow, row)
    return row


async def _standing(uow: UnitOfWork, country: str) -> Institution:
    row = await institutions.get_institution(uow.session, country, for_update=True)
    uow.principal.require(Role.COORDINATOR, country=country)
    return row


async def _create(uow: UnitOfWork, country: str, body: InstitutionIn) -> Institution:
    moments = {"created_at": uow.now, "updated_at": uow.now}
    row = Institution(id=uuid7(), country=country, status=ACTIVE, version=1, **moments)
    await _write(uow, row, body)
    uow.session.add(row)
    await _keep(uow, row)
    return row


async def _replace(uow: UnitOfWork, row: Institution, body: InstitutionIn, expected: Expected) -> Institution:
    """Change a locked row; what is the same already stays untouched."""
    if is_expected(row.version, expected) and row.status == ACTIVE and body == _sent(row):
        return row
    uow.change(row, expected=expected)
    row.status, row.withdrawn_by = ACTIVE, None
    await _write(uow, row, body)
    await _keep(uow, row)
    return row


async def _write(uow: UnitOfWork, row: Institution, body: InstitutionIn) -> None:
    if body.mandate:
        await _check_holder(uow, body)
    for name, value in body.model_dump(mode="json").items():
        setattr(row, name, value)


async def _check_holder(uow: UnitOfWork, body: InstitutionIn) -> None:
    holder = body.mandate.holder if body.mandate else None
    actor = await uow.session.get(Actor, holder)
    if actor is None:
        raise InvalidInput(faults=[Fault("/mandate/holder", "unknown_actor", f"There is no actor {holder}")])
    if actor.status != ActorStatus.ACTIVE:
        raise Refused(faults=[Fault("/mandate/holder", "not_active", f"The actor {holder} is {actor.status}")])


async def _keep(uow: UnitOfWork, row: Institution) -> None:
    """Keep the version, and tell of it."""
    await uow.session.flush()
    content = _sent(row).model_dump(mode="json")
    kept = {"institution": row.id, "version": row.version, "at": uow.now, "by": uow.principal.id}
    uow.session.add(InstitutionVersion(**kept, content=content))
    uow.emit(_event(row), sequence=row.version, places=[row.country])


def _event(row: Institution) -> events.InstitutionUpdated:
    resources = [{"year": one["year"], "posts": one["posts"], **(one["finance"] or {})} for one in row.resources]
    return events.InstitutionUpdated.model_validate(
        {
            "id": row.country,
            "country": row.country,
            "status": row.status,
            "mandate_holder": row.mandate["holder"] if row.mandate else None,
            "pillars": row.pillars,
            "frameworks": row.frameworks,
            "resources": resources,
        }
    )


def _sent(row: Institution) -> InstitutionIn | RootModel[dict[str, Any]]:
    """Give what would have to be sent for the row to be as it is."""
    return as_sent(InstitutionIn, {name: getattr(row, name) for name in InstitutionIn.model_fields})
