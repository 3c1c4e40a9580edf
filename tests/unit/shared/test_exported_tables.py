"""What tables hold beside plain texts: languages, dates, long texts, more rows than a sheet."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.requests import Request

from shared.http import forms, workbooks
from shared.http.spool import AT_ONCE, Spool
from shared.standards import LANGUAGES

EAST = timezone(timedelta(hours=3))


class Mandate(BaseModel):
    text: dict[str, str] | None


class Entry(BaseModel):
    names: dict[str, str]
    mandate: Mandate
    dates: dict[str, date] = {}
    on: date | None = None
    at: datetime | None = None
    note: str = ""


def entry(names: dict[str, str], text: dict[str, str] | None = None, **more: object) -> Entry:
    return Entry.model_validate({"names": names, "mandate": {"text": text}, **more})


async def written(form: str, entries: Sequence[Entry], *, bom: bool = False) -> bytes:
    async def rows() -> AsyncIterator[Entry]:
        for one in entries:
            yield one

    answer = forms.stream(form, Entry, rows(), "entries", bom=bom)
    sent: list[bytes] = []

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        sent.append(message.get("body", b""))

    async def receive() -> dict[str, str]:
        return {"type": "http.request"}

    request = Request({"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}})
    await answer(request.scope, receive, send)
    return b"".join(sent)


def sheets(content: bytes) -> list[list[tuple[object, ...]]]:
    return [list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets]


async def table(entries: Sequence[Entry]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((await written("csv", entries)).decode(), newline="")))


async def test_every_language_that_occurs_has_a_column() -> None:
    entries = [entry({"en": "Kenya"}), entry({"am": "ኬንያ", "zu": "iKenya"}, {"de": "Auftrag"})]
    titles = list((await table(entries))[0])
    others = ["names.am", "names.zu"]
    assert titles[:8] == [*(f"names.{language}" for language in LANGUAGES), *others]
    assert titles[8:15] == [*(f"mandate.text.{language}" for language in LANGUAGES), "mandate.text.de"]
    first, second = await table(entries)
    assert (first["names.en"], first["names.am"]) == ("Kenya", "")
    assert (second["names.am"], second["names.zu"], second["mandate.text.de"]) == ("ኬንያ", "iKenya", "Auftrag")
    [[head, _, row]] = sheets(await written("xlsx", entries))
    assert list(head) == titles
    assert row[titles.index("names.am")] == "ኬንያ"


async def test_dates_by_their_type_have_columns_and_no_languages() -> None:
    first, second = await table(
        [entry({"en": "A"}, dates={"2": "2019-04-01"}), entry({"en": "B"}, dates={"1": date.max})]
    )
    assert [title for title in first if title.startswith("dates")] == ["dates.1", "dates.2"]
    assert (first["dates.2"], second["dates.1"]) == ("2019-04-01", "9999-12-31")


async def test_days_and_instants_are_dates_in_a_workbook() -> None:
    at = datetime(2026, 3, 1, 12, 30, 15, tzinfo=EAST)
    entries = [entry({}, on=date(2020, 2, 29), at=at, dates={"2": date(2019, 4, 1)}), entry({}, on=date(1884, 11, 15))]
    sheet = openpyxl.load_workbook(io.BytesIO(await written("xlsx", entries))).active
    titles = [cell.value for cell in sheet[1]]
    day, moment = (sheet.cell(2, titles.index(name) + 1) for name in ("on", "at"))
    assert (day.value.isoformat(), day.number_format, day.is_date) == ("2020-02-29T00:00:00", "yyyy-mm-dd", True)
    assert (moment.value.isoformat(), moment.number_format) == ("2026-03-01T09:30:15", "yyyy-mm-dd hh:mm:ss")
    assert sheet.cell(2, titles.index("dates.2") + 1).value.date() == date(2019, 4, 1)
    # A spreadsheet has no days before 1900.
    assert sheet.cell(3, titles.index("on") + 1).value == "1884-11-15"
    row = (await table(entries))[0]
    assert (row["on"], row["at"]) == ("2020-02-29", "2026-03-01T12:30:15+03:00")


async def test_instants_are_written_in_csv_as_in_json() -> None:
    [row] = await table([entry({}, at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC))])
    assert row["at"] == "2026-03-01T09:30:00Z"


async def test_a_byte_order_mark_is_written_once_where_it_is_asked_for() -> None:
    entries = [entry({"en": "é" * 9000})] * 20
    plain, marked = await written("csv", entries), await written("csv", entries, bom=True)
    assert marked == b"\xef\xbb\xbf" + plain
    assert plain.startswith(b"names.en,")
    assert (await written("csv", [], bom=True)).startswith(b"\xef\xbb\xbfnames.en,")


async def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_LINES", 4)
    found = sheets(await written("xlsx", [entry({"en": str(number)}) for number in range(7)]))
    assert [len(rows) for rows in found] == [4, 4, 2]
    assert {rows[0][0] for rows in found} == {"names.en"}
    assert [row[0] for rows in found for row in rows[1:]] == [str(number) for number in range(7)]


@pytest.mark.parametrize("text", ["a" * 40_000, "𐍈" * 20_000])
async def test_a_text_that_no_cell_holds_is_cut_and_says_so(text: str) -> None:
    [[_, row]] = sheets(await written("xlsx", [entry({"en": text})]))
    cell = str(row[0])
    assert cell.endswith(workbooks.CUT)
    assert text.startswith(cell.removesuffix(workbooks.CUT))
    assert len(cell.encode("utf-16-le")) <= 2 * workbooks.LONGEST_TEXT
    assert (await table([entry({"en": text})]))[0]["names.en"] == text


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", "c"]),
            st.none()
            | st.booleans()
            | st.text()
            | st.decimals(allow_nan=False, allow_infinity=False)
            | st.dates()
            | st.datetimes(timezones=st.just(UTC))
            | st.integers(-(2**63), 2**63),
        ),
        max_size=9,
    )
)
def test_rows_come_back_from_a_spool_as_they_were(rows: list[dict[str, object]]) -> None:
    with Spool() as spool:
        for row in rows:
            spool.add(row)
        assert spool.titles == {title for row in rows for title in row}
        found = list(spool)
    assert found == rows
    assert [list(map(type, row.values())) for row in found] == [list(map(type, row.values())) for row in rows]


def test_many_rows_come_back_from_a_spool() -> None:
    with Spool() as spool:
        for number in range(3 * AT_ONCE + 1):
            spool.add({"number": number, "text": "x" * 1000})
        assert [row["number"] for row in spool] == list(range(3 * AT_ONCE + 1))
