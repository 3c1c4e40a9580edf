"""API keys: `hk_<id>_<secret>`. The prefix is there for secret scanners; only a hash of the secret is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Self
from uuid import UUID

PREFIX = "hk"
SECRET_BYTES = 32


def digest(secret: str) -> bytes:
    """Hash a secret for keeping. It has 256 random bits, so a slow hash would only cost time."""
    return hashlib.sha256(secret.encode()).digest()


def secret_of(text: str) -> str:
    """Give the secret of a whole API key; anything else is taken as the secret itself."""
    key = ApiKey.read(text)
    return key.secret if key else text


@dataclass(frozen=True, slots=True, repr=False)
class ApiKey:
    """A key as its holder has it."""

    id: UUID
    secret: str

    @classmethod
    def mint(cls, key_id: UUID) -> Self:
        """Make a key with a new secret."""
        return cls(key_id, secrets.token_urlsafe(SECRET_BYTES))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a key; None where it has not the form of one."""
        prefix, _, rest = text.partition("_")
        identity, _, secret = rest.partition("_")
        if prefix != PREFIX or len(identity) != 32 or not secret:
            return None
        try:
            return cls(UUID(hex=identity), secret)
        except ValueError:
            return None

    def reveal(self) -> str:
        """Write the key out, secret and all."""
        return f"{PREFIX}_{self.id.hex}_{self.secret}"
