"""Requests and answers of the measurement service; their descriptions are the API's documentation."""

from services.measurement.schemas.activities import Activity, ActivityQuery, Participant, Recipient
from services.measurement.schemas.flows import (
    Conversion,
    ExchangeRate,
    Flow,
    FlowQuery,
    Money,
    Part,
    RateQuery,
    Side,
)
from services.measurement.schemas.imports import (
    Finding,
    FindingQuery,
    Import,
    ImportQuery,
)
from services.measurement.schemas.totals import (
    Dimension,
    MatrixCell,
    MatrixQuery,
    Method,
    Perspective,
    SeriesPoint,
    SeriesQuery,
    TotalQuery,
    Totals,
)

__all__ = [
    "Activity",
    "ActivityQuery",
    "Conversion",
    "Dimension",
    "ExchangeRate",
    "Finding",
    "FindingQuery",
    "Flow",
    "FlowQuery",
    "Import",
    "ImportQuery",
    "MatrixCell",
    "MatrixQuery",
    "Method",
    "Money",
    "Part",
    "Participant",
    "Perspective",
    "RateQuery",
    "Recipient",
    "SeriesPoint",
    "SeriesQuery",
    "Side",
    "TotalQuery",
    "Totals",
]
