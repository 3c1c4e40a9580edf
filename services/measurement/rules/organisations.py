"""Organisations that publishers name in their own way, and whether it is known who they are."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from services.measurement.rules.reported import Organisation

AGENCIES = "OrganisationRegistrationAgency"
"""The code list of who registers organisations; a reference begins with such a code."""


def is_registered(ref: str, agencies: Collection[str]) -> bool:
    """Say whether a reference is of an agency: `GB-COH-…`, or `CN-11-CR-…`."""
    first, *parts = ref.strip().split("-")
    return any("-".join((first, *parts[:length])) in agencies for length in range(1, len(parts)))


class OrganisationStatus(StrEnum):
    """Whether it is known who an organisation is."""

    UNMATCHED = "unmatched"
    MATCHED = "matched"
    DISMISSED = "dismissed"


@dataclass(slots=True)
class Mention:
    """An organisation as a report names it, and by how many flows."""

    organisation: Organisation
    flows: int = 0


@dataclass(slots=True)
class Mentions:
    """The organisations that reports name, by who reports them and what they are named by."""

    met: dict[tuple[str, str], Mention] = field(default_factory=dict)

    def of(self, reporter: str, organisation: Organisation) -> Mention | None:
        """Give where flows of an organisation are counted; None where it is nobody."""
        named_by = organisation.named_by
        return self.met.setdefault((reporter, named_by), Mention(organisation)) if named_by else None
