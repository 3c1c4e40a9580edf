"""Flows that are given by themselves, as the values that imports make of transactions."""

from collections.abc import Sequence

from services.measurement.ledger import models
from services.measurement.ledger.activities.commands.stored_activity import record_of, whole_of
from services.measurement.ledger.flows.schemas.contributions import LineIn
from services.measurement.ledger.flows.schemas.writes import FlowIn, PartIn
from services.measurement.ledger.schemas.parties import OrganisationIn
from services.measurement.reading.contributions import modalities
from services.measurement.reading.digests import digest_of_flow, said_of, said_of_line
from services.measurement.reading.records import Activity, Flow, Line, Recipients, TransactionTerms
from services.measurement.reading.source import NOBODY, Organisation
from services.measurement.reading.values import HUNDRED, plain


def record_with(row: models.Activity, bodies: Sequence[FlowIn]) -> Activity:
    """Give an activity with flows of it."""
    whole = whole_of(row)
    places: dict[TransactionTerms, int] = {}
    flows = []
    for body in bodies:
        terms = _terms(body, row, whole)
        place = places.setdefault(terms, len(places))
        flows.append(_flow(body, terms, place))
    return record_of(row, list(places), flows)


def _terms(body: FlowIn, row: models.Activity, whole: Recipients) -> TransactionTerms:
    return TransactionTerms(
        body.value.currency if body.value else "",
        _organisation(body.provider),
        _organisation(body.recipient),
        _recipients(body.parts) or whole,
        body.channel,
        body.aid_type or row.aid_type,
        body.flow_type,
        body.finance_type,
        row.collaboration,
        (),
    )


def _flow(body: FlowIn, terms: TransactionTerms, place: int) -> Flow:
    value_date = (body.value.value_date if body.value else None) or body.day
    amount = body.value.amount if body.value else None
    lines = tuple(_line(line) for line in body.lines)
    said = said_of(terms) + b"".join(map(said_of_line, lines)) + b"".join(map(_said_of_price, body.lines))
    return Flow(
        0,
        body.ref,
        body.transaction_type,
        body.day,
        amount,
        value_date,
        body.description,
        place,
        digest_of_flow((body.ref, body.transaction_type, body.day), amount, value_date, body.description, said),
        lines,
    )


def _organisation(given: OrganisationIn | None) -> Organisation:
    return Organisation(given.ref, given.kind, given.name, given.activity) if given else NOBODY


def _recipients(parts: Sequence[PartIn]) -> Recipients:
    return tuple((part.code, HUNDRED if part.weight is None else part.weight) for part in parts)


def _said_of_price(given: LineIn) -> bytes:
    """Give what a contribution is said to be worth, for a digest."""
    if given.unit_cost is None:
        return b""
    cost = given.unit_cost
    return f"\0{plain(cost.amount)}\0{cost.currency}\0{given.valuation_method}\0{given.valued_by}".encode()


def _line(given: LineIn) -> Line:
    tossd_modality = modalities(given.type)[given.unit]
    return Line(given.type, given.quantity, given.unit, dict(given.description or {}), tossd_modality)
