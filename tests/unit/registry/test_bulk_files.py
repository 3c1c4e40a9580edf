import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.actors.schemas import Actor
from services.registry.bulk.files import READERS, File, Unreadable, rows
from services.registry.bulk.rules import Row
from services.registry.bulk.schemas import COLUMNS, IGNORED
from shared.http import forms
from shared.standards import LANGUAGES

NAUGHTY = Path(__file__).parents[4] / "shared" / "data" / "conformance" / "blns" / "blns.json"

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
tricky = st.text(st.sampled_from("'=+-@\t\r\n;,\"a é\ufeff"), min_size=1, max_size=12)
names = st.dictionaries(st.sampled_from(LANGUAGES), texts | tricky, min_size=1)


def actor(named: dict[str, str], **more: Any) -> Actor:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    fields = {"id": uuid4(), "names": named, "kind": "10", "constituency": "public", "country": "KE", "version": 1}
    empty = {"former_names": [], "acronyms": [], "active_in": [], "identifiers": [], "topics": [], "sectors": []}
    rest = {"parent": None, "website": None, "external_id": None, "status": "active"}
    return Actor.model_validate({**fields, **empty, **rest, "created_at": now, "updated_at": now, **more})


def written(form: str, actors: Sequence[Actor]) -> bytes:
    async def write() -> bytes:
        async def each() -> AsyncIterator[Actor]:
            for one in actors:
                yield one

        return b"".join([bytes(chunk) async for chunk in forms.stream(form, Actor, each(), "actors").body_iterator])

    return asyncio.run(write())


def read(media: str, content: bytes, encoding: str = "utf-8") -> list[Row]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        return rows(READERS[media], File(Path(file.name), encoding, COLUMNS, IGNORED))


def said_names(media: str, content: bytes) -> list[dict[str, str]]:
    found = read(media, content)
    assert [fault for row in found for fault in row.faults] == []
    return [{language: name for language, name in row.said["names"].items() if name} for row in found]


@given(st.lists(names, min_size=1, max_size=4))
def test_any_name_comes_back_from_csv_as_it_was(several: list[dict[str, str]]) -> None:
    assert said_names("text/csv", written("csv", [actor(one) for one in several])) == several


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="../shared/data/conformance is absent: no naughty strings")
@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_naughty_strings_come_back_as_they_were(form: str) -> None:
    several = [{"en": text} for text in json.loads(NAUGHTY.read_text("utf8")) if text and "\0" not in text]
    assert len(several) > 400
    assert said_names(forms.MEDIA[form], written(form, [actor(one) for one in several])) == several


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40))
def test_any_printable_name_comes_back_from_a_workbook(name: str) -> None:
    assert said_names(forms.MEDIA["xlsx"], written("xlsx", [actor({"en": name})])) == [{"en": name}]


@given(texts | tricky)
def test_an_escaped_formula_is_read_as_it_was(text: str) -> None:
    shown = forms.escape_formula(text)
    assert not shown.startswith(forms.FORMULA)
    assert forms.unescape_formula(shown) == text


def test_everything_a_list_shows_is_read_back() -> None:
    filled = actor(
        {"en": "Ministry"},
        former_names=[{"name": "Old; name", "language": "en", "valid_to": "2010-01-01"}],
        acronyms=["MoFA", "WMNN"],
        active_in=["UG"],
        identifiers=[{"scheme": "KE-COA", "value": "1;2", "valid_from": "2001-01-01"}],
        topics=[1, 3],
        sectors=["151", "15110"],
        external_id="=1",
    )
    shown = filled.model_dump(mode="json")
    for form in ("csv", "xlsx", "ndjson"):
        [row] = read(forms.MEDIA[form], written(form, [filled]))
        assert list(row.faults) == []
        for name in ("former_names", "acronyms", "active_in", "identifiers", "sectors", "external_id", "id", "kind"):
            assert row.said[name] == shown[name], (form, name)
        assert [int(topic) for topic in row.said["topics"]] == [1, 3]


def test_flat_cells_say_the_same_in_short() -> None:
    [row] = read("text/csv", b"identifiers,former_names\nKE-COA-1052; XI-LEI-5,Old; Older\n")
    assert row.said["identifiers"] == [{"scheme": "KE-COA", "value": "1052"}, {"scheme": "XI-LEI", "value": "5"}]
    assert row.said["former_names"] == [{"name": "Old"}, {"name": "Older"}]
    [row] = read("text/csv", b"identifiers,former_names\nnone,[{]\n")
    assert [(fault.pointer, fault.code) for fault in row.faults] == [
        ("/identifiers/0", "no_scheme"),
        ("/former_names", "json_invalid"),
    ]


def test_an_empty_cell_takes_away_but_never_an_identity() -> None:
    [row] = read("text/csv", b"website,topics,external_id,id,version,names.fr,kind\n,,,,,,10\n")
    assert row.said == {"website": None, "topics": [], "names": {"fr": None}, "kind": "10"}


@pytest.mark.parametrize("line", ["Nairobi,10,extra", "Nairobi"])
def test_a_row_of_another_length_than_the_header_is_a_fault(line: str) -> None:
    [row, right] = read("text/csv", f"names.en,kind\n{line}\nKampala,10\n".encode())
    assert [fault.code for fault in row.faults] == ["ragged"]
    assert (right.number, right.line, right.faults) == (2, 3, [])


@given(
    st.sampled_from(["csv", "xlsx", "ndjson"]), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1)
)
def test_a_damaged_file_is_read_or_refused(form: str, damage: list[tuple[float, bytes]]) -> None:
    content = bytearray(written(form, [actor({"en": "Ministry"}, former_names=[{"name": "Office"}])] * 3))
    for place, wrong in damage:
        begin = int(place * len(content))
        content[begin : begin + len(wrong)] = wrong
    with contextlib.suppress(Unreadable):
        read(forms.MEDIA[form], bytes(content))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.registry.bulk.files.file.MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="several files"):
        read("text/csv", b"kind\n10\n10\n10\n")
