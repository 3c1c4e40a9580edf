"""What the measurement service publishes."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from shared.decimals import PlainDecimal
from shared.envelope import AREA, EVERYBODY, Audience, Audiences, Event, Topic

TOPIC = Topic("harambee.measurement")

MOST_FLOWS = 200
"""So many flows stand in one event."""
LARGEST_FLOWS = 256 * 1024
"""So many bytes the data of an event has that tells of several flows."""


class _ActivityState(Event):
    reporter: str = Field(description="reference of the reporting organisation")
    reporter_name: str = Field(default="", description="as it names itself")
    identifier: str
    external_id: str | None = Field(default=None, description="its name in a system that wrote it")
    titles: dict[str, str]
    status: str = Field(description="IATI ActivityStatus")
    cooperation: str | None
    aid_type: str = Field(description="IATI AidType")
    recipients: list[str] = Field(description="codes of countries and regions")


class ActivityRecorded(
    _ActivityState, type="harambee.activity.recorded.v1", topic=TOPIC, collection="activities", audiences=EVERYBODY
):
    """An activity has been reported for the first time."""


class ActivityUpdated(
    _ActivityState, type="harambee.activity.updated.v1", topic=TOPIC, collection="activities", audiences=EVERYBODY
):
    """An activity, or a flow of it, has been reported differently than before."""


class Contribution(BaseModel):
    """A contribution in kind."""

    type: str
    quantity: PlainDecimal
    unit: str
    tossd_modality: str = Field(description="TOSSD modality")


class FlowState(BaseModel):
    """A flow of an activity. What has a default is left out where it has nothing else to say."""

    id: UUID
    external_id: str | None = Field(default=None, description="its name in a system that wrote it")
    transaction_type: str = Field(description="IATI TransactionType")
    day: date
    provider: str = Field(description="country, or reference of an international body; empty where it is not known")
    amount: PlainDecimal | None = Field(description="null where only contributions in kind are given")
    currency: str = Field(description="empty where there is no amount")
    value_date: date | None = Field(default=None, description="where it is another than `day`")
    usd: PlainDecimal | None = Field(description="null where there is no amount or no exchange rate")
    cooperation: str | None
    aid_type: str = Field(description="IATI AidType")
    lines: list[Contribution] = Field(default=[], description="contributions in kind; no total counts them")


class CorrectedFlowState(FlowState):
    """A flow that takes the place of another."""

    corrects: UUID


class _ActivityFlows(Event):
    id: UUID = Field(description="the activity")
    identifier: str = Field(description="the activity's IATI identifier")
    reporter: str = Field(description="reference of the reporting organisation")
    reporter_name: str = Field(default="", description="as it names itself")
    recipients: list[str] = Field(description="codes of countries and regions; each flow of the event has all of them")


class ActivityFlowsRecorded(
    _ActivityFlows,
    type="harambee.activity.flows_recorded.v1",
    topic=TOPIC,
    collection="activities",
    audiences=EVERYBODY,
):
    """Flows of an activity have been reported.

    One event has up to 200 of them in at most 256 KiB, all with the same recipients and of days on which these belonged
    to the same regional bodies; a change that has more is told of by several, which have the activity's version in
    common. A flow that is recorded by itself is a list of one.
    """

    flows: list[FlowState] = Field(min_length=1, max_length=MOST_FLOWS)


class ActivityFlowsCorrected(
    _ActivityFlows,
    type="harambee.activity.flows_corrected.v1",
    topic=TOPIC,
    collection="activities",
    audiences=EVERYBODY,
):
    """Flows of an activity have been reported that take the place of others; the others stay readable.

    They come together as recorded ones do.
    """

    flows: list[CorrectedFlowState] = Field(min_length=1, max_length=MOST_FLOWS)


class ActivityFlowsWithdrawn(
    _ActivityFlows,
    type="harambee.activity.flows_withdrawn.v1",
    topic=TOPIC,
    collection="activities",
    audiences=EVERYBODY,
):
    """Flows of an activity have been taken back; they stay readable, and no total counts them.

    They come together as recorded ones do.
    """

    flows: list[FlowState] = Field(min_length=1, max_length=MOST_FLOWS)


class TotalsChanged(Event, type="harambee.totals.changed.v1", topic=TOPIC, collection="totals", audiences=EVERYBODY):
    """What went into or out of a country in a year adds up to something else than before."""

    id: str = Field(examples=["KE-2020"])
    country: str
    year: int
    currency: str = "USD"
    inflow: PlainDecimal
    outflow: PlainDecimal


class ReportedFlow(BaseModel):
    """One side's report of a flow."""

    flow: UUID
    activity: UUID
    reporter: str = Field(description="reference of the reporting organisation")
    transaction_type: str = Field(description="IATI TransactionType")
    day: date
    amount: PlainDecimal
    currency: str
    usd: PlainDecimal | None = Field(description="null where there is no exchange rate")


