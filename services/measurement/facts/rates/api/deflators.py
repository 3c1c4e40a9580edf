"""Deflators."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import TypeAdapter, ValidationError

from services.measurement.facts.rates import models, queries
from services.measurement.facts.rates.api.sent_tables import is_table, text_of
from services.measurement.facts.rates.commands import deflators as commands
from services.measurement.facts.rates.rules.deflators import line_pointer, read_deflators
from services.measurement.facts.rates.schemas import Deflator, DeflatorQuery, DeflatorsLoaded
from services.measurement.facts.registry.queries import reference_faults
from shared.errors import Forbidden, InvalidInput, UnsupportedMedia
from shared.http import (
    Listing,
    Page,
    Reader,
    Spooled,
    Uow,
    listed,
    problems,
    respond,
    sent_as,
    service_router,
    upload_router,
)
from shared.http.problems import faults_of
from shared.standards import countries

uploads = upload_router()
router = service_router()

DEFLATORS = TypeAdapter(list[Deflator])


@uploads.post(
    "/exchange-rates/deflators",
    response_model=DeflatorsLoaded,
    responses=problems(Forbidden, UnsupportedMedia),
    tags=["exchange rates"],
    openapi_extra=sent_as(
        {
            "application/json": list[Deflator],
            "text/csv": {"schema": {"type": "string"}, "example": "provider,year,index,source\nBR,2020,100,OECD\n"},
        }
    ),
)
async def load_deflators(request: Request, uow: Uow, upload: Spooled) -> Response:
    """Load deflators, by which `prices=constant&base_year=` turns totals into the money of one year."""
    body = upload.path.read_bytes()
    deflators = _of_csv(body) if is_table(request) else _of_json(body)
    changed = await commands.load(uow, deflators)
    return respond(request, DeflatorsLoaded(deflators=len(deflators), changed=changed))


def _of_json(body: bytes) -> list[Deflator]:
    try:
        return DEFLATORS.validate_json(body)
    except ValidationError as error:
        raise InvalidInput(faults=faults_of(error)) from None


def _of_csv(body: bytes) -> list[Deflator]:
    table = read_deflators(text_of(body))
    if table.faults:
        raise InvalidInput(faults=table.faults)
    try:
        return DEFLATORS.validate_python([fields for _, fields in table.lines])
    except ValidationError as error:
        numbers = [number for number, _ in table.lines]
        raise InvalidInput(faults=[line_pointer(fault, numbers) for fault in faults_of(error)]) from None


@router.get("/exchange-rates/deflators", response_model=Page[Deflator], responses=listed(), tags=["exchange rates"])
async def list_deflators(query: Annotated[DeflatorQuery, Query()], listing: Listing, session: Reader) -> Response:
    """List deflators with their source."""
    bodies = {place: one for place, one in enumerate(query.provider) if one not in countries()}
    if faults := await reference_faults(session, "provider", bodies, models.Deflator.provider):
        raise InvalidInput(faults=faults)
    keys = (models.Deflator.provider, models.Deflator.year)
    return await listing.answer(query, queries.deflators(query), Deflator, *keys)
