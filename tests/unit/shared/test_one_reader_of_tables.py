"""Tables are read alike wherever they are sent: flows, organisations, code lists."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from deploy.codelists.forms import read as read_codes
from services.measurement.reading.tables.columns import AS_IT_IS
from services.registry.bulk.files import READERS, File, Unreadable, rows
from services.registry.bulk.schemas import COLUMNS, IGNORED
from shared.tables.limited import read_workbook
from shared.tables.lines import Unreadable as Refused
from shared.tables.process import Job, parts
from tests.unit.measurement.test_cells_of_tables import NAMES, ROW, taken

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Table = Sequence[Sequence[str]]


def flows(name: str, content: bytes) -> int:
    return len(taken(content, name.rpartition(".")[2], AS_IT_IS).amounts)


def actors(name: str, content: bytes) -> int:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        media = {"csv": "text/csv", "xlsx": XLSX}[name.rpartition(".")[2]]
        found = rows(READERS[media], File(Path(file.name), "utf-8", COLUMNS, IGNORED))
    assert [fault for row in found for fault in row.faults] == []
    return len(found)


def codes(name: str, content: bytes) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        return len(read_codes(file, "en").entries)


EVERYWHERE: list[tuple[Callable[[str, bytes], int], Table]] = [
    (flows, [NAMES, list(ROW.values()), list(ROW.values())]),
    (actors, [["names.fr", "kind", "country"], ["Ministère", "10", "KE"], ["Banque", "10", "UG"]]),
    (codes, [["code", "name", "category"], ["A", "Été", "x"], ["B", "Hiver", "x"]]),
]
everywhere = pytest.mark.parametrize(("count", "table"), EVERYWHERE, ids=["flows", "actors", "codes"])


def text(table: Table, sign: str = ",", ending: str = "\n") -> str:
    return "".join(sign.join(row) + ending for row in table)


def book(*sheets: Table) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for rows_of in sheets:
        sheet = workbook.create_sheet()
        for row in rows_of:
            sheet.append(list(row))
    body = io.BytesIO()
    workbook.save(body)
    return body.getvalue()


@everywhere
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_columns_are_parted_by_any_usual_sign(count: Callable[[str, bytes], int], table: Table, sign: str) -> None:
    assert count("a.csv", text(table, sign).encode()) == 2


@everywhere
def test_a_first_line_may_say_the_separator(count: Callable[[str, bytes], int], table: Table) -> None:
    assert count("a.csv", b"sep=;\r\n" + text(table, ";", "\r\n").encode()) == 2


@everywhere
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_themselves_are_read(
    count: Callable[[str, bytes], int], table: Table, encoding: str
) -> None:
    assert count("a.csv", text(table).encode(encoding)) == 2


@everywhere
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_machine(count: Callable[[str, bytes], int], table: Table, ending: str) -> None:
    assert count("a.csv", text(table, ",", ending).encode()) == 2


@everywhere
def test_titles_stand_above_the_heading(count: Callable[[str, bytes], int], table: Table) -> None:
    titled = [["Ministry of Planning"], [], ["Year", "2020"], *table]
    assert count("a.csv", text(titled).encode()) == 2
    assert count("a.xlsx", book(titled)) == 2


@everywhere
def test_a_workbook_may_begin_with_an_empty_sheet(count: Callable[[str, bytes], int], table: Table) -> None:
    assert count("a.xlsx", book([], table)) == 2


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_no_table_is_refused_everywhere(form: str) -> None:
    broken = b'a,"b\n' if form == "csv" else b"PK\x03\x04 broken"
    assert flows(f"a.{form}", broken) == 0
    with pytest.raises(Unreadable):
        actors(f"a.{form}", broken)
    with pytest.raises(Exception, match=r"line|workbook|damaged"):
        codes(f"a.{form}", broken)


# -- the process that reads workbooks ----------------------------------------------------------------------------------


def test_rows_that_hold_nothing_cost_nothing(tmp_path: Path) -> None:
    body = book([["kind"], ["10"]])
    empty = "".join(f'<row r="{line}"><c r="XFD{line}" s="0"/></row>' for line in range(3, 100_000)).encode()
    file = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", empty + b"</sheetData>"))
    assert [(line, list(cells)) for line, cells, _ in read_workbook(file, 1 << 30)] == [(1, ["kind"]), (2, ["10"])]


def test_a_workbook_that_expands_too_far_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(book([["kind"], ["10"]]))
    with pytest.raises(Refused, match="expands"):
        list(read_workbook(file, 100))
    assert len(list(read_workbook(file, 1 << 20))) == 2


def test_who_stops_reading_is_not_given_the_rest_later(tmp_path: Path) -> None:
    long, short = tmp_path / "long.xlsx", tmp_path / "short.xlsx"
    long.write_bytes(book([[str(number)] for number in range(5000)]))
    short.write_bytes(book([["only"]]))
    reading = read_workbook(long, 1 << 30)
    assert next(reading)[1] == ["0"]
    reading.close()  # type: ignore[attr-defined]
    assert [cells for _, cells, _ in read_workbook(short, 1 << 20)] == [["only"]]


def test_memory_that_does_not_suffice_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(book([["kind"]]))

    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("shared.tables.process.Workbook", exhausted)
    (part,) = parts(Job(str(file), 1 << 20))
    assert (part.ended, part.fault and part.fault[2]) == (True, "There is not enough memory to read it")
