"""IATI documents for tests, and what is found in them."""

import io
import re
from datetime import date
from importlib.resources import files

from lxml import etree

from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.findings import Finding
from services.measurement.reading.iati.stream import read
from services.measurement.reading.options import Accept
from services.measurement.reading.records import Activity
from tests.unit.measurement.ruleset_oracle import AGENCIES

TODAY = date(2026, 11, 23)
BASIS = Basis(TODAY, frozenset(AGENCIES))
CLEAN = BASIS._replace(accept=Accept.CLEAN)
LARGEST = 1 << 30


NEEDED = {
    "description": "<description><narrative>Description</narrative></description>",
    "participating-org": '<participating-org ref="GB-COH-1" role="1"/>',
    "activity-status": '<activity-status code="2"/>',
}


def _order() -> dict[str, int]:
    """Give the places of an activity's children in the schema."""
    table = (files("services.measurement.reference") / "iati-activities.txt").read_text("utf-8")
    (line,) = (line for line in table.splitlines() if line.startswith("iati-activity |"))
    return {re.split("[?*+=]", name)[0]: place for place, name in enumerate(line.split("|")[2].split())}


ORDER = _order()


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
    """Write an activity; what the schema asks for beside is added, and everything brought into its order."""
    parts = in_order(f"{reporter}{title}{dates}{inner}{places}{sectors}{''.join(transactions)}")
    begin = f"<iati-activity {language} {attributes}>\n<iati-identifier>{identifier}</iati-identifier>"
    return f"{begin}{parts}</iati-activity>"


def in_order(parts: str) -> str:
    """Write children of an activity in the order of the schema, with those that it asks for; left if not XML."""
    try:
        found = list(etree.fromstring(f"<x>{parts}</x>"))
    except etree.XMLSyntaxError:
        return parts
    texts = [(str(one.tag), etree.tostring(one, encoding="unicode", with_tail=False)) for one in found]
    there = {tag for tag, _ in texts}
    texts += [(tag, text) for tag, text in NEEDED.items() if tag not in there]
    return "".join(text for _, text in sorted(texts, key=lambda one: ORDER.get(one[0], len(ORDER))))


def document(*activities: str, version: str = "2.03") -> bytes:
    return f'<iati-activities version="{version}">\n{"".join(activities)}</iati-activities>'.encode()


def taken(body: bytes, largest: int = LARGEST, basis: Basis = BASIS) -> tuple[list[Activity], list[Finding]]:
    """Read a document: what is recorded of it, and what was found."""
    activities, findings = [], []
    for found, faults, _, _ in read(io.BytesIO(body), basis=basis, largest=largest):
        findings += faults
        if found is not None:
            activities.append(found)
    return activities, findings


def rules(body: bytes) -> list[str]:
    return [finding.rule for finding in taken(body)[1]]
