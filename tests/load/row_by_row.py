"""The obvious way to import a file: for each row an object, its rate, its total and its event, one after the other."""

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import orjson
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.measurement.base import Model
from services.measurement.events import TOPIC
from services.measurement.facts.rates.models import ExchangeRate
from services.measurement.ledger import models
from services.measurement.reading.checks.basis import Basis
from services.measurement.reading.iati import stream as iati
from services.measurement.reading.records import Activity, Flow
from shared.db import create_engine, create_sessions

KEY = ("year", "provider", "recipient", "transaction_type", "cooperation", "aid_type", "reporter")
OUTBOX = Model.metadata.tables["outbox"]


async def import_row_by_row(url: str, path: Path) -> tuple[int, float]:
    """Import a file of what is new, without its indicators; give how many flows, and the seconds."""
    engine, flows, started = create_engine(url, pool_size=1), 0, time.perf_counter()
    async with create_sessions(engine)() as session:
        with path.open("rb") as file:
            for one, *_ in iati.read(file, basis=Basis(datetime.now(UTC).date()), largest=1 << 40):
                if one is None:
                    continue
                known = select(models.Activity).where(
                    models.Activity.reporter == one.reporter.ref, models.Activity.identifier == one.identifier
                )
                if await session.scalar(known):
                    continue
                activity = _activity(one)
                await _record(session, activity)
                for flow in one.flows:
                    row = _flow(activity, one, flow)
                    await _convert(session, row)
                    await _record(session, row)
                    await _add_up(session, row)
                flows += len(one.flows)
        await session.commit()
    seconds = time.perf_counter() - started
    await engine.dispose()
    return flows, seconds


async def _record(session: AsyncSession, row: models.Activity | models.Flow) -> None:
    session.add(row)
    await session.flush()
    told = orjson.dumps({name: str(value) for name, value in vars(row).items() if name[0] != "_"})
    await session.execute(insert(OUTBOX), [{"topic": TOPIC.name, "key": str(row.id), "attributes": told, "data": told}])


async def _convert(session: AsyncSession, row: models.Flow) -> None:
    rates = ExchangeRate
    latest = select(rates).where(rates.currency == row.currency, rates.day <= row.value_date)
    rate = await session.scalar(latest.order_by(rates.day.desc()).limit(1))
    if rate and row.amount is not None:
        row.usd, row.rate = round(row.amount / rate.units_per_usd, 2), rate.units_per_usd
        row.rate_source, row.rate_date = rate.source, rate.day


async def _add_up(session: AsyncSession, row: models.Flow) -> None:
    for recipient, weight in zip(row.recipients, row.weights, strict=True):
        key = (row.day.year, row.provider, recipient, row.transaction_type, "", row.aid_type, row.reporter)
        total = await session.get(models.Total, key)
        if total is None:
            total = models.Total(**dict(zip(KEY, key, strict=True)), usd=Decimal(0), flows=0, unconverted=0)
            session.add(total)
        total.usd += round((row.usd or Decimal(0)) * weight / 100, 2)
        total.flows += 1
        await session.flush()


def _activity(one: Activity) -> models.Activity:
    now = datetime.now(UTC)
    return models.Activity(
        id=uuid7(),
        created_at=now,
        updated_at=now,
        reporter=one.reporter.ref,
        reporter_name=one.reporter.name,
        reporter_kind=one.reporter.kind,
        identifier=one.identifier,
        titles=one.titles,
        status=one.status,
        aid_type=one.aid_type,
        collaboration=one.collaboration,
        currency=one.currency,
        dates=one.dates,
        participants=[list(participant.organisation) for participant in one.participants],
        recipients=[share.code for share in one.countries],
        sectors=[share.code for share in one.sectors],
        details=orjson.loads(one.details),
        places=[share.code for share in one.countries],
        mentions=[],
        indicators=0,
        digest=one.digest,
    )


def _flow(activity: models.Activity, one: Activity, flow: Flow) -> models.Flow:
    now, terms = datetime.now(UTC), one.terms[flow.terms]
    return models.Flow(
        id=uuid7(),
        activity=activity.id,
        reporter=one.reporter.ref,
        ref=flow.ref,
        description=flow.description,
        transaction_type=flow.transaction_type,
        day=flow.day,
        provider="",
        provider_ref=terms.provider.ref,
        provider_name=terms.provider.name,
        receiver_ref=terms.receiver.ref,
        receiver_name=terms.receiver.name,
        recipients=[code for code, _ in terms.recipients],
        weights=[weight for _, weight in terms.recipients],
        amount=flow.amount,
        currency=terms.currency,
        value_date=flow.value_date,
        channel=terms.channel,
        aid_type=terms.aid_type,
        flow_type=terms.flow_type,
        finance_type=terms.finance_type,
        sectors=list(terms.sectors),
        digest=flow.digest,
        created_at=now,
        updated_at=now,
    )
