import asyncio
import csv
import io
from typing import Any

import httpx
import openpyxl
import orjson
import pytest

from shared.auth import Grant, Kind, Principal, Role
from tests.service.registry.conftest import Told
from tests.service.registry.requests import assigned, ministry, registered
from tests.serving import NOBODY, Client, coordinator

CSV = {"Content-Type": "text/csv"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HEADER = "names.en,names.fr,kind,constituency,country,external_id,identifiers,parent_external_id,topics,sectors,website"
PLANNING = (
    "Ministry of Planning,Ministère du Plan,10,public,KE,mop,KE-COA-1052; XI-LEI-254900OPPU84GM83MG36,,1;3,15110,"
)


async def send(client: Client, content: str | bytes, mode: str = "apply", **more: Any) -> httpx.Response:
    headers = {**CSV, **more.pop("headers", {})}
    return await client.post("/v1/actors/bulk", params={"mode": mode, **more}, content=content, headers=headers)


async def sent(client: Client, *lines: str, mode: str = "apply", **more: Any) -> dict[str, Any]:
    answer = await send(client, "\n".join((HEADER, *lines)), mode, **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counts(rows: int = 0, **others: int) -> dict[str, int]:
    return {"rows": rows, "new": 0, "changed": 0, "unchanged": 0, "rejected": 0, **others}


def faults(answer: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(one["row"], one["pointer"], one["code"]) for one in answer["findings"]]


async def names(client: Client, **filters: Any) -> list[str]:
    answer = await client.get("/v1/actors", params=filters)
    return [one["names"]["en"] for one in answer.json()["items"]]


async def by_external_id(client: Client) -> dict[str, dict[str, Any]]:
    items = (await client.get("/v1/actors", params={"limit": 1000})).json()["items"]
    return {one["external_id"]: one for one in items}


async def test_check_changes_nothing_and_apply_takes_what_is_right(client: Client, told: Told) -> None:
    lines = [PLANNING, "Treasury,,10,public,Kenia,tre,,,12,,", 'A school,,80,academic,KE,sch,,,,,"ftp://no where"']
    checked = await sent(client, *lines, mode="check")
    assert (checked["mode"], checked["counts"]) == ("check", counts(3, new=1, rejected=2))
    expected = [
        (2, "/country", "unknown_country"),
        (2, "/topics/0", "less_than_equal"),
        (3, "/website", "url_parsing"),
    ]
    assert sorted(faults(checked)) == expected
    assert [one["line"] for one in checked["findings"]] == [3, 3, 4]
    assert await names(client) == []
    applied = await sent(client, *lines)
    assert (applied["counts"], applied["findings"]) == (checked["counts"], checked["findings"])
    shown = (await by_external_id(client))["mop"]
    assert shown["names"] == {"en": "Ministry of Planning", "fr": "Ministère du Plan"}
    assert [one["value"] for one in shown["identifiers"]] == ["1052", "254900OPPU84GM83MG36"]
    assert (shown["topics"], shown["sectors"], shown["website"], shown["version"]) == ([1, 3], ["15110"], None, 1)
    assert await names(client, q="ministere plan") == ["Ministry of Planning"]
    assert (await client.get("/v1/actors/by-identifier/KE-COA-1052")).json()["id"] == shown["id"]
    [event] = await told("actor.")
    assert (event.type, event.sequence, event.country) == ("harambee.actor.registered.v1", 1, "KE")
    assert {"EAC", "AU"} <= set(event.regions)
    assert orjson.loads(event.data)["identifiers"] == shown["identifiers"]


async def test_the_same_again_changes_nothing(client: Client, told: Told) -> None:
    await sent(client, PLANNING, "Treasury,,10,public,KE,tre,,,,,")
    again = await sent(client, PLANNING, "Treasury,,10,public,KE,tre,,,,,")
    assert again["counts"] == counts(2, unchanged=2)
    assert len(await told("actor.")) == 2


async def test_a_row_changes_what_it_says_and_leaves_the_rest(client: Client, told: Told) -> None:
    await sent(client, PLANNING)
    answer = await send(client, "external_id;names.sw;names.fr;topics\nmop;Wizara ya Mipango;;5")
    assert answer.json()["counts"] == counts(1, changed=1)
    shown = (await by_external_id(client))["mop"]
    assert shown["names"] == {"en": "Ministry of Planning", "sw": "Wizara ya Mipango"}
    assert (shown["topics"], shown["sectors"], shown["version"]) == ([5], ["15110"], 2)
    assert await names(client, q="wizara mipango") == ["Ministry of Planning"]
    first, second = (await client.get(f"/v1/actors/{shown['id']}/history")).json()["items"]
    assert (first["version"], first["content"]["topics"], first["by"]) == (1, [1, 3], "admin")
    assert (second["version"], second["content"]["names"], second["content"]["version"]) == (2, shown["names"], 2)
    assert [event.sequence for event in await told("actor.")] == [1, 2]


async def test_rows_without_external_id_are_known_by_their_identifiers(client: Client) -> None:
    await registered(client, names={"en": "One"}, identifiers=[{"scheme": "KE-COA", "value": "1"}])
    await registered(client, names={"en": "Two"}, identifiers=[{"scheme": "KE-COA", "value": "2"}])
    answer = await send(client, "identifiers,names.en\nKE-COA-1;KE-COA-9,Uno\nKE-COA-1;KE-COA-2,Both\n")
    assert answer.json()["counts"] == counts(2, changed=1, rejected=1)
    assert faults(answer.json()) == [(2, "/identifiers", "ambiguous")]
    assert sorted(await names(client)) == ["Two", "Uno"]
    assert (await client.get("/v1/actors/by-identifier/KE-COA-9")).json()["names"] == {"en": "Uno"}


async def test_an_actor_of_ours_without_external_id_takes_the_one_that_comes(client: Client) -> None:
    actor = await registered(client, identifiers=[{"scheme": "KE-COA", "value": "1052"}])
    answer = await send(client, "identifiers,external_id\nKE-COA-1052,mfa\n")
    assert answer.json()["counts"] == counts(1, changed=1)
    assert (await by_external_id(client))["mfa"]["id"] == actor.json()["id"]


async def test_what_belongs_to_others_is_refused_row_by_row(client: Client) -> None:
    theirs = ministry(external_id="theirs", identifiers=[{"scheme": "KE-COA", "value": "1052"}])
    await client.post("/v1/actors", json=theirs, headers=client.as_(coordinator("KE")))
    taken = await sent(client, PLANNING)
    assert faults(taken) == [(1, "/identifiers/0", "taken")]
    answer = await send(client, "identifiers,external_id,id\nKE-COA-1052,ours,\n")
    assert faults(answer.json()) == [(1, "/names", "missing"), (1, "/kind", "missing"), (1, "/constituency", "missing"),
                                     (1, "/identifiers/0", "taken")]  # fmt: skip
    shown = (await by_external_id(client))["theirs"]
    answer = await send(client, f"id,external_id\n{shown['id']},ours\n")
    assert faults(answer.json()) == [(1, "/external_id", "not_yours")]


async def test_grants_bound_every_row(client: Client) -> None:
    lines = [PLANNING, "Treasury of Uganda,,10,public,UG,tre,,,,,"]
    uganda = client.as_(coordinator("UG"))
    answer = await sent(client, *lines, headers=uganda)
    assert (answer["counts"], faults(answer)) == (counts(2, new=1, rejected=1), [(1, "/country", "forbidden")])
    await sent(client, PLANNING)
    moved = (await by_external_id(client))["mop"]["id"]
    answer = (await send(client, f"id,country\n{moved},UG", headers=uganda)).json()
    assert faults(answer) == [(1, "/identifiers/0/scheme", "wrong_country"), (1, "/country", "forbidden")]
    reader = Principal(id="reader", kind=Kind.CLIENT, grants=(Grant(role=Role.READER),))
    assert (await send(client, HEADER, headers=client.as_(reader))).status_code == 403
    assert (await send(client, HEADER, headers=NOBODY)).status_code == 401


async def test_a_reporter_changes_its_own_actor_alone(client: Client) -> None:
    own, other = await registered(client), await registered(client)
    grant = Grant(role=Role.REPORTER, actor=own.json()["id"])
    headers = client.as_(Principal(id="aims", kind=Kind.CLIENT, grants=(grant,)))
    rows = [f"{one.json()['id']},https://{place}.example" for place, one in enumerate((own, other))]
    answer = (await send(client, "\n".join(("id,website", *rows)), headers=headers)).json()
    assert (answer["counts"], faults(answer)) == (counts(2, changed=1, rejected=1), [(2, "/country", "forbidden")])


async def test_parents_may_stand_anywhere_in_the_file(client: Client) -> None:
    lines = ["Below,,10,public,KE,b,,t,,,", "Top,,10,public,KE,t,,,,,", "Lost,,10,public,KE,l,,nowhere,,,",
             "Faulty,,10,public,XX,f,,,,,", "Of a faulty one,,10,public,KE,o,,f,,,"]  # fmt: skip
    answer = await sent(client, *lines)
    assert faults(answer) == [
        (3, "/parent_external_id", "unknown_actor"),
        (4, "/country", "unknown_country"),
        (5, "/parent_external_id", "parent_refused"),
    ]
    shown = await by_external_id(client)
    assert shown["b"]["parent"] == shown["t"]["id"]
    circle = await send(client, "external_id,parent_external_id\nt,b")
    assert faults(circle.json()) == [(1, "/parent", "circle")]
    turned = await send(client, "external_id,parent\nb,\nt," + shown["b"]["id"])
    assert turned.json()["counts"] == counts(2, changed=2)


async def test_rows_of_a_file_do_not_meet(client: Client) -> None:
    answer = await sent(
        client,
        PLANNING,
        "Again,,10,public,KE,mop,,,,,",
        "Same identifier,,10,public,KE,other,KE-COA-1052,,,,",
        "Without,,10,public,KE,,,,,,",
        "Without,,10,public,KE,,,,,,",
    )
    assert answer["counts"] == counts(5, new=3, rejected=2)
    assert faults(answer) == [(2, "/external_id", "twice"), (3, "/identifiers/0", "twice")]
    values = sorted(one["value"] for shown in (await client.get("/v1/actors")).json()["items"]
                    for one in shown["identifiers"] if one["scheme"] == "HRB")  # fmt: skip
    assert values == ["KE-1", "KE-2"]


async def test_a_row_made_of_an_older_version_is_refused(client: Client) -> None:
    actor = (await registered(client, external_id="mfa")).json()
    row = f"id,version,website\n{actor['id']},1,https://mfa.example"
    assert (await send(client, row)).json()["counts"] == counts(1, changed=1)
    assert (await send(client, row)).json()["counts"] == counts(1, unchanged=1)
    await client.patch(f"/v1/actors/{actor['id']}", json={"website": None}, headers={"If-Match": "*"})
    assert faults((await send(client, row)).json()) == [(1, "/version", "stale")]


async def test_a_withdrawn_actor_is_not_changed(client: Client) -> None:
    actor = await registered(client, external_id="mfa")
    await client.delete(actor.headers["location"], headers={"If-Match": "*"})
    answer = await send(client, "external_id,website\nmfa,https://mfa.example")
    assert faults(answer.json()) == [(1, "", "withdrawn")]


async def test_what_was_merged_leads_on(client: Client) -> None:
    old, into = await registered(client, external_id="old"), await registered(client, external_id="into")
    merging = {"into": into.json()["id"]}
    answer = await client.post(f"{old.headers['location']}/merge", json=merging, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    header = "names.en,kind,constituency,country,external_id,parent"
    rows = ["Ministry,10,public,KE,old,", f"Part,10,public,KE,new,{old.json()['id']}"]
    refused = (await send(client, "\n".join((header, *rows)))).json()
    assert faults(refused) == [(1, "", "merged"), (2, "/parent", "merged")]
    assert all(into.json()["id"] in one["detail"] for one in refused["findings"])


async def test_focal_points_follow_an_actor_that_moves(client: Client, told: Told) -> None:
    actor = (await registered(client)).json()
    await assigned(client, actor["id"])
    assert (await send(client, f"id,country\n{actor['id']},UG")).json()["counts"] == counts(1, changed=1)
    assert [event.country for event in await told("focal_point.")] == ["KE", "UG"]


FILLING = {
    "former_names": [{"name": "Old; name", "language": "en", "valid_to": "2010-01-01"}],
    "acronyms": ["MoFA", "WMNN"],
    "active_in": ["UG", "TZ"],
    "topics": [1, 3],
    "sectors": ["15110", "122"],
    "website": "https://mfa.example/?a=1;2",
    "identifiers": [
        {"scheme": "KE-COA", "value": "1052", "valid_from": "2001-01-01"},
        {"scheme": "XM-DAC", "value": "7"},
    ],
}


@pytest.mark.parametrize("form", ["csv", "xlsx", "ndjson", "json"])
async def test_what_a_list_gives_can_be_sent_back(client: Client, form: str) -> None:
    top = await registered(client, names={"en": "=1+1", "ar": "وزارة", "fr": "'=quoted'"}, external_id="-7")
    await registered(client, parent=top.json()["id"], **FILLING)
    await registered(
        client, names={"en": ' Two\nlines, "quoted"; '}, kind="40", constituency="multilateral", country=None
    )
    exported = await client.get("/v1/actors", params={"format": form})
    headers = {"Content-Type": exported.headers["content-type"]}
    again = await send(client, exported.content, headers=headers)
    assert again.status_code == 200, again.text
    assert (again.json()["counts"], again.json()["findings"]) == (counts(3, unchanged=3), [])


async def test_json_says_null_and_leaves_out(client: Client) -> None:
    await sent(client, PLANNING)
    rows = [{"external_id": "mop", "names": {"fr": None}, "sectors": None}, 7, {"external_id": "x", "colour": "red"}]
    answer = (await send(client, orjson.dumps(rows), headers={"Content-Type": "application/json"})).json()
    assert answer["counts"] == counts(3, changed=1, rejected=2)
    assert {(2, "", "object_type"), (3, "/colour", "unknown_field")} <= set(faults(answer))
    shown = (await by_external_id(client))["mop"]
    assert (shown["names"], shown["sectors"], shown["topics"]) == ({"en": "Ministry of Planning"}, [], [1, 3])


async def test_what_cannot_be_kept_is_refused(client: Client) -> None:
    rows = [ministry(external_id="\0"), ministry(identifiers=[{"scheme": "KE-COA", "value": "\0"}]), {"id": "\0"}]
    more = [ministry(external_id=7, parent=[], identifiers={}), {"names": {"en": []}, "version": {}, "id": ["a"]}]
    answer = await send(client, orjson.dumps([*rows, *more]), headers={"Content-Type": "application/json"})
    assert answer.json()["counts"] == counts(5, rejected=5)
    assert faults(answer.json())[:3] == [
        (1, "/external_id", "nul"),
        (2, "/identifiers/0/value", "nul"),
        (3, "/id", "unknown_actor"),
    ]


async def test_a_broken_line_of_ndjson_does_not_touch_the_others(client: Client) -> None:
    lines = [orjson.dumps(ministry(external_id="a")), b"", b'{"names": ', orjson.dumps(ministry(external_id="b"))]
    answer = (await send(client, b"\n".join(lines), headers={"Content-Type": "application/x-ndjson"})).json()
    assert answer["counts"] == counts(3, new=2, rejected=1)
    [finding] = answer["findings"]
    assert (finding["row"], finding["line"], finding["code"]) == (2, 3, "json_invalid")


async def test_all_findings_come_as_ndjson_and_a_page_as_json(client: Client) -> None:
    lines = [f"Ministry {number},,10,public,XX,{number},,,,," for number in range(30)]
    page = await sent(client, *lines, limit=10)
    assert (len(page["findings"]), page["more"]) == (10, 20)
    answer = await send(client, "\n".join((HEADER, *lines)), headers={"Accept": "application/x-ndjson"})
    first, *rest = [orjson.loads(line) for line in answer.text.splitlines()]
    assert first == {"mode": "apply", "counts": counts(30, rejected=30)}
    assert [one["row"] for one in rest] == list(range(1, 31))


FILE_FAULTS = [
    ("kinds,names.xx,kind,kind", CSV, {"/kinds": "unknown_column", "/names.xx": "unknown_column", "/kind": "twice"}),
    ("", CSV, {"": "empty"}),
    ('names.en,kind\n"Ministry,10\n', CSV, {"": "quotes"}),
    ("names.en,kind\nMinistère,10\n".encode("latin-1"), CSV, {"": "encoding"}),
    ("names.en,kind\nMinistère,10\n".encode("utf-16-le"), CSV, {"": "encoding"}),
    ("PK", XLSX, {"": "workbook"}),
    ("{}", {"Content-Type": "application/json"}, {"": "list_type"}),
    ("<iati-organisations version='2.03'><a", {"Content-Type": "application/xml"}, {"": "xml_invalid"}),
    ("<iati-activities version='2.03'/>", {"Content-Type": "application/xml"}, {"": "version"}),
    ("<!DOCTYPE a [<!ENTITY b 'c'>]><iati-organisations/>", {"Content-Type": "text/xml"}, {"": "doctype"}),
]  # fmt: skip


@pytest.mark.parametrize(("content", "headers", "expected"), FILE_FAULTS)
async def test_what_cannot_be_read_is_said(
    client: Client, content: str | bytes, headers: dict[str, str], expected: dict[str, str]
) -> None:
    answer = await send(client, content, headers=headers)
    assert answer.status_code == 422, answer.text
    assert {fault["pointer"]: fault["code"] for fault in answer.json()["errors"]} == expected


async def test_unknown_media_are_refused(client: Client) -> None:
    answer = await send(client, b"%PDF", headers={"Content-Type": "application/pdf"})
    assert answer.status_code == 415
    assert "text/csv" in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "utf-16", "utf-8"])
async def test_an_encoding_is_taken_when_it_is_said(client: Client, encoding: str) -> None:
    text = f"{HEADER}\r\n{PLANNING}\r\n"
    answer = await send(client, text.encode(encoding), encoding=encoding)
    assert answer.status_code == 200, answer.text
    assert (await by_external_id(client))["mop"]["names"]["fr"] == "Ministère du Plan"


async def test_oddities_of_csv_are_read(client: Client) -> None:
    text = '\ufeffnames.en;kind;constituency;country;\r\n"Two\nlines; one name";10;public;KE;\r\n;;;;\r\nShort;10\r\n'
    answer = (await send(client, text)).json()
    assert answer["counts"] == counts(2, new=1, rejected=1)
    assert [(one["line"], one["code"]) for one in answer["findings"]] == [(5, "ragged")]
    assert await names(client) == ["Two\nlines; one name"]


async def test_a_workbook_as_people_make_it_is_read(client: Client) -> None:
    book = openpyxl.Workbook()
    book.active.append(["names.en", "kind", "constituency", "country", "topics", "sectors", "external_id", "website"])
    book.active.append(["Ministry", 10, "public", "KE", 3, 15110.0, 42])
    content = io.BytesIO()
    book.save(content)
    answer = (await send(client, content.getvalue(), headers=XLSX)).json()
    assert (answer["counts"], answer["findings"]) == (counts(1, new=1), [])
    shown = (await by_external_id(client))["42"]
    assert (shown["kind"], shown["topics"], shown["sectors"]) == ("10", [3], ["15110"])


ORGANISATIONS = """<?xml version="1.0"?><iati-organisations version="2.03">
<iati-organisation default-currency="KES" xml:lang="en">
<organisation-identifier>KE-NCB-77</organisation-identifier>
<name><narrative>Water for all</narrative><narrative xml:lang="sw">Maji kwa wote</narrative></name>
<reporting-org ref="KE-NCB-77" type="22"><narrative>Water for all</narrative></reporting-org>
</iati-organisation>
<iati-organisation>
<organisation-identifier>XM-DAC-41999</organisation-identifier>
<name><narrative>A body of many</narrative></name>
<reporting-org ref="KE-NCB-77" type="22"/>
</iati-organisation>
<iati-organisation><organisation-identifier>none</organisation-identifier></iati-organisation>
</iati-organisations>"""


async def test_an_iati_organisation_file_is_taken(client: Client) -> None:
    headers = {"Content-Type": "application/xml"}
    answer = (await send(client, ORGANISATIONS, headers=headers)).json()
    assert answer["counts"] == counts(3, new=1, rejected=2)
    assert {(2, "/kind", "missing"), (3, "/identifiers/0", "no_scheme")} <= set(faults(answer))
    [shown] = (await client.get("/v1/actors")).json()["items"]
    assert shown["names"] == {"en": "Water for all", "sw": "Maji kwa wote"}
    assert (shown["kind"], shown["constituency"], shown["country"]) == ("22", "non_state", "KE")
    known = {"kind": "60", "identifiers": [*shown["identifiers"], {"scheme": "KE-RCO", "value": "5"}]}
    await client.patch(f"/v1/actors/{shown['id']}", json=known, headers={"If-Match": "*"})
    again = (await send(client, ORGANISATIONS, headers=headers)).json()
    assert again["counts"] == counts(3, unchanged=1, rejected=2)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_the_template_has_every_column_and_can_be_filled(client: Client, form: str) -> None:
    answer = await client.get("/v1/actors/bulk/template", params={"format": form})
    if form == "csv":
        [titles] = csv.reader(io.StringIO(answer.text))
    else:
        [titles] = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    values = {"names.en": "Ministry", "kind": "10", "constituency": "public", "country": "KE"}
    text = io.StringIO()
    csv.writer(text).writerows([titles, [values.get(title, "") for title in titles]])
    assert (await send(client, text.getvalue())).json()["counts"] == counts(1, new=1)


async def test_check_says_which_new_rows_may_be_there_already(client: Client) -> None:
    known = await registered(client, names={"en": "Ministry of Planning"}, former_names=[{"name": "Aid Bureau"}])
    await registered(client, "UG", names={"en": "Uganda Water Forum"})
    lines = [
        "Ministry of Planing,,10,public,KE,1,,,,,",
        "Kisumu Fisheries Institute,,80,academic,KE,2,,,,,",
        "Kisumu Fisheries Institut,,80,academic,KE,3,,,,,",
        "Mombasa Harbour Board,,10,public,KE,4,,,,,",
    ]
    found = (await sent(client, *lines, mode="check"))["duplicates"]
    assert {(one["row"], one["actor"], one["other_row"]) for one in found} == {
        (1, known.json()["id"], None),
        (3, None, 2),
    }
    assert all(float(one["score"]) >= 0.75 and one["reasons"] for one in found)
    applied = await sent(client, *lines)
    assert (applied["counts"], applied["duplicates"]) == (counts(4, new=4), None)


async def test_two_imports_at_once_lose_nothing(client: Client, told: Told) -> None:
    lines = [f"Ministry {number},,10,public,KE,{number},KE-COA-{number},,,," for number in range(200)]
    other = client.as_(coordinator("KE"))
    answers = await asyncio.gather(
        sent(client, *lines),
        sent(client, *reversed(lines)),
        sent(client, *lines[::2], headers=other),
        sent(client, *(f"Other {number},,10,public,KE,o{number},,,,," for number in range(100)), headers=other),
        *(registered(client, names={"en": f"Ministry {number}"}) for number in range(5)),
    )
    done = answers[:4]
    assert sum(one["counts"]["new"] for one in done) == 300
    assert all(sum(one["counts"].values()) == 2 * one["counts"]["rows"] for one in done)
    assert len(await told("actor.registered")) == 305
    items = (await client.get("/v1/actors", params={"limit": 1000})).json()["items"]
    full = [f"{each['scheme']}-{each['value']}" for one in items for each in one["identifiers"]]
    assert (len(items), len(full), len(set(full))) == (305, 305, 305)


async def test_the_same_key_imports_once(client: Client) -> None:
    headers = {"Idempotency-Key": "one"}
    first = await sent(client, PLANNING, headers=headers)
    assert await sent(client, PLANNING, headers=headers) == first
