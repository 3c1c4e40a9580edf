"""Grants are announced by events, and follow merges of actors."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "clients",
        sa.Column(
            "grants_version",
            sa.Integer,
            nullable=False,
            server_default="0",
            comment="counts the events that told of its grants",
        ),
    )
    op.alter_column("clients", "grants_version", server_default=None)
    op.create_table(
        "merged_actors",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("into", sa.Uuid, nullable=False),
    )
    op.create_index(op.f("merged_actors_into_idx"), "merged_actors", ["into"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("merged_actors")
    op.drop_column("clients", "grants_version")
