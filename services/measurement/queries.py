"""Reads of the measurement service."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, extract, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.measurement import schemas
from services.measurement.models import Activity, ExchangeRate, Flow, Import, ImportFinding, Membership, Total
from services.measurement.reference import facts
from services.measurement.rules.findings import RULES
from services.measurement.rules.flows import COUNTED, INCOMING
from services.measurement.rules.money import IMF
from shared.auth import Principal
from shared.db import Rows
from shared.errors import NotFound

KINDS = {schemas.Perspective.PROVIDER: COUNTED, schemas.Perspective.RECIPIENT: INCOMING}


def imports(query: schemas.ImportQuery, principal: Principal) -> Rows:
    """Select the principal's imports."""
    chosen = select(Import).where(own(principal))
    if query.status:
        chosen = chosen.where(Import.status.in_(query.status))
    return chosen.where(Import.mode.in_(query.mode)) if query.mode else chosen


def own(principal: Principal) -> ColumnElement[bool]:
    """Say which imports a principal sees: its own, an administrator all."""
    return true() if principal.may() else Import.created_by == principal.id


async def get_import(session: AsyncSession, import_id: UUID, principal: Principal) -> Import:
    """Give an import. Raises NotFound where it is not there for this principal."""
    row = await session.scalar(select(Import).where(Import.id == import_id, own(principal)))
    if row is None:
        raise NotFound(f"There is no import {import_id}")
    return row


def findings(import_id: UUID, query: schemas.FindingQuery) -> Rows:
    """Select the findings of an import."""
    chosen = select(ImportFinding).where(ImportFinding.import_id == import_id)
    if query.severity:
        chosen = chosen.where(ImportFinding.severity.in_(query.severity))
    return chosen.where(ImportFinding.rule.in_(query.rule)) if query.rule else chosen


def finding(row: ImportFinding) -> schemas.Finding:
    """Show a finding with the text of its rule."""
    return schemas.Finding(
        number=row.number,
        rule=row.rule,
        severity=RULES[row.rule].severity,
        category=row.category,
        message=RULES[row.rule].text,
        detail=row.message,
        line=row.line,
        path=row.path,
        activity=row.activity,
    )


def activities(query: schemas.ActivityQuery) -> Rows:
    """Select activities."""
    chosen = select(Activity)
    for column, wanted in (
        (Activity.identifier, query.identifier),
        (Activity.reporter, query.reporter),
        (Activity.cooperation, query.cooperation),
        (Activity.modality, query.modality),
        (Activity.status, query.status),
    ):
        if wanted:
            chosen = chosen.where(column.in_(wanted))
    if query.country:
        chosen = chosen.where(Activity.places.overlap(query.country))
    return chosen.where(Activity.updated_at >= query.updated_since) if query.updated_since else chosen


async def get_activity(session: AsyncSession, activity_id: UUID) -> Activity:
    """Give an activity. Raises NotFound."""
    row = await session.get(Activity, activity_id)
    if row is None:
        raise NotFound(f"There is no activity {activity_id}")
    return row


