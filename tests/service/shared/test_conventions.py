"""What every address does alike, seen at one service, and what no address may do, asked of all of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from services.registry.app import create_service
from tests.service.registry.requests import ministry, registered
from tests.serving import Client, coordinator, serving, settings


@pytest.fixture
async def client(database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Client]:
    async with serving(create_service(settings(await database("registry")))) as opened:
        yield opened


def first_fault(answer: Any) -> tuple[int, str, str]:
    """Give the status, and place and pointer of the first fault."""
    fault = answer.json()["errors"][0]
    return answer.status_code, fault.get("in", "body"), fault["pointer"]


async def test_head_answers_as_get_does_without_a_body(client: Client) -> None:
    address = (await registered(client)).headers["location"]
    for path in (address, "/v1/actors", "/v1/actors?format=csv", "/v1/nowhere"):
        got, head = await client.get(path), await client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        kept = ("etag", "content-type", "cache-control")
        assert [head.headers.get(name) for name in kept] == [got.headers.get(name) for name in kept]


async def test_an_address_with_a_slash_at_its_end_leads_to_no_other(client: Client) -> None:
    answer = await client.get("/v1/actors/")
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


async def test_all_methods_that_an_address_answers_are_said(client: Client) -> None:
    address = (await registered(client)).headers["location"]
    for path, allowed in ((address, "DELETE, GET, HEAD, PATCH"), ("/v1/actors", "GET, HEAD, POST")):
        answer = await client.put(path, json={})
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    # No organisation has the name of another address in its place.
    for method in ("PATCH", "DELETE", "POST", "OPTIONS"):
        answer = await client.request(method, "/v1/actors/duplicates", headers={"If-Match": "*"})
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), method


async def test_what_was_read_is_known_again_and_any_tag_that_was_seen_names_the_version(client: Client) -> None:
    made = await registered(client)
    address = made.headers["location"]
    got = await client.get(address)
    assert (made.headers["etag"], got.headers["etag"][:3]) == ('"1"', '"1-')
    for tag in (got.headers["etag"], f'"x", W/{got.headers["etag"]}', "*"):
        assert (await client.get(address, headers={"If-None-Match": tag})).status_code == 304
    for expected in (got.headers["etag"], '"7", "3"', "*"):
        answer = await client.patch(address, json={"topics": [1]}, headers={"If-Match": expected})
        assert answer.status_code == 200, answer.text
        await client.patch(address, json={"topics": [2]}, headers={"If-Match": "*"})
        assert (await client.get(address, headers={"If-None-Match": got.headers["etag"]})).status_code == 200


@pytest.mark.parametrize("tag", ['W/"1"', '"another"', '"0"', '"1-x"', '"' + 5000 * "1" + '"'])
async def test_a_tag_of_no_version_is_stale(client: Client, tag: str) -> None:
    address = (await registered(client)).headers["location"]
    answer = await client.patch(address, json={"topics": [1]}, headers={"If-Match": tag})
    assert answer.status_code == 412
    assert "Somebody else" not in answer.text


@pytest.mark.parametrize("header", ["1", '"1', '"1" "2"', '*, "1"', '"1",', "", '"é"'])
async def test_what_is_no_list_of_tags_is_refused(client: Client, header: str) -> None:
    address = (await registered(client)).headers["location"]
    sent = {"If-Match": header.encode("latin-1")}
    answer = await client.patch(address, json={"topics": [1]}, headers=sent)  # type: ignore[arg-type]
    assert first_fault(answer) == (422, "header", "/if-match")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/v1/actors?country=%00", "/country"),
        ("/v1/actors?q=a%00b", "/q"),
        ("/v1/actors?updated_since=20281127", "/updated_since"),
        ("/v1/actors?updated_since=9999-12-31T23:59:59-14:00", "/updated_since"),
        ("/v1/actors?updated_since=0001-01-01T00:00:00%2B14:00", "/updated_since"),
        ("/v1/regions/EAC?as_of=20281127", "/as_of"),
        ("/v1/regions/EAC?as_of=0", "/as_of"),
    ],
)
async def test_what_cannot_be_looked_for_is_refused_in_the_address(client: Client, path: str, found: str) -> None:
    assert first_fault(await client.get(path)) == (422, "query", found)


async def test_a_path_with_nul_is_refused(client: Client) -> None:
    assert first_fault(await client.get("/v1/regions/%00")) == (422, "path", "/code")


@pytest.mark.parametrize("key", ["x" * 256, "x" * 8000, "two\twords", "ключ"])
async def test_a_key_that_cannot_be_kept_is_refused(client: Client, key: str) -> None:
    sent = {"Idempotency-Key": key.encode()}
    answer = await client.post("/v1/actors", json=ministry(), headers=sent)  # type: ignore[arg-type]
    assert first_fault(answer) == (422, "header", "/idempotency-key")


async def test_half_a_character_is_refused_where_it_stands(client: Client) -> None:
    body = b'{"names": {"en": "Ministry"}, "kind": "\\ud800", "constituency": "public", "country": "KE"}'
    answer = await client.post("/v1/actors", content=body, headers={"Content-Type": "application/json"})
    assert first_fault(answer) == (422, "body", "/kind")


async def test_a_packed_body_is_refused(client: Client) -> None:
    sent = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = await client.post("/v1/actors", content=b"\x1f\x8b", headers=sent)
    assert answer.status_code == 415
    assert "Content-Encoding" in answer.json()["detail"]


async def test_a_date_is_no_number(client: Client) -> None:
    for value in (0, "0", "20170504", 1493856000, True):
        answer = await client.post(
            "/v1/actors", json=ministry(identifiers=[{"scheme": "KE-COA", "value": "1", "valid_from": value}])
        )
        assert first_fault(answer) == (422, "body", "/identifiers/0/valid_from")


@pytest.mark.parametrize(("headers", "refused"), [({}, 428), ({"If-None-Match": "*"}, 412)])
async def test_of_creates_at_one_moment_all_but_the_first_learn_what_is_there(
    client: Client, headers: dict[str, str], refused: int
) -> None:
    address = "/v1/actors/by-external-id/mfa-1"
    answers = await asyncio.gather(*(client.put(address, json=ministry(), headers=headers) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, refused, refused, refused]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert {answer.headers["etag"] for answer in answers} == {'"1"'}
    body = ministry(external_id="mfa-2")
    answers = await asyncio.gather(*(client.post("/v1/actors", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_change_without_a_version_is_told_which_thing_it_means(client: Client) -> None:
    made = await registered(client)
    for answer in (
        await client.patch(made.headers["location"], json={"topics": [1]}),
        await client.delete(made.headers["location"]),
        await client.patch(made.headers["location"], json={"topics": [1]}, headers={"If-Match": '"9"'}),
    ):
        found = answer.json().get("id"), answer.headers.get("etag")
        assert (answer.status_code in {412, 428}, *found) == (True, made.json()["id"], '"1"'), answer.text
    nobodys = client.as_(coordinator("GH"))
    answer = await client.delete(made.headers["location"], headers=nobodys)
    assert (answer.status_code, "etag" in answer.headers) == (403, False)
