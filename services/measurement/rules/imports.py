"""How an import runs."""

from enum import StrEnum


class Mode(StrEnum):
    """What an import does: only check, or apply what is right."""

    CHECK = "check"
    APPLY = "apply"


class Status(StrEnum):
    """Where an import stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


MEDIA = frozenset({"application/xml", "text/xml", "application/gzip", "application/x-gzip"})
"""Media types an import takes."""

COUNTS = (
    "activities",
    "new",
    "changed",
    "same",
    "vanished",
    "aside",
    "flows",
    "flows_new",
    "flows_corrected",
    "flows_same",
    "flows_vanished",
    "critical",
    "error",
    "warning",
)
"""What an import counts."""
