"""Whether reporting organisations are registered: by an agency whose code they begin with, or with the registry."""

from datetime import date

from services.measurement.commands.writing.parties import known_parties
from services.measurement.formats.batches import Batch
from services.measurement.rules.checks.basis import Basis
from services.measurement.rules.checks.identifiers import UNREGISTERED
from services.measurement.rules.imports import Accept
from services.measurement.rules.organisations import AGENCIES
from shared.db import Driver

CODES = "SELECT codes FROM codelists WHERE id = $1"


async def basis_of(connection: Driver, today: date, accept: Accept) -> Basis:
    """Give what a file that comes today is checked by."""
    return Basis(today, frozenset(await connection.fetchval(CODES, AGENCIES) or ()), accept)


async def pardoned(connection: Driver, batch: Batch) -> Batch:
    """Leave out that a reporting organisation is of no agency where the registry knows it, as IATI's rule has it."""
    accused = {finding.activity for finding in batch.findings if finding.rule == UNREGISTERED}
    if not accused:
        return batch
    names = [(one.reporter.ref, one.identifier) for one in batch.activities] + batch.aside
    reporters = {identifier: ref for ref, identifier in names if identifier in accused}
    known = await known_parties(connection, set(reporters.values()))
    kept = [
        (finding, owner)
        for finding, owner in zip(batch.findings, batch.owners, strict=True)
        if finding.rule != UNREGISTERED or reporters.get(finding.activity) not in known
    ]
    return batch._replace(findings=[finding for finding, _ in kept], owners=[owner for _, owner in kept])
