"""What the cells of tables say: numbers, dates, places, merged cells, and what is left out."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from services.measurement.reading.findings import Finding
from services.measurement.reading.records import Activity
from services.measurement.reading.tables.cells import Ambiguous, day, number
from services.measurement.reading.tables.columns import AS_IT_IS, DateOrder, Decimals, Instants, PartialDates, Reading
from services.measurement.reading.tables.stream import Scattered, read
from tests.unit.measurement.documents import BASIS, LARGEST

ROW = {
    "reporter_ref": "GB-COH-1",
    "activity_identifier": "GB-COH-1-A",
    "recipient_countries": "UG",
    "sectors": "16062",
    "transaction_type": "3",
    "date": "2020-03-15",
    "amount": "1234.50",
    "currency": "USD",
}
NAMES = list(ROW)


class Read(NamedTuple):
    activities: list[Activity]
    findings: list[Finding]

    @property
    def amounts(self) -> list[str]:
        return [str(flow.amount) for one in self.activities for flow in one.flows]

    @property
    def places(self) -> list[tuple[str, int, str]]:
        return [(one.rule, one.line, one.path) for one in self.findings]


def taken(body: bytes, kind: str = "csv", reading: Reading = AS_IT_IS, folder: Path | None = None) -> Read:
    found = Read([], [])
    for checked in read(io.BytesIO(body), kind, reading, basis=BASIS, largest=LARGEST, folder=folder):
        found.findings.extend(checked.findings)
        if checked.activity:
            found.activities.append(checked.activity)
    return found


def case(shared_data: Path, name: str, reading: Reading = AS_IT_IS, folder: Path | None = None) -> Read:
    found = taken((shared_data / "cases" / name).read_bytes(), name.rpartition(".")[2], reading, folder)
    # The agencies of these tests are fewer than those of the cases.
    return found._replace(findings=[one for one in found.findings if one.rule != "1.14.8"])


def lines(*rows: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def book(*rows: Sequence[Any], merged: Sequence[str] = (), formats: Mapping[str, str] = {}) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for place in merged:
        sheet.merge_cells(place)
    for place, form in formats.items():
        sheet[place].number_format = form
    body = io.BytesIO()
    workbook.save(body)
    return body.getvalue()


def cells(**said: Any) -> list[Any]:
    return list({**ROW, **said}.values())


# -- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decimals", [None, *Decimals])
@pytest.mark.parametrize(
    "amount", [1234567.89, 98765432.1, 12.345, 1250.5, 0.1 + 0.2, 1e-7, 10**15, -3, 1234567890123456]
)
def test_a_number_of_a_workbook_is_what_was_typed(amount: float, decimals: Decimals | None) -> None:
    found = taken(book(NAMES, cells(amount=amount)), "xlsx", Reading(decimals=decimals))
    assert {one.rule for one in found.findings} <= {"harambee-decimals"}
    assert [flow.amount for flow in found.activities[0].flows] == [Decimal(str(round(amount, 12)))]


@given(st.decimals(-(10**12), 10**12, places=2))
def test_cents_come_back_from_a_workbook(amount: Decimal) -> None:
    found = taken(book(NAMES, cells(amount=float(amount))), "xlsx", Reading(decimals=Decimals.COMMA))
    assert [flow.amount for flow in found.activities[0].flows] == [amount]


@given(st.decimals(-(10**12), 10**12, places=3), st.sampled_from([None, *Decimals]))
def test_a_number_of_json_is_one_whatever_is_said_of_text(amount: Decimal, decimals: Decimals | None) -> None:
    body = json.dumps(ROW).replace('"1234.50"', f"{amount:f}")
    found = taken(body.encode(), "ndjson", Reading(decimals=decimals))
    assert [flow.amount for flow in found.activities[0].flows] == [amount]
    assert {one.rule for one in found.findings} <= {"harambee-decimals"}


def test_an_exponent_of_json_is_written_out() -> None:
    assert taken(json.dumps(ROW).replace('"1234.50"', "1.25E+6").encode(), "ndjson").amounts == ["1250000"]


amounts = st.decimals(-(10**9), 10**9, places=2)
GROUPS = st.sampled_from(["", "'", "\u2019", " ", "\u00a0", "\u2009", "\u202f", "\u2007"])
NEGATIVES = st.sampled_from(["-{}", "\u2212{}", "({})", "{}-", "{} -", "( {} )"])


@given(amounts, GROUPS, st.sampled_from(list(Decimals)), NEGATIVES)
def test_a_number_is_read_however_accounts_write_it(
    amount: Decimal, group: str, point: Decimals, negative: str
) -> None:
    whole, _, rest = f"{abs(amount):,.2f}".partition(".")
    text = f"{whole.replace(',', group)}{point.value}{rest}"
    written = negative.format(text) if amount < 0 else text
    assert Decimal(number(written, point)) == amount
    assert Decimal(number(written, None)) == amount


@pytest.mark.parametrize(("text", "decimals"), [("1.250.000", Decimals.POINT), ("1,250,000", Decimals.COMMA)])
def test_a_decimal_sign_occurs_once(text: str, decimals: Decimals) -> None:
    with pytest.raises(Ambiguous, match="more than one"):
        number(text, decimals)
    assert number(text, None) == "1250000"


@pytest.mark.parametrize("text", ["(500", "500)", "(-500)", "-(500)", "--500", "-500-", "()", "( )", "-"])
def test_half_of_a_sign_is_no_number(text: str) -> None:
    assert number(text, None) == text


def test_percentages_may_carry_their_sign() -> None:
    said = {**ROW, "recipient_countries": "UG:33,5%;RW:66.5 %", "sectors": "16062:100%"}
    found = taken(lines(said))
    assert found.findings == []
    assert [one.percentage for one in found.activities[0].countries] == ["33.5", "66.5"]


def test_a_percent_cell_is_what_it_shows() -> None:
    names = [*NAMES, "recipient_percentages"]
    found = taken(book(names, [*cells(), 1], formats={"I2": "0.0%"}), "xlsx")
    assert (found.findings, found.activities[0].countries[0].percentage) == ([], "100")


# -- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said", "read_as"),
    [
        ("2020", {"partial": PartialDates.FIRST}, "2020-01-01"),
        ("2020", {"partial": PartialDates.LAST}, "2020-12-31"),
        ("2020-02", {"partial": PartialDates.LAST}, "2020-02-29"),
        ("02/2021", {"partial": PartialDates.LAST}, "2021-02-28"),
        ("2020.12", {"partial": PartialDates.LAST}, "2020-12-31"),
        ("20201231", {"order": DateOrder.YEAR_FIRST}, "2020-12-31"),
        ("31122020", {"order": DateOrder.DAY_FIRST}, "2020-12-31"),
        ("12312020", {"order": DateOrder.MONTH_FIRST}, "2020-12-31"),
        ("2020-12-31T23:30:00-05:00", {"instants": Instants.WRITTEN}, "2020-12-31"),
        ("2020-12-31T23:30:00-05:00", {"instants": Instants.UTC}, "2021-01-01"),
        ("2020-12-31T23:30:00.123Z", {}, "2020-12-31"),
        ("2020-12-31 10:00", {}, "2020-12-31"),
        ("2020-12-31 00:00:00", {}, "2020-12-31"),
        ("2020-12-31T10:00:00+03:00", {}, "2020-12-31"),
    ],
)
def test_a_date_is_read_by_what_is_said(text: str, said: dict[str, Any], read_as: str) -> None:
    assert day(text, **{"order": None, **said}) == read_as


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("2020", "partial_dates="),
        ("2020-03", "partial_dates="),
        ("20201231", "dates="),
        ("2020-12-31T23:30:00-05:00", "instants="),
    ],
)
def test_what_is_no_day_by_itself_is_asked_about(text: str, way: str) -> None:
    with pytest.raises(Ambiguous, match=way):
        day(text, None)


@pytest.mark.parametrize("text", ["2020-13", "99999999", "2020-02-30T10:00:00Z", "0000", "20203"])
def test_what_is_no_date_is_left_for_the_check_to_find(text: str) -> None:
    assert day(text, DateOrder.YEAR_FIRST, PartialDates.FIRST, Instants.UTC) == text


def test_moments_of_a_workbook_are_of_their_day() -> None:
    said = [cells(date=datetime.fromisoformat("2020-03-15T14:30")), cells(date=date(2020, 3, 16))]
    flows = taken(book(NAMES, *said), "xlsx").activities[0].flows
    assert [str(flow.day) for flow in flows] == ["2020-03-15", "2020-03-16"]


def test_what_has_not_come_yet_is_planned() -> None:
    later = (BASIS.today + timedelta(days=400)).isoformat()
    found = taken(lines({**ROW, "activity_start": "2020-01-01", "activity_end": later}))
    assert (found.findings, found.activities[0].dates) == ([], {"2": "2020-01-01", "3": later})
    ended = taken(lines({**ROW, "activity_end": "2020-12-31"}))
    assert ended.activities[0].dates == {"4": "2020-12-31"}


# -- places ----------------------------------------------------------------------------------------------------------


def test_countries_may_have_three_letters() -> None:
    found = taken(lines({**ROW, "recipient_countries": "UGA:60;RWA:30;XKX:10"}))
    assert [one.code for one in found.activities[0].countries] == ["UG", "RW", "XK"]


def test_each_row_may_have_its_own_recipient_and_sector() -> None:
    rows = [{**ROW, "recipient_countries": code, "sectors": sector} for code, sector in (("UG", "110"), ("RWA", "120"))]
    found = taken(lines(*rows))
    (activity,) = found.activities
    assert (found.findings, activity.countries, activity.sectors) == ([], (), ())
    terms = [activity.terms[flow.terms] for flow in activity.flows]
    assert [(one.recipients[0][0], one.sectors) for one in terms] == [("UG", ("1:110",)), ("RW", ("1:120",))]


def test_rows_with_recipients_of_their_own_name_one() -> None:
    found = taken(lines({**ROW}, {**ROW, "recipient_countries": "RW:50;KE:50"}, {**ROW, "recipient_countries": ""}))
    assert ("harambee-contradiction", 3, "/recipient_countries") in found.places


def test_what_a_later_row_alone_says_counts_for_all() -> None:
    first, second = {**ROW, "recipient_countries": ""}, {**ROW, "activity_title": "Training"}
    found = taken(lines(first, second))
    assert (found.findings, found.activities[0].titles) == ([], {"en": "Training"})
    assert [one.code for one in found.activities[0].countries] == ["UG"]


# -- rows ------------------------------------------------------------------------------------------------------------


def test_a_row_without_money_counts_for_its_activity() -> None:
    empty = {**ROW, "activity_identifier": "GB-COH-1-B", "transaction_type": "", "amount": "", "currency": ""}
    found = taken(lines(ROW, empty))
    assert [len(one.flows) for one in found.activities] == [1, 0]
    assert found.places == [("harambee-no-money", 3, "/amount")]


def test_rows_are_gathered_wherever_they_stand(tmp_path: Path) -> None:
    a, b = ROW, {**ROW, "activity_identifier": "GB-COH-1-B"}
    rows = [{**(a, b)[place % 2], "amount": str(place + 1), "description": "é" * place} for place in range(50)]
    with pytest.raises(Scattered):
        taken(lines(*rows))
    found = taken(lines(*rows), folder=tmp_path)
    assert [[int(flow.amount or 0) for flow in one.flows] for one in found.activities] == [
        list(range(1, 51, 2)),
        list(range(2, 51, 2)),
    ]
    together = taken(lines(*sorted(rows, key=lambda row: row["activity_identifier"])))
    assert [one.digest for one in together.activities] == [one.digest for one in found.activities]
    assert list(tmp_path.iterdir()) == []


def test_merged_cells_count_for_all_their_rows() -> None:
    rows = [NAMES, cells(), cells(amount=7), cells(activity_identifier="GB-COH-1-B")]
    found = taken(book(*rows, merged=["A2:A4", "B2:B3", "C2:C4", "D2:D4"]), "xlsx")
    assert (found.findings, found.amounts) == ([], ["1234.50", "7", "1234.50"])
    assert [one.countries[0].code for one in found.activities] == ["UG", "UG"]


def test_money_that_is_merged_is_asked_about_and_never_counted_twice() -> None:
    found = taken(book(NAMES, cells(amount=9), cells(), merged=["G2:G3"]), "xlsx")
    assert [(one.rule, one.line, one.path) for one in found.findings] == [("harambee-ambiguous", 3, "/amount")]


def test_notes_right_of_the_heading_are_left_out_and_said() -> None:
    noted = [*cells(), "checked", "twice"]
    found = taken(book(NAMES, cells(), noted, noted), "xlsx")
    assert (found.amounts, found.places) == (["1234.50"] * 3, [("harambee-column", 3, "/")])
    assert "checked, twice is left out" in found.findings[0].detail
    assert "1 more row" in found.findings[0].detail


def test_keys_that_nobody_knows_are_said_once() -> None:
    typo = json.dumps({**ROW, "value_dat": "2020-01-01"})
    found = taken(f"{json.dumps(ROW)}\n{typo}\n{typo}\n".encode(), "ndjson")
    assert (len(found.amounts), found.places) == (3, [("harambee-column", 2, "/value_dat")])


def test_headings_are_found_in_either_form_of_unicode() -> None:
    reading = Reading(columns={"Activité": "activity_identifier"}, constants={"reporter_ref": "GB-COH-1"})
    rest = {name: text for name, text in ROW.items() if name not in {"reporter_ref", "activity_identifier"}}
    for heading in ("Activite\u0301", "ACTIVITÉ"):
        assert taken(lines({heading: "GB-COH-1-A", **rest}), "csv", reading).amounts == ["1234.50"]
        assert taken(json.dumps({heading: "GB-COH-1-A", **rest}).encode(), "ndjson", reading).amounts == ["1234.50"]


def test_the_language_of_titles_is_a_column_or_said() -> None:
    titled = {**ROW, "activity_title": "Formation"}
    assert taken(lines({**titled, "language": "fr"})).activities[0].titles == {"fr": "Formation"}
    assert taken(lines(titled), reading=Reading(language="fr")).activities[0].titles == {"fr": "Formation"}
    assert taken(lines(titled)).activities[0].titles == {"en": "Formation"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ndjson"])
def test_an_empty_file_with_a_mapping_of_constants_is_empty(kind: str) -> None:
    body = book() if kind == "xlsx" else b""
    (found,) = taken(body, kind, Reading(constants=ROW)).findings
    assert found.rule == ("harambee-empty" if kind == "ndjson" else "harambee-columns")


# -- workbooks as other programs write them --------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rewritten(body: bytes, *changes: tuple[str, str]) -> bytes:
    """Change the text of all parts of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for before, after in changes:
                text = text.replace(before, after)
            new.writestr(name, text)
    return out.getvalue()


