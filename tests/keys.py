"""A pair of keys for internal tokens in tests, made anew for each run."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


def _private_pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


_KEY = Ed25519PrivateKey.generate()
PRIVATE_KEY = _private_pem(_KEY)
PUBLIC_KEY = _KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def other_key() -> str:
    """Give a private key that nobody trusts."""
    return _private_pem(Ed25519PrivateKey.generate())
