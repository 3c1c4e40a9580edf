import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest

from services.gateway.consumers import consumer
from services.gateway.queries import authentication
from services.gateway.rules.keys import ApiKey
from services.gateway.rules.routes import Upstream
from services.registry.events import MembershipChanged, Period
from shared.auth import Role
from shared.clock import Clock
from shared.consuming import Intake
from shared.db import connect, create_engine, create_sessions
from shared.envelope import enveloped
from shared.outbox import Waker
from shared.unit_of_work import ServiceResources
from tests.keys import other_key
from tests.service.gateway.conftest import Gateway


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "KNOWN_SECONDS", 0.0)


async def learn(database: str, region: str, country: str, *periods: Period) -> None:
    """Let the gateway take in when a country belongs to a region."""
    engine = create_engine(database, pool_size=1)
    event = MembershipChanged(id=f"{region}-{country}", region=region, country=country, periods=list(periods))
    envelope = enveloped(event, source="registry", time=datetime.now(UTC), sequence=1)
    resources = ServiceResources("gateway", create_sessions(engine), Clock(), Waker(database))
    await Intake(consumer, resources, "").take_in([envelope])
    await engine.dispose()


def form(key: dict[str, str], client: str, **more: str) -> dict[str, str]:
    secret = key["Authorization"].removeprefix("Bearer ")
    return {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, **more}


async def client_of(http: httpx.AsyncClient, key: dict[str, str]) -> str:
    listed = (await http.get("/v1/clients", headers=key)).json()["items"]
    return str(listed[-1]["id"])


@pytest.mark.parametrize(
    "header",
    [
        "Bearer hk_nothing",
        "Bearer hk_0198a1b2c3d47000800000000000abcd_secret",
        "Bearer a.b.c",
        "Basic YTpi",
        "hk_",
        "Bearer",
    ],
)
async def test_a_credential_that_does_not_hold_is_refused(
    http: httpx.AsyncClient, gateway: Gateway, header: str
) -> None:
    answer = await http.get("/v1/actors", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert gateway.services[Upstream.REGISTRY].asked == []


async def test_a_key_with_another_secret_is_refused(http: httpx.AsyncClient, gateway: Gateway) -> None:
    key = ApiKey.read((await gateway.key())["Authorization"].removeprefix("Bearer "))
    assert key
    forged = ApiKey.mint(key.id).reveal()
    assert (await http.get("/v1/actors", headers={"Authorization": f"Bearer {forged}"})).status_code == 401


async def test_a_region_reaches_the_countries_that_are_its_members_today(
    http: httpx.AsyncClient, gateway: Gateway
) -> None:
    today = datetime.now(UTC).date()
    await learn(gateway.database, "EAC", "KE", Period(valid_from=today - timedelta(days=1)))
    await learn(gateway.database, "EAC", "UG", Period())
    await learn(gateway.database, "EAC", "SO", Period(valid_from=today + timedelta(days=1)))
    await learn(gateway.database, "EAC", "TZ", Period(valid_to=today))
    await learn(gateway.database, "SADC", "ZM", Period())
    await http.get("/v1/actors", headers=await gateway.key(Role.OBSERVER, region="EAC"))
    (grant,) = gateway.principal(Upstream.REGISTRY).grants
    assert (grant.region, grant.countries) == ("EAC", ("KE", "UG"))


async def test_a_membership_is_replaced_by_what_is_newer(http: httpx.AsyncClient, gateway: Gateway) -> None:
    await learn(gateway.database, "EAC", "KE", Period(), Period())
    await learn(gateway.database, "EAC", "KE")
    await http.get("/v1/actors", headers=await gateway.key(Role.OBSERVER, region="EAC"))
    assert gateway.principal(Upstream.REGISTRY).scope().countries == frozenset()


async def test_a_credential_is_looked_up_once_for_many_requests(http: httpx.AsyncClient, gateway: Gateway) -> None:
    key = await gateway.key()
    connection = await connect(gateway.database)
    await asyncio.gather(*(http.get("/v1/actors", headers=key) for _ in range(20)))
    await connection.execute("UPDATE api_keys SET revoked_at = now()")
    await connection.close()
    assert (await http.get("/v1/actors", headers=key)).status_code == 404
    tokens = {asked.headers["authorization"] for asked in gateway.services[Upstream.REGISTRY].asked}
    assert len(tokens) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE api_keys SET revoked_at = now()",
        "UPDATE api_keys SET expires_at = now()",
        "UPDATE clients SET revoked_at = now()",
    ],
)
@pytest.mark.usefixtures("forgetful")
async def test_a_key_that_was_ended_opens_nothing(http: httpx.AsyncClient, gateway: Gateway, change: str) -> None:
    key = await gateway.key()
    token = (await http.post("/oauth/token", data=form(key, await client_of(http, key)))).json()["access_token"]
    credentials = [key, {"Authorization": f"Bearer {token}"}]
    assert [(await http.get("/v1/clients", headers=one)).status_code for one in credentials] == [200, 200]
    connection = await connect(gateway.database)
    await connection.execute(change)
    await connection.close()
    assert [(await http.get("/v1/clients", headers=one)).status_code for one in credentials] == [401, 401]


