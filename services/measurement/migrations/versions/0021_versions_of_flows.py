"""Flows have a version, and say when something of them changed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("flows", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("flows", "version", server_default=None)
    op.add_column("flows", sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE flows SET updated_at = coalesce(withdrawn_at, created_at)")
    op.alter_column("flows", "updated_at", nullable=False)
    op.create_index(op.f("flows_updated_at_idx"), "flows", ["updated_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("flows_updated_at_idx"), table_name="flows")
    op.drop_column("flows", "updated_at")
    op.drop_column("flows", "version")
