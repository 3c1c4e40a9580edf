"""How a pair of reports goes from being proposed to being confirmed, or to being no pair."""

from collections.abc import Mapping
from enum import StrEnum

from shared.errors import Fault, Refused


class Status(StrEnum):
    """Where a pair of reports stands."""

    PROPOSED = "proposed"
    MATCHED = "matched"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    OBJECTED = "objected"
    DISSOLVED = "dissolved"


class Side(StrEnum):
    """Who speaks: for the provider, or for the recipient."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"


ONE_FLOW = frozenset({Status.MATCHED, Status.CONFIRMED, Status.DISPUTED})
"""Both reports are of one flow, which totals count once; a dispute is about its amount."""

LIVE = ONE_FLOW | {Status.PROPOSED}
YES = frozenset({Status.MATCHED, Status.CONFIRMED})

Answers = Mapping[Side, Status]
"""What each side has said last; a side that has said nothing is missing."""


def standing(answers: Answers, *, certain: bool) -> Status:
    """Derive the status: a no counts before a dispute, that before a yes; two yeses confirm.

    That all criteria are equal (`certain`) counts as one yes.
    """
    for strong in (Status.OBJECTED, Status.DISPUTED):
        if strong in answers.values():
            return strong
    yeses = len(answers) + certain
    return (Status.PROPOSED, Status.MATCHED, Status.CONFIRMED)[min(yeses, 2)]


def answer(current: Status, answers: Answers, side: Side, to: Status, *, certain: bool) -> Status:
    """Give the status after a side's answer. Raises Refused where it cannot be given now."""
    if current not in LIVE:
        raise _refused(f"A pair that is {current} stays so; link the two flows anew if they are one after all")
    after = standing({**answers, side: to}, certain=certain)
    if to not in YES:
        return after
    if answers.get(side) in YES:
        raise _refused(f"The {side}'s side has said yes already; the other side's answer is awaited")
    if after is Status.DISPUTED:
        raise _refused("The other side says that the amount is different: only that side can confirm now")
    if after is not to:
        raise _refused(f"With your yes it is {after}, not {to}: {_BECAUSE[after]}")
    return after


_BECAUSE = {
    Status.MATCHED: "the other side has not said yes yet",
    Status.CONFIRMED: "nobody else has to say yes any more",
}


def _refused(detail: str) -> Refused:
    return Refused(faults=[Fault("/to", "not_allowed", detail)])
