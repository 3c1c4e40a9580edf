"""Deflators."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "deflators",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("index", sa.Numeric(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("index > 0", name=op.f("deflators_index_check")),
        sa.PrimaryKeyConstraint("provider", "year", name=op.f("deflators_pkey")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("deflators")
