"""Activities that are given by themselves."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from services.measurement.ledger.rules.cooperation import Cooperation
from services.measurement.ledger.schemas.parties import OrganisationIn, Percentage, Place
from services.measurement.requests import Short, Strict, Text
from shared.standards import CurrencyCode, Day, ExternalId, LanguageMap, Storable

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^/&|?\s](?:[^/&|?]*[^/&|?\s])?$"), Storable]
SdgCode = Annotated[str, Field(pattern=r"^(1[0-7]|[1-9])(\.[1-9a-d][0-9]?)?$", examples=["3", "3.1"])]


class Role(StrEnum):
    """IATI's OrganisationRole, and the three roles of triangular cooperation."""

    FUNDING = "1"
    ACCOUNTABLE = "2"
    EXTENDING = "3"
    IMPLEMENTING = "4"
    BENEFICIARY = "beneficiary"
    PIVOTAL = "pivotal"
    FACILITATING = "facilitating"


class ParticipantIn(OrganisationIn):
    """An organisation that takes part, in a role and perhaps for a time."""

    role: Role
    valid_from: Day | None = None
    valid_to: Day | None = None


class ShareIn(Strict):
    """A part of the whole."""

    percentage: Percentage | None = Field(default=None, description="may be left out of a single one")


class RecipientIn(ShareIn):
    """A country or region, and its part of the whole."""

    code: Place


class SectorIn(ShareIn):
    """A sector, and its part of the whole of its vocabulary."""

    code: Short = Field(min_length=1, examples=["31120"])
    vocabulary: Short = Field(default="1", description="IATI SectorVocabulary", examples=["1"])


class ActivityIn(Strict):
    """A programme or project."""

    identifier: Name = Field(description="IATI identifier", examples=["KE-COA-1052-A1"])
    reporter: Name = Field(description="reference of the reporting organisation", examples=["KE-COA-1052"])
    reporter_name: Short = ""
    reporter_kind: Short = Field(default="", description="IATI OrganisationType", examples=["10"])
    titles: LanguageMap
    status: Literal["", "1", "2", "3", "4", "5", "6"] = Field(
        default="", description="IATI ActivityStatus; empty where it is not known", examples=["2"]
    )
    aid_type: Short = Field(default="", description="IATI AidType")
    currency: CurrencyCode | None = None
    dates: dict[Literal["1", "2", "3", "4"], Day] = Field(
        description="by IATI ActivityDateType; the planned (1) or actual (2) start is needed",
        examples=[{"2": "2019-04-01"}],
    )
    participants: list[ParticipantIn] = Field(default=[], max_length=1000)
    recipients: list[RecipientIn] = Field(default=[], max_length=300)
    sectors: list[SectorIn] = Field(default=[], max_length=300)
    sdgs: list[SdgCode] = Field(default=[], max_length=200, description="goals and targets")
    external_id: ExternalId | None = None


class CooperationIn(Strict):
    """What an activity's cooperation is set to; null lets it follow from the parties again."""

    value: Cooperation | None
    reason: Text
