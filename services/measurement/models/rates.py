"""Table of exchange rates."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.models.base import Model


class ExchangeRate(Model):
    """What a US dollar was worth in a currency on a day."""

    __tablename__ = "exchange_rates"

    currency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column("date", primary_key=True)
    units_per_usd: Mapped[Decimal]
    source: Mapped[str]
