import httpx
import pytest

from shared.http import listing
from tests.exports import AT_ONCE, check_list
from tests.service.gateway.conftest import Gateway


async def test_every_form_of_every_list_is_whole(
    http: httpx.AsyncClient, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await gateway.key()
    for number in range(7):
        client = (await http.post("/v1/clients", json={"name": f"{number}"}, headers=admin)).json()["id"]
        await http.post("/v1/grants", json={"client": client, "role": "observer", "region": "EAC"}, headers=admin)
    for _ in range(7):
        await http.post(f"/v1/clients/{client}/keys", json={}, headers=admin)
    monkeypatch.setattr(listing, "STREAMED_AT_ONCE", AT_ONCE)
    for path in ("/v1/clients", "/v1/grants", f"/v1/clients/{client}/keys"):
        assert await check_list(http, path, {}, headers=admin) > 2 * AT_ONCE
