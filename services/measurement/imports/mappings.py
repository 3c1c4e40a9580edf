"""Writes of remembered mappings."""

from sqlalchemy import delete
from uuid_utils.compat import uuid7

from services.measurement.imports.models import ImportMapping
from services.measurement.imports.queries import mappings
from services.measurement.imports.schemas.mappings import ImportQuestion, MappingIn, Written
from services.measurement.reading.tables.columns import Reading, said
from shared.auth import Role
from shared.errors import Fault, InvalidInput
from shared.unit_of_work import Expected, UnitOfWork


async def put(uow: UnitOfWork, name: str, body: MappingIn, expected: Expected) -> tuple[ImportMapping, bool]:
    """Remember a mapping, in the place of another of this name; say whether it is new."""
    uow.principal.require(Role.REPORTER, actors=uow.principal.scope(Role.REPORTER).actors)
    row = await mappings.find_mapping(uow.session, name, uow.principal, for_update=True)
    if row is None:
        moments = {"created_at": uow.now, "updated_at": uow.now}
        row = ImportMapping(id=uuid7(), version=1, created_by=uow.principal.id, name=name, **moments)
        row.reading = said(body.reading())
        uow.session.add(row)
        await uow.session.flush()
        return row, True
    uow.change(row, expected=expected)
    row.reading = said(body.reading())
    return row, False


async def forget(uow: UnitOfWork, name: str, expected: Expected) -> ImportMapping:
    """Forget a mapping."""
    row = await mappings.get_mapping(uow.session, name, uow.principal, for_update=True)
    uow.change(row, expected=expected)
    await uow.session.execute(delete(ImportMapping).where(ImportMapping.id == row.id))
    return row


async def reading_of(uow: UnitOfWork, asked: ImportQuestion) -> Reading:
    """Say how a file is read: by the mapping that is named, and by what is said beside it."""
    name = asked.mapping or mappings.DEFAULT
    row = await mappings.find_mapping(uow.session, name, uow.principal)
    if row is None and asked.mapping is not None:
        detail = f"You have no mapping {name}; see /v1/imports/mappings"
        raise InvalidInput(faults=[Fault("/mapping", "unknown_mapping", detail, "query")])
    kept = MappingIn(**row.reading) if row else MappingIn()
    beside = {name: value for name in Written.model_fields if (value := getattr(asked, name)) is not None}
    return kept.model_copy(update=beside).reading()
