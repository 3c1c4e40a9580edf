from typing import Any

import orjson
import pytest

from services.measurement import events
from shared.auth import Grant, Kind, Principal, Role
from shared.db import Driver
from shared.envelope import catalogue
from tests.mirroring import bring_back, make, named
from tests.service.measurement.mirroring import reporter_of
from tests.serving import ADMIN, NOBODY, Client, coordinator

KENYA = coordinator("KE")
ACTOR = "0198c1de-0000-7000-8000-0000000000aa"
NURSES: dict[str, Any] = {
    "titles": {"en": "Nurses trained", "sw": "Wauguzi waliofunzwa"},
    "result_type": "output",
    "measure": "unit",
    "unit": "people",
    "baseline": {"value": "40", "date": "2024-12-31"},
    "targets": [{"period": {"from": "2025-01-01", "to": "2025-12-31"}, "value": "120.50"}],
    "disaggregation": [{"dimension": "sex", "values": ["female", "male"]}],
    "references": [{"vocabulary": "9", "code": "3.c.1"}],
    "topics": [7],
    "country": "KE",
}
OWNERSHIP: dict[str, Any] = {
    "kind": "qualitative",
    "titles": {"en": "National ownership", "fr": "Appropriation nationale"},
    "rubric": [{"level": level, "label": {"en": label}} for level, label in enumerate(["none", "some", "full"])],
    "region": "EAC",
}
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}
COUNTED: dict[str, Any] = {
    "period": YEAR,
    "actual": "100",
    "disaggregated": [
        {"dimension": "sex", "value": "female", "actual": "60"},
        {"dimension": "sex", "value": "male", "actual": "40"},
    ],
}


def reviewer(country: str) -> Principal:
    grant = Grant(role=Role.REVIEWER, country=country, countries=(country,))
    return Principal(id=f"reviewer-{country}", kind=Kind.PERSON, grants=(grant,))


@pytest.fixture(autouse=True)
async def registered(inside: Driver) -> None:
    """A regional body, and an organisation of Kenya."""
    await inside.execute("INSERT INTO memberships (region, country, spell) VALUES ('EAC', 'KE', 0)")
    await inside.execute(
        "INSERT INTO actors (id, version, country, constituency, identifiers) VALUES ($1, 1, 'KE', 'public', $2)",
        ACTOR,
        ["KE-COA-1052"],
    )


async def defined(client: Client, body: dict[str, Any], who: Principal = ADMIN) -> dict[str, Any]:
    answer = await client.post("/v1/indicators", json=body, headers=client.as_(who))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def recorded(client: Client, indicator: dict[str, Any], body: dict[str, Any], who: Principal = KENYA) -> str:
    """Record an observation, and give its address."""
    path = f"/v1/indicators/{indicator['id']}/observations"
    answer = await client.post(path, json=body, headers=client.as_(who))
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def moved(client: Client, path: str, to: str, who: Principal, **more: str) -> Any:
    headers = {**client.as_(who), "If-Match": "*"}
    return await client.post(f"{path}/transitions", json={"to": to, **more}, headers=headers)


async def approved(client: Client, path: str) -> None:
    assert (await moved(client, path, "submitted", KENYA)).status_code == 200
    assert (await moved(client, path, "approved", reviewer("KE"))).status_code == 200


async def titles(client: Client, **filters: Any) -> list[str]:
    answer = await client.get("/v1/indicators", params=filters)
    assert answer.status_code == 200, answer.text
    return [one["titles"]["en"] for one in answer.json()["items"]]


async def told(inside: Driver) -> list[dict[str, Any]]:
    """Give the events that wait, and forget them; each is what its class says."""
    rows = await inside.fetch("SELECT attributes, data FROM outbox ORDER BY seq")
    await inside.execute("DELETE FROM outbox")
    found = [orjson.loads(row[0]) | {"data": orjson.loads(row[1])} for row in rows]
    for one in found:
        state = catalogue(events.Event)[one["type"]].model_validate(one["data"])
        assert state.model_dump(mode="json", exclude_unset=True) == one["data"]
    return found


