"""Percentages: each between 0 and 100, together a hundred."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.measurement.reading.findings import Finding
from services.measurement.reading.places import is_whole
from services.measurement.reading.source import Share
from services.measurement.reading.values import HUNDRED, percentage


def check_whole(shares: Sequence[Share], path: str, rules: tuple[str, str | None, str]) -> Iterator[Finding]:
    """Check the parts of a whole; `rules` are those of a missing part, a wrong sum, and a single part.

    There may be none of a wrong sum.
    """
    missing, wrong_sum, single = rules
    line, path = shares[0].line, f"{path}/@percentage"
    if len(shares) == 1:
        if shares[0].percentage and percentage(shares[0].percentage) != HUNDRED:
            yield Finding(single, line, path, f"It is {shares[0].percentage}")
        return
    total = added(shares)
    if total is None:
        yield Finding(missing, line, path, f"{len(shares)} of them, and not all have a percentage")
    elif wrong_sum and not is_whole(total):
        yield Finding(wrong_sum, line, path, f"They add up to {total}")


def check_range(shares: Sequence[Share], path: str, rule: str) -> Iterator[Finding]:
    """Check that each lies between 0 and 100."""
    for share in shares:
        yield from check_percentage(share.percentage, share.line, path, rule)


def check_percentage(text: str, line: int, path: str, rule: str) -> Iterator[Finding]:
    """Check that a percentage, if it is given, lies between 0 and 100."""
    if not text:
        return
    value = percentage(text)
    if value is None:
        yield Finding("harambee-percentage", line, f"{path}/*/@percentage", f"It is {text}")
    elif not 0 <= value <= HUNDRED:
        yield Finding(rule, line, f"{path}/*/@percentage", f"It is {value}")


def added(shares: Sequence[Share]) -> Decimal | None:
    """Add up; None where one has no percentage."""
    values = [percentage(share.percentage) for share in shares]
    return sum((value for value in values if value is not None), Decimal(0)) if None not in values else None
