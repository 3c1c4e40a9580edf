"""Funds, procedures, manuals, guidelines, strategies, policies and laws."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from shared.errors import Fault


class InstrumentKind(StrEnum):
    """What an instrument is."""

    FUND = "fund"
    PROCEDURE = "procedure"
    MANUAL = "manual"
    GUIDELINE = "guideline"
    STRATEGY = "strategy"
    POLICY = "policy"
    LAW = "law"


class InstrumentStatus(StrEnum):
    """Where an instrument stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


MOVES: Mapping[InstrumentStatus, frozenset[InstrumentStatus]] = {
    InstrumentStatus.DRAFT: frozenset({InstrumentStatus.PUBLISHED, InstrumentStatus.WITHDRAWN}),
    InstrumentStatus.PUBLISHED: frozenset({InstrumentStatus.RETIRED, InstrumentStatus.WITHDRAWN}),
    InstrumentStatus.RETIRED: frozenset({InstrumentStatus.PUBLISHED, InstrumentStatus.WITHDRAWN}),
    InstrumentStatus.WITHDRAWN: frozenset(),
}
"""What may follow what; only a draft was never public."""


def move_fault(status: str, to: InstrumentStatus) -> Fault | None:
    """Say why an instrument cannot go there from where it is, or nothing."""
    possible = MOVES[InstrumentStatus(status)]
    if to in possible:
        return None
    return Fault("/to", "impossible", f"From {status} it goes to {' or '.join(sorted(possible)) or 'nowhere'}")


def missing_to_publish(kind: str, documents: list[Any], fund: Mapping[str, Any] | None) -> list[Fault]:
    """Say all that is missing before an instrument can be published."""
    if kind == InstrumentKind.FUND:
        return [] if fund else [Fault("/fund", "missing", "A fund says its window, currency, capital and calls")]
    if not documents:
        return [Fault("/documents", "missing", f"A {kind} is published with its document")]
    return []


def has_open_call(fund: Mapping[str, Any] | None, today: date) -> bool:
    """Say whether a call of a fund is open on a day."""
    calls = (fund or {}).get("calls", [])
    return any(call["opens_on"] <= str(today) < (call.get("closes_on") or "9999") for call in calls)
