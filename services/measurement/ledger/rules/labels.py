"""What codes of totals are called in English."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from services.measurement.reference import facts
from shared.standards import countries


def name_of_place(code: str) -> str | None:
    """Give the name of a country or region, None where it is neither."""
    return _countries().get(code) if code in countries() else facts("labels")["region"].get(code)


def label_of(dimension: str, key: str) -> str | None:
    """Give what a key of a dimension stands for, None if unknown.

    Dimensions are `transaction_type`, `aid_type` and `cooperation`; those of all others are places.
    """
    found: str | None = facts("labels")[dimension].get(key) if dimension in facts("labels") else name_of_place(key)
    return found


@cache
def _countries() -> Mapping[str, str]:
    names: Mapping[str, str] = Locale("en").territories
    return names
