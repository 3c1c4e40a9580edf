"""Makes and migrates the databases of all services; the one-shot that the services of docker-compose.yml wait for."""

import asyncio
import os
import sys

from deploy.local.databases import SERVICES
from deploy.local.provision import provision
from shared.db import UnknownSchema


async def main() -> None:
    """Provide each service's role and database on the server that HARAMBEE_POSTGRES names."""
    for service in SERVICES:
        await provision(os.environ["HARAMBEE_POSTGRES"], service, os.environ[f"{service.upper()}_PASSWORD"])
        print(f"{service}: at the newest schema", flush=True)  # noqa: T201 - what the container's log shows


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except UnknownSchema as failure:
        sys.exit(str(failure))
