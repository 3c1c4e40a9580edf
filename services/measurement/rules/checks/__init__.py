"""From what was reported to what was found right, with a finding for everything that was not."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from services.measurement.rules.accepting import TermsOf, accept, flow_of
from services.measurement.rules.checks.basis import Basis
from services.measurement.rules.checks.budgets import check_budgets
from services.measurement.rules.checks.classifications import (
    check_aid_types,
    check_markers,
    check_sector_levels,
    check_sectors,
)
from services.measurement.rules.checks.dates import check_dates, check_start
from services.measurement.rules.checks.identifiers import check_identifiers, check_others, check_participants
from services.measurement.rules.checks.lengths import check_lengths
from services.measurement.rules.checks.money import unknown_currency
from services.measurement.rules.checks.places import check_places
from services.measurement.rules.checks.results import check_results
from services.measurement.rules.checks.texts import check_texts
from services.measurement.rules.checks.transactions import check_transaction
from services.measurement.rules.findings import Finding, Severity
from services.measurement.rules.records import Activity, Name
from services.measurement.rules.reported import Activity as ReportedActivity
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
)

OF_ROWS: tuple[Check, ...] = (check_identifiers, check_lengths, check_dates, check_places, check_sectors)
"""What holds of rows of a table too, which say less."""


class Checked(NamedTuple):
    """An activity with what was found; None where an error keeps it aside, and then what names it, as far as known."""

    activity: Activity | None
    findings: list[Finding]
    aside: Name | None = None


def check(reported: ReportedActivity, path: str, basis: Basis, checks: Sequence[Check] = OF_IATI) -> Checked:
    """Check an activity; `path` says where it is in its file, empty in a table."""
    findings = [finding for check_part in checks for finding in check_part(reported, path, basis)]
    if reported.currency and reported.currency not in currencies():
        findings.append(unknown_currency(reported.currency, reported.line, f"{path}/@default-currency"))
    terms = TermsOf(reported)
    flows = []
    for number, transaction in enumerate(reported.transactions, 1):
        flow = flow_of(transaction, terms, basis.today)
        if flow is not None:
            flows.append(flow)
        # Hardly any transaction has a fault, so each is looked into only where taking it has shown that there is one.
        if flow is None or not terms.tidy[flow.terms] or not (transaction.value and transaction.value.date):
            findings.extend(check_transaction(reported, transaction, f"{path}/transaction[{number}]", basis.today))
    if not findings:
        return Checked(accept(reported, terms.found, flows, in_table=not path), findings)
    name = reported.identifier.strip()
    findings = [finding._replace(activity=name) for finding in findings]
    if any(finding.severity is Severity.ERROR for finding in findings):
        return put_aside(reported, findings)
    return Checked(accept(reported, terms.found, flows, in_table=not path), findings)


def put_aside(reported: ReportedActivity, findings: list[Finding]) -> Checked:
    """Take nothing of an activity."""
    reporter = reported.reporter.ref.strip() if reported.reporter else ""
    return Checked(None, findings, (reporter, reported.identifier.strip()))
