"""How every service speaks HTTP: one way to route, answer, list, change and fail."""

from shared.http.app import create_app, give_metrics, tell_readiness
from shared.http.bodies import FILE, patched, sent_as
from shared.http.changes import IfMatch, IfMatchOrNew, MergePatch, as_sent, merged
from shared.http.listing import Listing, ListQuery, Page, listed
from shared.http.problems import problems
from shared.http.responses import respond
from shared.http.rounds import with_rules
from shared.http.routing import (
    Caller,
    KnownCaller,
    Reader,
    Shared,
    Spooled,
    Uow,
    bulk_router,
    service_router,
    upload_router,
)

__all__ = [
    "FILE",
    "Caller",
    "IfMatch",
    "IfMatchOrNew",
    "KnownCaller",
    "ListQuery",
    "Listing",
    "MergePatch",
    "Page",
    "Reader",
    "Shared",
    "Spooled",
    "Uow",
    "as_sent",
    "bulk_router",
    "create_app",
    "give_metrics",
    "listed",
    "merged",
    "patched",
    "problems",
    "respond",
    "sent_as",
    "service_router",
    "tell_readiness",
    "upload_router",
    "with_rules",
]
