"""Answers about one thing: its version as ETag, 304 where it is known."""

import hashlib

from fastapi.responses import Response
from pydantic import BaseModel
from starlette.requests import Request


def respond(request: Request, model: BaseModel, *, version: int | None = None, created: str | None = None) -> Response:
    """Answer with a resource; its ETag is the version, or a hash of the body for what has none.

    `created` is the address of a new one, answered with 201.
    """
    body = model.model_dump_json(by_alias=True, exclude_none=False).encode()
    etag = f'"{version if version is not None else hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if created:
        headers["Location"] = created
    if request.method in {"GET", "HEAD"} and _known(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, 201 if created else 200, headers, "application/json")


def _known(header: str | None, etag: str) -> bool:
    return header is not None and (
        header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}
    )
