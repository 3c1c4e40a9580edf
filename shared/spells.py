"""What holds from a day on and until another: once said of values, once of columns; a bound that is not known is open.

`valid_from` is the first day on which it holds, `valid_to` the first on which it no longer does.
"""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_


class Days(NamedTuple):
    """A period, or a single day; both days belong to it."""

    first: date
    last: date


def holds(valid_from: date | None, valid_to: date | None, first: date, last: date | None = None) -> bool:
    """Say whether it holds on any day from `first` to `last`, or on `first` where that is the only one."""
    return (valid_from is None or valid_from <= (last or first)) and (valid_to is None or first < valid_to)


def holds_on(table: type[Any], day: date | ColumnElement[Any]) -> ColumnElement[bool]:
    """Say whether a row of a table with these two columns holds on a day."""
    return and_(
        or_(table.valid_from.is_(None), table.valid_from <= day), or_(table.valid_to.is_(None), table.valid_to > day)
    )
