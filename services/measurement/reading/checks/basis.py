"""What reports are checked by, beside themselves."""

from datetime import date
from typing import NamedTuple

from services.measurement.reading.codelists import Lists
from services.measurement.reading.options import Accept


class Basis(NamedTuple):
    """The day, and the codes of the agencies that register organisations; none where they are not known yet.

    `accept` says what is taken, `lists` are the code lists that are known.
    """

    today: date
    agencies: frozenset[str] = frozenset()
    accept: Accept = Accept.RECORDABLE
    lists: Lists = Lists()
