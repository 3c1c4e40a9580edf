"""Flows that are given one by one or in a list."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidatorFunctionWrapHandler
from pydantic_core import PydanticCustomError

from services.measurement.ledger.flows.schemas.contributions import LineIn
from services.measurement.ledger.flows.schemas.flows import Side
from services.measurement.ledger.schemas.parties import OrganisationIn, Percentage, Place
from services.measurement.reading.values import TRANSACTION_TYPES
from services.measurement.requests import Short, Strict
from shared.decimals import PlainDecimal
from shared.standards import CurrencyCode, Day, ExternalId, Storable

MOST_FLOWS = 10_000
MOST_LINES = 1000
MOST_PARTS = 300


def _transaction_type(code: str) -> str:
    if code in TRANSACTION_TYPES:
        return code
    raise PydanticCustomError(
        "unknown_transaction_type", "{code} is no IATI TransactionType; take 1 to 13", {"code": code}
    )


TransactionType = Annotated[
    str, AfterValidator(_transaction_type), Field(description="IATI TransactionType", examples=["3"])
]


class PartIn(Strict):
    """A recipient's part of a flow."""

    code: Place
    weight: Percentage | None = Field(default=None, description="percentage; may be left out of a single part")


class MoneyIn(Strict):
    """An amount; a negative one takes back."""

    amount: PlainDecimal = Field(allow_inf_nan=False, max_digits=30, decimal_places=12, examples=["250000.00"])
    currency: CurrencyCode
    value_date: Day | None = Field(default=None, description="day of the exchange rate; that of the flow if left out")


class FlowIn(Strict):
    """A transaction of an activity: money (`value`), contributions in kind (`lines`), or both."""

    activity: UUID
    transaction_type: TransactionType
    day: Day
    ref: Short = Field(default="", description="your own name for it")
    description: Annotated[str, Field(max_length=10_000), Storable] = ""
    provider: OrganisationIn | None = Field(default=None, description="the reporting organisation, if left out")
    recipient: OrganisationIn | None = None
    parts: list[PartIn] = Field(default=[], max_length=MOST_PARTS, description="the activity's own, if left out")
    value: MoneyIn | None = None
    lines: list[LineIn] = Field(default=[], max_length=MOST_LINES)
    aid_type: Short = Field(default="", description="IATI AidType; the activity's own, if left out")
    channel: Short = Field(default="", description="IATI DisbursementChannel")
    flow_type: Short = Field(default="", description="IATI FlowType")
    finance_type: Short = Field(default="", description="IATI FinanceType")
    corrects: UUID | None = Field(default=None, description="the flow that this one takes the place of")
    external_id: ExternalId | None = None


Flows = Annotated[list[FlowIn], Field(min_length=1, max_length=MOST_FLOWS)]

_ONE = TypeAdapter(FlowIn)
_MANY: TypeAdapter[list[FlowIn]] = TypeAdapter(Flows)


def one_or_many(value: Any, _: ValidatorFunctionWrapHandler) -> FlowIn | list[FlowIn]:
    """Read one flow, or a list of them."""
    # A union would say of each fault that it is also no list, or no object.
    return _MANY.validate_python(value) if isinstance(value, list) else _ONE.validate_python(value)


class RecordedFlow(BaseModel):
    """A flow that was recorded."""

    id: UUID
    ref: str
    usd: PlainDecimal | None
    unknown: list[Side] = Field(description="its sides that the registry does not know")


class RecordedFlows(BaseModel):
    """The flows that were recorded, in the order of the list."""

    items: list[RecordedFlow]