def test_strict_open_xml_is_read() -> None:
    strict = RELATIONS.replace("schemas.openxmlformats.org/", "purl.oclc.org/ooxml/").replace("/2006", "")
    body = rewritten(book(NAMES, cells(amount=5)), (MAIN, STRICT), (RELATIONS, strict))
    assert taken(body, "xlsx").amounts == ["5"]


def test_a_workbook_with_a_document_type_is_refused() -> None:
    body = rewritten(book(NAMES, cells()), ("<worksheet", '<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet'))
    (found,) = taken(body, "xlsx").findings
    assert (found.rule, "document type" in found.detail) == ("harambee-spreadsheet", True)


def test_cells_far_out_cost_nothing_and_are_bounded() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert taken(rewritten(book(NAMES, cells()), ("</sheetData>", far)), "xlsx").amounts == ["1234.50"]
    for wrong in (far.replace("1048576", "1048577"), far.replace("XFD", "XFE")):
        assert taken(rewritten(book(NAMES, cells()), ("</sheetData>", wrong)), "xlsx").findings != []


def test_other_spreadsheets_are_refused_by_their_name() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    (found,) = taken(packed.getvalue(), "xlsx").findings
    assert "OpenDocument" in found.detail


# -- the cases that were found ---------------------------------------------------------------------------------------


