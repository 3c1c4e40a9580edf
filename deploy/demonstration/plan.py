"""All that the demonstration asks of the platform, in the order in which it asks."""

from dataclasses import dataclass
from datetime import date

from deploy.demonstration.organisations import Office, Organisation, offices, organisations
from deploy.demonstration.roadmaps import Roadmap, roadmaps


@dataclass(frozen=True, slots=True)
class Plan:
    """What is registered, assigned and drafted; the flows come as a file."""

    organisations: tuple[Organisation, ...]
    offices: tuple[Office, ...]
    roadmaps: tuple[Roadmap, ...]

    @property
    def steps(self) -> int:
        """Count what has to be done, the import of the file as one."""
        return len(self.organisations) + len(self.offices) + len(self.roadmaps) + 1


def make_plan(today: date) -> Plan:
    """Make the plan; only the dates of roadmaps depend on the day."""
    return Plan(tuple(organisations()), tuple(offices()), tuple(roadmaps(today)))
