"""Routes of the ordered log: pull and stream."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from starlette.types import Message, Send

from services.notifications import queries, schemas
from services.notifications.models import LoggedEvent, Membership
from services.notifications.queries import LogFollower
from services.notifications.rules.log import positioned
from shared.auth import Principal
from shared.copies import refuse_unknown_regions
from shared.db import reading
from shared.errors import Gone
from shared.http import Caller, Reader, Shared, problems, service_router
from shared.service import Runtime

AT_ONCE = 500
HEARTBEAT_SECONDS = 15.0
PATIENCE_SECONDS = 30.0
STREAM_SECONDS = 900.0
RETRY = b"retry: 2000\n"
"""Goes into the first block that has data: a block of its own is an event without data to some clients."""
HEARTBEAT = b": still here\n\n"


def create_router(tail: LogFollower) -> APIRouter:
    """Make the routes; streams wait at the tail."""
    router = service_router()

    @router.get("/events", response_model=schemas.LoggedEvents, responses=problems(Gone), tags=["events"])
    async def list_events(query: Annotated[schemas.EventQuery, Query()], caller: Caller, session: Reader) -> Response:
        """Read the ordered log of all that has happened and that you may see, oldest first unless asked otherwise.

        An answer ends before `limit` where its events have some megabytes; `next` goes on from there.
        """
        after = query.after or 0
        await queries.check_position(session, after)
        await refuse_unknown_regions(session, Membership, query.region)
        newest_first = query.order == "newest"
        found, more = await queries.events_after(session, after, query, caller, query.limit, newest_first=newest_first)
        items = [orjson.Fragment(positioned(one.body, one.position)) for one in found]
        following = str(found[-1].position if more and not newest_first else max(after, await queries.head(session)))
        return Response(orjson.dumps({"items": items, "next": following}), media_type="application/json")

    @router.get(
        "/events/stream",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}}, **problems(Gone)},
        tags=["events"],
    )
    async def stream_events(
        query: Annotated[schemas.EventFilters, Query()],
        caller: Caller,
        shared: Shared,
        last_event_id: Annotated[
            str, Header(pattern=r"^\d{0,18}$", description="position after which to go on; empty is none")
        ] = "",
    ) -> StreamingResponse:
        """Follow the log by Server-Sent Events; `Last-Event-ID` goes on without loss or repeat."""
        after = int(last_event_id) if last_event_id else query.after or 0
        async with reading(shared.sessions) as session:
            await queries.check_position(session, after)
            await refuse_unknown_regions(session, Membership, query.region)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return PatientResponse(frames(shared, tail, query, caller, after), 200, headers, "text/event-stream")

    return router


class PatientResponse(StreamingResponse):
    """A stream that ends when its reader takes nothing for a while; a reader that comes back goes on where it was."""

    async def stream_response(self, send: Send) -> None:
        """Send what there is, each piece in time."""

        async def in_time(message: Message) -> None:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await send(message)

        with contextlib.suppress(TimeoutError):
            await super().stream_response(in_time)


async def frames(
    shared: Runtime, tail: LogFollower, filters: schemas.EventFilters, principal: Principal, after: int
) -> AsyncIterator[bytes]:
    """Give the log as frames. A client is a cursor, not a queue: a slow one costs no memory.

    It ends after a while, so that a browser comes back with its credential, which is then checked again.
    """
    clock = asyncio.get_running_loop()
    until = clock.time() + STREAM_SECONDS
    yield HEARTBEAT  # a comment is no event; it tells whoever waits that the stream is open
    first = RETRY
    while clock.time() < until:
        async with reading(shared.sessions) as session:
            last = await queries.head(session)
            found, more = await queries.events_after(session, after, filters, principal, AT_ONCE)
        if found:
            yield first + b"".join(map(_frame, found))
            first = b""
        after = found[-1].position if more else max(after, last)
        if not more and not await tail.wait(shared, after, HEARTBEAT_SECONDS):
            yield HEARTBEAT


def _frame(event: LoggedEvent) -> bytes:
    # Without a name it reaches a browser's `onmessage`; the type is in the data.
    return b"id: %d\ndata: %b\n\n" % (event.position, positioned(event.body, event.position))