def test_cases_of_numbers(shared_data: Path) -> None:
    assert case(shared_data, "02-cents.csv").amounts == ["1234567.89"]
    assert case(shared_data, "02-cents.xlsx").amounts == ["1234567.89", "98765432.1", "123456789012.35"]
    comma = Reading(decimals=Decimals.COMMA)
    assert case(shared_data, "03-numeric-cells.xlsx", comma).amounts == ["12.345"]
    assert case(shared_data, "03-numeric-cells-b.xlsx", comma).amounts == ["1250.5"]
    assert case(shared_data, "03-json-numbers.ndjson").amounts == ["12.345"]
    found = case(shared_data, "04-grouping-against-decimals.csv", Reading(decimals=Decimals.POINT))
    assert (found.amounts, found.places) == ([], [("harambee-ambiguous", 2, "/amount")])


def test_cases_of_form(shared_data: Path, tmp_path: Path) -> None:
    by_date = case(shared_data, "01-rows-by-date.csv", folder=tmp_path)
    by_activity = case(shared_data, "01-rows-by-activity.csv")
    assert sum(map(int, by_date.amounts)) == sum(map(int, by_activity.amounts)) == 350
    assert [one.digest for one in by_date.activities] == [one.digest for one in by_activity.activities]
    assert case(shared_data, "13-merged.xlsx").amounts == ["1000", "2000"]
    noted = case(shared_data, "14-note-right.xlsx")
    assert (noted.amounts, noted.places) == (["1000"], [("harambee-column", 2, "/")])
    assert case(shared_data, "15-strict.xlsx").amounts == ["100"]
    assert case(shared_data, "21-percent-cell.xlsx").amounts == ["1000"]
    typo = case(shared_data, "16-typo-key.ndjson")
    assert {path for _, _, path in typo.places} == {"/recepient_percentages", "/value_dat"}


def test_case_of_a_decomposed_heading(shared_data: Path) -> None:
    columns = {
        "Activité": "activity_identifier",
        "Pays": "recipient_countries",
        "Date": "date",
        "Montant": "amount",
    }
    constants = {"reporter_ref": "KE-COA-1052", "transaction_type": "3", "currency": "KES"}
    reading = Reading(columns=columns, constants=constants, decimals=Decimals.COMMA)
    found = case(shared_data, "12-nfd-heading.csv", reading)
    assert (found.findings, found.amounts) == ([], ["1250000.50"])
