"""IATI documents for tests, and what is found in them."""

import io
from datetime import date

from services.measurement.formats.iati import read
from services.measurement.formats.schema import RULE
from services.measurement.rules.checks.basis import Basis
from services.measurement.rules.findings import Finding
from services.measurement.rules.imports import Accept
from services.measurement.rules.records import Activity
from tests.unit.measurement.ruleset_oracle import AGENCIES

TODAY = date(2026, 11, 23)
BASIS = Basis(TODAY, frozenset(AGENCIES))
CLEAN = BASIS._replace(accept=Accept.CLEAN)
LARGEST = 1 << 30


def transaction(
    amount: str = "100", *, kind: str = "3", day: str = "2020-03-15", value: str | None = None, inner: str = ""
) -> str:
    money = value if value is not None else f'<value currency="USD" value-date="{day}">{amount}</value>'
    dated = f'<transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
    return f"<transaction>{dated}{money}{inner}</transaction>"


def activity(
    inner: str = "",
    *transactions: str,
    identifier: str = "GB-COH-1-A",
    places: str = '<recipient-country code="KE"/>',
    reporter: str = '<reporting-org ref="GB-COH-1" type="21"><narrative>Reporter</narrative></reporting-org>',
    title: str = "<title><narrative>Title</narrative></title>",
    dates: str = '<activity-date type="2" iso-date="2019-01-01"/>',
    sectors: str = '<sector code="31120"/>',
    language: str = 'xml:lang="en"',
    attributes: str = "",
) -> str:
    return (
        f"<iati-activity {language} {attributes}>\n<iati-identifier>{identifier}</iati-identifier>{reporter}"
        f"{title}{dates}{inner}{places}{sectors}{''.join(transactions)}</iati-activity>"
    )


def document(*activities: str, version: str = "2.03") -> bytes:
    return f'<iati-activities version="{version}">\n{"".join(activities)}</iati-activities>'.encode()


def taken(
    body: bytes, largest: int = LARGEST, basis: Basis = BASIS, *, schema: bool = False
) -> tuple[list[Activity], list[Finding]]:
    """Read a document: what is recorded of it, and what was found, faults against the schema only if asked for."""
    activities, findings = [], []
    for found, faults, _, _ in read(io.BytesIO(body), basis=basis, largest=largest):
        findings += [fault for fault in faults if schema or fault.rule != RULE]
        if found is not None:
            activities.append(found)
    return activities, findings


def rules(body: bytes) -> list[str]:
    return [finding.rule for finding in taken(body)[1]]
