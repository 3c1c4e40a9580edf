"""The tables of the measurement service."""

from services.measurement.models.base import Model
from services.measurement.models.confirmations import Confirmation, ConfirmationComment, Unpaired
from services.measurement.models.contributions import FlowLine, Valuation
from services.measurement.models.copies import Actor, Codelist, Membership
from services.measurement.models.findings import ActivityFinding, ReporterFindings
from services.measurement.models.flows import (
    Activity,
    CooperationOverride,
    ExternalActivity,
    ExternalFlow,
    Flow,
    FormerExternalFlow,
    FormerName,
)
from services.measurement.models.groups import Classification, CountryGroups
from services.measurement.models.imports import Import, ImportFinding, ImportMapping, ImportPart
from services.measurement.models.indicators import Indicator, Observation, ObservationVersion
from services.measurement.models.organisations import ReportedOrganisation
from services.measurement.models.rates import Conversion, Deflator, ExchangeRate, RateSource, ShippedRates
from services.measurement.models.renewals import Renewal
from services.measurement.models.totals import Balance, Total

__all__ = [
    "Activity",
    "ActivityFinding",
    "Actor",
    "Balance",
    "Classification",
    "Codelist",
    "Confirmation",
    "ConfirmationComment",
    "Conversion",
    "CooperationOverride",
    "CountryGroups",
    "Deflator",
    "ExchangeRate",
    "ExternalActivity",
    "ExternalFlow",
    "Flow",
    "FlowLine",
    "FormerExternalFlow",
    "FormerName",
    "Import",
    "ImportFinding",
    "ImportMapping",
    "ImportPart",
    "Indicator",
    "Membership",
    "Model",
    "Observation",
    "ObservationVersion",
    "RateSource",
    "Renewal",
    "ReportedOrganisation",
    "ReporterFindings",
    "ShippedRates",
    "Total",
    "Unpaired",
    "Valuation",
]
