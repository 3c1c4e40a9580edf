"""What the registry publishes."""

from services.registry.events.actors import (
    ActorMerged,
    ActorRegistered,
    ActorUpdated,
    ActorWithdrawn,
    FormerName,
    Identifier,
)
from services.registry.events.exchanges import MatchFound, MatchReason, NeedPublished, OfferPublished
from services.registry.events.focal_points import (
    Channel,
    FocalPointAssigned,
    FocalPointErased,
    FocalPointReleased,
    FocalPointUpdated,
)
from services.registry.events.memberships import MembershipChanged, Period
from services.registry.events.topics import CONTACTS, TOPIC

__all__ = [
    "CONTACTS",
    "TOPIC",
    "ActorMerged",
    "ActorRegistered",
    "ActorUpdated",
    "ActorWithdrawn",
    "Channel",
    "FocalPointAssigned",
    "FocalPointErased",
    "FocalPointReleased",
    "FocalPointUpdated",
    "FormerName",
    "Identifier",
    "MatchFound",
    "MatchReason",
    "MembershipChanged",
    "NeedPublished",
    "OfferPublished",
    "Period",
]
