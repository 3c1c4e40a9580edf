"""Who somebody may mean that names an organisation."""

from typing import Any

from tests.service.registry.requests import registered
from tests.serving import NOBODY, Client

LIST, NUMBER = "GB-COH", "00954616"


async def suggested(client: Client, **asked: Any) -> list[tuple[str, str, set[str]]]:
    answer = await client.get("/v1/actors/suggestions", params=asked, headers=NOBODY)
    assert answer.status_code == 200, answer.text
    return [
        (one["actor"]["names"]["en"], one["score"], {reason["code"] for reason in one["reasons"]})
        for one in answer.json()["items"]
    ]


async def test_actors_of_a_name_are_suggested_with_scores_and_reasons_the_likeliest_first(client: Client) -> None:
    for name in ("Kenya Red Cross Society", "Kenya Red Cross", "Kenya Cross Country Runners", "Bank of Kenya"):
        await registered(client, names={"en": name})
    await registered(client, "UG", names={"en": "Red Cross Kenya"})
    found = await suggested(client, name="Kenya Red-Cross", country="KE")
    assert found[0] == ("Kenya Red Cross", "1.00", {"same_name", "country"})
    assert (found[1][0], found[1][2]) == ("Kenya Red Cross Society", {"similar_name", "country"})
    assert all(0.5 <= float(score) < 1 for _, score, _ in found[1:])
    assert "Bank of Kenya" not in {name for name, *_ in found}
    assert len(await suggested(client, name="Kenya Red-Cross", limit=1)) == 1
    assert await suggested(client, name="Nobody of that name") == []


async def test_a_reference_suggests_who_has_it_however_it_is_written(client: Client) -> None:
    identifiers = [{"scheme": LIST, "value": NUMBER}]
    await registered(client, "GB", names={"en": "Action Aid"}, identifiers=identifiers)
    assert await suggested(client, ref="GB-COH-954616") == [("Action Aid", "0.95", {"identifier"})]
    [(_, score, reasons)] = await suggested(client, ref="GB-COH-954616", name="ActionAid", country="KE")
    assert (float(score) > 0.95, reasons) == (True, {"same_name", "identifier", "other_country"})


async def test_whoever_is_sought_must_be_named(client: Client) -> None:
    for asked in ({}, {"name": " "}, {"name": "A", "country": "XX"}, {"name": "A", "limit": 21}):
        assert (await client.get("/v1/actors/suggestions", params=asked)).status_code == 422
