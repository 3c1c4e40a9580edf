"""The gateway's own part of the public API."""

from fastapi import APIRouter

from services.gateway.api import administration, composed, demonstration, description, oauth, operations, page_links

router = APIRouter()
for part in (composed, page_links, administration, oauth, demonstration, description, operations):
    router.include_router(part.router)
