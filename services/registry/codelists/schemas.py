"""Code lists as they are sent and shown."""

from collections import Counter
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from services.registry.codelists import models
from services.registry.codelists.rules import CodelistStatus, CodeStatus, Difference, DifferenceKind
from services.registry.requests import Strict
from shared.http import ListQuery
from shared.standards import Day, LanguageCode, LanguageMap, Storable

MOST_CODES = 20_000

ListName = Annotated[
    str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,99}$", examples=["OrganisationType"], description="see /v1/codelists")
]
Edition = Annotated[str, Field(min_length=1, max_length=200, examples=["2026-06"]), Storable]
Texts = dict[LanguageCode, Annotated[str, Field(min_length=1, max_length=20_000), Storable]]


class CodeIn(Strict):
    """One code as it is sent."""

    code: Annotated[str, Field(pattern=r"^\S(.*\S)?$", max_length=200, examples=["15110"]), Storable]
    labels: Texts = {}
    descriptions: Texts = {}
    category: Annotated[str, Field(min_length=1, max_length=200), Storable] | None = None
    url: Annotated[str, Field(min_length=1, max_length=2000), Storable] | None = None
    status: CodeStatus = CodeStatus.ACTIVE
    valid_from: Day | None = None
    valid_to: Day | None = Field(default=None, description="the first day on which it no longer holds")

    @field_validator("valid_to")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begin = info.data.get("valid_from")
        if value and begin and value <= begin:
            raise PydanticCustomError("period", "It must lie after valid_from, {begin}", {"begin": str(begin)})
        return value


class CodelistIn(Strict):
    """An edition of a code list as it is sent; of what is left out, what was known stays."""

    edition: Edition | None = Field(default=None, description="the day where it is left out")
    titles: LanguageMap | None = None
    source: Annotated[str, Field(min_length=1, max_length=2000), Storable] | None = None
    status: CodelistStatus | None = None
    complete: bool | None = Field(default=None, description="whether other codes than its own are wrong")
    category_list: ListName | None = Field(default=None, description="the list that its categories are codes of")
    codes: list[CodeIn] = Field(min_length=1, max_length=MOST_CODES, description="those that are missing are withdrawn")

    @field_validator("codes")
    @classmethod
    def _once(cls, value: list[CodeIn]) -> list[CodeIn]:
        if twice := [code for code, times in Counter(one.code for one in value).items() if times > 1]:
            raise PydanticCustomError("twice", "Each code once; here more often: {codes}", {"codes": ", ".join(twice)})
        return value


class Code(BaseModel):
    """One code; one that was withdrawn stays valid on what has it already."""

    code: str
    labels: dict[str, str]
    descriptions: dict[str, str]
    category: str | None
    url: str | None
    status: CodeStatus
    valid_from: Day | None
    valid_to: Day | None = Field(description="the first day on which it no longer holds")


class CodelistEntry(BaseModel):
    """What a code list is called, and where it comes from."""

    name: str = Field(examples=["topics"])
    edition: str
    released_on: Day = Field(description="the day on which this registry took the edition over")
    status: CodelistStatus
    complete: bool = Field(description="whether other codes than its own are wrong")
    category_list: str | None = Field(description="the list that its categories are codes of")
    source: str
    titles: dict[str, str]
    active: int = Field(description="codes in use")
    withdrawn: int = Field(description="codes no longer in use")
    version: int


class Codelist(CodelistEntry):
    """A code list with labels by language."""

    codes: list[Code]

    @classmethod
    def of(cls, row: models.Codelist) -> Self:
        """Show an edition."""
        return cls.model_validate(row, from_attributes=True)


class EditionEntry(BaseModel):
    """An edition of a code list, and what it changed."""

    edition: str
    version: int
    current: bool
    released_on: Day
    status: CodelistStatus
    source: str
    new: int = Field(validation_alias="added", description="codes that the edition before did not have")
    withdrawn: int = Field(validation_alias="ended", description="codes that it withdrew")
    changed: int = Field(description="codes that it changed")


class ShownDifference(BaseModel):
    """A code that is not what it was."""

    code: str
    kind: DifferenceKind
    before: dict[str, str] = Field(description="its labels until now")
    after: dict[str, str] = Field(description="its labels from now on")
    fields: list[str] = Field(description="what changed of it")

    @classmethod
    def of(cls, one: Difference) -> Self:
        """Show a difference."""
        return cls.model_validate(one, from_attributes=True)


class CodelistRelease(BaseModel):
    """What a file changes, or would change, of a code list."""

    name: str
    mode: Literal["check", "apply"]
    released: bool = Field(description="whether there is a new edition")
    edition: str = Field(description="the edition that it is or would be; the current one where nothing changes")
    version: int
    new: int
    withdrawn: int
    changed: int
    about: list[str] = Field(description="what changes of the list itself, such as its titles")
    differences: list[ShownDifference]


class EditionQuery(BaseModel):
    """Which edition of a list is meant; the current one where nothing is said."""

    model_config = ConfigDict(extra="forbid")

    edition: str | None = Field(default=None, max_length=200)
    as_of: Day | None = Field(default=None, description="the edition that was current here on this day")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.edition is not None and self.as_of is not None:
            raise PydanticCustomError("both", "Give the edition or a day, not both")
        return self


class CodelistQuery(ListQuery):
    """What code lists can be listed by."""

    status: list[CodelistStatus] = []


class CodeQuery(ListQuery, EditionQuery):
    """What the codes of a list can be listed by."""

    q: str | None = Field(default=None, max_length=200, description="words of a label, or part of a code")
    status: list[CodeStatus] = []
    category: list[str] = []
