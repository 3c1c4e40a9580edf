"""How every service speaks HTTP: one way to route, answer, list, change and fail."""

from shared.http.app import create_app
from shared.http.changes import IfMatch, IfMatchOrNew, MergePatch, merged
from shared.http.listing import Listing, ListQuery, Page, listed
from shared.http.problems import problems
from shared.http.responses import respond
from shared.http.routing import Caller, Reader, Shared, Spooled, Uow, bulk_router, service_router, upload_router

__all__ = [
    "Caller",
    "IfMatch",
    "IfMatchOrNew",
    "ListQuery",
    "Listing",
    "MergePatch",
    "Page",
    "Reader",
    "Shared",
    "Spooled",
    "Uow",
    "bulk_router",
    "create_app",
    "listed",
    "merged",
    "problems",
    "respond",
    "service_router",
    "upload_router",
]
