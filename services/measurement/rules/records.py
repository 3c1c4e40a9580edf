"""What was found right: activities and their flows, as values."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from services.measurement.rules.reported import Organisation, Participant, Share

Recipients = tuple[tuple[str, Decimal], ...]
"""Country or region codes with their weights; an empty code is a recipient that is not said."""


class Flow(NamedTuple):
    """One transaction; the currency, value date, aid type and recipients of the activity where it has none itself.

    `digest` stands for all of it: the same digest is the same flow, reported again.
    """

    line: int
    ref: str
    kind: str
    day: date
    amount: Decimal
    currency: str
    value_date: date
    provider: Organisation
    receiver: Organisation
    recipients: Recipients
    channel: str
    aid_type: str
    flow_type: str
    finance_type: str
    collaboration: str
    digest: bytes


class Activity(NamedTuple):
    """One activity; `dates` by IATI's ActivityDateType, `digest` stands for all of it with its flows."""

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
    flows: tuple[Flow, ...]
    digest: bytes
