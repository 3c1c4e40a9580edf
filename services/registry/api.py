"""The registry's part of the public API."""

from fastapi import APIRouter, Depends

from services.registry.bulk import api as bulk
from services.registry.codelists.api import codelists
from services.registry.codelists.api.accepted_codes import accept_loaded_codes
from services.registry.duplicates import api as duplicates
from services.registry.exchanges.api import exchanges, matches
from services.registry.focal_points import api as focal_points
from services.registry.institutions import api as institutions
from services.registry.instruments import api as instruments
from services.registry.partnerships import api as partnerships
from services.registry.regions.api import memberships, places
from services.registry.registration import api as actors

router = APIRouter()
OF_ACTORS = (duplicates, bulk, actors)  # duplicates is no actor's id
CHECKED = [Depends(accept_loaded_codes)]
router.include_router(bulk.uploads, dependencies=CHECKED)
for part in (*OF_ACTORS, partnerships, exchanges):
    router.include_router(part.router, dependencies=CHECKED)
for part in (focal_points, institutions, instruments, matches, places, memberships, codelists):
    router.include_router(part.router)
