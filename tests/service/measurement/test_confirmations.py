import random
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from services.measurement import events
from services.measurement.ledger.confirmations.commands.pairs import CLOSEST
from shared.auth import Principal
from shared.db import Driver
from shared.envelope import catalogue
from tests.service.measurement.files import activity, file, transaction
from tests.service.measurement.mirroring import (
    GIVEN,
    GIVER,
    PROVIDER,
    RECIPIENT,
    TAKEN,
    TAKER,
    check_sums,
    compared,
    confirmations,
    give,
    given,
    paired,
    reporter_of,
    say,
    take,
    taken,
)
from tests.service.measurement.writing import flow, recorded
from tests.serving import ADMIN, NOBODY, Client, coordinator


async def told(inside: Driver) -> list[dict[str, Any]]:
    """Give the events about pairs that wait, and forget all."""
    rows = await inside.fetch("SELECT attributes, data FROM outbox ORDER BY seq")
    await inside.execute("DELETE FROM outbox")
    found = [orjson.loads(row[0]) | {"data": orjson.loads(row[1])} for row in rows]
    return [one for one in found if ".confirmation." in one["type"]]


async def matrix(client: Client, **filters: Any) -> tuple[dict[str, str], int]:
    """Give amounts by recipient, and how many pairs were counted once."""
    answer = (await client.get("/v1/matrix", params=filters)).json()
    assert answer["method"]["pairs_side"] == filters.get("perspective", "provider")
    return {cell["recipient"]: cell["amount"] for cell in answer["items"]}, answer["method"]["pairs"]


async def test_equal_reports_of_both_sides_are_matched_and_shown_side_by_side(client: Client, inside: Driver) -> None:
    await give(client, inside, given(day="2020-03-15"))
    assert await confirmations(client) == []
    await take(client, inside, taken(day="2020-03-20"))
    (pair,) = await confirmations(client)
    assert (pair["status"], pair["found_by"], pair["score"]) == ("matched", "machine", 100)
    assert pair["reasons"] == ["same_provider", "same_recipients", "same_amount", "same_year"]
    assert (pair["year"], pair["provider"], pair["recipients"]) == (2020, "GB", ["KE"])
    assert (pair["provider_report"]["reporter"], pair["recipient_report"]["reporter"]) == (GIVER, TAKER)
    assert (pair["provider_report"]["transaction_type"], pair["recipient_report"]["transaction_type"]) == ("3", "1")
    assert (pair["difference_usd"], pair["provider_report"]["answer"]) == ("0.00", None)
    (event,) = await told(inside)
    assert (event["type"], event["subject"]) == ("harambee.confirmation.matched.v1", f"confirmations/{pair['id']}")
    assert (event["sequence"], event["country"]) == ("1", "KE")
    state = catalogue(events.Event)[event["type"]].model_validate(event["data"]).model_dump(mode="json")
    assert state == event["data"]
    one = await client.get(f"/v1/confirmations/{pair['id']}")
    assert (one.json(), one.headers["etag"][:3]) == (pair, '"1-')


async def test_the_recipient_may_report_first_and_either_may_name_the_other(client: Client, inside: Driver) -> None:
    await paired(client, inside, file(activity(TAKEN, transaction("5", kind="1"), reporter=TAKER)))
    receiver = f'<receiver-org ref="{TAKER}" receiver-activity-id="{TAKEN}"/>'
    await paired(client, inside, file(activity(GIVEN, transaction("5", inner=receiver), reporter=GIVER)))
    (pair,) = await confirmations(client)
    # Incoming funds without a provider say nothing that contradicts, and nothing that makes it certain.
    assert (pair["status"], pair["reasons"][0]) == ("proposed", "same_recipients")


async def test_reports_under_one_identifier_are_compared_others_are_not(client: Client, inside: Driver) -> None:
    provider = f'<provider-org ref="{GIVER}"/>'
    await give(client, inside, given())
    stranger = activity("KE-COA-1-Z", transaction("1000", kind="1", inner=provider), reporter=TAKER)
    await paired(client, inside, file(stranger))
    assert await confirmations(client) == []
    same = activity(GIVEN, transaction("1000", kind="1", inner=provider), reporter=TAKER)
    await paired(client, inside, file(same))
    assert [pair["status"] for pair in await confirmations(client)] == ["matched"]


