"""Events of code lists."""

from datetime import date

from pydantic import Field

from services.registry.events.topics import TOPIC
from shared.envelope import EVERYBODY, Event


class CodelistReleased(
    Event, type="harambee.codelist.released.v1", topic=TOPIC, collection="codelists", audiences=EVERYBODY
):
    """A new edition of a code list is in use, at /v1/codelists/{id}. Codes it no longer has are withdrawn, not gone."""

    id: str = Field(description="the list's name", examples=["Sector"])
    edition: str
    released_on: date
    status: str
    source: str
    new: int = Field(description="codes that the edition before did not have")
    withdrawn: int = Field(description="codes that it withdrew")
    changed: int = Field(description="codes that it changed")
    codes: list[str] = Field(default=[], description="all that the list holds, also those that were withdrawn")
    withdrawn_codes: dict[str, date | None] = Field(
        default={}, description="those that were withdrawn, with the first day on which they were no longer in use"
    )
    complete: bool = Field(default=True, description="whether other codes than those of the list are wrong")
