"""API keys, made from outside of a running gateway."""

import asyncio
from uuid import UUID

from pydantic import ValidationError

from deploy.local.databases import service_url
from deploy.local.failures import CannotStart
from deploy.local.services import GATEWAY
from deploy.local.settings import LocalSettings
from deploy.local.stack import running_stack
from services.gateway.app import open_account
from services.gateway.schemas import ScopeIn
from shared.auth import Role
from shared.errors import Problem


def make_key(
    settings: LocalSettings, name: str, role: Role, *, country: str | None, region: str | None, actor: UUID | None
) -> str:
    """Make a key with one grant, everywhere where no place is named. Raises CannotStart where it is refused."""
    database = settings.database.get_secret_value() if settings.database else _local_database(settings)
    try:
        everything = not (country or region or actor)
        scope = ScopeIn(country=country, region=region, actor=actor, everything=everything)
        _, made = asyncio.run(open_account(database, name=name, role=role, scope=scope))
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())
        raise CannotStart(f"The key could not be made. {faults}") from error
    except Problem as problem:
        raise CannotStart(f"The key could not be made. {problem}") from problem
    except OSError as error:
        raise CannotStart("PostgreSQL does not answer. Start Harambee with `make run` first.") from error
    return made.reveal()


def _local_database(settings: LocalSettings) -> str:
    stack = running_stack(settings)
    return service_url(stack.postgres_url, GATEWAY, stack.credentials.role_password(GATEWAY))
