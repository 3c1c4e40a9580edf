"""What was found right: activities and their flows, as values."""

from datetime import date
from decimal import Decimal

from services.measurement.reading.findings import Finding
from services.measurement.reading.source import Organisation, Participant, Record, Share

Name = tuple[str, str]
"""What identifies an activity: reference of the reporting organisation, and identifier."""

Recipients = tuple[tuple[str, Decimal], ...]
"""Country or region codes with their weights; an empty code is a recipient that is not said."""


class TransactionTerms(Record, frozen=True):
    """What many flows of an activity have in common; the activity's own where a transaction has none itself.

    `sectors` are codes after their vocabulary and a colon.
    """

    currency: str
    provider: Organisation
    receiver: Organisation
    recipients: Recipients
    channel: str
    aid_type: str
    flow_type: str
    finance_type: str
    collaboration: str
    sectors: tuple[str, ...]


class Line(Record, frozen=True):
    """A contribution in kind; `tossd_modality` is TOSSD's."""

    kind: str
    quantity: Decimal
    unit: str
    description: dict[str, str]
    tossd_modality: str


class Flow(Record, frozen=True):
    """One transaction; `terms` is the place of its terms among those of its activity.

    `amount` is None where nothing but `lines` is given. `digest` stands for all of it: the same digest is the same
    flow, reported again.
    """

    line: int
    ref: str
    transaction_type: str
    day: date
    amount: Decimal | None
    value_date: date
    description: str
    terms: int
    digest: bytes
    lines: tuple[Line, ...] = ()


class Observation(Record, frozen=True):
    """What was observed of an indicator in a period; its parts and what is said in words are JSON."""

    period_from: date
    period_to: date
    actual: Decimal | None
    disaggregated: str
    narrative: str
    comment: str


class Indicator(Record, frozen=True):
    """An indicator; all that is not compared is JSON, the baseline empty where there is none.

    `digest` stands for all of it with its observations.
    """

    kind: str
    result_type: str
    measure: str
    ascending: bool
    titles: str
    descriptions: str
    result_titles: str
    baseline: str
    targets: str
    disaggregation: str
    references: str
    sdgs: tuple[str, ...]
    observations: tuple[Observation, ...]
    digest: bytes = b""


class Activity(Record, frozen=True):
    """One activity; `dates` by IATI's ActivityDateType, `details` is JSON of all that bears on no total.

    `digest` stands for all of it with its flows and indicators; `in_table` says that it was reported in a table, and
    `flows_rejected` how many of its transactions are not recorded. `findings` are put to it once it is taken.
    """

    line: int
    identifier: str
    reporter: Organisation
    titles: dict[str, str]
    status: str
    collaboration: str
    currency: str
    aid_type: str
    flow_type: str
    finance_type: str
    dates: dict[str, str]
    participants: tuple[Participant, ...]
    countries: tuple[Share, ...]
    regions: tuple[Share, ...]
    sectors: tuple[Share, ...]
    details: str
    terms: tuple[TransactionTerms, ...]
    flows: tuple[Flow, ...]
    indicators: tuple[Indicator, ...]
    digest: bytes
    in_table: bool = False
    flows_rejected: int = 0
    findings: tuple[Finding, ...] = ()
