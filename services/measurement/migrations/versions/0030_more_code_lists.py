"""Code lists are kept with the codes that were withdrawn."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    withdrawn = sa.Column(
        "withdrawn",
        postgresql.JSONB(),
        nullable=False,
        server_default="{}",
        comment="with the first day on which they were no longer in use",
    )
    complete: sa.Column[bool] = sa.Column(
        "complete",
        sa.Boolean(),
        nullable=False,
        server_default="true",
        comment="whether other codes than its own are wrong",
    )
    columns: list[sa.Column[Any]] = [withdrawn, complete]
    for column in columns:
        op.add_column("codelists", column)
        op.alter_column("codelists", column.name, server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("codelists", "complete")
    op.drop_column("codelists", "withdrawn")