@pytest.mark.parametrize(
    "naming",
    [
        f'<related-activity ref="{GIVEN}" type="4"/>',
        f'<participating-org ref="{GIVER}" role="1" type="10" activity-id="{GIVEN}"/>',
    ],
)
async def test_an_activity_may_name_the_other_anywhere(client: Client, inside: Driver, naming: str) -> None:
    await give(client, inside, given())
    receipt = transaction("1000", kind="1", inner=f'<provider-org ref="{GIVER}"/>')
    await paired(client, inside, file(activity(TAKEN, receipt, reporter=TAKER, inner=naming)))
    assert [pair["status"] for pair in await confirmations(client)] == ["matched"]


async def test_flows_that_are_given_by_themselves_are_compared_too(client: Client, inside: Driver) -> None:
    await take(client, inside, taken("70"))
    await give(client, inside)
    assert await confirmations(client) == []
    (mine,) = (await client.get("/v1/activities", params={"identifier": GIVEN})).json()["items"]
    receiver = {"recipient": {"ref": TAKER}}
    await recorded(client, flow(mine["id"], "70.00", **receiver))
    await compared(inside)
    (pair,) = await confirmations(client)
    assert (pair["status"], pair["provider_report"]["value"]["amount"]) == ("matched", "70.00")
    await recorded(client, flow(mine["id"], "71.00", **receiver, corrects=pair["provider_report"]["flow"]))
    await compared(inside)
    assert {one["provider_report"]["value"]["amount"]: one["status"] for one in await confirmations(client)} == {
        "70.00": "dissolved",
        "71.00": "proposed",
    }
    await check_sums(inside)


