from typing import Any
from uuid import uuid4

import httpx

from services.gateway.rules.routes import Upstream
from shared.auth import Role
from shared.db import connect
from tests.service.gateway.conftest import Gateway


async def test_an_administrator_takes_up_a_client_and_shuts_it_out(http: httpx.AsyncClient, gateway: Gateway) -> None:
    admin = await gateway.key()
    created = await http.post("/v1/clients", json={"name": "Kenya's system"}, headers=admin)
    assert created.status_code == 201
    client = created.json()["id"]
    assert created.headers["location"] == f"/v1/clients/{client}"
    granted = await http.post("/v1/grants", json={"client": client, "role": "reporter", "country": "KE"}, headers=admin)
    assert (granted.status_code, granted.json()["country"]) == (201, "KE")
    key = (await http.post(f"/v1/clients/{client}/keys", json={}, headers=admin)).json()["key"]
    theirs = {"Authorization": f"Bearer {key}"}
    await http.get("/v1/flows", headers=theirs)
    assert gateway.principal(Upstream.MEASUREMENT).may(Role.REPORTER, country="KE")

    gone = await http.delete(f"/v1/clients/{client}", headers={**admin, "If-Match": created.headers["etag"]})
    assert (gone.status_code, gone.json()["revoked_at"] is not None) == (200, True)
    refused = await http.post(f"/v1/clients/{client}/keys", json={}, headers=admin)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")


async def test_a_grant_is_given_once_and_can_be_ended(http: httpx.AsyncClient, gateway: Gateway) -> None:
    admin = await gateway.key()
    client = (await http.post("/v1/clients", json={"name": "a"}, headers=admin)).json()["id"]
    body = {"client": client, "role": "observer", "region": "EAC"}
    first = await http.post("/v1/grants", json=body, headers=admin)
    assert (await http.post("/v1/grants", json=body, headers=admin)).status_code == 409
    address = first.headers["location"]
    assert (await http.delete(address, headers=admin)).status_code == 428
    assert (await http.delete(address, headers={**admin, "If-Match": '"9"'})).status_code == 412
    ended = await http.delete(address, headers={**admin, "If-Match": '"1"'})
    again = await http.delete(address, headers={**admin, "If-Match": '"1"'})
    assert (ended.status_code, again.status_code) == (200, 200)
    assert again.json() == ended.json()
    assert (await http.post("/v1/grants", json=body, headers=admin)).status_code == 201
    listed = (await http.get(f"/v1/grants?client={client}", headers=admin)).json()["items"]
    assert [one["revoked_at"] is None for one in listed] == [False, True]


async def test_all_faults_of_a_grant_are_told_at_once(http: httpx.AsyncClient, gateway: Gateway) -> None:
    body = {"client": "x", "role": "king", "country": "XX", "more": 1}
    answer = await http.post("/v1/grants", json=body, headers=await gateway.key())
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/client", "/role", "/country", "/more"}


async def test_a_grant_of_nobody_is_refused_where_it_names_the_client(
    http: httpx.AsyncClient, gateway: Gateway
) -> None:
    body = {"client": str(uuid4()), "role": "reader", "everything": True}
    answer = await http.post("/v1/grants", json=body, headers=await gateway.key())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/client")


def listed_last(answer: httpx.Response) -> str:
    return str(answer.json()["items"][-1]["id"])


async def test_a_grant_says_where_it_holds(http: httpx.AsyncClient, gateway: Gateway) -> None:
    admin = await gateway.key()
    client = (await http.post("/v1/clients", json={"name": "a"}, headers=admin)).json()["id"]
    connection = await connect(gateway.database)
    await connection.execute("INSERT INTO memberships (region, country, spell) VALUES ('ECOWAS', 'GH', 0)")
    await connection.close()

    async def granted(**scope: Any) -> httpx.Response:
        return await http.post("/v1/grants", json={"client": client, "role": "reader", **scope}, headers=admin)

    for scope in ({}, {"everything": False}, {"everything": True, "country": "KE"}, {"region": "EAC", "country": "KE"}):
        refused = await granted(**scope)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "one_scope")
    unknown = (await granted(region="ECOWAZ")).json()["errors"]
    assert [(one["pointer"], one["code"]) for one in unknown] == [("/region", "unknown_region")]
    assert "did you mean ECOWAS?" in unknown[0]["detail"]
    assert (await granted(region="ECOWAS")).json()["everything"] is False
    taken = await granted(region="ECOWAS")
    assert (taken.status_code, taken.json()["id"]) == (409, listed_last(await http.get("/v1/grants", headers=admin)))
    nobody = await granted(actor=str(uuid4()))
    assert [(one["pointer"], one["code"]) for one in nobody.json()["errors"]] == [("/actor", "unknown_actor")]
    asked = await http.get("/v1/grants", params={"region": "ECOWAZ"}, headers=admin)
    assert [(one["pointer"], one["code"]) for one in asked.json()["errors"]] == [("/region/0", "unknown_region")]
    whole = await granted(everything=True)
    assert (whole.status_code, whole.json()["everything"]) == (201, True)
    assert (await http.get(whole.headers["location"], headers=admin)).json() == whole.json()


async def test_metrics_and_what_ails_the_gateway_are_for_operators(http: httpx.AsyncClient, gateway: Gateway) -> None:
    assert (await http.get("/metrics")).status_code == 401
    assert (await http.get("/health/ready")).json() == {"status": "ready"}
    for role in (one for one in Role if one is not Role.ADMIN):
        headers = await gateway.key(role)
        assert {(await http.get(path, headers=headers)).status_code for path in ("/metrics", "/health/ready")} == {403}
    admin = await gateway.key()
    assert "harambee_http_seconds" in (await http.get("/metrics", headers=admin)).text
    assert (await http.get("/health/ready", headers=admin)).json()["checks"]["database"] == "running"


async def test_only_administrators_of_everything_administer(http: httpx.AsyncClient, gateway: Gateway) -> None:
    for path in ("/v1/clients", "/v1/grants"):
        assert (await http.get(path)).status_code == 401
        assert (await http.get(path, headers=await gateway.key(Role.ADMIN, country="KE"))).status_code == 403
        assert (await http.get(path, headers=await gateway.key(Role.COORDINATOR))).status_code == 403


async def test_a_key_is_ended_by_its_owner_only(http: httpx.AsyncClient, gateway: Gateway) -> None:
    admin = await gateway.key()
    clients = [(await http.post("/v1/clients", json={"name": n}, headers=admin)).json()["id"] for n in "ab"]
    key = (await http.post(f"/v1/clients/{clients[0]}/keys", json={}, headers=admin)).json()["id"]
    assert (await http.delete(f"/v1/clients/{clients[1]}/keys/{key}", headers=admin)).status_code == 404
    ended = await http.delete(f"/v1/clients/{clients[0]}/keys/{key}", headers=admin)
    assert (ended.status_code, ended.json()["revoked_at"] is not None) == (200, True)
