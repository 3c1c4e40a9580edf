"""From a credential to an internal token; the database is asked every few seconds, not on every request."""

import asyncio
import hashlib
import time
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.gateway.queries.credentials import (
    key_of_secret,
    principal_of_client,
    principal_of_key,
    principal_of_token,
)
from services.gateway.rules.access_tokens import AccessTokens, Issued
from services.gateway.rules.keys import ApiKey, secret_of
from shared.auth import ANYONE, LIFETIME, Principal, TokenSigner
from shared.db import reading
from shared.errors import Unauthenticated
from shared.service import Runtime

KNOWN_SECONDS = 5.0
"""How long a credential is believed without asking; a revoked one works on for as long."""

TOKEN_SECONDS = LIFETIME.total_seconds() - 20
"""How long an internal token is used: it still holds for 20 seconds when it is used last."""

REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Passport:
    """Who asks, and the internal token that says so to the services."""

    principal: Principal
    token: str


@dataclass(slots=True)
class _Entry:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    principal: Principal = ANYONE
    token: str = ""
    known_until: float = 0.0
    signed_until: float = 0.0


class Authentication:
    """Knows the credentials of the last seconds."""

    def __init__(self, signer: TokenSigner, access_tokens: AccessTokens) -> None:
        self.access_tokens = access_tokens
        self._signer = signer
        self._entries: dict[bytes, _Entry] = {}

    async def admit(self, authorization: str | None, shared: Runtime) -> Passport:
        """Say who sends this header, anyone where there is none. Raises Unauthenticated."""
        digest = hashlib.sha256((authorization or "").encode()).digest()
        entry = self._entries.get(digest) or self._remember(digest)
        if entry.known_until <= time.monotonic():
            async with entry.lock:
                if entry.known_until <= time.monotonic():
                    await self._refresh(entry, digest, authorization, shared)
        if entry.signed_until <= time.monotonic():
            entry.token = self._signer.sign(entry.principal)
            entry.signed_until = time.monotonic() + TOKEN_SECONDS
        return Passport(entry.principal, entry.token)

    async def admit_for(self, client_id: UUID, shared: Runtime) -> Passport | None:
        """Give the passport of a client, whose page somebody else looks at; None where it was revoked."""
        async with reading(shared.sessions) as session:
            principal = await principal_of_client(session, client_id, shared.clock.now().date())
        return Passport(principal, self._signer.sign(principal)) if principal else None

    async def issue(self, session: AsyncSession, client_id: UUID, secret: str) -> str | None:
        """Make an access token for a client that knows the secret of one of its keys."""
        key_id = await key_of_secret(session, client_id, secret_of(secret))
        return self.access_tokens.issue(Issued(client_id, key_id)) if key_id else None

    def _remember(self, digest: bytes) -> _Entry:
        if len(self._entries) >= REMEMBERED:
            del self._entries[next(iter(self._entries))]
        return self._entries.setdefault(digest, _Entry())

    async def _refresh(self, entry: _Entry, digest: bytes, authorization: str | None, shared: Runtime) -> None:
        try:
            principal = await self._look_up(authorization, shared) if authorization else ANYONE
        except Unauthenticated:
            self._entries.pop(digest, None)
            raise
        if principal != entry.principal:
            entry.principal, entry.signed_until = principal, 0.0
        entry.known_until = time.monotonic() + KNOWN_SECONDS

    async def _look_up(self, authorization: str, shared: Runtime) -> Principal:
        scheme, _, credential = authorization.partition(" ")
        if scheme.lower() != "bearer" or not credential:
            raise Unauthenticated("Send Authorization: Bearer with an API key or an access token")
        today = shared.clock.now().date()
        found = None
        async with reading(shared.sessions) as session:
            if key := ApiKey.read(credential):
                found = await principal_of_key(session, key.id, key.secret, today)
            elif issued := self.access_tokens.read(credential):
                found = await principal_of_token(session, issued.key, today)
        if found is None:
            raise Unauthenticated("The credential is unknown, has expired or was revoked")
        return found
