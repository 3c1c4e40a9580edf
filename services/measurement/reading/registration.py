"""Whether a reference is of an agency that registers organisations."""

from collections.abc import Collection

AGENCIES = "OrganisationRegistrationAgency"
"""The code list of who registers organisations; a reference begins with such a code."""


def is_registered(ref: str, agencies: Collection[str]) -> bool:
    """Say whether a reference is of an agency: `GB-COH-…`, or `CN-11-CR-…`."""
    first, *parts = ref.strip().split("-")
    return any("-".join((first, *parts[:length])) in agencies for length in range(1, len(parts)))
