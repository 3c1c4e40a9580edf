"""The registry's part of the public API."""

from fastapi import APIRouter

from services.registry.api import actors, exchanges, focal_points, matches, reference

router = APIRouter()
for part in (actors, exchanges, focal_points, matches, reference):
    router.include_router(part.router)