async def test_an_indicator_is_defined_changed_and_withdrawn(client: Client, inside: Driver) -> None:
    made = await defined(client, NURSES, KENYA)
    assert {name: made[name] for name in NURSES if name not in {"baseline", "targets"}} == {
        name: value for name, value in NURSES.items() if name not in {"baseline", "targets"}
    }
    assert (made["baseline"]["value"], made["targets"][0]["value"]) == ("40", "120.50")
    assert (made["sdgs"], made["places"], made["source"]) == (["3", "3.c", "3.c.1"], ["KE"], "api")
    path = f"/v1/indicators/{made['id']}"
    change = {"unit": "nurses", "baseline": {"value": "41"}}
    patched = await client.patch(path, json=change, headers={**client.as_(KENYA), "If-Match": '"1"'})
    assert patched.json()["baseline"] == {**made["baseline"], "value": "41"}
    assert (patched.status_code, patched.json()["unit"], patched.headers["etag"]) == (200, "nurses", '"2"')
    same = await client.patch(path, json=change, headers={**client.as_(KENYA), "If-Match": '"2"'})
    assert same.headers["etag"] == '"2"'
    stale = await client.patch(path, json={"unit": "x"}, headers={**client.as_(KENYA), "If-Match": '"1"'})
    assert stale.status_code == 412
    gone = await client.delete(path, headers={**client.as_(KENYA), "If-Match": '"2"'})
    assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")
    again = await client.delete(path, headers={**client.as_(KENYA), "If-Match": '"2"'})
    assert (again.status_code, again.json()) == (200, gone.json())
    assert (await client.get(path)).json()["status"] == "withdrawn"
    assert (await client.patch(path, json={}, headers={"If-Match": "*"})).status_code == 409
    assert [(one["sequence"], one["country"], one["regions"], one["data"]["status"]) for one in await told(inside)] == [
        ("1", "KE", "EAC", "active"),
        ("2", "KE", "EAC", "active"),
        ("3", "KE", "EAC", "withdrawn"),
    ]


async def test_who_may_define_and_what_has_to_be_known(client: Client) -> None:
    for who, status in ((NOBODY, 401), (client.as_(coordinator("UG")), 403), (client.as_(reviewer("KE")), 403)):
        assert (await client.post("/v1/indicators", json=NURSES, headers=who)).status_code == status
    unknown = dict.fromkeys(("actor", "activity"), "0198c1de-0000-7000-8000-00000000dead")
    faulty = await client.post("/v1/indicators", json={**NURSES, **unknown, "region": "XYZ"})
    assert faulty.status_code == 422
    assert [one["code"] for one in faulty.json()["errors"]] == ["unknown_actor", "unknown_activity", "unknown_region"]
    own = {name: value for name, value in NURSES.items() if name != "country"}
    made = await defined(client, {**own, "actor": ACTOR}, reporter_of(ACTOR))
    assert (made["country"], made["reporter"]) == ("KE", "KE-COA-1052")
    stolen = await client.post(
        "/v1/indicators", json={**NURSES, "country": "UG", "actor": ACTOR}, headers=client.as_(coordinator("UG"))
    )
    assert stolen.status_code == 403


async def test_indicators_are_found_by_what_they_are_about(client: Client) -> None:
    await defined(client, {**NURSES, "actor": ACTOR})
    await defined(client, OWNERSHIP)
    for filters, found in (
        ({}, ["Nurses trained", "National ownership"]),
        ({"kind": "qualitative"}, ["National ownership"]),
        ({"country": "KE"}, ["Nurses trained"]),
        ({"country": "UG"}, []),
        ({"region": "EAC"}, ["National ownership"]),
        ({"result_type": "output"}, ["Nurses trained"]),
        ({"reporter": "KE-COA-1052"}, ["Nurses trained"]),
        ({"actor": ACTOR, "topic": 7, "sdg": "3.c"}, ["Nurses trained"]),
        ({"topic": 8}, []),
        ({"sdg": ["3", "4"]}, ["Nurses trained"]),
        ({"q": "train nurse"}, ["Nurses trained"]),
        ({"q": "appropri"}, ["National ownership"]),
        ({"q": "nurse & !trained"}, ["Nurses trained"]),
        ({"q": "surgeon"}, []),
        ({"q": "'"}, []),
        ({"status": "withdrawn"}, []),
        ({"updated_since": "2100-01-01T00:00:00Z"}, []),
    ):
        assert await titles(client, **filters) == found, filters
    page = (await client.get("/v1/indicators", params={"limit": 1})).json()
    assert await titles(client, limit=1, cursor=page["next"]) == ["National ownership"]
    table = await client.get("/v1/indicators", params={"format": "csv"})
    assert len(table.text.splitlines()) == 3


