"""The secrets of one instance: random, made once, readable by their owner alone."""

import hmac
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


class Credentials(BaseModel):
    """One random secret that all passwords are drawn from, and the key of internal tokens."""

    model_config = ConfigDict(frozen=True)

    root: str
    internal_private_key: str

    @classmethod
    def make(cls) -> Self:
        """Draw new ones."""
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return cls(root=secrets.token_hex(32), internal_private_key=pem)

    @classmethod
    def keep(cls, file: Path) -> Self:
        """Read those of a file; the first time, draw new ones and write them there."""
        if file.exists():
            return cls.model_validate_json(file.read_bytes())
        made = cls.make()
        write_secret(file, made.model_dump_json(indent=1))
        return made

    @property
    def administrator_password(self) -> str:
        """The password of PostgreSQL's administrator."""
        return self._derive("administrator")

    def role_password(self, service: str) -> str:
        """Give the password of a service's database role."""
        return self._derive(f"role {service}")

    def service_secret(self, service: str) -> str:
        """Give what a service signs its list cursors with."""
        return self._derive(f"secret {service}")

    @property
    def internal_public_key(self) -> str:
        """The PEM that checks what the private key signed."""
        key = load_pem_private_key(self.internal_private_key.encode(), password=None)
        return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def _derive(self, purpose: str) -> str:
        return hmac.new(bytes.fromhex(self.root), purpose.encode(), "sha256").hexdigest()


def write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner may read, from its first byte on, and whole or not at all."""
    draft = file.with_name(f"{file.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(text, encoding="utf8")
    draft.replace(file)
