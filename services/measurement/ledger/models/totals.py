"""Tables of what flows add up to."""

from decimal import Decimal

from sqlalchemy import BigInteger, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model


class Total(Model):
    """What current flows add up to, kept by the transaction that changes them; an empty key is one nobody said."""

    __tablename__ = "totals"
    __table_args__ = (Index(None, "recipient", "year"), Index(None, "provider", "year"))

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    transaction_type: Mapped[str] = mapped_column(primary_key=True)
    cooperation: Mapped[str] = mapped_column(primary_key=True)
    aid_type: Mapped[str] = mapped_column(primary_key=True)
    reporter: Mapped[str] = mapped_column(primary_key=True)
    usd: Mapped[Decimal]
    flows: Mapped[int] = mapped_column(BigInteger, comment="how many flows are in it")
    unconverted: Mapped[int] = mapped_column(BigInteger, comment="how many are not, for want of a rate")


class Balance(Model):
    """What went into and out of a country in a year; its version counts the events that told of it."""

    __tablename__ = "balances"

    country: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    version: Mapped[int]
    inflow_usd: Mapped[Decimal]
    outflow_usd: Mapped[Decimal]
