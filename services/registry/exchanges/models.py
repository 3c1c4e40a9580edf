"""Tables of offers and needs, and of the pairs that fit."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model
from services.registry.exchanges.rules.exchanges import ExchangeStatus
from services.registry.exchanges.rules.score import MatchStatus
from shared.db import Resource


class Exchange(Resource, Model):
    """What an actor offers or needs."""

    __tablename__ = "exchanges"
    __table_args__ = (
        UniqueConstraint("reporter", "side", "external_id"),
        CheckConstraint("valid_from < valid_to", name="period"),
        Index(None, "actor"),
        Index(None, "keys", postgresql_using="gin"),
        Index(None, "terms", postgresql_using="gin"),
    )

    side: Mapped[str]
    actor: Mapped[UUID] = mapped_column(ForeignKey("actors.id"))
    titles: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str] | None]
    topics: Mapped[list[int]]
    sectors: Mapped[list[str]]
    languages: Mapped[list[str]]
    countries: Mapped[list[str]]
    regions: Mapped[list[str]]
    modality: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(comment="the first day on which it no longer holds")
    status: Mapped[str] = mapped_column(default=ExchangeStatus.OPEN)
    reporter: Mapped[str] = mapped_column(comment="whose external_id it is")
    external_id: Mapped[str | None]
    keys: Mapped[list[str]] = mapped_column(comment="what it is about and where, by which it is found")
    terms: Mapped[list[str]] = mapped_column(comment="words of its titles, by which it is found")
    withdrawn_by: Mapped[str | None]


class Match(Resource, Model):
    """A pair of an offer and a need that fit; it stays when it no longer does, so that it is told of once."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("offer", "need"),
        Index(None, "need"),
        Index(None, "score", "id"),
    )

    offer: Mapped[UUID] = mapped_column(ForeignKey("exchanges.id"))
    need: Mapped[UUID] = mapped_column(ForeignKey("exchanges.id"))
    score: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    reasons: Mapped[list[Any]]
    status: Mapped[str] = mapped_column(default=MatchStatus.PROPOSED)
    declined_by: Mapped[str | None]
    declined_because: Mapped[str | None]
