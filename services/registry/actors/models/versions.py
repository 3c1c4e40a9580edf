"""Table of what the registry has said of actors."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model


class ActorVersion(Model):
    """An actor as it was from one change to the next; rows are only added."""

    __tablename__ = "actor_versions"

    actor: Mapped[UUID] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    by: Mapped[str] = mapped_column(comment="the principal that made the change")
    event: Mapped[str] = mapped_column(comment="the type of the event that told of it")
    content: Mapped[dict[str, Any]]
