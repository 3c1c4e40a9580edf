"""What a publisher has written, as text and with its line: whatever the format, checked by nobody yet."""

from typing import NamedTuple


class Organisation(NamedTuple):
    """An organisation as somebody names it; `kind` is IATI's OrganisationType, `activity` its own activity's name."""

    ref: str = ""
    kind: str = ""
    name: str = ""
    activity: str = ""


class Share(NamedTuple):
    """A country, region or sector, and how much of the whole falls to it; empty where it is not said."""

    line: int
    code: str
    vocabulary: str = ""
    percentage: str = ""


class Value(NamedTuple):
    """An amount of money."""

    amount: str
    currency: str = ""
    date: str = ""


class Participant(NamedTuple):
    """An organisation that takes part; `role` is IATI's OrganisationRole."""

    line: int
    role: str
    organisation: Organisation


class Transaction(NamedTuple):
    """One transaction; codes are IATI's."""

    line: int
    ref: str = ""
    kind: str = ""
    date: str = ""
    value: Value | None = None
    provider: Organisation | None = None
    receiver: Organisation | None = None
    country: Share | None = None
    region: Share | None = None
    aid_type: str = ""
    flow_type: str = ""
    finance_type: str = ""
    channel: str = ""


class Activity(NamedTuple):
    """One activity; `dates` are pairs of ActivityDateType and day."""

    line: int
    identifier: str = ""
    reporter: Organisation | None = None
    titles: tuple[tuple[str, str], ...] = ()
    status: str = ""
    language: str = ""
    currency: str = ""
    collaboration: str = ""
    aid_type: str = ""
    flow_type: str = ""
    finance_type: str = ""
    dates: tuple[tuple[str, str], ...] = ()
    participants: tuple[Participant, ...] = ()
    countries: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    sectors: tuple[Share, ...] = ()
    transactions: tuple[Transaction, ...] = ()
