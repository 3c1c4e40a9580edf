"""Rates count for a time, which can be set by source; the rates that ship have an edition."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "rate_sources",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("greatest_age", sa.Integer(), nullable=False, comment="days"),
        sa.CheckConstraint("greatest_age > 0", name=op.f("rate_sources_greatest_age_check")),
        sa.PrimaryKeyConstraint("source", name=op.f("rate_sources_pkey")),
    )
    op.create_table(
        "shipped_rates",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("shipped_rates_pkey")),
    )
    op.create_index(
        "flows_unconverted_idx",
        "flows",
        ["kind", "day"],
        postgresql_where="usd IS NULL AND amount IS NOT NULL AND corrected_by IS NULL AND withdrawn_at IS NULL",
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("flows_unconverted_idx", table_name="flows")
    op.drop_table("shipped_rates")
    op.drop_table("rate_sources")
