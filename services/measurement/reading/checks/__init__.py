"""From what was reported to what is recorded, with a finding for everything that is wrong with it."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.checks.budgets import check_budgets
from services.measurement.reading.checks.classifications import (
    check_aid_types,
    check_markers,
    check_sector_levels,
    check_sectors,
)
from services.measurement.reading.checks.codes import check_codes, check_codes_of_transactions
from services.measurement.reading.checks.dates import check_dates, check_start
from services.measurement.reading.checks.identifiers import check_identifiers, check_others, check_participants
from services.measurement.reading.checks.lengths import RULE as TOO_LONG
from services.measurement.reading.checks.lengths import check_lengths
from services.measurement.reading.checks.money import unknown_currency
from services.measurement.reading.checks.places import check_places
from services.measurement.reading.checks.results import check_results
from services.measurement.reading.checks.texts import check_texts
from services.measurement.reading.checks.transactions import check_transaction
from services.measurement.reading.findings import REJECTS_ACTIVITY, REJECTS_FLOW, Finding, Rejects, Severity
from services.measurement.reading.lengths import cut_activity
from services.measurement.reading.normalise import TransactionTermsBuilder, activity_of, flow_of
from services.measurement.reading.options import Accept
from services.measurement.reading.records import Activity, Name
from services.measurement.reading.source import Activity as ReportedActivity
from shared.standards import currencies

Check = Callable[[ReportedActivity, str, Basis], Iterable[Finding]]

OF_IATI: tuple[Check, ...] = (
    check_identifiers,
    check_lengths,
    check_texts,
    check_start,
    check_dates,
    check_participants,
    check_others,
    check_places,
    check_sector_levels,
    check_sectors,
    check_markers,
    check_aid_types,
    check_budgets,
    check_results,
    check_codes,
)

OF_ROWS: tuple[Check, ...] = (check_identifiers, check_lengths, check_dates, check_places, check_sectors)
"""What holds of rows of a table too, which say less."""


class Checked(NamedTuple):
    """An activity with what was found; None where it is rejected, and then what names it, as far as known.

    `flows_rejected` is how many of its transactions are not recorded.
    """

    activity: Activity | None
    findings: list[Finding]
    rejected: Name | None = None
    flows_rejected: int = 0


def check(
    reported: ReportedActivity,
    path: str,
    basis: Basis,
    checks: Sequence[Check] = OF_IATI,
    asked: Sequence[Finding] = (),
) -> Checked:
    """Check an activity; `path` says where it is in its file, empty in a table.

    `asked` are findings that were made in reading it.
    """
    findings = [*asked, *(finding for check_part in checks for finding in check_part(reported, path, basis))]
    if reported.currency and reported.currency not in currencies():
        findings.append(unknown_currency(reported.currency, reported.line, f"{path}/@default-currency"))
    if any(finding.rule == TOO_LONG for finding in findings):
        reported = cut_activity(reported)
    terms = TransactionTermsBuilder(reported)
    flows = []
    for number, transaction in enumerate(reported.transactions, 1):
        flow, faultless = flow_of(transaction, terms, basis.today)
        if flow is not None:
            flows.append(flow)
        # Hardly any transaction has a fault, so each is looked into only where taking it has shown that there is one.
        if not faultless:
            found = check_transaction(reported, transaction, f"{path}/transaction[{number}]", basis.today)
            findings.extend(
                map(_rejecting, found) if flow is None else (one._replace(flow=flow.digest) for one in found)
            )
    if path:
        findings += check_codes_of_transactions(reported, terms.said, path, basis)
    if not findings:
        return Checked(activity_of(reported, terms.found, flows, in_table=not path), findings)
    name = reported.identifier.strip()
    findings = [finding._replace(activity=name) for finding in findings]
    if rejected := _rejected(findings, basis.accept):
        reporter = reported.reporter.ref.strip() if reported.reporter else ""
        return Checked(None, rejected, (reporter, name), len(reported.transactions))
    left = len(reported.transactions) - len(flows)
    recorded = replace(activity_of(reported, terms.found, flows, in_table=not path), flows_rejected=left)
    return Checked(recorded, findings, flows_rejected=left)


def _rejecting(finding: Finding) -> Finding:
    return finding._replace(rejects=Rejects.FLOW) if finding.rule in REJECTS_FLOW else finding


def _rejected(findings: Sequence[Finding], accepts: Accept) -> list[Finding]:
    """Say because of which findings an activity is not recorded; none where it is."""
    clean = accepts is Accept.CLEAN
    grave = [one.rule in REJECTS_ACTIVITY or (clean and one.severity is Severity.ERROR) for one in findings]
    if not any(grave):
        return []
    return [
        one._replace(rejects=Rejects.ACTIVITY if here else "", flow=b"")
        for one, here in zip(findings, grave, strict=True)
    ]
