"""The secrets of one instance: random, made once, readable by their owner alone."""

import secrets
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pydantic import BaseModel, ConfigDict

from deploy.local.databases import SERVICES


class Credentials(BaseModel):
    """Passwords of the database roles, the key of internal tokens, and the secret of each service."""

    model_config = ConfigDict(frozen=True)

    administrator: str
    roles: dict[str, str]
    secrets: dict[str, str]
    internal_private_key: str

    @classmethod
    def make(cls) -> Self:
        """Draw new ones."""
        key = Ed25519PrivateKey.generate()
        return cls(
            administrator=secrets.token_hex(24),
            roles={service: secrets.token_hex(24) for service in SERVICES},
            secrets={service: secrets.token_hex(32) for service in SERVICES},
            internal_private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        )

    @classmethod
    def keep(cls, file: Path) -> Self:
        """Read those of a file; the first time, draw new ones and write them there."""
        if file.exists():
            return cls.model_validate_json(file.read_bytes())
        made = cls.make()
        write_secret(file, made.model_dump_json(indent=1))
        return made

    @property
    def internal_public_key(self) -> str:
        """The PEM that checks what the private key signed."""
        key = load_pem_private_key(self.internal_private_key.encode(), password=None)
        return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner may read, from its first byte on, and whole or not at all."""
    draft = file.with_name(f"{file.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(text, encoding="utf8")
    draft.replace(file)
