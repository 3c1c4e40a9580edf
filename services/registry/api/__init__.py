"""The registry's part of the public API."""

from fastapi import APIRouter

from services.registry.api import actors, duplicates, exchanges, focal_points, matches, reference

router = APIRouter()
# duplicates is no actor's id
for part in (duplicates, actors, exchanges, focal_points, matches, reference):
    router.include_router(part.router)
