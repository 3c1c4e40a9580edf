"""Whether reporting organisations are registered: by an agency whose code they begin with, or with the registry."""

from datetime import date
from typing import Any

import orjson

from services.measurement.facts.organisations.lookup import known_parties
from services.measurement.reading.batches import Batch
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.checks.identifiers import UNREGISTERED
from services.measurement.reading.codelists import CodeList, Lists
from services.measurement.reading.options import Accept
from services.measurement.reading.registration import AGENCIES
from shared.db import Driver

CODES = "SELECT id, codes, withdrawn::text, complete FROM codelists"


async def basis_of(connection: Driver, today: date, accept: Accept) -> Basis:
    """Give what a file that comes today is checked by."""
    known = {row["id"]: row for row in await connection.fetch(CODES)}
    agencies = frozenset(known.pop(AGENCIES)["codes"]) if AGENCIES in known else frozenset()
    return Basis(today, agencies, accept, Lists({name: _list_of(row) for name, row in known.items()}))


def _list_of(row: Any) -> CodeList:
    withdrawn = orjson.loads(row["withdrawn"])
    return CodeList(frozenset(row["codes"]) - withdrawn.keys(), withdrawn, row["complete"])


async def pardoned(connection: Driver, batch: Batch) -> Batch:
    """Leave out that a reporting organisation is of no agency where the registry knows it, as IATI's rule has it."""
    accused = {finding.activity for finding in batch.findings if finding.rule == UNREGISTERED}
    if not accused:
        return batch
    names = [(one.reporter.ref, one.identifier) for one in batch.activities] + batch.rejected
    reporters = {identifier: ref for ref, identifier in names if identifier in accused}
    known = await known_parties(connection, set(reporters.values()))
    kept = [
        (finding, owner)
        for finding, owner in zip(batch.findings, batch.owners, strict=True)
        if finding.rule != UNREGISTERED or reporters.get(finding.activity) not in known
    ]
    return batch._replace(findings=[finding for finding, _ in kept], owners=[owner for _, owner in kept])
