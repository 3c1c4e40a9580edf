"""OAuth 2 client credentials (RFC 6749 §4.4), and what a program needs to check the tokens."""

import base64
import binascii
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.gateway import schemas
from services.gateway.api.dependencies import ThePlatform
from services.gateway.queries.credentials import roles_of
from services.gateway.rules.access_tokens import ALGORITHM, LIFETIME
from shared.auth import Role
from shared.db import reading
from shared.errors import Unavailable
from shared.http import Shared, problems

BODY_BYTES = 16 * 1024
FORM = "application/x-www-form-urlencoded"

router = APIRouter(tags=["credentials"])

_FORM_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"const": "client_credentials"},
                        "client_id": {"type": "string", "format": "uuid"},
                        "client_secret": {"type": "string", "description": "an API key of the client, or its secret"},
                        "scope": {
                            "type": "string",
                            "description": "roles, by spaces; refused where the client has no grant of one. A token is "
                            "never narrower than the grants",
                        },
                    },
                }
            }
        },
    }
}


class Refusal(Exception):  # noqa: N818 - it becomes an answer after RFC 6749, not a problem
    """There is no token, for a reason of RFC 6749 §5.2."""

    def __init__(self, error: str, description: str) -> None:
        self.error = error
        self.description = description
        super().__init__(description)

    def answer(self) -> JSONResponse:
        """Give the response."""
        body = schemas.TokenError(error=self.error, error_description=self.description)
        headers = {"Cache-Control": "no-store"}
        if self.error == "invalid_client":
            headers["WWW-Authenticate"] = 'Basic realm="harambee"'
        return JSONResponse(body.model_dump(), 401 if self.error == "invalid_client" else 400, headers)


@router.post(
    "/oauth/token",
    response_model=schemas.Token,
    responses={400: {"model": schemas.TokenError}, 401: {"model": schemas.TokenError}, **problems(Unavailable)},
    openapi_extra=_FORM_BODY,
)
async def issue_token(request: Request, platform: ThePlatform, shared: Shared) -> JSONResponse:
    """Take a client's id and secret, by Basic or in the form, for an access token of ten minutes."""
    try:
        form = await _form(request)
        client_id, secret = _credentials(request.headers.get("authorization"), form)
        async with reading(shared.sessions) as session:
            token = await platform.authentication.issue(session, client_id, secret)
            if token is None:
                raise _unknown()
            scope = _scope(form.get("scope", ""), await roles_of(session, client_id))
    except Refusal as refusal:
        return refusal.answer()
    body = schemas.Token(access_token=token, expires_in=int(LIFETIME.total_seconds()), scope=scope)
    return JSONResponse(body.model_dump(exclude_none=True), headers={"Cache-Control": "no-store"})


@router.get("/.well-known/jwks.json")
async def list_signing_keys(platform: ThePlatform) -> dict[str, Any]:
    """Give the public key that access tokens are signed with (RFC 7517)."""
    return platform.authentication.access_tokens.key_set()


@router.get("/.well-known/openid-configuration")
async def describe_issuer(platform: ThePlatform) -> dict[str, Any]:
    """Say where tokens are issued and how they are signed (RFC 8414)."""
    return {
        "issuer": platform.public_url,
        "token_endpoint": f"{platform.public_url}/oauth/token",
        "jwks_uri": f"{platform.public_url}/.well-known/jwks.json",
        "grant_types_supported": ["client_credentials"],
        "scopes_supported": [str(role) for role in Role],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "token_endpoint_auth_signing_alg_values_supported": [ALGORITHM],
    }


def _unknown() -> Refusal:
    return Refusal("invalid_client", "The client is unknown, its secret is wrong, or it was revoked")


async def _form(request: Request) -> dict[str, str]:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != FORM:
        raise Refusal("invalid_request", f"Send the parameters as {FORM}")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise Refusal("invalid_request", f"At most {BODY_BYTES} bytes")
    pairs = parse_qsl(body.decode(errors="replace"))  # one without a value counts as left out (RFC 6749 §3.2)
    form = dict(pairs)
    if len(form) < len(pairs):
        raise Refusal("invalid_request", "A parameter was sent twice")
    if "grant_type" not in form:
        raise Refusal("invalid_request", "Send grant_type=client_credentials")
    if form["grant_type"] != "client_credentials":
        raise Refusal("unsupported_grant_type", "grant_type must be client_credentials")
    return form


def _scope(asked: str, held: Collection[str]) -> str | None:
    """Say what a token is for: all roles that the client holds. Refuses to be asked for others."""
    if lacking := set(asked.split()) - set(held):
        has = f"of {' '.join(sorted(held))} alone" if held else "of nothing"
        raise Refusal("invalid_scope", f"The client has grants {has}, not of {' '.join(sorted(lacking))[:200]}")
    return " ".join(sorted(held)) or None


def _credentials(authorization: str | None, form: Mapping[str, str]) -> tuple[UUID, str]:
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() == "basic":
        if "client_secret" in form:
            raise Refusal("invalid_request", "Send the secret by Basic or in the form, not both")
        client, secret = _of_basic(encoded)
    else:
        client, secret = form.get("client_id", ""), form.get("client_secret", "")
    try:
        return UUID(client), secret
    except ValueError:
        raise _unknown() from None


def _of_basic(encoded: str) -> tuple[str, str]:
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise _unknown() from None
    return unquote_plus(client), unquote_plus(secret)