class DisputedAmount(BaseModel):
    """What a side says the amount is."""

    side: str = Field(description="`provider` or `recipient`")
    amount: PlainDecimal
    currency: str


class _ConfirmationState(Event):
    status: str
    year: int = Field(description="of the provider's report")
    provider: str = Field(description="country, or reference of an international body; empty where it is not known")
    recipients: list[str] = Field(description="codes of countries and regions")
    provider_report: ReportedFlow
    recipient_report: ReportedFlow
    disputes: list[DisputedAmount]
    left_out: bool = Field(description="totals leave the recipient's report out, so that the pair counts once")


class ConfirmationMatched(
    _ConfirmationState,
    type="harambee.confirmation.matched.v1",
    topic=TOPIC,
    collection="confirmations",
    audiences=EVERYBODY,
):
    """Two reports were found to be of one flow; totals count it once."""


class ConfirmationConfirmed(
    _ConfirmationState,
    type="harambee.confirmation.confirmed.v1",
    topic=TOPIC,
    collection="confirmations",
    audiences=EVERYBODY,
):
    """The other side has said yes: the two reports are of one flow."""


class ConfirmationDisputed(
    _ConfirmationState,
    type="harambee.confirmation.disputed.v1",
    topic=TOPIC,
    collection="confirmations",
    audiences=EVERYBODY,
):
    """A side says that the amount of a flow is different; both amounts are kept."""


class ConfirmationObjected(
    _ConfirmationState,
    type="harambee.confirmation.objected.v1",
    topic=TOPIC,
    collection="confirmations",
    audiences=EVERYBODY,
):
    """A side says that two reports are not of one flow; both count again."""


class ConfirmationDissolved(
    _ConfirmationState,
    type="harambee.confirmation.dissolved.v1",
    topic=TOPIC,
    collection="confirmations",
    audiences=EVERYBODY,
):
    """One of the two reports was corrected, so the pair is none any more; the new report may find another."""


class _ImportState(Event):
    mode: str
    counts: dict[str, int]


class ImportFinished(
    _ImportState,
    type="harambee.import.finished.v1",
    topic=TOPIC,
    collection="imports",
    audiences=Audiences({Audience.CLIENT}),
):
    """A file has been read to its end; what can be recorded of it has been taken, unless it was only checked."""


class ImportFailed(
    _ImportState,
    type="harambee.import.failed.v1",
    topic=TOPIC,
    collection="imports",
    audiences=Audiences({Audience.CLIENT}),
):
    """A file could not be read to its end; nothing of it has been taken."""


class IndicatorDefined(
    Event, type="harambee.indicator.defined.v1", topic=TOPIC, collection="indicators", audiences=EVERYBODY
):
    """An indicator has been defined, changed or withdrawn."""

    kind: str = Field(description="`quantitative` or `qualitative`")
    titles: dict[str, str]
    result_type: str | None = Field(description="`output`, `outcome`, `impact` or `other`")
    measure: str | None = Field(description="`unit`, `percentage`, `nominal` or `ordinal`")
    unit: str | None
    activity: UUID | None
    actor: UUID | None
    reporter: str | None = Field(description="reference of the organisation that reports on it")
    places: list[str] = Field(description="codes of countries and regions")
    topics: list[int]
    sdgs: list[str] = Field(description="goals, targets and indicators of the SDGs")
    status: str = Field(description="`active` or `withdrawn`")


class _ObservationState(Event):
    indicator: UUID
    kind: str = Field(description="`quantitative` or `qualitative`")
    places: list[str] = Field(description="codes of countries and regions")
    period_from: date
    period_to: date
    actual: PlainDecimal | None
    level: int | None = Field(description="of the indicator's rubric")
    status: str = Field(description="`draft`, `submitted`, `returned`, `approved` or `withdrawn`")


class ObservationRecorded(
    _ObservationState,
    type="harambee.observation.recorded.v1",
    topic=TOPIC,
    collection="observations",
    audiences=EVERYBODY | AREA | {Audience.ACTOR},
):
    """An observation has been recorded or changed, or has gone a step in review; imported ones are approved."""


class ObservationApproved(
    _ObservationState,
    type="harambee.observation.approved.v1",
    topic=TOPIC,
    collection="observations",
    audiences=EVERYBODY,
):
    """A reviewer has approved an observation; from now on everybody sees it."""
