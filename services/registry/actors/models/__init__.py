"""Tables of actors and their versions."""

from services.registry.actors.models.actors import Actor, KnownIdentifier, MintedNumber
from services.registry.actors.models.versions import ActorVersion

__all__ = ["Actor", "ActorVersion", "KnownIdentifier", "MintedNumber"]
