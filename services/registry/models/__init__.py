"""The tables of the registry."""

from services.registry.models.actor_versions import ActorVersion
from services.registry.models.actors import Actor, KnownIdentifier, MintedNumber
from services.registry.models.base import Model
from services.registry.models.codelists import Codelist
from services.registry.models.exchanges import Exchange, Match
from services.registry.models.focal_points import FocalPoint, FocalPointContact
from services.registry.models.institutions import Institution, InstitutionVersion
from services.registry.models.instruments import Instrument, InstrumentVersion
from services.registry.models.merges import Merge
from services.registry.models.partnerships import Partner, Partnership
from services.registry.models.reference import Country, Membership, MembershipDecision, Region
from services.registry.models.words import Word

__all__ = [
    "Actor",
    "ActorVersion",
    "Codelist",
    "Country",
    "Exchange",
    "FocalPoint",
    "FocalPointContact",
    "Institution",
    "InstitutionVersion",
    "Instrument",
    "InstrumentVersion",
    "KnownIdentifier",
    "Match",
    "Membership",
    "MembershipDecision",
    "Merge",
    "MintedNumber",
    "Model",
    "Partner",
    "Partnership",
    "Region",
    "Word",
]
