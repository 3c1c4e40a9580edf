"""Tables as programs write them, and as no program does."""

import csv
import gzip
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from services.measurement.reading.findings import RULES, Severity
from services.measurement.reading.tables.columns import AS_IT_IS, Reading
from services.measurement.reading.tables.stream import read
from tests.unit.measurement.documents import BASIS, LARGEST

ROW = {
    "reporter_ref": "GB-COH-1",
    "activity_identifier": "GB-COH-1-A",
    "activity_title": "Training",
    "activity_status": "2",
    "activity_start": "2020-01-01",
    "recipient_countries": "UG",
    "sectors": "16062",
    "transaction_type": "3",
    "date": "2020-03-15",
    "amount": "1234.50",
    "currency": "USD",
}
NAMES, CELLS = list(ROW), list(ROW.values())

Found = tuple[list[str], list[tuple[str, int]]]


def found(body: bytes, kind: str = "csv", reading: Reading = AS_IT_IS) -> Found:
    """Give the amounts that are taken, and the findings with their lines."""
    amounts, findings = [], []
    for checked in read(io.BytesIO(body), kind, reading, basis=BASIS, largest=LARGEST):
        findings += [(one.rule, one.line) for one in checked.findings]
        amounts += [str(flow.amount) for flow in checked.activity.flows] if checked.activity else []
    return amounts, findings


def table(*rows: Sequence[str], ending: str = "\r\n", delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return text.getvalue()


def book(*sheets: Sequence[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    """Write sheets `S0`, `S1`, …"""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for place, rows in enumerate(sheets):
        sheet = workbook.create_sheet(f"S{place}")
        sheet.sheet_state = "hidden" if place in hidden else "visible"
        for row in rows:
            sheet.append(row)
    body = io.BytesIO()
    workbook.save(body)
    return body.getvalue()


def amount(said: str) -> list[str]:
    return [said if name == "amount" else text for name, text in ROW.items()]


@pytest.mark.parametrize("packing", [bytes, gzip.compress])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_lines_may_end_as_on_any_machine(ending: str, packing: Callable[[bytes], bytes]) -> None:
    body = table(NAMES, CELLS, amount("x"), ending=ending)
    assert found(packing(body.encode())) == (["1234.50"], [("harambee-decimal", 3)])
    many = table(NAMES, *[CELLS] * 5000, ending=ending)
    assert len(found(packing(many.encode()))[0]) == 5000


def test_a_carriage_return_inside_a_line_is_said() -> None:
    body = table(NAMES, CELLS, ending="\n") + "a\rb\n"
    assert found(body.encode()) == ([], [("harambee-row", 3)])


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "sep=;\r\n"])
def test_a_first_line_that_says_the_separator_is_heard(first: str) -> None:
    body = first + table(NAMES, CELLS, amount("x"), delimiter=";")
    assert found(body.encode()) == (["1234.50"], [("harambee-decimal", 4)])
    assert found((first + "a;b\n1;2\n").encode()) == ([], [("harambee-columns", 2)])


def test_titles_may_stand_above_the_heading_and_are_said() -> None:
    above = [["Ministry of Finance"], [], ["Year", "2020"]]
    assert found(table(*above, NAMES, CELLS).encode()) == (
        ["1234.50"],
        [("harambee-heading", 1), ("harambee-heading", 3)],
    )
    assert found(book([*above, NAMES, CELLS]), "xlsx")[1] == [("harambee-heading", 1), ("harambee-heading", 3)]
    for parted in (";", "\t"):
        assert found(table(["A, B, C"], NAMES, CELLS, delimiter=parted).encode())[0] == ["1234.50"]
    assert found(table(*[["x"]] * 20, NAMES, CELLS).encode()) == ([], [("harambee-columns", 1)])


def test_the_one_sheet_with_a_table_is_read_and_others_are_said() -> None:
    rows, notes = [NAMES, CELLS], [["Notes"]]
    assert found(book(rows, []), "xlsx") == (["1234.50"], [])
    assert found(book([], rows), "xlsx") == (["1234.50"], [])
    assert found(book(notes, rows, notes), "xlsx") == (["1234.50"], [("harambee-sheet", 0), ("harambee-sheet", 0)])
    assert found(book(rows, rows, hidden=[0]), "xlsx") == (["1234.50"], [])
    assert found(book(notes, []), "xlsx") == ([], [("harambee-columns", 1)])


def test_which_of_several_tables_is_meant_is_asked() -> None:
    two = book([NAMES, amount("1")], [NAMES, amount("2")], [NAMES, amount("3")], hidden=[2])
    assert found(two, "xlsx") == ([], [("harambee-sheets", 0)])
    assert found(two, "xlsx", Reading(sheet="S1")) == (["2"], [("harambee-sheet", 0)])
    assert found(two, "xlsx", Reading(sheet="S2"))[0] == ["3"]
    assert found(two, "xlsx", Reading(sheet="S9")) == ([], [("harambee-sheets", 0)])


@pytest.mark.parametrize("body", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04", b""])
def test_what_is_no_workbook_is_said(body: bytes) -> None:
    assert found(body, "xlsx") == ([], [("harambee-spreadsheet", 0)])


PIECES = st.sampled_from(
    [
        *',;\t|"\r\n\0 a1.=',
        "\r\n",
        "sep=;",
        "\ufeff",
        "\u2212",
        "é",
        '"a""b"',
        ",".join(NAMES),
        ",".join(CELLS),
        "{",
        "}",
    ]
)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-16-le"])


@given(st.lists(PIECES, max_size=30), ENCODINGS, st.sampled_from(["csv", "ndjson", "xlsx"]), st.binary(max_size=3))
def test_whatever_is_sent_ends_in_findings(pieces: list[str], encoding: str, kind: str, rest: bytes) -> None:
    amounts, findings = found("".join(pieces).encode(encoding, "replace") + rest, kind)
    assert amounts or findings
    critical = [rule for rule, _ in findings if RULES[rule].severity is Severity.CRITICAL]
    assert critical in ([], [findings[-1][0]])
