"""The registry's part of the public API."""

from fastapi import APIRouter

from services.registry.api import actors, bulk, duplicates, exchanges, focal_points, matches, reference

router = APIRouter()
router.include_router(bulk.uploads)
# duplicates is no actor's id
for part in (duplicates, bulk, actors, exchanges, focal_points, matches, reference):
    router.include_router(part.router)
