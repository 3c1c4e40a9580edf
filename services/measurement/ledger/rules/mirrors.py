"""Which flows mirror each other: one flow, once as its provider and once as its recipient reports it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.measurement.ledger.rules.reconcile import COUNTED, INCOMING
from services.measurement.reference import facts
from shared.standards import countries

DISBURSEMENT = "3"
YEAR_DAYS = 366


class Report(NamedTuple):
    """A flow as one organisation reports it, as far as it is compared and counted."""

    id: UUID
    activity: UUID
    reporter: str
    transaction_type: str
    day: date
    provider: str
    provider_ref: str
    provider_name: str
    receiver_ref: str
    recipients: list[str]
    amount: Decimal
    currency: str
    usd: Decimal | None
    parts_usd: list[Decimal] | None
    cooperation: str | None
    aid_type: str


class Reason(StrEnum):
    """What speaks for two reports being of one flow."""

    SAME_PROVIDER = "same_provider"
    SAME_RECIPIENTS = "same_recipients"
    COMMON_RECIPIENT = "common_recipient"
    SAME_AMOUNT = "same_amount"
    CLOSE_AMOUNT = "close_amount"
    SAME_DAY = "same_day"
    SAME_YEAR = "same_year"


CERTAIN = frozenset({Reason.SAME_PROVIDER, Reason.SAME_RECIPIENTS, Reason.SAME_AMOUNT})
"""With these there is nothing left that a person would compare."""


class Closeness(NamedTuple):
    """How close two reports are, of 100, and why; 0 where they cannot be of one flow."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def certain(self) -> bool:
        """Say whether all criteria are equal."""
        return CERTAIN.issubset(self.reasons)


APART = Closeness(0, ())


class Tolerance(NamedTuple):
    """How far amounts may lie apart: a share of the larger, or so many USD, whichever is more."""

    share: Decimal
    usd: Decimal

    def allows(self, one: Decimal, other: Decimal) -> Decimal:
        """Give the largest difference of two amounts in USD."""
        return max(self.usd, self.share * max(abs(one), abs(other)))


class Candidate(NamedTuple):
    """Two reports that may be a pair; `standing` is one that is proposed already."""

    provider: UUID
    recipient: UUID
    closeness: Closeness
    standing: bool = False

    @property
    def key(self) -> tuple[UUID, UUID]:
        """Name the two reports."""
        return self.provider, self.recipient


def tolerance() -> Tolerance:
    """Give the tolerance that is set."""
    found = facts("mirrors")["tolerance"]
    return Tolerance(Decimal(found["share"]), Decimal(found["usd"]))


def is_mirrored(provider: Report, recipient: Report) -> bool:
    """Say whether the types and reporters of two reports can be those of the two sides of one flow.

    What one has disbursed or spent, another has received. Two disbursements are one flow where the first reporter
    gives its own money, and the second tells of money of somebody else.
    """
    if provider.reporter == recipient.reporter or provider.transaction_type not in COUNTED:
        return False
    if recipient.transaction_type in INCOMING:
        return True
    both = provider.transaction_type == recipient.transaction_type == DISBURSEMENT
    return both and _gives_its_own(provider) and not _gives_its_own(recipient)


def _gives_its_own(report: Report) -> bool:
    return report.provider_ref == report.reporter or not (report.provider_ref or report.provider_name)


def sides(one: Report, other: Report) -> tuple[Report, Report] | None:
    """Put the provider's report first; None where the two cannot be the sides of one flow."""
    if is_mirrored(one, other):
        return one, other
    return (other, one) if is_mirrored(other, one) else None


def leaves_out(provider_type: str, recipient_type: str) -> bool:
    """Say whether the totals of one perspective would hold both reports, so that one has to stay out of them."""
    return provider_type in COUNTED and recipient_type in COUNTED


def common_recipients(provider: Report, recipient: Report) -> list[str]:
    """Give the recipients that both name, or those of the one that names any."""
    named = [[code for code in report.recipients if code] for report in (provider, recipient)]
    common = [code for code in named[0] if code in named[1]]
    return common or named[0] or named[1]


def closeness(provider: Report, recipient: Report, allowed: Tolerance) -> Closeness:
    """Compare two reports of linked activities: the score is 50 for amounts, 20 for each party, 10 for the days."""
    if not is_mirrored(provider, recipient) or provider.day.year != recipient.day.year:
        return APART
    parts = (
        _providers(provider, recipient),
        _recipients(provider, recipient),
        _amounts(provider, recipient, allowed),
        _days(provider, recipient),
    )
    points = [part for part in parts if part is not None]
    if len(points) < len(parts):
        return APART
    return Closeness(sum(score for score, _ in points), tuple(reason for _, reason in points if reason))


_Part = tuple[int, Reason | None]
"""What one criterion adds; None instead of it where the two reports contradict each other."""


def _providers(provider: Report, recipient: Report) -> _Part | None:
    if not (provider.provider and recipient.provider):
        return 0, None
    if provider.provider == recipient.provider:
        return 20, Reason.SAME_PROVIDER
    # Who is known by a name or a reference alone may be anybody.
    return None if _is_known(provider.provider) and _is_known(recipient.provider) else (0, None)


def _is_known(code: str) -> bool:
    return code in countries() or code.startswith("XM-DAC-")


def _recipients(provider: Report, recipient: Report) -> _Part | None:
    one, other = set(provider.recipients), set(recipient.recipients)
    if "" in one or "" in other or not (one and other):
        return 0, None
    if one == other:
        return 20, Reason.SAME_RECIPIENTS
    return (10, Reason.COMMON_RECIPIENT) if one & other else None


def _amounts(provider: Report, recipient: Report, allowed: Tolerance) -> _Part | None:
    if not (provider.amount and recipient.amount):
        return None
    if (provider.amount, provider.currency) == (recipient.amount, recipient.currency):
        return 50, Reason.SAME_AMOUNT
    one, other = provider.usd, recipient.usd
    if not one or not other or (one > 0) != (other > 0):
        return None
    if one == other:
        return 50, Reason.SAME_AMOUNT
    difference, most = abs(one - other), allowed.allows(one, other)
    return (1 + int(48 * (1 - difference / most)), Reason.CLOSE_AMOUNT) if difference <= most else None


def _days(provider: Report, recipient: Report) -> _Part:
    apart = abs((provider.day - recipient.day).days)
    return 10 - 10 * apart // YEAR_DAYS, Reason.SAME_YEAR if apart else Reason.SAME_DAY


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Choose pairs, the closest first, each report in one at most; what is proposed already goes before its equals."""
    taken: set[UUID] = set()
    chosen = []
    for one in sorted(candidates, key=_rank):
        if taken.isdisjoint(one.key):
            taken.update(one.key)
            chosen.append(one)
    return chosen


def _rank(one: Candidate) -> tuple[int, bool, UUID, UUID]:
    return -one.closeness.score, not one.standing, one.provider, one.recipient
