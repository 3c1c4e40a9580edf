import gzip
import io
import random
import resource
import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from services.measurement.reading.batches import Job
from services.measurement.reading.files import read
from services.measurement.reading.findings import Finding
from services.measurement.reading.iati.schema import RULE
from services.measurement.reading.options import Kind
from services.measurement.reading.records import Activity
from tests.unit.measurement.documents import BASIS, LARGEST, activity, document, transaction

XML = document(activity("", transaction()))
OTHER = document(activity("", transaction("7"), identifier="GB-COH-1-B"))
CSV = b"reporter_ref,activity_identifier,transaction_type,date,amount,currency,recipient_countries\n"
ROW = b"GB-COH-1,GB-COH-1-C,3,2020-03-15,9,USD,KE\n"


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as made:
        for name, content in members:
            made.writestr(name, content)
    return packed.getvalue()


def opened(
    folder: Path, body: bytes, kind: Kind = Kind.PACKED, largest: int = LARGEST
) -> tuple[list[Activity], list[Finding]]:
    path = folder / "file"
    path.write_bytes(body)
    checked = list(read(Job(str(path), BASIS, largest, kind)))
    faults = [found for one in checked for found in one.findings if found.rule != RULE]
    return [one.activity for one in checked if one.activity], faults


def workbook() -> bytes:
    book = Workbook()
    for line in (CSV, ROW):
        book.active.append(line.decode().strip().split(","))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def crowd(count: int) -> bytes:
    """Make an archive whose list names one file many times."""
    one = archive(("a.xml", XML))
    listed, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = one[listed:end] * count
    return one[:listed] + entries + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0, 0, len(entries), listed, 0)


def encrypted() -> bytes:
    body = bytearray(archive(("secret.xml", XML)))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", body, body.index(sign) + flags, 1)
    return bytes(body)


def test_all_files_of_an_archive_are_read_whatever_kind_they_are(tmp_path: Path) -> None:
    body = archive(("a.xml", XML), ("deep/down/", b""), ("deep/down/b.xml", OTHER), ("c.csv", CSV + ROW))
    activities, findings = opened(tmp_path, body)
    assert [one.identifier for one in activities] == ["GB-COH-1-A", "GB-COH-1-B", "GB-COH-1-C"]
    assert findings == []


@pytest.mark.parametrize("kind", [Kind.IATI, Kind.CSV, Kind.NDJSON, Kind.PACKED])
def test_what_is_an_archive_shows_in_its_first_bytes_not_in_what_was_said(tmp_path: Path, kind: Kind) -> None:
    assert len(opened(tmp_path, archive(("a.xml", XML)), kind)[0]) == 1


def test_a_workbook_that_was_said_to_be_an_archive_is_a_workbook(tmp_path: Path) -> None:
    activities, findings = opened(tmp_path, workbook())
    assert ([one.identifier for one in activities], findings) == (["GB-COH-1-C"], [])


def test_workbooks_in_an_archive_are_read_and_leave_nothing_behind(tmp_path: Path) -> None:
    body = archive(("a.xml", XML), ("../b.xlsx", workbook()), ("c.xml", OTHER))
    activities, findings = opened(tmp_path, body)
    assert [one.identifier for one in activities] == ["GB-COH-1-A", "GB-COH-1-C", "GB-COH-1-B"]
    assert findings == []
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_what_a_workbook_in_an_archive_expands_to_counts_as_what_the_archive_does(tmp_path: Path) -> None:
    body = workbook()
    with zipfile.ZipFile(io.BytesIO(body)) as inner:
        size = len(body) + sum(one.file_size for one in inner.infolist())
    assert opened(tmp_path, archive(("a.xlsx", body)), largest=size)[1] == []
    (found,) = opened(tmp_path, archive(("a.xlsx", body)), largest=size - 1)[1]
    assert (found.rule, "expands" in found.detail) == ("harambee-packed", True)


def test_a_finding_names_the_file_it_is_in(tmp_path: Path) -> None:
    faulty = OTHER.replace(b'currency="USD"', b'currency="XXY"')
    activities, (found,) = opened(tmp_path, archive(("a.xml", XML), ("b.xml", faulty)))
    assert [(one.identifier, len(one.flows)) for one in activities] == [("GB-COH-1-A", 1), ("GB-COH-1-B", 0)]
    assert (found.rule, found.line) == ("harambee-currency", 3)
    assert found.path == "b.xml: /iati-activities/iati-activity[1]/transaction[1]/value/@currency"


