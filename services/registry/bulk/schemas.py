"""Actors by the thousand: what a row may say, and what is answered."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.registry.actors.schemas import Actor, ActorIn
from services.registry.bulk.rules import Mode, Resemblance, Row
from services.registry.duplicates.schemas import Reason, Score
from shared.errors import Fault
from shared.http.forms import columns


class Encoding(StrEnum):
    """How letters are written in a CSV file."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    LATIN_1 = "latin-1"
    WINDOWS_1252 = "windows-1252"


class ActorRow(ActorIn):
    """A row of a bulk import: an organisation, and how to know it again."""

    id: UUID | None = Field(default=None, description="of one that is in the registry; as the list gives it")
    parent_external_id: str | None = Field(default=None, description="of another row, or of one you sent before")
    version: int | None = Field(
        default=None, ge=1, lt=2**31, description="refuses the row where the actor has changed since"
    )


COLUMNS = tuple(columns(ActorRow))
"""The columns of a table that can be sent."""

IGNORED = frozenset(columns(Actor)) - frozenset(COLUMNS)
"""What a list shows besides; it may be sent back and says nothing."""


class BulkQuery(BaseModel):
    """How to take a file of organisations."""

    model_config = ConfigDict(extra="forbid")

    mode: Mode = Field(default=Mode.CHECK, description="`check` only finds, `apply` also takes what is right")
    encoding: Encoding = Field(
        default=Encoding.UTF_8, description="of CSV; it is not guessed, but for UTF-16 with a byte order mark"
    )
    limit: int = Field(default=1000, ge=0, le=10_000, description="findings in the answer; as NDJSON you get all")
    format: Literal["json", "ndjson"] | None = Field(
        default=None, description="`ndjson`: the counts, then every finding on a line; `Accept` does the same"
    )


class BulkCounts(BaseModel):
    """Rows by what becomes of them."""

    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int


class BulkFinding(BaseModel):
    """One fault of a row. A row with a fault is rejected; the others are not touched by that."""

    row: int = Field(description="1 is the first after the header")
    line: int | None = Field(description="where the row begins in the file, where it has lines")
    pointer: str = Field(description="JSON Pointer into the organisation", examples=["/identifiers/0/scheme"])
    code: str = Field(examples=["unknown_scheme"])
    detail: str

    @classmethod
    def of(cls, row: Row, fault: Fault) -> Self:
        """Show a fault."""
        return cls(row=row.number, line=row.line, pointer=fault.pointer, code=fault.code, detail=fault.detail)


class BulkDuplicate(BaseModel):
    """A new row that may be an organisation which is there already; it would be taken all the same."""

    row: int
    actor: UUID | None = Field(description="of the registry")
    other_row: int | None = Field(description="of the same file")
    score: Score
    reasons: list[Reason]

    @classmethod
    def of(cls, found: Resemblance) -> Self:
        """Show what a row resembles."""
        score = Decimal(f"{found.score:.2f}")
        reasons = [Reason.model_validate(one, from_attributes=True) for one in found.reasons]
        return cls(row=found.row, actor=found.actor, other_row=found.other_row, score=score, reasons=reasons)


class BulkSummary(BaseModel):
    """What a file of organisations would change, or has changed."""

    mode: Mode
    counts: BulkCounts


class BulkAnswer(BulkSummary):
    """What a file of organisations would change, or has changed, and what is wrong in it."""

    findings: list[BulkFinding]
    more: int = Field(description="findings beyond `limit`")
    duplicates: list[BulkDuplicate] | None = Field(
        description="likely ones among the new rows, the likeliest first, at most `limit`; "
        "`check` looks for them where rows and organisations of their countries are 20,000 or fewer"
    )


def as_lines(summary: BulkSummary, *others: Iterable[BaseModel]) -> bytes:
    """Write an answer as NDJSON."""
    return b"".join(one.model_dump_json().encode() + b"\n" for one in (summary, *chain(*others)))
