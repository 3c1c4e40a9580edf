"""A list that is asked for by a reference that nobody has had says so, and what was meant."""

from uuid import UUID

import pytest

from tests.service.measurement.files import activity, file, imported, transaction
from tests.service.measurement.registering import actor, hear, told
from tests.serving import Client

REPORTER, BODY = "GB-COH-04105827", "XM-DAC-41122"
FILE = file(
    activity(
        f"{REPORTER}-A",
        transaction(inner=f'<provider-org ref="{BODY}" type="40"><narrative>UNICEF</narrative></provider-org>'),
        reporter=REPORTER,
    )
)
LISTS = [
    *((one, "reporter") for one in ("activities", "flows", "confirmations", "indicators", "imports/organisations")),
    *((one, "provider") for one in ("flows", "matrix", "exchange-rates/deflators")),
]


@pytest.mark.parametrize(("collection", "name"), LISTS)
async def test_who_was_never_named_is_told_with_the_nearest(client: Client, collection: str, name: str) -> None:
    await imported(client, FILE)
    known = REPORTER if name == "reporter" else "GB"
    wrong = "GB-COH-O4105827" if name == "reporter" else "XM-DAC-4112Z"
    answer = await client.get(f"/v1/{collection}", params={name: [known, wrong]})
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"], fault["in"]) == (f"/{name}/1", f"unknown_{name}", "query")
    if "deflators" not in collection:
        assert fault["detail"].endswith(f"did you mean {REPORTER if name == 'reporter' else BODY}?")
    assert (await client.get(f"/v1/{collection}", params={name: known, "limit": 1})).status_code == 200


async def test_who_is_registered_is_known_before_reporting(client: Client, url: str) -> None:
    ref = "KE-COA-1"
    assert (await client.get("/v1/activities", params={"reporter": ref})).status_code == 422
    await hear(url, told(actor(UUID("0198a1b2-0000-7000-8000-0000000000c3"), "KE", ref)))
    answer = await client.get("/v1/activities", params={"reporter": ref})
    assert (answer.status_code, answer.json()["items"]) == (200, [])


async def test_a_recipient_is_a_place(client: Client) -> None:
    answer = await client.get("/v1/matrix", params={"recipient": ["KE", "Kenya", ""]})
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/recipient/1", "unknown_place")
    assert "did you mean KE?" in fault["detail"]