def test_a_finding_names_a_file_briefly_and_without_signs_that_control(tmp_path: Path) -> None:
    faulty = OTHER.replace(b'currency="USD"', b'currency="XXY"')
    (long,) = opened(tmp_path, archive((f"{'long/' * 12_000}b.xml", faulty)))[1]
    assert "/b.xml: /iati-activities" in long.path
    assert len(long.path) < 300
    (strange,) = opened(tmp_path, archive(("b\x1b[31m\n.xml", faulty)))[1]
    assert strange.path.startswith("b\ufffd[31m\ufffd.xml: /iati-activities")


@pytest.mark.parametrize("name", ["__MACOSX/._a.xml", ".DS_Store", "folder/.DS_Store"])
def test_what_archiving_programs_add_is_passed_over(tmp_path: Path, name: str) -> None:
    assert opened(tmp_path, archive(("a.xml", XML), (name, b"\0\x05\x16\x07")))[1] == []


def test_names_lead_nowhere(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    assert len(opened(inner, archive(("../../outside.xml", XML), ("/tmp/absolute.xml", OTHER)))[0]) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["inner"]
    assert [one.name for one in inner.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (archive(), "no file"),
        (archive(("folder/", b"")), "no file"),
        (archive(*((f"{number}.xml", b"") for number in range(1001))), "more than 1000"),
        (crowd(50_000), "list of its files"),
        (encrypted(), "password"),
        (archive(("a.xml", XML), method=zipfile.ZIP_LZMA), "method"),
        (archive(("inner.zip", archive(("a.xml", XML)))), "once more"),
        (archive(("a.xml.gz", gzip.compress(XML))), "once more"),
        (archive(("empty.zip", archive())), "once more"),
        (archive(("broken.xlsx", workbook()[:-30])), "damaged"),
        (gzip.compress(archive(("a.xml", XML))), "inside gzip"),
        (archive(("a.xml", XML))[:-30], "damaged"),
        (archive(("a.xml", b" " * (64 << 20))), "200 times"),
        (archive(*((f"{number}.xml", XML + b" " * (4 << 20)) for number in range(16))), "200 times"),
    ],
    ids=[
        "empty",
        "folders",
        "many",
        "crowd",
        "encrypted",
        "method",
        "nested",
        "gzip",
        "nothing",
        "broken",
        "inside",
        "cut",
        "bomb",
        "bombs",
    ],
)
def test_an_archive_that_is_not_taken_says_why(tmp_path: Path, body: bytes, why: str) -> None:
    findings = opened(tmp_path, body)[1]
    assert [one.rule for one in findings if one.rule != "harambee-empty"] == ["harambee-packed"]
    assert why in findings[-1].detail


def test_a_file_whose_bytes_are_not_those_that_were_packed_is_damaged(tmp_path: Path) -> None:
    stored = archive(("a.xml", XML), method=zipfile.ZIP_STORED)
    (found,) = opened(tmp_path, stored.replace(b">100<", b">900<"))[1]
    assert (found.rule, "damaged" in found.detail) == ("harambee-packed", True)


def test_all_files_together_may_expand_to_the_limit_and_no_further(tmp_path: Path) -> None:
    body, size = archive(("a.xml", XML), ("b.xml", OTHER)), len(XML) + len(OTHER)
    assert opened(tmp_path, body, largest=size)[1] == []
    assert [one.rule for one in opened(tmp_path, body, largest=size - 1)[1]] == ["harambee-packed"]


@pytest.mark.slow
def test_memory_stays_flat_while_an_archive_goes_by(tmp_path: Path) -> None:
    opened(tmp_path, archive(("a.xml", XML)))
    many = document(*(activity("", transaction(), identifier=f"GB-COH-1-{n}") for n in range(1000)))
    path = tmp_path / "file"
    path.write_bytes(archive(*((f"{number}.xml", many) for number in range(40))))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(one.activity is not None for one in read(Job(str(path), BASIS, LARGEST, Kind.PACKED))) == 40_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 << 10


@pytest.mark.parametrize("kind", [Kind.PACKED, Kind.XLSX])
def test_bytes_of_a_damaged_archive_never_raise(tmp_path: Path, kind: Kind) -> None:
    whole = workbook() if kind is Kind.XLSX else archive(("a.xml", XML), ("c.csv", CSV + ROW), ("d.xlsx", workbook()))
    chance = random.Random(17)
    for _ in range(300):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            body[chance.randrange(4, len(body))] = chance.randrange(256)
        opened(tmp_path, bytes(body), kind)


def test_a_workbook_that_is_damaged_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as whole:
        parts = [(name, whole.read(name)) for name in whole.namelist()]
    for changed, at in ((b"<row", b"<wor"), (b"</sheetData>", b"</sheetDate>"), (b"<sheets>", b"<sheetz>")):
        (found,) = opened(tmp_path, archive(*((name, body.replace(changed, at)) for name, body in parts)))[1]
        assert (found.rule, found.severity) == ("harambee-spreadsheet", "critical")
