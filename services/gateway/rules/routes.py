"""Which service answers which address."""

from dataclasses import dataclass
from enum import StrEnum


class Upstream(StrEnum):
    """The services behind the gateway."""

    REGISTRY = "registry"
    ROADMAPS = "roadmaps"
    MEASUREMENT = "measurement"
    NOTIFICATIONS = "notifications"


COLLECTIONS: dict[Upstream, tuple[str, ...]] = {
    Upstream.REGISTRY: (
        "actors",
        "focal-points",
        "institutions",
        "instruments",
        "partnerships",
        "offers",
        "needs",
        "matches",
        "regions",
        "countries",
        "codelists",
    ),
    Upstream.ROADMAPS: (
        "frameworks",
        "roadmaps",
        "actions",
        "milestones",
        "deadlines",
        "reports",
        "lessons",
        "synthesis",
    ),
    Upstream.MEASUREMENT: (
        "activities",
        "flows",
        "imports",
        "confirmations",
        "matrix",
        "series",
        "indicators",
        "statistics",
        "exchange-rates",
        "country-groups",
    ),
    Upstream.NOTIFICATIONS: (
        "reminder-policies",
        "reminders",
        "subscriptions",
        "events",
        "calendar.ics",
        "inbox",
    ),
}
COMPOSED = frozenset({("countries", "profile"), ("regions", "profile"), ("imports", "page")})
"""A collection of another service, and what the gateway itself answers about one member of it."""

CLIMBING = frozenset({".", ".."})


@dataclass(frozen=True, slots=True)
class Route:
    """Where requests for a collection go; `path` names them in metrics."""

    upstream: Upstream
    path: str


_ROUTES = {
    collection: Route(upstream, f"/v1/{collection}")
    for upstream, collections in COLLECTIONS.items()
    for collection in collections
}


def find_route(path: str) -> Route | None:
    """Say which service answers a path; None where it is the gateway itself, or nobody.

    A path that climbs (`..`) belongs to nobody, so that nothing but public collections can be reached.
    """
    steps = path.split("/")
    if len(steps) < 3 or steps[:2] != ["", "v1"] or not CLIMBING.isdisjoint(steps):
        return None
    collection, rest = steps[2], [step for step in steps[3:] if step]
    if len(rest) == 2 and (collection, rest[1]) in COMPOSED:
        return None
    return _ROUTES.get(collection)
