"""How tables are read: as it is said for one file, and as it is remembered."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model, field_validator

from services.measurement.imports import models
from services.measurement.reading.options import Accept, Missing, Mode
from services.measurement.reading.tables.columns import (
    COLUMNS,
    DateOrder,
    Decimals,
    Encoding,
    Instants,
    PartialDates,
    Reading,
)
from shared.standards import LanguageCode, Storable

Delimiter = Annotated[str, Field(pattern=r"^[,;\t|]$", description="the sign between columns: , ; | or a tab")]


class Written(BaseModel):
    """How numbers, dates and text of a table are written; found out where it is not said, and asked about if unsure."""

    model_config = ConfigDict(extra="forbid")

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    decimals: Decimals | None = Field(default=None, description="the sign before decimals")
    dates: DateOrder | None = Field(default=None, description="the order of day, month and year")
    partial_dates: PartialDates | None = Field(
        default=None, description="the day that is meant where a date is a year or a month: its first or its last"
    )
    instants: Instants | None = Field(
        default=None,
        description="the day that is meant where a date is a moment with a time zone: as written, or in UTC",
    )
    language: LanguageCode | None = Field(default=None, description="the language of titles and descriptions")
    sheet: Annotated[str, Field(min_length=1, max_length=255), Storable] | None = Field(
        default=None, description="the sheet of a workbook that holds the table"
    )


class ImportQuestion(Written):
    """What may be said of a file that is sent."""

    mode: Mode = Field(default=Mode.CHECK, description="`check` only finds, `apply` also takes what can be recorded")
    accept: Accept = Field(
        default=Accept.RECORDABLE,
        description="`recordable` takes all that can be recorded, with its findings; `clean` no activity with an error",
    )
    missing: Missing = Field(
        default=Missing.KEEP,
        description="what becomes of activities and flows that the file no longer holds of its reporting organisations",
    )
    mapping: str | None = Field(default=None, description="a mapping that is remembered; `default` where there is one")


class MappingIn(Written):
    """How your tables are read."""

    columns: dict[str, str] = Field(
        default={}, description="our columns by yours", examples=[{"Montant": "amount", "Devise": "currency"}]
    )
    constants: dict[str, str] = Field(
        default={}, description="what all rows have in common", examples=[{"reporter_ref": "KE-COA-1052"}]
    )

    @field_validator("columns")
    @classmethod
    def _are_ours(cls, columns: dict[str, str]) -> dict[str, str]:
        _known(columns.values())
        return columns

    @field_validator("constants")
    @classmethod
    def _of_ours(cls, constants: dict[str, str]) -> dict[str, str]:
        _known(constants)
        return constants

    def reading(self) -> Reading:
        """Give it as the reading takes it."""
        return Reading(**dict(self))


class Mapping(MappingIn):
    """How your tables are read, by the name it is remembered by."""

    name: str
    id: UUID
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: models.ImportMapping) -> Self:
        """Show a mapping."""
        own = {name: getattr(row, name) for name in ("name", "id", "version", "created_at", "updated_at")}
        return cls(**own, **row.reading)


def _known(names: Any) -> None:
    unknown = sorted(set(names) - COLUMNS.keys())
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is none of our columns: {', '.join(COLUMNS)}")


_FIELDS: dict[str, Any] = {
    name: (str, Field(description=one.text, examples=[one.example])) for name, one in COLUMNS.items()
}
Template = create_model("Template", __doc__="A row of a table of flows.", **_FIELDS)
EXAMPLE = Template(**{name: one.example for name, one in COLUMNS.items()})
