"""Each service's own database and role: made, closed to the others, and brought to the newest schema."""

from deploy.local.databases import role_of, service_url
from shared.db import Driver, connect, migrate


async def provision(admin_url: str, service: str, password: str) -> str:
    """Make a service's role and database where they are missing, and give the database's address.

    The password is set anew, and nobody but the service may connect; doing it again changes nothing.
    """
    connection = await connect(admin_url)
    try:
        await provide_role(connection, role_of(service), password)
        await _provide_database(connection, role_of(service))
    finally:
        await connection.close()
    url = service_url(admin_url, service, password)
    await migrate(url, service)
    return url


async def provide_role(connection: Driver, role: str, password: str) -> None:
    """Make a role that may log in, or give it its password again."""
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if known else "CREATE"
    await _execute(connection, f"{verb} ROLE %I LOGIN PASSWORD %L", role, password)


async def create_database(
    connection: Driver, name: str, owner: str, template: str = "template0", strategy: str = "wal_log"
) -> None:
    """Make a database that only its owner may enter."""
    # An administrator who is no superuser has to be in a role to hand something over to it.
    await _execute(connection, "GRANT %I TO CURRENT_USER", owner)
    statement = "CREATE DATABASE %I OWNER %I TEMPLATE %I STRATEGY %L"
    await _execute(connection, statement, name, owner, template, strategy)
    await _execute(connection, "REVOKE CONNECT ON DATABASE %I FROM PUBLIC", name)


async def drop_database(connection: Driver, name: str) -> None:
    """Remove a database, with whoever is still connected to it."""
    await _execute(connection, "DROP DATABASE IF EXISTS %I WITH (FORCE)", name)


async def _provide_database(connection: Driver, name: str) -> None:
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await create_database(connection, name, owner=name)


async def _execute(connection: Driver, statement: str, *values: str) -> None:
    # Definitions take no parameters, so the server itself quotes the values into the statement.
    holes = ", ".join(f"${place}::text" for place in range(2, len(values) + 2))
    await connection.execute(await connection.fetchval(f"SELECT format($1, {holes})", statement, *values))