@pytest.mark.usefixtures("forgetful")
async def test_a_change_of_grants_shows_in_the_next_token(http: httpx.AsyncClient, gateway: Gateway) -> None:
    key = await gateway.key(Role.READER, country="KE")
    await http.get("/v1/actors", headers=key)
    connection = await connect(gateway.database)
    await connection.execute("UPDATE grants SET country = 'UG' WHERE country = 'KE'")
    await connection.close()
    await http.get("/v1/actors", headers=key)
    assert gateway.principal(Upstream.REGISTRY).scope().countries == {"UG"}


async def test_only_a_hash_of_a_key_is_kept(http: httpx.AsyncClient, gateway: Gateway) -> None:
    key = await gateway.key()
    body = {"name": "another"}
    client = (await http.post("/v1/clients", json=body, headers=key)).json()["id"]
    headers = {**key, "Idempotency-Key": "once"}
    made = await http.post(f"/v1/clients/{client}/keys", json={}, headers=headers)
    secret = ApiKey.read(made.json()["key"])
    assert secret
    connection = await connect(gateway.database)
    for table in ("api_keys", "clients", "grants", "idempotency", "outbox"):
        rows = await connection.fetch(f"SELECT t::text || encode(t::text::bytea, 'escape') FROM {table} t")
        hexed = secret.secret.encode().hex()
        assert not any(secret.secret in row[0] or hexed in row[0] for row in rows)
    await connection.close()
    again = await http.post(f"/v1/clients/{client}/keys", json={}, headers=headers)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert again.json() == made.json() | {"key": None}
    assert len((await http.get(f"/v1/clients/{client}/keys", headers=key)).json()["items"]) == 1


async def test_a_client_gets_a_token_by_basic_or_in_the_form(http: httpx.AsyncClient, gateway: Gateway) -> None:
    key = await gateway.key(Role.READER, country="KE")
    clients = (await http.get("/v1/clients", headers=await gateway.key())).json()["items"]
    client = clients[0]["id"]
    whole = form(key, client)
    secret = ApiKey.read(whole["client_secret"])
    assert secret
    by_form = await http.post("/oauth/token", data=whole)
    by_basic = await http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=httpx.BasicAuth(client, secret.secret)
    )
    for answer in (by_form, by_basic):
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        body = answer.json()
        assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 600, "reader")
        await http.get("/v1/actors", headers={"Authorization": f"Bearer {body['access_token']}"})
        assert gateway.principal(Upstream.REGISTRY).scope().countries == {"KE"}


async def test_a_token_can_be_checked_with_the_published_key(http: httpx.AsyncClient, gateway: Gateway) -> None:
    key = await gateway.key()
    token = (await http.post("/oauth/token", data=form(key, await client_of(http, key)))).json()["access_token"]
    keys = jwt.PyJWKSet.from_dict((await http.get("/.well-known/jwks.json")).json())
    header = jwt.get_unverified_header(token)
    assert (header["typ"], header["alg"]) == ("at+jwt", "EdDSA")
    found = next(one for one in keys.keys if one.key_id == header["kid"])
    configuration = (await http.get("/.well-known/openid-configuration")).json()
    claims = jwt.decode(token, found, ["EdDSA"], audience="harambee", issuer=configuration["issuer"])
    assert claims["exp"] - claims["iat"] == 600


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"scope": "admin pope"}, 400, "invalid_scope"),
        ({"scope": "reader"}, 400, "invalid_scope"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": str(uuid4())}, 401, "invalid_client"),
        ({"client_id": "me"}, 401, "invalid_client"),
    ],
)
async def test_a_token_is_refused_as_oauth_says(
    http: httpx.AsyncClient, gateway: Gateway, change: dict[str, str], status: int, error: str
) -> None:
    key = await gateway.key()
    answer = await http.post("/oauth/token", data=form(key, await client_of(http, key), **change))
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert ("www-authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize("content", [b"", b"grant_type=client_credentials&grant_type=x", b"x" * 20000])
async def test_a_malformed_token_request_is_refused_as_oauth_says(http: httpx.AsyncClient, content: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await http.post("/oauth/token", content=content, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_client_without_grants_gets_a_token_for_nothing(http: httpx.AsyncClient, gateway: Gateway) -> None:
    admin = await gateway.key()
    client = (await http.post("/v1/clients", json={"name": "new"}, headers=admin)).json()["id"]
    key = (await http.post(f"/v1/clients/{client}/keys", json={}, headers=admin)).json()["key"]
    answer = await http.post("/oauth/token", data=form({"Authorization": key}, client))
    assert (answer.status_code, answer.json().keys()) == (200, {"access_token", "token_type", "expires_in"})


async def test_a_token_of_another_key_or_purpose_opens_nothing(http: httpx.AsyncClient, gateway: Gateway) -> None:
    await http.get("/v1/actors", headers=await gateway.key())
    internal = gateway.services[Upstream.REGISTRY].asked[0].headers["authorization"]
    claims: dict[str, Any] = {
        "aud": "harambee",
        "iss": "https://harambee.example",
        "sub": str(uuid4()),
        "key": str(uuid4()),
        "exp": datetime.now(UTC) + timedelta(minutes=5),
    }
    forged = f"Bearer {jwt.encode(claims, other_key(), 'EdDSA')}"
    for header in (internal, forged):
        assert (await http.get("/v1/actors", headers={"Authorization": header})).status_code == 401
