"""Imports by address."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "imports",
        sa.Column("url", sa.Text(), nullable=True, comment="where its file is fetched from; null where it was sent"),
    )
    op.drop_index("imports_waiting_idx", table_name="imports")
    op.create_index(
        "imports_waiting_idx", "imports", ["id"], postgresql_where="status IN ('fetching', 'queued', 'running')"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("imports_waiting_idx", table_name="imports")
    op.create_index("imports_waiting_idx", "imports", ["id"], postgresql_where="status IN ('queued', 'running')")
    op.drop_column("imports", "url")
