"""What can be wrong with an activity that is given by itself, beyond its form."""

from collections.abc import Iterator

from services.measurement.ledger.activities.schemas.writes import ActivityIn, ParticipantIn, SectorIn
from services.measurement.ledger.rules.cooperation import missing_corners
from services.measurement.ledger.rules.shares import misfits
from shared.errors import Fault


def faults_of(body: ActivityIn) -> Iterator[Fault]:
    """Find all faults that the activity itself shows."""
    yield from misfits([(one.code, one.percentage) for one in body.recipients], "/recipients", "percentage")
    yield from _sectors(body.sectors)
    yield from _dates(body)
    for place, participant in enumerate(body.participants):
        yield from _participant(participant, f"/participants/{place}")
    missing = missing_corners(one.role for one in body.participants)
    if missing:
        lacking = " and no ".join(sorted(missing))
        detail = f"Triangular cooperation needs a partner in each of its three roles; there is no {lacking}"
        yield Fault("/participants", "incomplete", detail)


def _sectors(sectors: list[SectorIn]) -> Iterator[Fault]:
    """Check each vocabulary by itself; places in a message are those of the whole list."""
    for name in dict.fromkeys(sector.vocabulary for sector in sectors):
        places = [place for place, sector in enumerate(sectors) if sector.vocabulary == name]
        shares = [(sectors[place].code, sectors[place].percentage) for place in places]
        for fault in misfits(shares, "", "percentage"):
            _, here, *rest = fault.pointer.split("/") if fault.pointer else ("", "")
            pointer = "/".join(["/sectors", str(places[int(here)]), *rest]) if here else "/sectors"
            yield Fault(pointer, fault.code, f"{fault.detail} (vocabulary {name})")


def _dates(body: ActivityIn) -> Iterator[Fault]:
    if not body.dates.keys() & {"1", "2"}:
        yield Fault("/dates", "required", "Give the planned (1) or the actual start (2)")
    for start, end in (("1", "3"), ("2", "4")):
        if start in body.dates and end in body.dates and body.dates[start] > body.dates[end]:
            yield Fault(f"/dates/{end}", "period", f"The end lies before the start, {body.dates[start]}")


def _participant(one: ParticipantIn, pointer: str) -> Iterator[Fault]:
    if not (one.ref or one.name):
        yield Fault(f"{pointer}/ref", "required", "Give its reference, or at least its name")
    if one.valid_from and one.valid_to and one.valid_from > one.valid_to:
        yield Fault(f"{pointer}/valid_to", "period", f"It lies before valid_from, {one.valid_from}")