async def test_a_system_keeps_its_own_identities(client: Client) -> None:
    path = "/v1/indicators/by-external-id/HR-7"
    made = await client.put(path, json=NURSES, headers=client.as_(KENYA))
    assert (made.status_code, made.json()["external_id"]) == (201, "HR-7")
    assert (await client.put(path, json=NURSES, headers=client.as_(KENYA))).status_code == 428
    headers = {**client.as_(KENYA), "If-Match": '"1"'}
    again = await client.put(path, json={**NURSES, "unit": "nurses"}, headers=headers)
    assert (again.status_code, again.json()["id"], again.json()["version"]) == (200, made.json()["id"], 2)
    other = await client.put(path, json=NURSES)
    assert (other.status_code, other.json()["id"] != made.json()["id"]) == (201, True)
    twice = await client.post("/v1/indicators", json={**NURSES, "external_id": "HR-7"}, headers=client.as_(KENYA))
    assert twice.status_code == 409


async def test_a_withdrawn_indicator_comes_back(client: Client) -> None:
    made = await make(client, "indicators", NURSES)
    path = f"/v1/indicators/{made['id']}"
    gone = await client.delete(path, headers={"If-Match": "*"})
    refused = await client.patch(path, json={}, headers={"If-Match": "*"})
    assert named(refused) == (409, made["id"], "/x 7", gone.headers["etag"])
    back = (await bring_back(client, "indicators", NURSES, gone)).json()
    assert (back["id"], back["status"], back["version"]) == (made["id"], "active", 3)


async def test_an_observation_is_reviewed_before_everybody_sees_it(client: Client, inside: Driver) -> None:
    indicator = await defined(client, NURSES)
    await told(inside)
    path = await recorded(client, indicator, COUNTED)
    collection = path.rpartition("/")[0]
    assert (await client.get(path, headers=NOBODY)).status_code == 404
    assert (await client.get(path, headers=client.as_(coordinator("UG")))).status_code == 404
    assert (await client.get(collection, headers=NOBODY)).json()["items"] == []
    (mine,) = (await client.get(collection, headers=client.as_(KENYA))).json()["items"]
    assert (mine["status"], mine["actual"], mine["period"]) == ("draft", "100", YEAR)
    assert (await moved(client, path, "approved", reviewer("KE"))).status_code == 409
    assert (await moved(client, path, "submitted", reviewer("KE"))).status_code == 403
    assert (await moved(client, path, "submitted", KENYA)).json()["review"]["submitted_by"] == "coordinator-KE"
    assert (await moved(client, path, "approved", KENYA)).status_code == 403
    silent = await moved(client, path, "returned", reviewer("KE"))
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (409, "/comment")
    returned = await moved(client, path, "returned", reviewer("KE"), comment="Which hospitals?")
    assert returned.json()["review"]["comment"] == "Which hospitals?"
    change = {"comment": {"en": "All five"}}
    patched = await client.patch(path, json=change, headers={**client.as_(KENYA), "If-Match": returned.headers["etag"]})
    assert (patched.status_code, patched.json()["status"]) == (200, "returned")
    await approved(client, path)
    seen = await client.get(path, headers=NOBODY)
    assert (seen.json()["status"], seen.json()["comment"], seen.json()["review"]) == (
        "approved",
        change["comment"],
        None,
    )
    assert seen.json()["approved_at"] is not None
    happened = await told(inside)
    assert [(one["data"]["status"], one["audience"]) for one in happened] == [
        ("draft", "country:KE"),
        ("submitted", "country:KE"),
        ("returned", "country:KE"),
        ("returned", "country:KE"),
        ("submitted", "country:KE"),
        ("approved", "public"),
    ]
    assert [one["sequence"] for one in happened] == [str(number) for number in range(1, 7)]
    assert happened[-1]["type"] == "harambee.observation.approved.v1"


async def test_who_submitted_cannot_review(client: Client) -> None:
    path = await recorded(client, await defined(client, NURSES), COUNTED)
    assert (await moved(client, path, "submitted", ADMIN)).status_code == 200
    own = await moved(client, path, "approved", ADMIN)
    assert (own.status_code, own.json()["errors"][0]["code"]) == (409, "own")
    assert (await moved(client, path, "approved", reviewer("KE"))).status_code == 200


