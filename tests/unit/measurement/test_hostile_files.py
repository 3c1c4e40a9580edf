import gzip
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from services.measurement.reading.findings import RULES, Severity
from services.measurement.reading.iati.stream import LARGEST_ACTIVITY, read
from tests.unit.measurement.documents import BASIS, LARGEST, activity, document, rules, taken, transaction

GOOD = document(activity("", transaction()))
BOMB = b"""<!DOCTYPE x [<!ENTITY a "1234567890"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c
"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>"""


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("harambee-well-formed", b""),
        ("harambee-well-formed", b"\n \n"),
        ("harambee-well-formed", b"this is no XML"),
        ("harambee-well-formed", b"\x00\x01\x02\xff\xfe"),
        ("harambee-well-formed", GOOD[:-30]),
        ("harambee-well-formed", GOOD[: len(GOOD) // 2]),
        ("harambee-well-formed", GOOD + GOOD),
        ("harambee-well-formed", GOOD.replace(b"Title", b"&undefined;")),
        ("harambee-well-formed", GOOD.replace(b"Title", "Título".encode("latin-1"))),
        ("harambee-well-formed", b'<?xml version="1.0" encoding="UTF-16"?>' + GOOD),
        ("harambee-well-formed", b'<?xml version="1.0" encoding="no-such"?>' + GOOD),
        ("harambee-well-formed", document(activity("<a>" * 1000 + "</a>" * 1000))),
        ("harambee-doctype", b"<!DOCTYPE iati-activities>" + GOOD),
        ("harambee-doctype", b'<!DOCTYPE iati-activities SYSTEM "file:///etc/passwd">' + GOOD),
        ("harambee-doctype", BOMB + GOOD.replace(b"Title", b"&e;")),
        ("harambee-doctype", BOMB + GOOD.replace(b'version="2.03"', b'version="2.03" note="&c;"')),
        ("harambee-root", b"<html/>"),
        ("harambee-root", b"<iati-organisations version='2.03'/>"),
        ("harambee-root", b"<x>" + GOOD + b"</x>"),
        ("harambee-root", GOOD.replace(b"<iati-activities", b"<iati-activities xmlns='urn:x'")),
        ("harambee-version", GOOD.replace(b"2.03", b"1.05")),
        ("harambee-version", GOOD.replace(b' version="2.03"', b"")),
        ("harambee-packed", gzip.compress(GOOD, mtime=0)[:-9]),
        ("harambee-packed", gzip.compress(GOOD, mtime=0)[:10] + b"damaged" * 10),
        ("harambee-packed", gzip.compress(b" " * (64 << 20))),
    ],
)
def test_a_hostile_file_is_one_critical_finding(rule: str, body: bytes) -> None:
    _, findings = taken(body)
    assert [finding.rule for finding in findings] == [rule]
    assert RULES[rule].severity is Severity.CRITICAL
    assert findings[0].path.startswith("/")
    assert findings[0].detail[0].isupper()
    assert not any(
        sign in findings[0].detail for sign in ("StartTag", "Opening and", "not proper", "xmlParse", "PCDATA")
    )


def test_an_empty_list_is_worth_a_warning() -> None:
    assert rules(document()) == ["harambee-empty"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings_are_read_where_the_file_says_them(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>' + GOOD.decode().replace("Title", "Título")
    (found,), findings = taken(text.encode(encoding))
    assert (found.titles, findings) == ({"en": "Título"}, [])


def test_gzip_is_read_like_the_file_in_it_also_in_pieces() -> None:
    half = len(GOOD) // 2
    for packed in (gzip.compress(GOOD), gzip.compress(GOOD[:half]) + gzip.compress(GOOD[half:])):
        assert taken(packed) == taken(GOOD)


def test_a_file_may_expand_to_the_limit_and_no_further() -> None:
    assert taken(GOOD, largest=len(GOOD))[1] == []
    assert [finding.rule for finding in taken(GOOD, largest=len(GOOD) - 1)[1]] == ["harambee-packed"]


def test_an_activity_inside_another_is_none_of_its_own() -> None:
    activities, _ = taken(document(activity(activity(identifier="GB-COH-1-INNER"))))
    assert [found.identifier for found in activities] == ["GB-COH-1-A"]


def test_the_attacks_of_others_are_refused(shared_data: Path) -> None:
    files = sorted((shared_data / "conformance" / "xml-attacks").glob("*.x[ms]l"))
    assert len(files) == 11
    for file in files:
        _, findings = taken(file.read_bytes())
        assert [RULES[finding.rule].severity for finding in findings] == [Severity.CRITICAL], file.name


class Endless:
    """A file that is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, _: int) -> bytes:
        return next(self._pieces, b"")


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


@pytest.mark.parametrize(
    "piece", [b"<x/>" * 16_000, b"x" * 64_000, b"<iati-activity>" + b"<narrative>word</narrative>" * 2_000]
)
def test_what_never_ends_is_refused_before_it_fills_the_memory(piece: bytes) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'<iati-activities version="2.03">'
        while True:
            yield piece

    before = _peak_megabytes()
    findings = [
        finding
        for _, found, _, _ in read(cast("BinaryIO", Endless(pieces())), basis=BASIS, largest=LARGEST)
        for finding in found
    ]
    assert findings[-1].rule in {"harambee-size", "harambee-well-formed"}
    assert _peak_megabytes() - before < 40 * LARGEST_ACTIVITY / 1e6  # an element of four bytes takes 120 in memory


@pytest.mark.slow
def test_memory_stays_flat_while_a_hundred_megabytes_go_by() -> None:
    one = activity("", *[transaction() for _ in range(50)]).encode()

    def pieces() -> Iterator[bytes]:
        yield b'<iati-activities version="2.03">'
        for _ in range(100_000_000 // len(one)):
            yield one
        yield b"</iati-activities>"

    file = cast("BinaryIO", Endless(pieces()))
    found = read(file, basis=BASIS, largest=LARGEST)
    for _ in range(500):
        next(found)
    before = _peak_megabytes()
    assert sum(1 for _ in found) > 5_000
    assert _peak_megabytes() - before < 20


def test_bytes_of_a_damaged_file_never_raise() -> None:
    for place in range(0, len(GOOD), 7):
        damaged = GOOD[:place] + b"\xff<" + GOOD[place + 1 :]
        assert all(finding.rule in RULES for finding in taken(damaged)[1])
