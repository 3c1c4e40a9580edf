"""How an import runs."""

from enum import StrEnum


class Mode(StrEnum):
    """What an import does: only check, or apply what is right."""

    CHECK = "check"
    APPLY = "apply"


class Accept(StrEnum):
    """What an import takes: all that can be recorded, or only activities without errors."""

    RECORDABLE = "recordable"
    CLEAN = "clean"


class Missing(StrEnum):
    """What becomes of what a file no longer holds of its reporting organisations."""

    KEEP = "keep"
    WITHDRAW = "withdraw"


class ImportStatus(StrEnum):
    """Where an import stands."""

    FETCHING = "fetching"
    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class Kind(StrEnum):
    """What kind of file it is; that of one that is packed, or fetched, shows only once it is opened."""

    IATI = "iati"
    CSV = "csv"
    XLSX = "xlsx"
    NDJSON = "ndjson"
    PACKED = "packed"


MEDIA = {
    "application/xml": Kind.IATI,
    "text/xml": Kind.IATI,
    "application/gzip": Kind.PACKED,
    "application/x-gzip": Kind.PACKED,
    "application/zip": Kind.PACKED,
    "application/x-zip-compressed": Kind.PACKED,
    "text/csv": Kind.CSV,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.XLSX,
    "application/x-ndjson": Kind.NDJSON,
    "application/jsonl": Kind.NDJSON,
}
"""Media types an import takes."""

COUNTS = (
    "activities",
    "new",
    "changed",
    "unchanged",
    "missing",
    "withdrawn",
    "taken_over",
    "rejected",
    "flows",
    "flows_new",
    "flows_corrected",
    "flows_unchanged",
    "flows_missing",
    "flows_withdrawn",
    "flows_rejected",
    "indicators",
    "indicators_new",
    "indicators_changed",
    "indicators_unchanged",
    "indicators_missing",
    "observations",
    "critical",
    "error",
    "warning",
)
"""What an import counts."""
