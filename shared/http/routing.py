"""The one kind of route: who asks, one transaction per request, one effect per Idempotency-Key."""

import hashlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request

from shared.auth import Kind, Principal
from shared.db import ReadSession, driver, duplicated, reading
from shared.errors import (
    Fault,
    InvalidInput,
    KeyReused,
    MethodNotAllowed,
    RequestInProgress,
    TooLarge,
    Unauthenticated,
    UnsupportedMedia,
)
from shared.http.answers import LONGEST_KEY, SAFE, complete, flat
from shared.http.texts import body_faults, text_faults
from shared.service import Runtime
from shared.unit_of_work import UnitOfWork, unit_of_work

JSON = frozenset({"application/json", "application/merge-patch+json"})
REPLAYED = ("content-type", "etag", "location")

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that was put on disk while it came in."""

    path: Path
    size: int
    sha256: bytes


class ServiceRoute(APIRoute):
    """A route whose writes are one transaction, committed before the answer leaves."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        complete(self)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the function: principal, unknown parameters, body, transaction, idempotency."""
        handle = super().get_route_handler()
        known = self._known_parameters()

        async def run(request: Request) -> Response:
            shared: Runtime = request.app.state.runtime
            if self.param_convertors and request.scope["path"] in request.app.state.literal_paths:
                raise MethodNotAllowed
            request.state.principal = shared.tokens.check(request.headers.get("authorization"))
            _refuse_unwritable(request)
            if known is not None:
                _refuse_unknown(request, known)
            if request.method in SAFE:
                return await handle(request)
            async with self._received(request, shared) as digest:
                try:
                    return await _write(shared, request, digest, handle)
                except Exception as error:
                    if duplicated(error) is None:
                        raise
                # Somebody was quicker. What that one made is there now, so it is found and named by the second look.
                return await _write(shared, request, digest, handle)

        return run

    def _known_parameters(self) -> set[str] | None:
        fields = [field for part in flat(self.dependant) for field in part.query_params]
        if any(
            isinstance(kind := field.field_info.annotation, type) and issubclass(kind, BaseModel) for field in fields
        ):
            return None  # a model of parameters forbids others by itself
        return {field.alias for field in fields}

    @asynccontextmanager
    async def _received(self, request: Request, shared: Runtime) -> AsyncIterator[bytes]:
        _refuse_packed(request)
        body = await _body(request, self._limit(shared))
        if faults := body_faults(body):
            raise InvalidInput(faults=faults)
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if body and media not in JSON:
            raise UnsupportedMedia(f"Send application/json, not {media or 'nothing said'}")
        yield hashlib.sha256(body).digest()

    def _limit(self, shared: Runtime) -> int:
        return shared.settings.body_limit


class BulkRoute(ServiceRoute):
    """A route that takes a list by the thousand."""

    def _limit(self, shared: Runtime) -> int:
        return shared.settings.bulk_limit


class UploadRoute(ServiceRoute):
    """A route that takes a body of any size: it goes to disk as it comes, memory stays flat."""

    @asynccontextmanager
    async def _received(self, request: Request, shared: Runtime) -> AsyncIterator[bytes]:
        limit = shared.settings.upload_limit
        _refuse_packed(request)
        _refuse_too_large(request, limit)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=shared.spool, prefix="upload-") as file:
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise TooLarge(f"At most {limit} bytes")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            request.state.upload = Upload(Path(file.name), size, digest.digest())
            yield digest.digest()


def _refuse_unknown(request: Request, known: set[str]) -> None:
    unknown = sorted(set(request.query_params.keys()) - known)
    if unknown:
        allowed = ", ".join(sorted(known)) or "none"
        detail = f"There is no such parameter; known here: {allowed}"
        raise InvalidInput(faults=[Fault(f"/{name}", "unknown_field", detail, "query") for name in unknown])


def _refuse_unwritable(request: Request) -> None:
    """Refuse texts in path and query that cannot be kept, and an Idempotency-Key that is none."""
    faults = text_faults(((name, str(value)) for name, value in request.path_params.items()), "path")
    faults += text_faults(request.query_params.multi_items(), "query")
    key = request.headers.get("idempotency-key", "")
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        detail = f"At most {LONGEST_KEY} printable ASCII characters"
        faults.append(Fault("/idempotency-key", "invalid_key", detail, "header"))
    if faults:
        raise InvalidInput(faults=faults)


def _refuse_packed(request: Request) -> None:
    if (coding := request.headers.get("content-encoding", "identity").strip().lower()) not in {"", "identity"}:
        raise UnsupportedMedia(f"Send the body without Content-Encoding, not as {coding[:40]}")


