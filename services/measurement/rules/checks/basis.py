"""What reports are checked by, beside themselves."""

from datetime import date
from typing import NamedTuple


class Basis(NamedTuple):
    """The day, and the codes of the agencies that register organisations; none where they are not known yet."""

    today: date
    agencies: frozenset[str] = frozenset()
