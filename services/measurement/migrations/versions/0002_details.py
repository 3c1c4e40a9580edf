"""Keep what activities and flows say besides."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXTS = postgresql.ARRAY(sa.Text())


def _column(name: str, kind: TypeEngine[Any], default: str, comment: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default, comment=comment)


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "activities", _column("details", postgresql.JSONB(), "{}", "all that bears on no total, as the API shows it")
    )
    op.add_column("flows", _column("description", sa.Text(), ""))
    op.add_column("flows", _column("sectors", TEXTS, "{}", "codes after their vocabulary and a colon"))
    for table, column in (("activities", "details"), ("flows", "description"), ("flows", "sectors")):
        op.alter_column(table, column, server_default=None)
