"""The lock of reference data."""

from sqlalchemy import func, select

from shared.unit_of_work import UnitOfWork


async def hold_reference(uow: UnitOfWork) -> None:
    """Let one at a time change reference data; whoever comes second sees what the first has made of it."""
    await uow.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("reference"))))
