"""What can be wrong with a flow that is given by itself, beyond its form."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from services.measurement.ledger.flows.schemas.contributions import LineIn
from services.measurement.ledger.flows.schemas.writes import FlowIn
from services.measurement.ledger.rules.shares import misfits
from services.measurement.reading.contributions import modalities
from shared.errors import Fault


def faults_of(body: FlowIn, pointer: str, today: date) -> Iterator[Fault]:
    """Find all faults that the flow itself shows."""
    if body.value is None and not body.lines:
        detail = "Give an amount (value), contributions in kind (lines), or both"
        yield Fault(f"{pointer}/value", "required", detail)
    yield from _days(body, pointer, today)
    yield from _organisations(body, pointer)
    shares = [(part.code, part.weight) for part in body.parts]
    yield from misfits(shares, f"{pointer}/parts", "weight")
    for place, line in enumerate(body.lines):
        yield from _line(line, f"{pointer}/lines/{place}")


def _days(body: FlowIn, pointer: str, today: date) -> Iterator[Fault]:
    said = [("day", body.day), ("value/value_date", body.value.value_date if body.value else None)]
    for name, day in said:
        if day is not None and day > today:
            detail = f"{day} is after today, {today}; what is planned is no flow yet"
            yield Fault(f"{pointer}/{name}", "in_future", detail)


def _organisations(body: FlowIn, pointer: str) -> Iterator[Fault]:
    for name, organisation in (("provider", body.provider), ("recipient", body.recipient)):
        if organisation is not None and not (organisation.ref or organisation.name):
            yield Fault(f"{pointer}/{name}/ref", "required", "Give its reference, or at least its name")


def _line(line: LineIn, pointer: str) -> Iterator[Fault]:
    units = modalities(line.type)
    if line.unit not in units:
        detail = f"{line.type} is counted in {', '.join(units)}, not in {line.unit}"
        yield Fault(f"{pointer}/unit", "unknown_unit", detail)
    if line.unit_cost and line.valuation_method is None:
        detail = "Say how the unit cost was found: market_price, actual_cost, salary_scale, ppp, standard_rate, other"
        yield Fault(f"{pointer}/valuation_method", "required", detail)
    if line.valuation_method and line.unit_cost is None:
        yield Fault(f"{pointer}/unit_cost", "required", "A method is of a unit cost; give it, or leave the method out")


def repeated(placed: Sequence[tuple[FlowIn, str]]) -> Iterator[Fault]:
    """Find flows of one request that correct the same flow, or have the same name."""
    first: dict[tuple[str, UUID | str], str] = {}
    for body, pointer in placed:
        for name, said in (("corrects", body.corrects), ("external_id", body.external_id)):
            if said is None:
                continue
            if (name, said) in first:
                yield Fault(f"{pointer}/{name}", "twice", f"{first[name, said]} says the same; only one of them can")
            first.setdefault((name, said), pointer)
