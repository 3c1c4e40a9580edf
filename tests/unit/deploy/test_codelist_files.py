from pathlib import Path
from typing import Any

import pytest

from deploy.codelists.content import Content, Unreadable
from deploy.codelists.forms import read

XML = """<?xml version="1.0" encoding="UTF-8"?>
<codelist name="AidType" xml:lang="en" category-codelist="AidType-category" complete="1">
  <metadata><name><narrative>Aid  Type</narrative></name><url>https://oecd.example</url></metadata>
  <codelist-items>
    <codelist-item status="active" activation-date="2010-01-01">
      <code>A01</code>
      <name><narrative>Budget support</narrative><narrative xml:lang="fr">Soutien</narrative></name>
      <category>A</category>
    </codelist-item>
    <codelist-item status="withdrawn" withdrawal-date="2015-01-01"><code> A02 </code><name>Old</name></codelist-item>
  </codelist-items>
</codelist>
"""
BUDGET = {"code": "A01", "labels": {"en": "Budget support"}, "category": "A"}


def content(folder: Path, text: str | bytes, name: str = "list.txt") -> Content:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(file, "en")


def fields(found: Content) -> list[dict[str, Any]]:
    return [dict(one.fields) for one in found.entries]


def test_xml_of_iati(tmp_path: Path) -> None:
    found = content(tmp_path, XML)
    assert (found.name, found.about["titles"], found.about["complete"]) == ("AidType", {"en": "Aid Type"}, True)
    assert found.about["category_list"] == "AidType-category"
    labels = {"en": "Budget support", "fr": "Soutien"}
    assert fields(found) == [
        {**BUDGET, "labels": labels, "status": "active", "valid_from": "2010-01-01"},
        {"code": "A02", "labels": {"en": "Old"}, "status": "withdrawn", "valid_to": "2015-01-01"},
    ]
    assert [one.line for one in found.entries] == [5, 10]


def test_json_of_iati(tmp_path: Path) -> None:
    text = """{"attributes": {"name": "AidType", "complete": "1"}, "metadata": {"name": "Aid Type", "url": ""},
    "data": [{"code": "A01", "name": "Budget support", "category": "A", "url": null, "public-database": false}]}"""
    found = content(tmp_path, text)
    assert (found.name, fields(found)) == ("AidType", [BUDGET])


def test_csv_of_iati_and_of_tossd(tmp_path: Path) -> None:
    iati = content(tmp_path, "\ufeffcode,name,category,withdrawal-date\r\nA01,Budget support,A,\r\n", "AidType.csv")
    assert (iati.name, fields(iati), iati.entries[0].line) == ("AidType", [BUDGET], 2)
    tossd = content(tmp_path, "code,name,tossd_only\nFC01,SOUTH-SOUTH,True\n", "framework_of_collaboration.csv")
    assert (tossd.name, fields(tossd)) == (
        "tossd-framework-of-collaboration",
        [{"code": "FC01", "labels": {"en": "SOUTH-SOUTH"}}],
    )


def test_the_register_of_org_id(tmp_path: Path) -> None:
    text = """[{"code": "KE-RCO", "name": "Registrar", "coverage": ["KE"], "deprecated": false, "url": "https://a.example"},
    {"code": "XI-OLD", "name": {"en": "Old", "fr": "Vieux"}, "coverage": [], "deprecated": true, "url": ""}]"""
    found = content(tmp_path, text)
    assert found.name == "OrganisationRegistrationAgency"
    url = "https://a.example"
    assert fields(found) == [
        {"code": "KE-RCO", "labels": {"en": "Registrar"}, "category": "KE", "url": url, "status": "active"},
        {"code": "XI-OLD", "labels": {"en": "Old", "fr": "Vieux"}, "status": "withdrawn"},
    ]


def test_what_the_platform_gives_is_read_again(tmp_path: Path) -> None:
    text = """{"name": "ssc-modality", "edition": "Manual 2025", "status": "active", "version": 3,
    "codes": [{"code": "A1", "labels": {"en": "Grants"}, "descriptions": {}, "category": null}]}"""
    found = content(tmp_path, text)
    assert (found.name, dict(found.about)) == ("ssc-modality", {"edition": "Manual 2025", "status": "active"})
    assert fields(found) == [{"code": "A1", "labels": {"en": "Grants"}}]


def test_what_is_there_twice_alike_is_read_once(tmp_path: Path) -> None:
    assert len(content(tmp_path, "code,name\nA,x\nB,y\nA,x\n").entries) == 2
    with pytest.raises(Unreadable) as caught:
        content(tmp_path, "code,name\nA,x\n,y\nA,z\n")
    assert [str(fault) for fault in caught.value.faults] == [
        "line 3: It has no code",
        "line 4: A is line 2 too, and not the same",
    ]


BOMB = '<!DOCTYPE codelist [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "It is empty"),
        ("\n\n  ", "It is empty"),
        (XML.replace("</name>", "", 1), "line 3: It is no well-formed XML"),
        (XML.replace("<codelist ", BOMB + "<codelist ", 1), "line 2: It has a document type declaration"),
        ("<iati-activities/>", "line 1: It is <iati-activities>"),
        ('<codelist name="A"/>', "It has no codes"),
        ('{"data": [\n{"code": "A"\n', "line 3: It is no JSON"),
        ('{"data": ["A", 3]}', "Entry 1 is no object; Entry 2 is no object"),
        ('{"name": "A"}', "It has neither `data`"),
        ("[" * 100_000, "It is no JSON"),
        ("name,category\na,b\n", "line 1: It has no column `code`"),
        ("code,name\nA,b,c\n", "line 2: It has more cells"),
        ('code,name\nA,"b\n', "line 2: It is no CSV"),
        ("code,name\nA,é\n".encode("latin-1"), "line 2: It is not in UTF-8"),
    ],
)
def test_what_is_broken_or_hostile_is_said_with_its_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        content(tmp_path, text)
    assert said in str(caught.value)


def test_hostile_xml_is_refused_at_once(shared_data: Path) -> None:
    bombs = [file for file in (shared_data / "conformance").rglob("*.xml") if b"<!DOCTYPE" in file.read_bytes()]
    assert bombs
    for bomb in bombs:
        with pytest.raises(Unreadable):
            read(bomb, "en")
