"""What the registry publishes."""

from services.registry.events.actors import (
    ActorMerged,
    ActorRegistered,
    ActorUpdated,
    ActorWithdrawn,
    FormerName,
    Identifier,
)
from services.registry.events.codelists import CodelistReleased
from services.registry.events.exchanges import MatchFound, MatchReason, NeedPublished, OfferPublished
from services.registry.events.focal_points import (
    Channel,
    FocalPointAssigned,
    FocalPointErased,
    FocalPointReleased,
    FocalPointUpdated,
)
from services.registry.events.institutions import FrameworkState, InstitutionUpdated, PillarLevel, YearlyResources
from services.registry.events.instruments import InstrumentPublished, InstrumentRetired, InstrumentUpdated
from services.registry.events.memberships import MembershipChanged, Period
from services.registry.events.partnerships import PartnershipAgreed, PartnershipEnded, PartnershipUpdated, Party
from services.registry.events.topics import CONTACTS, TOPIC

__all__ = [
    "CONTACTS",
    "TOPIC",
    "ActorMerged",
    "ActorRegistered",
    "ActorUpdated",
    "ActorWithdrawn",
    "Channel",
    "CodelistReleased",
    "FocalPointAssigned",
    "FocalPointErased",
    "FocalPointReleased",
    "FocalPointUpdated",
    "FormerName",
    "FrameworkState",
    "Identifier",
    "InstitutionUpdated",
    "InstrumentPublished",
    "InstrumentRetired",
    "InstrumentUpdated",
    "MatchFound",
    "MatchReason",
    "MembershipChanged",
    "NeedPublished",
    "OfferPublished",
    "PartnershipAgreed",
    "PartnershipEnded",
    "PartnershipUpdated",
    "Party",
    "Period",
    "PillarLevel",
    "YearlyResources",
]
