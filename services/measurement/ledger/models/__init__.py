"""Tables of the ledger."""

from services.measurement.ledger.models.confirmations import Confirmation, ConfirmationComment, Unpaired
from services.measurement.ledger.models.contributions import FlowLine, Valuation
from services.measurement.ledger.models.findings import ActivityFinding, ReporterFindings
from services.measurement.ledger.models.flows import (
    Activity,
    CooperationOverride,
    ExternalActivity,
    ExternalFlow,
    Flow,
    FormerExternalFlow,
    FormerName,
)
from services.measurement.ledger.models.totals import Balance, Total

__all__ = [
    "Activity",
    "ActivityFinding",
    "Balance",
    "Confirmation",
    "ConfirmationComment",
    "CooperationOverride",
    "ExternalActivity",
    "ExternalFlow",
    "Flow",
    "FlowLine",
    "FormerExternalFlow",
    "FormerName",
    "ReporterFindings",
    "Total",
    "Unpaired",
    "Valuation",
]
