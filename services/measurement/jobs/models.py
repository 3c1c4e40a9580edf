"""What jobs have in common that go through what is held, because a fact that it follows from has changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Resource


class RecomputeJob(Resource):
    """A job in batches, of which the last that is finished is known."""

    status: Mapped[str]
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reached: Mapped[UUID | None] = mapped_column(comment="the last that the batches so far came to")
