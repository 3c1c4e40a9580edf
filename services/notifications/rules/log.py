"""How events of the log are shown outside, and to whom."""

from dataclasses import dataclass

from shared.envelope import Audience


def positioned(body: bytes, position: int) -> bytes:
    """Put the position into an event's JSON without parsing it: what is stored is sent and signed as it is."""
    return b'%b,"position":%d}' % (body[:-1], position)


def type_pattern(wanted: str) -> str:
    """Make the SQL pattern of a type filter: `harambee.roadmap.*` stands for all that begins so."""
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped[:-1]}%" if escaped.endswith("*") else escaped


@dataclass(frozen=True, slots=True)
class Seen:
    """Which events somebody may see: those of some audiences, or also all but other clients' own, or all."""

    everything: bool
    all_but_clients: bool
    audiences: frozenset[str]

    def sees(self, audience: str) -> bool:
        """Say whether events of an audience are seen."""
        if self.everything or audience in self.audiences:
            return True
        return self.all_but_clients and not audience.startswith(Audience.CLIENT.of(""))
