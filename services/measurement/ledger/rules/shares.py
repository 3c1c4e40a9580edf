"""Parts of a whole as they are given: each once, together a hundred, as decimals without tolerance."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.measurement.reading.values import HUNDRED
from shared.decimals import digits
from shared.errors import Fault

Shares = Sequence[tuple[str, Decimal | None]]
"""Codes with their percentages."""


def misfits(shares: Shares, pointer: str, field: str) -> Iterator[Fault]:
    """Find what keeps parts from making up the whole; `field` is what a percentage is called."""
    yield from _twice(shares, pointer)
    if len(shares) == 1:
        weight = shares[0][1]
        if weight not in (None, HUNDRED):
            yield Fault(
                f"{pointer}/0/{field}", "not_whole", f"It is the only one, so it is 100 and not {digits(weight)}"
            )
        return
    missing = [place for place, (_, weight) in enumerate(shares) if weight is None]
    for place in missing:
        yield Fault(f"{pointer}/{place}/{field}", "required", "Where there are several, each has a percentage")
    total = sum((weight for _, weight in shares if weight is not None), Decimal(0))
    if shares and not missing and total != HUNDRED:
        yield Fault(pointer, "not_whole", f"They add up to {digits(total)}, not to 100")


def _twice(shares: Shares, pointer: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, (code, _) in enumerate(shares):
        if code in seen:
            yield Fault(f"{pointer}/{place}/code", "twice", f"{code} is there already; add the two up")
        seen.add(code)
