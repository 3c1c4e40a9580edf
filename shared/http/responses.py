"""Answers about one thing: its version in the ETag, 304 where the answer is known."""

import hashlib
from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response
from pydantic import BaseModel
from starlette.requests import Request


def respond(
    request: Request,
    model: BaseModel,
    *,
    version: int | None = None,
    created: str | None = None,
    withheld: Mapping[str, Any] | None = None,
) -> Response:
    """Answer with a resource; `created` is the address of a new one, answered with 201.

    An answer with fields that nobody may store, secrets and personal data, names them in `withheld` with what a repeat
    under the same Idempotency-Key says in their place; its address may hold a secret in its query.

    The ETag is the version. That of an answer that was read has a digest of the body too, since it may show what
    belongs to other resources, such as the names of an owner; `If-Match` takes both. What has no version has the
    digest alone.
    """
    body = model.model_dump_json(by_alias=True, exclude_none=False).encode()
    reads = request.method in {"GET", "HEAD"}
    digest = hashlib.sha256(body).hexdigest()[:16] if reads or version is None else None
    etag = f'"{"-".join(str(part) for part in (version, digest) if part is not None)}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache" if withheld is None else "no-store"}
    request.state.withheld = withheld
    if created:
        headers["Location"] = created
    if reads and _known(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, 201 if created else 200, headers, "application/json")


def _known(header: str | None, etag: str) -> bool:
    return header is not None and (
        header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}
    )
