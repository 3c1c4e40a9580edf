"""Requests and answers of the measurement service; their descriptions are the API's documentation."""

from services.measurement.schemas.activities import Activity, ActivityQuery, Participant, Recipient
from services.measurement.schemas.confirmations import (
    Comment,
    CommentIn,
    CommentQuery,
    Confirmation,
    ConfirmationIn,
    ConfirmationQuery,
    ConfirmationTransition,
)
from services.measurement.schemas.flows import (
    ExchangeRate,
    Flow,
    FlowQuery,
    Part,
    RateQuery,
    Side,
)
from services.measurement.schemas.imports import (
    Finding,
    FindingQuery,
    Import,
    ImportAddress,
    ImportQuery,
)
from services.measurement.schemas.money import Amount, Conversion, Money
from services.measurement.schemas.totals import (
    Dimension,
    MatrixCell,
    MatrixQuery,
    Method,
    Perspective,
    Prices,
    SeriesPoint,
    SeriesQuery,
    TotalQuery,
    Totals,
)

__all__ = [
    "Activity",
    "ActivityQuery",
    "Amount",
    "Comment",
    "CommentIn",
    "CommentQuery",
    "Confirmation",
    "ConfirmationIn",
    "ConfirmationQuery",
    "ConfirmationTransition",
    "Conversion",
    "Dimension",
    "ExchangeRate",
    "Finding",
    "FindingQuery",
    "Flow",
    "FlowQuery",
    "Import",
    "ImportAddress",
    "ImportQuery",
    "MatrixCell",
    "MatrixQuery",
    "Method",
    "Money",
    "Part",
    "Participant",
    "Perspective",
    "Prices",
    "RateQuery",
    "Recipient",
    "SeriesPoint",
    "SeriesQuery",
    "Side",
    "TotalQuery",
    "Totals",
]
