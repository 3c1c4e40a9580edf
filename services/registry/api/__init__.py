"""The registry's part of the public API."""

from fastapi import APIRouter

from services.registry.api import (
    actors,
    bulk,
    duplicates,
    exchanges,
    focal_points,
    institutions,
    instruments,
    matches,
    partnerships,
    reference,
)

router = APIRouter()
router.include_router(bulk.uploads)
OF_ACTORS = (duplicates, bulk, actors)  # duplicates is no actor's id
for part in (*OF_ACTORS, focal_points, institutions, instruments, partnerships, exchanges, matches, reference):
    router.include_router(part.router)
