"""What is written in several ways is found, and is one."""

import pytest

from tests.service.registry.requests import pointers, registered
from tests.serving import Client


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Action Aid", "ActionAid"),
        ("ActionAid", "action aid"),
        ("U.N.D.P.", "undp"),
        ("Süd", "Sued"),
        ("St Mary", "Saint"),
    ],
)
async def test_actors_are_found_however_their_names_are_written(client: Client, name: str, typed: str) -> None:
    await registered(client, names={"en": f"{name} Trust"})
    [found] = (await client.get("/v1/actors", params={"q": f"{typed} trust"})).json()["items"]
    assert found["names"] == {"en": f"{name} Trust"}


async def test_an_actor_is_likely_the_one_whose_name_is_written_together(client: Client) -> None:
    one = (await registered(client, names={"en": "Action Aid Kenya"})).json()["id"]
    other = (await registered(client, names={"en": "ActionAid"})).json()["id"]
    for mine, theirs in ((one, other), (other, one)):
        [found] = (await client.get(f"/v1/actors/{mine}/duplicates")).json()["items"]
        assert found["actor"]["id"] == theirs


async def test_an_identifier_has_one_form(client: Client) -> None:
    sent = [{"scheme": "GB-COH", "value": "1234567"}]
    actor = (await registered(client, "GB", identifiers=sent)).json()
    assert actor["identifiers"][0]["value"] == "01234567"
    for written in ("GB-COH-1234567", "GB-COH-01234567"):
        assert (await client.get(f"/v1/actors/by-identifier/{written}")).json()["id"] == actor["id"]
    again = {"names": {"en": "Other"}, "kind": "22", "constituency": "non_state", "country": "GB"}
    refused = await client.post(
        "/v1/actors", json={**again, "identifiers": [{"scheme": "GB-COH", "value": "01234567"}]}
    )
    assert pointers(refused) == {"/identifiers/0": "taken"}
