"""Loads editions of country groups: those that ship once, others when an administrator sends them."""

from uuid_utils.compat import uuid7

from services.measurement.facts.country_groups.lookup import groups_in_force
from services.measurement.facts.country_groups.models import Classification, CountryGroups
from services.measurement.facts.country_groups.queries import find_groups
from services.measurement.facts.country_groups.rules import tell_apart
from services.measurement.facts.country_groups.schemas import CountryGroupsIn
from services.measurement.jobs.commands import queue
from services.measurement.locks import lock_reference_facts
from services.measurement.reference import facts
from shared.auth import Role
from shared.db import driver
from shared.errors import Fault, Refused
from shared.unit_of_work import Expected, UnitOfWork


async def put(uow: UnitOfWork, edition: str, body: CountryGroupsIn, expected: Expected) -> tuple[CountryGroups, bool]:
    """Load an edition, or correct it; say whether it is new. What follows from it is derived anew by a job."""
    uow.principal.require(Role.ADMIN)
    # Before it is looked for: of two that load a new edition at once, the second has to find that of the first.
    await lock_reference_facts(await driver(await uow.session.connection()), alone=True)
    row = await find_groups(uow.session, edition)
    if row is None:
        row = _new(uow, edition)
        await _write(uow, row, body)
        return row, True
    uow.change(row, expected=expected)
    await _write(uow, row, body)
    return row, False


async def load_shipped(uow: UnitOfWork) -> None:
    """Load the editions that ship with the service, as far as they are not there."""
    connection = await driver(await uow.session.connection())
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('groups'))")
    for edition, body in facts("country-groups").items():
        if await find_groups(uow.session, edition) is None:
            await lock_reference_facts(connection, alone=True)
            await _write(uow, _new(uow, edition), CountryGroupsIn.model_validate(body))


def _new(uow: UnitOfWork, edition: str) -> CountryGroups:
    return CountryGroups(id=uuid7(), version=1, created_at=uow.now, updated_at=uow.now, edition=edition)


async def _write(uow: UnitOfWork, row: CountryGroups, body: CountryGroupsIn) -> None:
    connection = await driver(await uow.session.connection())
    before = await groups_in_force(connection)
    for other in before.editions:
        if other.valid_from == body.valid_from and other.version != row.edition:
            raise Refused(faults=[Fault("/valid_from", "taken", f"{other.version} is in force from that day")])
    row.valid_from, row.source, row.developed = body.valid_from, body.source, sorted(set(body.developed))
    uow.session.add(row)
    await uow.session.flush()
    if tell_apart(before, await groups_in_force(connection)):
        queue(uow, Classification(edition=row.edition, activities=0, flows=0))
