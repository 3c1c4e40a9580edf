"""The measurement service's part of the public API."""

from fastapi import APIRouter

from services.measurement.api import (
    activities,
    confirmations,
    deflators,
    flows,
    groups,
    imports,
    indicators,
    mappings,
    observations,
    organisations,
    rates,
    totals,
)

router = APIRouter()
for larger in (imports.uploads, rates.uploads, deflators.uploads, flows.bulk, organisations.bulk):
    router.include_router(larger)
for of_imports in (mappings, organisations, imports):
    router.include_router(of_imports.router)
for part in (activities, flows, confirmations, indicators, observations, totals, rates, deflators, groups):
    router.include_router(part.router)
