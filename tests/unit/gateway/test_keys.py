from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.rules.access_tokens import AccessTokens, Issued
from services.gateway.rules.keys import ApiKey, digest, secret_of
from tests.keys import PRIVATE_KEY, other_key

ISSUER = "https://harambee.example"


@given(st.uuids())
def test_a_key_that_was_written_out_is_read_again(key_id: UUID) -> None:
    key = ApiKey.mint(key_id)
    assert key.reveal().startswith("hk_")
    assert ApiKey.read(key.reveal()) == key
    assert secret_of(key.reveal()) == secret_of(key.secret) == key.secret


@given(st.text())
def test_anything_else_is_no_key(text: str) -> None:
    assert ApiKey.read(text) is None or text.startswith("hk_")


ID = "0198a1b2c3d47000800000000000abcd"


@pytest.mark.parametrize("text", ["", "hk", "hk_", f"hk_{ID}", f"hk_{ID}_", f"hk_{'x' * 32}_secret"])
def test_half_a_key_is_no_key(text: str) -> None:
    assert ApiKey.read(text) is None


def test_a_key_does_not_show_its_secret_by_accident() -> None:
    key = ApiKey.mint(uuid4())
    assert key.secret not in repr(key) + str(key)


def test_secrets_differ_and_are_long() -> None:
    secrets = {ApiKey.mint(uuid4()).secret for _ in range(100)}
    assert len(secrets) == 100
    assert min(map(len, secrets)) >= 43
    assert len({digest(secret) for secret in secrets}) == 100


def test_a_token_says_for_whom_it_was_made() -> None:
    issued = Issued(uuid4(), uuid4())
    tokens = AccessTokens(PRIVATE_KEY, ISSUER)
    assert tokens.read(tokens.issue(issued)) == issued


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "harambee-internal"},
        {"iss": "https://elsewhere.example"},
        {"exp": datetime.now(UTC) - timedelta(seconds=1)},
        {"sub": "me"},
        {"key": None},
    ],
)
def test_a_token_of_another_purpose_is_not_read(change: dict[str, object]) -> None:
    tokens = AccessTokens(PRIVATE_KEY, ISSUER)
    claims = jwt.decode(tokens.issue(Issued(uuid4(), uuid4())), options={"verify_signature": False})
    changed = {name: value for name, value in {**claims, **change}.items() if value is not None}
    assert tokens.read(jwt.encode(changed, PRIVATE_KEY, "EdDSA")) is None


def test_a_token_of_another_key_is_not_read() -> None:
    token = AccessTokens(other_key(), ISSUER).issue(Issued(uuid4(), uuid4()))
    assert AccessTokens(PRIVATE_KEY, ISSUER).read(token) is None
