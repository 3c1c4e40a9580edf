"""Actors that were merged."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "actors", sa.Column("merged_into", sa.Uuid(), nullable=True, comment="the actor that it has proved to be")
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("actors", "merged_into")
