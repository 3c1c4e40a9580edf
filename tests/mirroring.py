"""A system that mirrors what it has, by its own identities; the same for every collection."""

from typing import Any

import httpx

from tests.serving import Client

NEW = {"If-None-Match": "*"}


def named(answer: httpx.Response) -> tuple[int, str, str, str]:
    """Give the status, and what a refusal says of what is there already."""
    said = answer.json()
    return answer.status_code, said["id"], said["external_id"], answer.headers["etag"]


async def make(client: Client, collection: str, body: dict[str, Any]) -> dict[str, Any]:
    """Create by `/x 7`, and see that each way to create it again answers with what is there."""
    address = f"/v1/{collection}/by-external-id/%2Fx%207"
    made = await client.put(address, json=body, headers=NEW)
    assert (made.status_code, made.json()["external_id"]) == (201, "/x 7"), made.text
    found = made.json()["id"], "/x 7", made.headers["etag"]
    assert named(await client.put(address, json=body, headers=NEW)) == (412, *found)
    assert named(await client.put(address, json=body)) == (428, *found)
    again = await client.post(f"/v1/{collection}", json={**body, "external_id": "/x 7"})
    assert named(again) == (409, *found), again.text
    return dict(made.json())


async def bring_back(client: Client, collection: str, body: dict[str, Any], gone: httpx.Response) -> httpx.Response:
    """See that what was withdrawn comes back for who has seen that it was."""
    assert gone.status_code == 200, gone.text
    address = f"/v1/{collection}/by-external-id/%2Fx%207"
    etag = gone.headers["etag"]
    unsaid = await client.put(address, json=body)
    assert (unsaid.status_code, unsaid.headers["etag"]) == (428, etag)
    assert f"withdrawn; send If-Match: {etag} to bring it back" in unsaid.json()["detail"]
    assert named(await client.put(address, json=body, headers={"If-Match": '"1"'}))[0::3] == (412, etag)
    assert named(await client.put(address, json=body, headers=NEW))[0::3] == (412, etag)
    back = await client.put(address, json=body, headers={"If-Match": etag})
    assert back.status_code == 200, back.text
    assert back.headers["etag"] == f'"{int(etag.strip(chr(34))) + 1}"'
    return back
