"""Who asks, and what they may: principals, grants, and the gateway's internal tokens."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.envelope import Audience
from shared.errors import Forbidden, Unauthenticated

ALGORITHM = "EdDSA"
AUDIENCE = "harambee-internal"
LIFETIME = timedelta(minutes=1)
LEEWAY = timedelta(seconds=5)


class Role(StrEnum):
    """What a grant lets its holder do, inside the grant's scope."""

    READER = "reader"
    REPORTER = "reporter"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    OBSERVER = "observer"
    ADMIN = "admin"


MAY: Mapping[Role, str] = {
    Role.READER: "sees what is not published yet, drafts too; changes nothing",
    Role.REPORTER: "writes for its own actor (imports, activities, flows, focal points, reports)",
    Role.COORDINATOR: "writes for all of a country (actors, institutions, roadmaps, observations) and hands in reports",
    Role.REVIEWER: "returns, validates and publishes reports, and approves observations",
    Role.OBSERVER: "sees and follows what the members of a regional body do; changes nothing",
    Role.ADMIN: "does what every other role does; for everything also clients, keys, grants, code lists, memberships,"
    " rates, the demonstration's clock, metrics, and webhooks and imports of others",
}
"""What a grant of each role lets its holder do, inside the grant's scope."""


class Kind(StrEnum):
    """What kind of principal it is."""

    ANYONE = "anyone"
    CLIENT = "client"
    PERSON = "person"


class Grant(BaseModel):
    """A role in a scope: one actor, one country, one region, or everything where none of the three is given.

    `countries` are those the scope reaches today: the country itself, or the region's members.
    """

    model_config = ConfigDict(frozen=True)

    role: Role
    actor: UUID | None = None
    country: str | None = None
    region: str | None = None
    countries: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Say whether the scope has no bounds."""
        return not (self.actor or self.country or self.region)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a principal's grants of some roles reach, for filters in queries."""

    everything: bool
    actors: frozenset[UUID]
    countries: frozenset[str]
    regions: frozenset[str]

    def audiences(self) -> list[str]:
        """Give the `audience` values of events that lie in this scope, `public` among them."""
        return [
            Audience.PUBLIC,
            *map(Audience.ACTOR.of, self.actors),
            *map(Audience.COUNTRY.of, self.countries),
            *map(Audience.REGION.of, self.regions),
        ]


class Principal(BaseModel):
    """Who asks."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    grants: tuple[Grant, ...] = ()

    def scope(self, *roles: Role) -> Scope:
        """Say what the grants of these roles reach together, all roles where none is named; `admin` counts as each."""
        held = [grant for grant in self.grants if not roles or grant.role in roles or grant.role is Role.ADMIN]
        return Scope(
            everything=any(grant.everything for grant in held),
            actors=frozenset(grant.actor for grant in held if grant.actor),
            countries=frozenset(country for grant in held for country in grant.countries),
            regions=frozenset(grant.region for grant in held if grant.region),
        )

    def may(
        self, *roles: Role, country: str | None = None, region: str | None = None, actors: Collection[UUID] = ()
    ) -> bool:
        """Say whether one of the roles is held for the country, the region, or one of the actors."""
        scope = self.scope(*roles)
        return (
            scope.everything
            or (country is not None and country in scope.countries)
            or (region is not None and region in scope.regions)
            or not scope.actors.isdisjoint(actors)
        )

    @property
    def system(self) -> str:
        """Name whose external identities it uses: the one actor it speaks for, else its own."""
        found = self.scope().actors
        return Audience.ACTOR.of(next(iter(found))) if len(found) == 1 else self.id

    @property
    def how_to_get_a_grant(self) -> str:
        """Say what to do about a grant that is missing."""
        return f"ask an administrator to grant it to {self.id} (POST /v1/grants)"

    def require(
        self, *roles: Role, country: str | None = None, region: str | None = None, actors: Collection[UUID] = ()
    ) -> None:
        """Refuse with 401 or 403 unless `may` says yes."""
        if self.kind is Kind.ANYONE:
            raise Unauthenticated("This needs a credential: Authorization: Bearer hk_…")
        if not self.may(*roles, country=country, region=region, actors=actors):
            own = ", ".join(f"the actor {one}" for one in actors)
            where = " or ".join(filter(None, (country, region, own)))
            anywhere = "everything" if roles == (Role.ADMIN,) else "an actor or a country"
            raise Forbidden(
                f"This needs the role {' or '.join(roles)} for {where or anywhere}; {self.how_to_get_a_grant}"
            )


ANYONE = Principal(id="anyone", kind=Kind.ANYONE)


def service_principal(service: str) -> Principal:
    """Give the principal under which a service changes its own data: no grants, for it asks nobody."""
    return Principal(id=f"service:{service}", kind=Kind.CLIENT)


class TokenSigner:
    """Makes internal tokens; only the gateway holds the key."""

    def __init__(self, private_key: str) -> None:
        key = load_pem_private_key(private_key.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("internal tokens are signed with an Ed25519 key")
        self._key = key

    def sign(self, principal: Principal) -> str:
        """Make a token that says for one minute who asks and with which grants."""
        now = datetime.now(UTC)  # not the platform's clock: a moved clock must not make tokens last
        claims = {"aud": AUDIENCE, "iat": now, "exp": now + LIFETIME, "sub": principal.id}
        return jwt.encode({**claims, "principal": principal.model_dump(mode="json")}, self._key, ALGORITHM)


class TokenChecker:
    """Checks internal tokens; every service does."""

    def __init__(self, public_key: str) -> None:
        key = load_pem_public_key(public_key.encode())
        if not isinstance(key, Ed25519PublicKey):
            raise TypeError("internal tokens are checked with an Ed25519 key")
        self._key = key

    def check(self, authorization: str | None) -> Principal:
        """Read the `Authorization` header. Raises Unauthenticated where it is missing, forged or old."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("This service answers the gateway only")
        try:
            claims = jwt.decode(token, self._key, [ALGORITHM], audience=AUDIENCE, leeway=LEEWAY)
            return Principal.model_validate(claims["principal"])
        except (jwt.InvalidTokenError, ValidationError, KeyError) as error:
            raise Unauthenticated("The internal token does not hold") from error
