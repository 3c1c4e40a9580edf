"""The registry's part of the public API."""

from fastapi import APIRouter

from services.registry.api import actors, focal_points, reference

router = APIRouter()
for part in (actors, focal_points, reference):
    router.include_router(part.router)
