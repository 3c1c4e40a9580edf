"""Table of code lists, each edition whole."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.registry.base import Model


class Codelist(Model):
    """An edition of a code list with all its codes; rows are only added, and the newest is the current one."""

    __tablename__ = "codelist_editions"
    __table_args__ = (
        UniqueConstraint("name", "edition"),
        Index("codelist_editions_current_idx", "name", unique=True, postgresql_where="current"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, comment="counted up by one per edition")
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid7)
    current: Mapped[bool]
    edition: Mapped[str]
    released_on: Mapped[date] = mapped_column(comment="the day on which this registry took it over")
    released_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    released_by: Mapped[str] = mapped_column(comment="the principal; the registry itself where it ships with it")
    status: Mapped[str]
    complete: Mapped[bool] = mapped_column(comment="whether other codes than its own are wrong")
    category_list: Mapped[str | None] = mapped_column(comment="the list that its categories are codes of")
    source: Mapped[str]
    titles: Mapped[dict[str, str]]
    active: Mapped[int] = mapped_column(comment="codes in use")
    withdrawn: Mapped[int] = mapped_column(comment="codes no longer in use")
    added: Mapped[int] = mapped_column(comment="codes that the edition before did not have")
    ended: Mapped[int] = mapped_column(comment="codes that it withdrew")
    changed: Mapped[int] = mapped_column(comment="codes that it changed")
    told_whole: Mapped[bool] = mapped_column(comment="whether its event has said which codes were withdrawn")
    codes: Mapped[list[Any]] = mapped_column(deferred=True)
