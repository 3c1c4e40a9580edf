"""Keeps webhook secrets unreadable in the database."""

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    """Locks and opens secrets; its key follows from the service's own secret (HKDF, then Fernet: AES and HMAC)."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"webhook secrets").derive(secret.encode())
        self._key = Fernet(base64.urlsafe_b64encode(derived))

    def lock(self, secret: str) -> str:
        """Make a secret unreadable."""
        return self._key.encrypt(secret.encode()).decode()

    def open(self, locked: str) -> str:
        """Make it readable again. Raises InvalidToken where it was locked with another key or changed."""
        return self._key.decrypt(locked.encode()).decode()
