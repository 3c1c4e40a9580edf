"""Lists: keyset pages with signed cursors, or everything at once in one streamed answer."""

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

import orjson
from fastapi import Depends
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import ColumnElement, and_, literal, or_
from sqlalchemy.orm import InstrumentedAttribute
from starlette.requests import Request

from shared.db import ReadSession, Rows, reading
from shared.errors import Fault, InvalidInput, NotAcceptable
from shared.http import forms
from shared.service import Runtime

M = TypeVar("M", bound=BaseModel)
Key = InstrumentedAttribute[Any] | ColumnElement[Any]

Load = Callable[[ReadSession, Sequence[Any]], Awaitable[Callable[[Any], M]]]
"""Reads what entries of some rows need beside these, and gives what makes them."""

STREAMED_AT_ONCE = 1000


class ListQuery(BaseModel):
    """The parameters that every list has."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=1000, description="entries per page")
    cursor: str | None = Field(default=None, description="`next` of the page before")
    format: Literal["json", "ndjson", "csv", "xlsx"] | None = Field(
        default=None, description="another form: everything in one answer; `Accept` does the same"
    )
    bom: forms.Bom = False


class Page(BaseModel, Generic[M]):
    """A page of a list."""

    items: list[M]
    next: str | None = Field(description="cursor of the next page, null on the last")


def listed() -> dict[int | str, dict[str, Any]]:
    """Describe the forms of a list, for `responses=`."""
    return {200: {"content": {media: {} for media in forms.MEDIA.values() if media != "application/json"}}}


@dataclass(frozen=True, slots=True)
class _Lister:
    request: Request
    shared: Runtime

    async def answer(
        self,
        query: ListQuery,
        select: Rows,
        schema: type[M],
        *keys: Key,
        descending: bool = False,
        of: Callable[[Any], M] | None = None,
        load: Load[M] | None = None,
        beside: Mapping[str, BaseModel] | None = None,
        comments: bool = False,
        first: Rows | None = None,
    ) -> Response:
        """Answer with a page, or with all rows in the asked form.

        `select` gives one entity or row per entry, `keys` are the columns of its stable order, unique together, and
        `of` makes an entry of a row where the row's attributes are not simply the schema's; where more has to be read
        for that, `load` gives what makes entries of some rows.
        `beside` is what a page has beside its items, and a workbook in further sheets; with `comments` CSV begins with
        it. `first` gives, in order, what comes before all else in `select`
        and is found faster: where it fills the first page, nothing else is looked for.
        """
        form = query.format or forms.negotiate(self.request)
        if form is None:
            raise NotAcceptable
        make = of or (lambda row: schema.model_validate(row, from_attributes=True))
        loading = load or _loads_nothing(make)
        ordered = select.order_by(*(key.desc() if descending else key.asc() for key in keys))
        if form != "json":
            rows = self._everything(ordered, loading)
            name = self.request.url.path.rstrip("/").rpartition("/")[2]
            return forms.stream(form, schema, rows, name, bom=query.bom, beside=beside, comments=comments)
        if query.cursor:
            ordered = ordered.where(_after(keys, self._open(query.cursor, keys), descending=descending))
        tried = [ordered] if first is None or query.cursor else [first, ordered]
        return await self._page(query, tried, keys, loading, beside or {})

    async def _page(
        self,
        query: ListQuery,
        tried: Sequence[Rows],
        keys: Sequence[Key],
        load: Load[M],
        beside: Mapping[str, BaseModel],
    ) -> Response:
        marks = [key.label(f"key_{place}") for place, key in enumerate(keys)]
        rows: Sequence[Any] = ()
        async with reading(self.shared.sessions) as session:
            for select in tried:
                if len(rows) <= query.limit:
                    rows = (await session.execute(select.add_columns(*marks).limit(query.limit + 1))).all()
            width = len(keys)
            found = rows[: query.limit]
            make = await load(session, found)
            items = [make(row[0] if len(row) == width + 1 else row) for row in found]
        following = self._seal(found[-1][-width:]) if len(rows) > query.limit else None
        # What pydantic writes by itself takes a third of the time of values that are written after it.
        page = [f'"items":[{",".join(item.model_dump_json(by_alias=True) for item in items)}]']
        page += [f'"next":{orjson.dumps(following).decode()}']
        page += [f'"{name}":{model.model_dump_json(by_alias=True)}' for name, model in beside.items()]
        headers = {"Link": f'<{self._address(following)}>; rel="next"'} if following else {}
        headers |= {"Vary": "Accept", "Cache-Control": "no-cache"}
        return Response(f"{{{','.join(page)}}}", 200, headers, forms.MEDIA["json"])

    async def _everything(self, select: Rows, load: Load[M]) -> AsyncIterator[M]:
        async with reading(self.shared.sessions) as session:
            result = await session.stream(select.execution_options(yield_per=STREAMED_AT_ONCE))
            # Nothing is taken out of the session: it holds no row that nobody else holds.
            async for part in result.partitions():
                make = await load(session, part)
                for place, row in enumerate(part):
                    if place % forms.IN_A_ROW == 0:
                        await asyncio.sleep(0)
                    yield make(row[0] if len(row) == 1 else row)

    def _address(self, cursor: str) -> str:
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name != "cursor"]
        return f"{self.request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"

    def _seal(self, values: Sequence[Any]) -> str:
        text = orjson.dumps([str(value) if value is not None else None for value in values])
        return base64.urlsafe_b64encode(self._signature(text) + text).decode().rstrip("=")

    def _open(self, cursor: str, keys: Sequence[Key]) -> list[Any]:
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raw = b""
        signature, text = raw[:16], raw[16:]
        if not text or not hmac.compare_digest(signature, self._signature(text)):
            detail = "Not a cursor of this list with these filters; take `next` of the page before as it is"
            raise InvalidInput(faults=[Fault("/cursor", "invalid_cursor", detail, "query")])
        return [
            None if value is None else TypeAdapter(key.type.python_type).validate_python(value)
            for key, value in zip(keys, orjson.loads(text), strict=True)
        ]

    def _signature(self, text: bytes) -> bytes:
        # The filters are signed too: a cursor of one list cannot be taken to another.
        free = {"cursor", "limit"}
        filters = sorted((name, value) for name, value in self.request.query_params.multi_items() if name not in free)
        secret = self.shared.settings.secret.get_secret_value().encode()
        return hmac.digest(secret, repr((self.request.url.path, filters)).encode() + text, hashlib.sha256)[:16]


def _loads_nothing(make: Callable[[Any], M]) -> Load[M]:
    async def load(*_: Any) -> Callable[[Any], M]:
        return make

    return load


def _after(keys: Sequence[Key], values: Sequence[Any], *, descending: bool) -> ColumnElement[bool]:
    """Say that a row comes after the values in the order of the keys: (a > x) or (a = x and b > y) ..."""
    alternatives = []
    for place, key in enumerate(keys):
        bound = literal(values[place], key.type)
        beyond = key < bound if descending else key > bound
        equal = [one == literal(value, one.type) for one, value in zip(keys[:place], values, strict=False)]
        alternatives.append(and_(*equal, beyond))
    return or_(*alternatives)


async def make_lister(request: Request) -> _Lister:
    """Give what lists are answered by."""
    return _Lister(request, request.app.state.runtime)


Listing = Annotated[_Lister, Depends(make_lister)]
