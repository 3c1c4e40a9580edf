"""The registry's part of the public API."""

from fastapi import APIRouter, Depends

from services.registry.api import (
    actors,
    bulk,
    codelists,
    duplicates,
    exchanges,
    focal_points,
    institutions,
    instruments,
    matches,
    memberships,
    partnerships,
    reference,
)
from services.registry.api.codes import accept_loaded_codes

router = APIRouter()
OF_ACTORS = (duplicates, bulk, actors)  # duplicates is no actor's id
CHECKED = [Depends(accept_loaded_codes)]
router.include_router(bulk.uploads, dependencies=CHECKED)
for part in (*OF_ACTORS, partnerships, exchanges):
    router.include_router(part.router, dependencies=CHECKED)
for part in (focal_points, institutions, instruments, matches, reference, memberships, codelists):
    router.include_router(part.router)
