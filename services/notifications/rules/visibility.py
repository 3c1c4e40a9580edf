"""Which events of the log somebody may see."""

from dataclasses import dataclass

from shared.envelope import Audience


@dataclass(frozen=True, slots=True)
class Visibility:
    """Which events somebody may see: those of some audiences, or also all but other clients' own, or all."""

    everything: bool
    all_but_clients: bool
    audiences: frozenset[str]

    def allows(self, audience: str) -> bool:
        """Say whether events of an audience are seen."""
        if self.everything or audience in self.audiences:
            return True
        return self.all_but_clients and not audience.startswith(Audience.CLIENT.of(""))
