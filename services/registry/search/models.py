"""Table of all words that something can be found by."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.base import Model


class Word(Model):
    """A word of a name; it stays when the last thing of that name has gone."""

    __tablename__ = "words"
    __table_args__ = (Index(None, "forms", postgresql_using="gin"),)

    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    forms: Mapped[list[str]]
