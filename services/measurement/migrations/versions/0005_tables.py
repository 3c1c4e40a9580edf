"""Take tables: what kind a file is, and how it is read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("imports", sa.Column("kind", sa.Text(), nullable=False, server_default="iati"))
    said = sa.Column("reading", postgresql.JSONB(), nullable=False, server_default="{}", comment="how a table is read")
    op.add_column("imports", said)
    for column in ("kind", "reading"):
        op.alter_column("imports", column, server_default=None)
    op.create_table(
        "import_mappings",
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reading", postgresql.JSONB(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("created_by", "name"),
    )