def _refuse_too_large(request: Request, limit: int) -> None:
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said) > limit:
        raise TooLarge(f"At most {limit} bytes")


async def _body(request: Request, limit: int) -> bytes:
    _refuse_too_large(request, limit)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"At most {limit} bytes")
        chunks.append(chunk)
    body = b"".join(chunks)
    request._body = body  # noqa: SLF001 - where Starlette keeps a body that was read
    return body


def _storable(request: Request, response: Response) -> tuple[dict[str, str], bytes]:
    """Give the headers and the body that a repeat is answered with: without what nobody may store."""
    headers = {name: response.headers[name] for name in REPLAYED if name in response.headers}
    body = bytes(response.body)
    withheld = getattr(request.state, "withheld", None)
    if withheld is None:
        return headers, body
    if "location" in headers:
        headers["location"] = headers["location"].partition("?")[0]
    return headers, orjson.dumps({**orjson.loads(body), **withheld})


async def _write(shared: Runtime, request: Request, digest: bytes, handle: Handle) -> Response:
    async with unit_of_work(shared.resources, request.state.principal) as uow:
        request.state.uow = uow
        return await _once(uow, request, digest, handle)


async def _once(uow: UnitOfWork, request: Request, digest: bytes, handle: Handle) -> Response:
    """Run a POST with an Idempotency-Key once; give the first answer again to whoever repeats it within 24 hours.

    Key, effect and answer commit together, so a crash leaves either all or none of them. A refused request leaves none.
    """
    key = request.headers.get("idempotency-key")
    if request.method != "POST" or not key:
        return await handle(request)
    connection = await driver(await uow.session.connection())
    fingerprint = hashlib.sha256(f"{request.url.path}?{request.url.query}".encode() + digest).digest()
    if not await connection.fetchval(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", f"{uow.principal.id} {key}"
    ):
        raise RequestInProgress
    row = await connection.fetchrow(
        """
        SELECT fingerprint, status, headers, body FROM idempotency
        WHERE principal = $1 AND key = $2 AND created_at > now() - interval '24 hours'
        """,
        uow.principal.id,
        key,
    )
    if row is not None:
        if row["fingerprint"] != fingerprint:
            raise KeyReused
        return Response(row["body"], row["status"], {**orjson.loads(row["headers"]), "Idempotency-Replayed": "true"})
    response = await handle(request)
    kept, body = _storable(request, response)
    await connection.execute(
        """
        INSERT INTO idempotency (principal, key, fingerprint, status, headers, body) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (principal, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
            headers = excluded.headers, body = excluded.body, created_at = now()
        """,
        uow.principal.id,
        key,
        fingerprint,
        response.status_code,
        orjson.dumps(kept),
        body,
    )
    return response


def service_router(route: type[ServiceRoute] = ServiceRoute) -> APIRouter:
    """Make a router whose routes have all that every endpoint has."""
    return APIRouter(prefix="/v1", route_class=route)


def bulk_router() -> APIRouter:
    """Make a router for lists by the thousand."""
    return service_router(BulkRoute)


def upload_router() -> APIRouter:
    """Make a router for bodies of any size; its functions take a `Spooled`."""
    return service_router(UploadRoute)


# Dependencies are coroutines: FastAPI runs any other in a thread, which takes as long as a statement of the database.
async def _runtime(request: Request) -> Runtime:
    found: Runtime = request.app.state.runtime
    return found


async def _principal(request: Request) -> Principal:
    found: Principal = request.state.principal
    return found


async def _known(caller: Annotated[Principal, Depends(_principal)]) -> Principal:
    if caller.kind is Kind.ANYONE:
        raise Unauthenticated("This list is of what is yours; it needs a credential: Authorization: Bearer hk_…")
    return caller


async def _uow(request: Request) -> UnitOfWork:
    found: UnitOfWork = request.state.uow
    return found


async def _upload(request: Request) -> Upload:
    found: Upload = request.state.upload
    return found


async def _reader(request: Request) -> AsyncIterator[ReadSession]:
    async with reading(request.app.state.runtime.sessions) as session:
        yield session


Shared = Annotated[Runtime, Depends(_runtime)]
Caller = Annotated[Principal, Depends(_principal)]
# Of lists that hold nothing for anyone: 401 without a credential, not an empty list.
KnownCaller = Annotated[Principal, Depends(_known)]
Uow = Annotated[UnitOfWork, Depends(_uow)]
Spooled = Annotated[Upload, Depends(_upload)]
# Without scope="function" it would stay open until the answer has been sent.
Reader = Annotated[ReadSession, Depends(_reader, scope="function")]

Answer = Callable[[Request], Awaitable[Response]]
