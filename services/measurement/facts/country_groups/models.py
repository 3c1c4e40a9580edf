"""Tables of country groups, and of what follows from them."""

from datetime import date

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.measurement.base import Model
from services.measurement.jobs.models import RecomputeJob
from shared.db import Resource


class CountryGroups(Resource, Model):
    """An edition of a classification of economies."""

    __tablename__ = "country_groups"

    edition: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    source: Mapped[str]
    developed: Mapped[list[str]]


class Classification(RecomputeJob, Model):
    """Activities and flows whose kind of cooperation is derived anew because country groups have changed."""

    __tablename__ = "classifications"
    __table_args__ = (Index("classifications_waiting_idx", "id", postgresql_where="status <> 'finished'"),)

    edition: Mapped[str] = mapped_column(comment="the edition that was loaded")
    activities: Mapped[int] = mapped_column(BigInteger, comment="how many are of another kind now")
    flows: Mapped[int] = mapped_column(BigInteger, comment="how many are of another kind now")
