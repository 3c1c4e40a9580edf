"""Files of actors: CSV, XLSX, JSON, NDJSON and IATI organisation files, each read as rows."""

from collections.abc import Mapping

from services.registry.bulk.files.file import File, Read, Unreadable, rows
from services.registry.bulk.files.iati import read_iati
from services.registry.bulk.files.objects import read_json, read_ndjson
from services.registry.bulk.files.tables import read_csv, read_xlsx

READERS: Mapping[str, Read] = {
    "text/csv": read_csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": read_xlsx,
    "application/x-ndjson": read_ndjson,
    "application/ndjson": read_ndjson,
    "application/json": read_json,
    "application/xml": read_iati,
    "text/xml": read_iati,
}
"""How to read each media type."""

__all__ = ["READERS", "File", "Read", "Unreadable", "rows"]