async def test_a_pair_of_disbursements_counts_once(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000"))
    await take(client, inside, taken("1000", kind="3"), taken("70", kind="3", day="2021-01-01"))
    assert await matrix(client, year=2020) == ({"KE": "1000.00"}, 1)
    assert await matrix(client, year=2021) == ({"KE": "70.00"}, 0)
    (pair,) = await confirmations(client)
    assert (pair["provider_report"]["counted"], pair["recipient_report"]["counted"]) == (True, False)
    series = (await client.get("/v1/series", params={"country": "KE", "year_to": 2020})).json()
    assert (series["items"][0]["inflows"], series["method"]["pairs"]) == ("1000.00", 1)
    await check_sums(inside)
    await inside.execute("DELETE FROM outbox")
    objected = await say(client, pair, "objected", RECIPIENT, comment="Another instalment")
    assert objected.json()["recipient_report"]["counted"]
    assert await matrix(client, year=2020) == ({"KE": "2000.00"}, 0)
    totals = [
        orjson.loads(row[0])
        for row in await inside.fetch("SELECT data FROM outbox WHERE key LIKE 'totals/%' ORDER BY 1")
    ]
    assert {one["id"]: one["inflow"] for one in totals} == {"GB-2020": "0", "KE-2020": "2000.00"}
    await check_sums(inside)


async def test_each_perspective_counts_its_own_report_of_a_pair(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000"))
    await take(client, inside, taken("980"))
    (pair,) = await confirmations(client)
    assert (pair["status"], pair["difference_usd"]) == ("proposed", "-20.00")
    assert await matrix(client) == ({"KE": "1000.00"}, 0)
    assert (await say(client, pair, "matched", PROVIDER)).status_code == 200
    assert await matrix(client) == ({"KE": "1000.00"}, 1)
    assert await matrix(client, perspective="recipient") == ({"KE": "980.00"}, 1)
    for narrower, pairs in (
        ({"year": 2019}, 0),
        ({"recipient": "KE"}, 1),
        ({"aid_type": "C01"}, 0),
        ({"region": "EAC"}, 0),
    ):
        assert (await matrix(client, **narrower))[1] == pairs
    await check_sums(inside)


async def test_a_proposal_is_accepted_by_one_side_and_confirmed_by_the_other(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000"))
    await take(client, inside, taken("1010"))
    (pair,) = await confirmations(client)
    assert await told(inside) == []
    early = await say(client, pair, "confirmed", PROVIDER)
    assert early.status_code == 409
    assert early.json()["errors"][0]["detail"].startswith("With your yes it is matched, not confirmed")
    assert (await say(client, pair, "matched", PROVIDER)).json()["status"] == "matched"
    assert (await say(client, pair, "confirmed", PROVIDER)).status_code == 409
    done = (await say(client, pair, "confirmed", RECIPIENT, comment="Received on the 20th")).json()
    assert (done["status"], done["version"]) == ("confirmed", 3)
    assert done["provider_report"]["answer"]["to"] == "matched"
    assert done["recipient_report"]["answer"]["to"] == "confirmed"
    assert "by" not in done["recipient_report"]["answer"]
    assert [(one["type"].split(".")[2], one["sequence"]) for one in await told(inside)] == [
        ("matched", "2"),
        ("confirmed", "3"),
    ]


async def test_a_dispute_keeps_both_amounts_and_counts_once(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000"))
    await take(client, inside, taken("1000", kind="3"))
    (pair,) = await confirmations(client)
    faulty = await say(client, pair, "disputed", RECIPIENT)
    assert faulty.status_code == 422
    assert {one["pointer"] for one in faulty.json()["errors"]} == {"/value", "/comment"}
    value = {"amount": "800.50", "currency": "USD"}
    disputed = (await say(client, pair, "disputed", RECIPIENT, value=value, comment="The rest never came")).json()
    assert (disputed["status"], disputed["recipient_report"]["answer"]["value"]) == ("disputed", value)
    assert disputed["provider_report"]["value"]["amount"] == "1000"
    assert await matrix(client) == ({"KE": "1000.00"}, 1)
    assert (await told(inside))[-1]["data"]["disputes"] == [{"side": "recipient", **value}]
    refused = await say(client, pair, "confirmed", PROVIDER)
    assert "only that side can confirm" in refused.json()["errors"][0]["detail"]
    assert (await say(client, pair, "confirmed", RECIPIENT)).json()["status"] == "confirmed"


async def test_an_objection_is_never_proposed_again(client: Client, inside: Driver) -> None:
    await give(client, inside, given())
    await take(client, inside, taken())
    (pair,) = await confirmations(client)
    assert (await say(client, pair, "objected", RECIPIENT, comment="No")).json()["status"] == "objected"
    await take(client, inside, taken(), taken("7", day="2020-01-01"))
    assert [one["status"] for one in await confirmations(client)] == ["objected"]
    assert (await say(client, pair, "confirmed", PROVIDER)).status_code == 409
    flows = [pair["provider_report"]["flow"], pair["recipient_report"]["flow"]]
    refused = await client.post("/v1/confirmations", json={"flows": flows}, headers=client.as_(PROVIDER))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "objected")
    again = await client.post("/v1/confirmations", json={"flows": flows}, headers=client.as_(RECIPIENT))
    assert (again.status_code, again.json()["status"], again.json()["found_by"]) == (201, "matched", "person")


@pytest.mark.parametrize("side", ["provider", "recipient"])
async def test_a_correction_dissolves_the_pair_and_the_new_report_is_compared(
    client: Client, inside: Driver, side: str
) -> None:
    await give(client, inside, given("1000", ref="a"))
    await take(client, inside, taken("1000", kind="3", ref="b"))
    await told(inside)
    if side == "provider":
        await give(client, inside, given("1020", ref="a"))
    else:
        await take(client, inside, taken("1020", kind="3", ref="b"))
    old, new = await confirmations(client)
    assert (old["status"], new["status"]) == ("dissolved", "proposed")
    assert old["recipient_report"]["counted"]
    assert (old[f"{side}_report"]["value"]["amount"], new[f"{side}_report"]["value"]["amount"]) == ("1000", "1020")
    assert [one["type"].split(".")[2] for one in await told(inside)] == ["dissolved"]
    assert await matrix(client) == ({"KE": "2020.00"}, 0)
    await check_sums(inside)
    assert (await say(client, new, "matched", RECIPIENT)).status_code == 200
    assert await matrix(client) == ({"KE": "1020.00" if side == "provider" else "1000.00"}, 1)
    await check_sums(inside)


async def test_a_proposal_gives_way_to_a_closer_report(client: Client, inside: Driver) -> None:
    await take(client, inside, taken("1000"))
    await give(client, inside, given("1030", ref="a"))
    (first,) = await confirmations(client)
    await give(client, inside, given("1030", ref="a"), given("1000", ref="b"))
    assert [(one["status"], one["provider_report"]["value"]["amount"]) for one in await confirmations(client)] == [
        ("dissolved", "1030"),
        ("matched", "1000"),
    ]
    assert (await confirmations(client, status="dissolved"))[0]["id"] == first["id"]


async def test_only_the_two_sides_answer_and_read_what_was_said(client: Client, inside: Driver) -> None:
    await give(client, inside, given())
    await take(client, inside, taken())
    (pair,) = await confirmations(client)
    comments = f"/v1/confirmations/{pair['id']}/comments"
    stranger = coordinator("UG")
    assert (await say(client, pair, "confirmed", stranger)).status_code == 403
    path = f"/v1/confirmations/{pair['id']}/transitions"
    anonymous = await client.post(path, json={"to": "confirmed"}, headers={**NOBODY, "If-Match": "*"})
    assert anonymous.status_code == 401
    both = await say(client, pair, "confirmed", ADMIN)
    assert (both.status_code, both.json()["errors"][0]["pointer"]) == (422, "/side")
    assert (await say(client, pair, "confirmed", PROVIDER, side="recipient")).status_code == 422
    noted = await client.post(comments, json={"comment": "Which account?"}, headers=client.as_(PROVIDER))
    assert (noted.status_code, noted.json()["side"], noted.headers["location"]) == (201, "provider", comments)
    assert (await say(client, pair, "confirmed", ADMIN, side="recipient", comment="By telephone")).status_code == 200
    listed = (await client.get(comments, headers=client.as_(RECIPIENT))).json()["items"]
    assert [(one["side"], one["to"], one["comment"], one["by"]) for one in listed] == [
        ("provider", None, "Which account?", "coordinator-GB"),
        ("recipient", "confirmed", "By telephone", "admin"),
    ]
    for other in (client.as_(stranger), NOBODY):
        assert (await client.get(comments, headers=other)).status_code == 404
        refused = await client.post(comments, json={"comment": "Hello"}, headers=other)
        assert refused.status_code in {401, 403}


async def test_an_organisation_answers_for_its_side(client: Client, inside: Driver) -> None:
    actor = "0198c1de-0000-7000-8000-000000000001"
    await inside.execute(
        "INSERT INTO actors (id, version, country, constituency, identifiers) VALUES ($1, 1, NULL, 'public', $2)",
        actor,
        [TAKER],
    )
    await give(client, inside, given())
    await take(client, inside, taken())
    (pair,) = await confirmations(client)
    done = (await say(client, pair, "confirmed", reporter_of(actor))).json()
    assert (done["status"], done["recipient_report"]["answer"]["to"]) == ("confirmed", "confirmed")
    assert (await say(client, pair, "objected", reporter_of(actor[:-1] + "2"), comment="No")).status_code == 403


async def flow_ids(client: Client, **filters: Any) -> list[str]:
    return [one["id"] for one in (await client.get("/v1/flows", params=filters)).json()["items"]]


async def link(client: Client, flows: Sequence[str], who: Principal, **more: Any) -> Any:
    return await client.post("/v1/confirmations", json={"flows": list(flows), **more}, headers=client.as_(who))


async def test_people_link_what_no_rule_finds(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000", day="2019-12-30"))
    late = transaction("700", kind="3", day="2020-01-10", inner=f'<provider-org ref="{GIVER}"/>')
    await paired(client, inside, file(activity(TAKEN, late, reporter=TAKER)))
    (one,), (other,) = await flow_ids(client, reporter=GIVER), await flow_ids(client, reporter=TAKER)
    assert (await link(client, [one, other], coordinator("UG"))).status_code == 403
    linked = await link(client, [other, one], PROVIDER, comment="Sent in December, less a charge")
    assert (linked.status_code, linked.headers["etag"]) == (201, '"1"')
    pair = linked.json()
    assert (pair["status"], pair["found_by"], pair["score"], pair["year"]) == ("matched", "person", 0, 2019)
    assert pair["provider_report"]["flow"] == one
    assert await matrix(client) == ({"KE": "1000.00"}, 1)
    await check_sums(inside)
    twice = await link(client, [one, other], RECIPIENT)
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (409, "paired")
    assert (await say(client, pair, "confirmed", RECIPIENT)).json()["status"] == "confirmed"


async def test_who_links_for_both_sides_leaves_the_yes_to_one_of_them(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000"))
    await take(client, inside, taken("600"))
    pair = (await link(client, await flow_ids(client), ADMIN)).json()
    assert (pair["status"], pair["provider_report"]["answer"]) == ("matched", None)
    assert (await say(client, pair, "confirmed", PROVIDER)).json()["status"] == "confirmed"


async def test_what_cannot_be_linked_says_why(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000", ref="a"), given("5", kind="2", ref="c"))
    (disbursed,), (committed,) = (
        await flow_ids(client, transaction_type="3"),
        await flow_ids(client, transaction_type="2"),
    )
    await take(client, inside, taken("300"))
    (received,) = await flow_ids(client, transaction_type="1")
    unknown = "0198c1de-0000-7000-8000-00000000dead"
    for flows, code in (
        ([disbursed, unknown], "unknown_flow"),
        ([disbursed, disbursed], "twice"),
        ([disbursed, committed], "same_reporter"),
        ([committed, received], "not_mirrored"),
    ):
        answer = await link(client, flows, ADMIN)
        assert (answer.status_code in {409, 422}, answer.json()["errors"][0]["code"]) == (True, code)
    await give(client, inside, given("1001", ref="a"), given("5", kind="2", ref="c"))
    corrected = await link(client, [disbursed, received], ADMIN)
    assert (corrected.status_code, corrected.json()["errors"][0]["pointer"]) == (409, "/flows/0")
    assert (await link(client, [disbursed, received], coordinator("UG"))).status_code in {403, 409}
    nobody = await client.post("/v1/confirmations", json={"flows": [disbursed, received]}, headers=NOBODY)
    assert nobody.status_code == 401


async def test_pairs_are_listed_by_what_they_are_about(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000"), given("50", day="2021-02-01"))
    await take(client, inside, taken("1000"), taken("40", day="2021-02-02"))
    found = await confirmations(client)
    assert [one["status"] for one in found] == ["matched", "proposed"]
    first = found[0]
    for filters, number in (
        ({"status": "proposed"}, 1),
        ({"country": "GB"}, 2),
        ({"country": ["KE", "UG"]}, 2),
        ({"country": "UG"}, 0),
        ({"activity": first["recipient_report"]["activity"]}, 2),
        ({"reporter": TAKER, "year": 2021}, 1),
        ({"updated_since": "2100-01-01T00:00:00Z"}, 0),
    ):
        assert len(await confirmations(client, **filters)) == number
    page = (await client.get("/v1/confirmations", params={"limit": 1})).json()
    rest = (await client.get("/v1/confirmations", params={"limit": 1, "cursor": page["next"]})).json()
    assert [*page["items"], *rest["items"]] == found
    table = await client.get("/v1/confirmations", params={"format": "csv"})
    assert len(table.text.splitlines()) == 3
    assert len(await flow_ids(client, country="KE")) == 4
    assert len((await client.get("/v1/activities", params={"country": "KE"})).json()["items"]) == 2
    assert (await client.get("/v1/confirmations", params={"land": "KE"})).status_code == 422


async def test_a_stale_answer_is_refused(client: Client, inside: Driver) -> None:
    await give(client, inside, given())
    await take(client, inside, taken())
    (pair,) = await confirmations(client)
    path = f"/v1/confirmations/{pair['id']}/transitions"
    assert (await client.post(path, json={"to": "confirmed", "side": "provider"})).status_code == 428
    stale = await client.post(path, json={"to": "confirmed", "side": "provider"}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    missing = path.replace(pair["id"], "0198c1de-0000-7000-8000-00000000dead")
    assert (await client.post(missing, json={"to": "confirmed"}, headers={"If-Match": "*"})).status_code == 404


async def test_a_flow_that_others_hold_is_left_for_later(client: Client, inside: Driver) -> None:
    await give(client, inside, given("1000"))
    await take(client, inside, taken("500"))
    flows = await flow_ids(client)
    async with inside.transaction():
        await inside.execute("SELECT id FROM flows WHERE transaction_type = '1' FOR UPDATE")
        busy = await link(client, flows, PROVIDER)
        assert (busy.status_code, "retry-after" in busy.headers) == (503, True)
    assert (await link(client, flows, PROVIDER)).status_code == 201


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_totals_are_the_sum_of_what_is_counted(
    client: Client, inside: Driver, seed: int
) -> None:
    chance = random.Random(seed)

    def some(make: Any, **more: str) -> list[str]:
        refs = [ref for ref in "abcd" if chance.random() < 0.8]
        return [make(chance.choice(["100", "104", "150", "9"]), ref=ref, **more) for ref in refs]

    for _ in range(12):
        step = chance.random()
        if step < 0.3:
            await give(client, inside, *some(given), given("1", ref="z"))
        elif step < 0.6:
            await take(client, inside, *some(taken, kind=chance.choice("13")), taken("1", ref="z"))
        elif found := await confirmations(client):
            to = chance.choice(["matched", "confirmed", "disputed", "objected"])
            value = {"value": {"amount": "1", "currency": "USD"}} if to == "disputed" else {}
            answer = await say(
                client, chance.choice(found), to, chance.choice([PROVIDER, RECIPIENT]), comment="So", **value
            )
            assert answer.status_code in {200, 409}
        await check_sums(inside)


async def test_of_many_equal_payments_each_finds_its_own(client: Client, inside: Driver) -> None:
    many = CLOSEST * 2
    await give(client, inside, *(given(ref=f"g{number}") for number in range(many)))
    later = (taken(day="2020-03-16", ref=f"l{number}") for number in range(many - 5))
    await take(client, inside, *(taken(ref=f"t{number}") for number in range(5)), *later)
    found = await confirmations(client, limit=1000)
    assert (len(found), {one["status"] for one in found}) == (many, {"matched"})
    await check_sums(inside)
