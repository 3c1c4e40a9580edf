"""Indicators that come with imported activities."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_constraint(op.f("observations_indicator_fkey"), "observations", type_="foreignkey")
    op.add_column(
        "indicators",
        sa.Column("digest", sa.LargeBinary(), nullable=True, comment="of all of it, where it was imported"),
    )
    op.add_column(
        "activities",
        sa.Column("indicators", sa.Integer(), nullable=False, server_default="0", comment="how many came with it"),
    )
    op.alter_column("activities", "indicators", server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("activities", "indicators")
    op.drop_column("indicators", "digest")
    op.create_foreign_key(op.f("observations_indicator_fkey"), "observations", "indicators", ["indicator"], ["id"])
