"""Conversions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "conversions",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("currencies", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("flows", sa.BigInteger(), nullable=False, comment="how many have another value in USD"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("conversions_pkey")),
    )
    op.create_index(
        "conversions_waiting_idx", "conversions", ["id"], unique=False, postgresql_where="status = 'queued'"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("conversions_waiting_idx", table_name="conversions", postgresql_where="status = 'queued'")
    op.drop_table("conversions")
