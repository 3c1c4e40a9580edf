"""Exchange rates."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from services.measurement.facts.rates import models, queries, schemas
from services.measurement.facts.rates.api.sent_tables import is_table, text_of
from services.measurement.facts.rates.commands import rates as commands
from services.measurement.facts.rates.rules.money import Rate
from services.measurement.facts.rates.rules.tables import Given, read_table
from services.measurement.facts.rates.schemas import (
    Conversion,
    ConversionQuery,
    Loaded,
    LoadQuery,
    RateIn,
    RateSource,
    RateSourceIn,
)
from shared.errors import Forbidden, InvalidInput, Unauthenticated, UnsupportedMedia
from shared.http import (
    Listing,
    ListQuery,
    Page,
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

uploads = upload_router()
router = service_router()

RATES = TypeAdapter(list[RateIn])


@uploads.post(
    "/exchange-rates",
    response_model=Loaded,
    responses=problems(Forbidden, UnsupportedMedia),
    tags=["exchange rates"],
    openapi_extra=sent_as(
        {
            "application/json": list[RateIn],
            "text/csv": {"schema": {"type": "string"}, "example": "Date,USD,KES\n2024-01-31,1.0837,174.05\n"},
        }
    ),
)
async def load_rates(request: Request, query: Annotated[LoadQuery, Query()], uow: Uow, upload: Spooled) -> Response:
    """Load exchange rates: a JSON list, or CSV as the ECB, the IMF or the OECD publish it, or as a plain list.

    A plain list has the columns `currency`, `date`, `units_per_usd` and `source`; the ECB's has units per euro by day.
    A rate takes the place of another of the same currency and day. Flows that a change bears on are converted anew by
    a job; what was reported stays, and totals follow.
    """
    body = upload.path.read_bytes()
    rates = _of_csv(body, query.source) if is_table(request) else _of_json(body)
    changed, conversion = await commands.load(
        uow, rates, greatest_age=query.greatest_age, leaps=query.leaps == "accept"
    )
    shown = Conversion.model_validate(conversion) if conversion else None
    return respond(request, Loaded(rates=len(rates), changed=changed, conversion=shown))


def _of_json(body: bytes) -> list[Given]:
    try:
        found = RATES.validate_json(body)
    except ValidationError as error:
        raise InvalidInput(faults=faults_of(error)) from None
    return [Given(one.currency, Rate(one.date, one.units_per_usd, one.source)) for one in found]


def _of_csv(body: bytes, source: str | None) -> list[Given]:
    sheet = read_table(text_of(body), source)
    if sheet.faults:
        raise InvalidInput(faults=sheet.faults)
    return sheet.rates


@router.get("/exchange-rates", response_model=Page[schemas.ExchangeRate], responses=listed(), tags=["exchange rates"])
async def list_rates(query: Annotated[schemas.RateQuery, Query()], listing: Listing) -> Response:
    """List exchange rates with their source."""
    keys = (models.ExchangeRate.currency, models.ExchangeRate.day)
    return await listing.answer(query, queries.rates(query), schemas.ExchangeRate, *keys)


@router.get("/exchange-rates/sources", response_model=Page[RateSource], responses=listed(), tags=["exchange rates"])
async def list_rate_sources(query: Annotated[ListQuery, Query()], listing: Listing) -> Response:
    """List who says the rates that are held, and for how many days theirs count."""
    chosen = queries.sources()
    return await listing.answer(query, select(chosen), RateSource, chosen.c.source)


@router.post(
    "/exchange-rates/sources",
    response_model=RateSourceIn,
    responses=problems(Unauthenticated, Forbidden),
    tags=["exchange rates"],
)
async def set_greatest_age(request: Request, body: RateSourceIn, uow: Uow) -> Response:
    """Say for how many days the rates of a source count; flows that this bears on are converted anew by a job."""
    await commands.set_greatest_age(uow, body.source, body.greatest_age)
    return respond(request, body)


@router.get("/exchange-rates/conversions", response_model=Page[Conversion], responses=listed(), tags=["exchange rates"])
async def list_conversions(query: Annotated[ConversionQuery, Query()], listing: Listing) -> Response:
    """List the times that flows were converted anew, the latest first."""
    key = models.Conversion.id
    return await listing.answer(query, queries.conversions(query), Conversion, key, descending=True)