async def test_what_was_approved_stands_until_its_correction_is_approved(client: Client) -> None:
    path = await recorded(client, await defined(client, NURSES), COUNTED)
    collection = path.rpartition("/")[0]
    await approved(client, path)
    change = {"actual": "90", "disaggregated": []}
    corrected = await client.patch(path, json=change, headers={**client.as_(KENYA), "If-Match": '"3"'})
    assert (corrected.json()["status"], corrected.json()["actual"]) == ("draft", "90")
    before = await client.get(path, headers=NOBODY)
    assert (before.json()["status"], before.json()["actual"], before.headers["etag"][:3]) == ("approved", "100", '"3-')
    (listed,) = (await client.get(collection, params={"status": "approved"}, headers=NOBODY)).json()["items"]
    assert listed == before.json()
    assert (await client.get(collection, params={"status": "draft"}, headers=NOBODY)).json()["items"] == []
    await approved(client, path)
    assert (await client.get(path, headers=NOBODY)).json()["actual"] == "90"
    (version,) = (await client.get(f"{path}/versions", headers=NOBODY)).json()["items"]
    assert version["state"] == before.json()


async def test_all_that_does_not_fit_the_indicator_is_said_at_once(client: Client) -> None:
    counted = await defined(client, NURSES)
    path = f"/v1/indicators/{counted['id']}/observations"
    parts = [{"dimension": "sex", "value": "female", "actual": "60"}, {"dimension": "age", "value": "x", "actual": "1"}]
    wrong = await client.post(path, json={**COUNTED, "disaggregated": parts, "level": 1})
    assert wrong.status_code == 422
    assert [(one["pointer"], one["code"]) for one in wrong.json()["errors"]] == [
        ("/level", "not_allowed"),
        ("/disaggregated/1/dimension", "unknown_dimension"),
        ("/disaggregated", "sum"),
        ("/disaggregated", "sum"),
    ]
    assert "add up to 60; they must add up to actual, 100" in wrong.text
    links = [{"titles": {"en": "Report"}, "url": "http://example.org"}]
    wrong = await client.post(path, json={"period": {"from": "2025-02-01", "to": "2025-01-01"}, "evidence": links})
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/period/to", "/evidence/0/url"]
    await recorded(client, counted, COUNTED)
    twice = await client.post(path, json=COUNTED)
    assert twice.status_code == 409


async def test_a_qualitative_indicator_has_levels_with_something_that_shows_them(client: Client) -> None:
    rated = await defined(client, OWNERSHIP)
    path = f"/v1/indicators/{rated['id']}/observations"
    wrong = await client.post(path, json={"period": YEAR, "level": 3})
    assert [one["pointer"] for one in wrong.json()["errors"]] == ["/level", "/narrative"]
    evidence = [{"titles": {"en": "Budget law"}, "url": "https://example.org/law.pdf"}]
    made = await recorded(client, rated, {"period": YEAR, "level": 2, "evidence": evidence}, ADMIN)
    shown = (await client.get(made)).json()
    assert (shown["level"], shown["evidence"], shown["actual"]) == (2, evidence, None)
    shrunk = {"rubric": OWNERSHIP["rubric"][:2], "kind": "quantitative", "measure": "unit"}
    address = f"/v1/indicators/{rated['id']}"
    refused = await client.patch(address, json={"rubric": shrunk["rubric"]}, headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "in_use")
    other = {**NURSES, "rubric": None, "kind": "quantitative"}
    fixed = await client.patch(address, json=other, headers={"If-Match": "*"})
    assert {one["code"] for one in fixed.json()["errors"]} == {"fixed", "in_use"}


async def test_observations_are_found_by_their_period(client: Client) -> None:
    indicator = await defined(client, NURSES)
    for period in ({"from": "2024-07-01", "to": "2025-06-30"}, YEAR, {"from": "2023-01-01", "to": "2023-12-31"}):
        await recorded(client, indicator, {"period": period, "actual": "1"})
    path = f"/v1/indicators/{indicator['id']}/observations"
    for period, found in (("2025", 2), ("2024", 1), ("2025-07", 1), ("2023-12-31", 1), ("2022", 0)):
        items = (await client.get(path, params={"period": period})).json()["items"]
        assert len(items) == found, period
    in_order = [one["period"]["from"] for one in (await client.get(path)).json()["items"]]
    assert in_order == sorted(in_order)
    for period in ("2025-13", "25", "2025-02-30", "0000"):
        assert (await client.get(path, params={"period": period})).status_code == 422
    missing = "/v1/indicators/0198c1de-0000-7000-8000-00000000dead/observations"
    assert (await client.get(missing)).status_code == 404
