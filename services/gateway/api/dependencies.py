"""What the gateway's routes are handed."""

from typing import Annotated

from fastapi import Depends, Request

from services.gateway.clients.parts import Reader
from services.gateway.queries.platform import Platform
from shared.auth import Role
from shared.http import Caller, Shared


async def _platform(request: Request) -> Platform:
    found: Platform = request.app.state.platform
    return found


async def _reader(request: Request, caller: Caller, shared: Shared) -> Reader:
    # The door has put the internal token where the credential was.
    token = request.headers["authorization"].removeprefix("Bearer ")
    return Reader(principal=caller.id, token=token, now=shared.clock.now())


async def _administrator(caller: Caller) -> None:
    caller.require(Role.ADMIN)


ThePlatform = Annotated[Platform, Depends(_platform)]
PartReader = Annotated[Reader, Depends(_reader)]
Administrator = Depends(_administrator)
