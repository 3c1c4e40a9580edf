"""Tables of exchange rates, and of what follows from them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from services.measurement.jobs.models import RecomputeJob


class ExchangeRate(Model):
    """What a US dollar was worth in a currency on a day."""

    __tablename__ = "exchange_rates"

    currency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column("date", primary_key=True)
    units_per_usd: Mapped[Decimal]
    source: Mapped[str]


class RateSource(Model):
    """For how long the rates of a source count; those of others count for the usual time."""

    __tablename__ = "rate_sources"
    __table_args__ = (CheckConstraint("greatest_age > 0", name="greatest_age"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    greatest_age: Mapped[int] = mapped_column(comment="days")


class ShippedRates(Model):
    """The edition of the rates that ship which the table of rates was brought up to."""

    __tablename__ = "shipped_rates"

    digest: Mapped[bytes] = mapped_column(primary_key=True)


class Conversion(RecomputeJob, Model):
    """Flows that are converted anew because rates have changed."""

    __tablename__ = "conversions"
    __table_args__ = (Index("conversions_waiting_idx", "id", postgresql_where="status <> 'finished'"),)

    currencies: Mapped[list[str]]
    since: Mapped[date]
    sources: Mapped[list[str]]
    flows: Mapped[int] = mapped_column(BigInteger, comment="how many have another value in USD")


class Deflator(Model):
    """The price level of who provides in a year, beside its other years."""

    __tablename__ = "deflators"
    __table_args__ = (CheckConstraint("index > 0", name="index"),)

    provider: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    index: Mapped[Decimal]
    source: Mapped[str]
