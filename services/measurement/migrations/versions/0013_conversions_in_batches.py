"""Conversions in batches, and the sources of the rates that caused them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("conversions", sa.Column("sources", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.alter_column("conversions", "sources", server_default=None)
    op.add_column("conversions", sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversions", sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "conversions",
        sa.Column("reached", sa.Uuid(), nullable=True, comment="the last flow of the batches so far"),
    )
    op.execute("UPDATE conversions SET started_at = updated_at, finished_at = updated_at WHERE status = 'finished'")
    op.drop_index("conversions_waiting_idx", table_name="conversions")
    op.create_index(
        "conversions_waiting_idx", "conversions", ["id"], unique=False, postgresql_where="status <> 'finished'"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("conversions_waiting_idx", table_name="conversions")
    op.create_index(
        "conversions_waiting_idx", "conversions", ["id"], unique=False, postgresql_where="status = 'queued'"
    )
    for column in ("reached", "finished_at", "started_at", "sources"):
        op.drop_column("conversions", column)