def flows(query: schemas.FlowQuery) -> Rows:
    """Select flows."""
    conditions: list[ColumnElement[bool]] = []
    for column, wanted in (
        (Flow.activity, query.activity),
        (Flow.reporter, query.reporter),
        (Flow.provider, query.provider),
        (Flow.kind, query.kind),
        (Flow.cooperation, query.cooperation),
        (Flow.modality, query.modality),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if query.country:
        conditions.append(Flow.recipients.overlap(query.country))
    if query.year:
        conditions.append(extract("year", Flow.day).in_(query.year))
    if not query.corrected:
        conditions.append(Flow.corrected_by.is_(None))
    if query.updated_since:
        conditions.append(Flow.created_at >= query.updated_since)
    return select(Flow).where(*conditions)


async def get_flow(session: AsyncSession, flow_id: UUID) -> Flow:
    """Give a flow. Raises NotFound."""
    row = await session.get(Flow, flow_id)
    if row is None:
        raise NotFound(f"There is no flow {flow_id}")
    return row


def rates(query: schemas.RateQuery) -> Rows:
    """Select exchange rates."""
    chosen = select(ExchangeRate)
    if query.currency:
        chosen = chosen.where(ExchangeRate.currency.in_(query.currency))
    if query.date_from:
        chosen = chosen.where(ExchangeRate.day >= query.date_from)
    return chosen.where(ExchangeRate.day <= query.date_to) if query.date_to else chosen


def matrix(query: schemas.MatrixQuery, today: date) -> Rows:
    """Add up totals by provider and recipient."""
    return (
        select(
            Total.provider,
            Total.recipient,
            func.round(func.sum(Total.usd), 2).label("amount"),
            cast(func.sum(Total.flows), Total.flows.type).label("flows"),
        )
        .where(*_of_matrix(query, today))
        .group_by(Total.provider, Total.recipient)
        .having(func.sum(Total.flows) > 0)
    )


def _of_matrix(query: schemas.MatrixQuery, today: date) -> list[ColumnElement[bool]]:
    conditions = _of_totals(query)
    if query.year:
        conditions.append(Total.year.in_(query.year))
    if query.provider:
        conditions.append(Total.provider.in_(query.provider))
    if query.recipient:
        conditions.append(Total.recipient.in_(query.recipient))
    if query.region:
        conditions.append(Total.recipient.in_(members(query.region, today)))
    return conditions


def series(query: schemas.SeriesQuery, today: date) -> Rows:
    """Add up totals by year, in and out."""
    into, out = _directions(query, today)
    key = getattr(Total, query.by).label("key") if query.by else literal(None, Text).label("key")
    chosen = (
        select(
            Total.year,
            key,
            func.round(func.coalesce(func.sum(Total.usd).filter(into), 0), 2).label("inflows"),
            func.round(func.coalesce(func.sum(Total.usd).filter(out), 0), 2).label("outflows"),
        )
        .where(*_of_series(query, today))
        .group_by(Total.year)
    )
    return chosen.group_by(getattr(Total, query.by)) if query.by else chosen


def _of_series(query: schemas.SeriesQuery, today: date) -> list[ColumnElement[bool]]:
    conditions = [*_of_totals(query), Total.flows > 0, or_(*_directions(query, today))]
    if query.year_from is not None:
        conditions.append(Total.year >= query.year_from)
    if query.year_to is not None:
        conditions.append(Total.year <= query.year_to)
    return conditions


def _directions(query: schemas.SeriesQuery, today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    if not (query.country or query.region):
        between = Total.provider != Total.recipient
        return between, between
    receives = or_(Total.recipient.in_(query.country), Total.recipient.in_(members(query.region, today)))
    provides = or_(Total.provider.in_(query.country), Total.provider.in_(members(query.region, today)))
    return and_(receives, ~provides), and_(provides, ~receives)


def _of_totals(query: schemas.TotalQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Total.kind.in_(KINDS[query.perspective])]
    if query.cooperation:
        conditions.append(Total.cooperation.in_(query.cooperation))
    if query.modality:
        conditions.append(Total.modality.in_(query.modality))
    return conditions


def members(regions: Sequence[str], today: date) -> Rows:
    """Select the countries that belong to regional bodies on a day; a bound that is not known is open."""
    return select(Membership.country).where(
        Membership.region.in_(regions),
        or_(Membership.valid_from.is_(None), Membership.valid_from <= today),
        or_(Membership.valid_to.is_(None), Membership.valid_to > today),
    )


async def method(
    session: AsyncSession, query: schemas.MatrixQuery | schemas.SeriesQuery, today: date
) -> schemas.Method:
    """Say how totals were made, and of whose reports."""
    of_matrix = isinstance(query, schemas.MatrixQuery)
    conditions = _of_matrix(query, today) if isinstance(query, schemas.MatrixQuery) else _of_series(query, today)
    covered = select(func.count(Total.reporter.distinct()), func.coalesce(func.sum(Total.unconverted), 0))
    reporters, unconverted = (await session.execute(covered.where(*conditions))).one()
    return schemas.Method(
        perspective=query.perspective,
        kinds=sorted(KINDS[query.perspective]),
        currency=query.currency,
        prices=query.prices,
        rate_source=IMF,
        conversion="each flow at the latest month end on or before its value date",
        attribution="to the year of the transaction date; to recipients by their percentages",
        groups=facts("country-groups")["version"],
        reporters=reporters,
        unconverted=unconverted,
        exclusions=["activities with an error", "flows that another corrects"]
        + ([] if of_matrix else ["flows inside one country or between the countries asked for"]),
    )
