"""What a publisher has written, as text and with its line: whatever the format, checked by nobody yet."""

import hashlib
from functools import lru_cache

from msgspec import Struct

from shared.identifiers import canonical_reference
from shared.spelling import key
from shared.standards import countries

Narratives = tuple[tuple[str, str], ...]
"""One text in several languages: pairs of language, empty where it is not said, and text."""


class Record(Struct, frozen=True, array_like=True, gc=False):
    """A value of a file: made once, compared and passed on as a whole.

    A struct is made in a third of a named tuple's time, which is a tenth of what it takes to read a table. None holds
    itself, so that there is nothing in them for the collector of garbage.
    """


FUNDING = "1"
"""IATI's OrganisationRole."""


class Organisation(Record, frozen=True):
    """An organisation as somebody names it; `kind` is IATI's OrganisationType, `activity` its own activity's name.

    `narrated` says that there is a narrative, even an empty one.
    """

    ref: str = ""
    kind: str = ""
    name: str = ""
    activity: str = ""
    narrated: bool = False

    @property
    def named_by(self) -> str:
        """Give what it is known by."""
        return named_by(self.ref, self.name)


NOBODY = Organisation()


@lru_cache(maxsize=20_000)
def named_by(ref: str, name: str) -> str:
    """Give what an organisation is known by: its reference in its one form, or its name where it has none.

    A reference that looks like a country ("TF" of some foundation) is of no list, and taken for a name.
    """
    return canonical_reference(ref) if ref and ref not in countries() else by_name(ref or name)


LONGEST_KEY = 200
"""Bytes; what is longer ends in its digest."""


@lru_cache(maxsize=20_000)
def by_name(name: str) -> str:
    """Give what stands for all writings of a name: no reference of a list begins so, and no country's code."""
    if not name:
        return ""
    one = key(name) or name
    if len(one.encode()) > LONGEST_KEY:
        digest = hashlib.sha256(one.encode()).hexdigest()[:32]
        one = one.encode()[: LONGEST_KEY - len(digest)].decode(errors="ignore") + digest
    return f"name:{one}"


class Share(Record, frozen=True):
    """A country, region or sector, and how much of the whole falls to it; empty where it is not said."""

    line: int
    code: str
    vocabulary: str = ""
    percentage: str = ""
    narrated: bool = False


class Value(Record, frozen=True):
    """An amount of money."""

    amount: str
    currency: str = ""
    date: str = ""
    line: int = 0


class Participant(Record, frozen=True):
    """An organisation that takes part; `role` is IATI's OrganisationRole."""

    line: int
    role: str
    organisation: Organisation


class OtherIdentifier(Record, frozen=True):
    """Another identifier of the activity or of who reports it; `kind` is IATI's OtherIdentifierType."""

    line: int
    kind: str
    ref: str
    owner: Organisation | None = None


class Marker(Record, frozen=True):
    """A policy marker or a tag; codes are IATI's."""

    line: int
    code: str
    vocabulary: str = ""
    significance: str | None = None
    narrated: bool = False


class Description(Record, frozen=True):
    """A text about the activity; `kind` is IATI's DescriptionType."""

    kind: str
    texts: Narratives


class Budget(Record, frozen=True):
    """Money that is planned for a period; `element` is `budget` or `planned-disbursement`."""

    line: int
    element: str
    kind: str
    status: str
    start: str = ""
    end: str = ""
    value: Value | None = None
    provider: Organisation | None = None
    receiver: Organisation | None = None


class BudgetItems(Record, frozen=True):
    """How the activity stands in a country's budget: a vocabulary, and the percentages of its items."""

    line: int
    vocabulary: str
    percentages: tuple[str, ...]


class Document(Record, frozen=True):
    """A document by its link; `of` is what it tells of: `activity`, or the element of a result that it stands in."""

    url: str
    format: str
    of: str
    titles: Narratives = ()
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    date: str = ""


class Location(Record, frozen=True):
    """A place; `position` is latitude and longitude as they are written, `kind` IATI's location class."""

    line: int
    ref: str
    names: Narratives = ()
    position: str = ""
    reach: str = ""
    exactness: str = ""
    kind: str = ""
    feature: str = ""


class Related(Record, frozen=True):
    """Another activity; `kind` is IATI's RelatedActivityType."""

    line: int
    kind: str
    ref: str


class Coded(Record, frozen=True):
    """An element of which nothing is recorded, and its codes are checked."""

    line: int
    element: str
    codes: tuple[str, ...]


class Measured(Record, frozen=True):
    """A baseline, target or actual value; `dimensions` are pairs of name and value."""

    line: int
    element: str
    value: str | None
    date: str
    comment: Narratives
    dimensions: tuple[tuple[str, str], ...]


class IndicatorPeriod(Record, frozen=True):
    """A period of an indicator."""

    line: int
    start: str
    end: str
    values: tuple[Measured, ...]


class Indicator(Record, frozen=True):
    """An indicator; `measure` is IATI's IndicatorMeasure, `references` are pairs of vocabulary and code."""

    line: int
    measure: str
    ascending: str
    titles: Narratives
    descriptions: Narratives
    references: tuple[tuple[str, str], ...]
    baselines: tuple[Measured, ...]
    periods: tuple[IndicatorPeriod, ...]


class Result(Record, frozen=True):
    """A result; `kind` is IATI's ResultType."""

    line: int
    kind: str
    titles: Narratives
    references: tuple[tuple[str, str], ...]
    indicators: tuple[Indicator, ...]
    documents: tuple[Document, ...] = ()


class Contribution(Record, frozen=True):
    """What is given in kind."""

    kind: str
    quantity: str
    unit: str


class Transaction(Record, frozen=True):
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
    aid_types: tuple[Marker, ...] = ()
    flow_type: str = ""
    finance_type: str = ""
    channel: str = ""
    tied_status: str = ""
    description: str = ""
    sectors: tuple[Share, ...] = ()
    contribution: Contribution | None = None


class Activity(Record, frozen=True):
    """One activity; `dates` are pairs of ActivityDateType and day.

    `unnamed` are the places of titles and descriptions that say nothing: pairs of line and element. `untongued` is the
    line of a narrative whose language neither it nor the activity says, 0 where there is none. `coded` are
    elements whose codes are checked, and of which nothing else is read.
    """

    line: int
    identifier: str = ""
    reporter: Organisation | None = None
    titles: Narratives = ()
    status: str = ""
    language: str = ""
    currency: str = ""
    collaboration: str = ""
    aid_types: tuple[Marker, ...] = ()
    flow_type: str = ""
    finance_type: str = ""
    tied_status: str = ""
    scope: str = ""
    hierarchy: str = ""
    secondary: str = ""
    humanitarian: str = ""
    last_updated: str = ""
    capital_spend: str = ""
    dates: tuple[tuple[str, str], ...] = ()
    participants: tuple[Participant, ...] = ()
    countries: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    sectors: tuple[Share, ...] = ()
    others: tuple[OtherIdentifier, ...] = ()
    descriptions: tuple[Description, ...] = ()
    markers: tuple[Marker, ...] = ()
    tags: tuple[Marker, ...] = ()
    budgets: tuple[Budget, ...] = ()
    budget_items: tuple[BudgetItems, ...] = ()
    documents: tuple[Document, ...] = ()
    locations: tuple[Location, ...] = ()
    related: tuple[Related, ...] = ()
    results: tuple[Result, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    unnamed: tuple[tuple[int, str], ...] = ()
    untongued: int = 0
    coded: tuple[Coded, ...] = ()
    budget_not_provided: str = ""
