"""OAuth 2 access tokens: JWTs after RFC 9068, signed with the gateway's Ed25519 key."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import OKPAlgorithm

ALGORITHM = "EdDSA"
TYPE = "at+jwt"
AUDIENCE = "harambee"
LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Issued:
    """What a token says: which client it was made for, with which of its keys."""

    client: UUID
    key: UUID


def signing_key(pem: str) -> Ed25519PrivateKey:
    """Read the gateway's key. Raises TypeError where it is of another kind."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("the gateway signs with an Ed25519 key")
    return key


class AccessTokens:
    """Makes and reads access tokens; nobody else can make one."""

    def __init__(self, private_key: str, issuer: str) -> None:
        self._key = signing_key(private_key)
        self._public = self._key.public_key()
        self._issuer = issuer
        self._kid = hashlib.sha256(self._public.public_bytes_raw()).hexdigest()[:16]

    def issue(self, issued: Issued) -> str:
        """Make a token for a client."""
        now = datetime.now(UTC)  # not the platform's clock: a moved clock must not make tokens last
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": str(issued.client),
            "client_id": str(issued.client),
            "key": str(issued.key),
            "jti": uuid4().hex,
            "iat": now,
            "exp": now + LIFETIME,
        }
        return jwt.encode(claims, self._key, ALGORITHM, {"typ": TYPE, "kid": self._kid})

    def read(self, token: str) -> Issued | None:
        """Read a token; None where it is forged, old, or was made for something else."""
        try:
            claims = jwt.decode(token, self._public, [ALGORITHM], audience=AUDIENCE, issuer=self._issuer)
            return Issued(UUID(claims["sub"]), UUID(claims["key"]))
        except (jwt.InvalidTokenError, KeyError, ValueError):
            return None

    def key_set(self) -> dict[str, Any]:
        """Give the public key as a JSON Web Key Set (RFC 7517)."""
        key: dict[str, Any] = OKPAlgorithm.to_jwk(self._public, as_dict=True)
        return {"keys": [{**key, "kid": self._kid, "use": "sig", "alg": ALGORITHM}]}
