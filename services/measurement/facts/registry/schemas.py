"""What the service reads of the registry's events."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel


class Identifier(BaseModel, frozen=True):
    """One identifier of an actor: an org-id list code and the value in it."""

    scheme: str
    value: str


class ActorState(BaseModel, frozen=True):
    """Who references stand for."""

    id: UUID
    constituency: str
    country: str | None = None
    identifiers: list[Identifier] = []


class ActorMerge(BaseModel, frozen=True):
    """An actor that has proved to be another one, to which all of `identifiers` lead from now on."""

    id: UUID
    into: UUID
    identifiers: list[str] = []


class CodelistState(BaseModel, frozen=True):
    """The codes of a list; those that were withdrawn with the first day on which they were no longer in use."""

    id: str
    codes: list[str] = []
    withdrawn_codes: dict[str, date | None] = {}
    complete: bool = True
