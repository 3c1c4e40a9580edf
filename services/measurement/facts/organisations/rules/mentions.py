"""Organisations that publishers name in their own way, and whether it is known who they are."""

from dataclasses import dataclass, field
from enum import StrEnum

from services.measurement.reading.source import Organisation


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
