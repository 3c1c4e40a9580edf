"""Brings the databases of all services to the newest schema, and gives the operator a key.

`python -m deploy.local.migration` does it for the instance that the settings name.
"""

import asyncio
import sys

from deploy.local.credentials import write_secret
from deploy.local.databases import SERVICES
from deploy.local.failures import CannotStart
from deploy.local.provision import provision
from deploy.local.services import GATEWAY
from deploy.local.settings import read_settings
from deploy.local.stack import Stack, running_stack
from services.gateway.app import open_account
from services.gateway.schemas import ScopeIn
from shared.auth import Role
from shared.db import UnknownSchema, connect

OPERATOR = "operator of this machine"


async def migrate_all(stack: Stack) -> None:
    """Make, migrate and close each service's database. Raises CannotStart where PostgreSQL does not answer."""
    await _require_server(stack.postgres_url)
    urls = {
        service: await provision(stack.postgres_url, service, stack.credentials.role_password(service))
        for service in SERVICES
    }
    if not stack.places.operator_key.exists():
        _, key = await open_account(urls[GATEWAY], name=OPERATOR, role=Role.ADMIN, scope=ScopeIn(everything=True))
        write_secret(stack.places.operator_key, key.reveal())


async def _require_server(url: str) -> None:
    try:
        connection = await connect(url)
    except (OSError, TimeoutError) as error:
        raise CannotStart(f"PostgreSQL does not answer ({error}). Start Harambee with `make run`.") from error
    await connection.close()


if __name__ == "__main__":
    try:
        asyncio.run(migrate_all(running_stack(read_settings())))
    except (CannotStart, UnknownSchema) as failure:
        sys.exit(str(failure))
