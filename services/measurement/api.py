"""The measurement service's part of the public API."""

from fastapi import APIRouter

from services.measurement.facts.country_groups import api as groups
from services.measurement.facts.organisations import api as organisations
from services.measurement.facts.rates.api import deflators, rates
from services.measurement.imports.api import imports, mappings
from services.measurement.indicators.api import indicators, observations
from services.measurement.ledger.activities import api as activities
from services.measurement.ledger.confirmations import api as confirmations
from services.measurement.ledger.flows import api as flows
from services.measurement.ledger.totals import api as totals

router = APIRouter()
for larger in (imports.uploads, rates.uploads, deflators.uploads, flows.bulk, organisations.bulk):
    router.include_router(larger)
for of_imports in (mappings, organisations, imports):
    router.include_router(of_imports.router)
for part in (activities, flows, confirmations, indicators, observations, totals, rates, deflators, groups):
    router.include_router(part.router)
