"""Owners that were merged."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "merged_actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("into", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("merged_actors_pkey")),
    )
    op.create_table(
        "owner_moves",
        sa.Column("roadmap", sa.Uuid(), nullable=False),
        sa.Column("merged", sa.Uuid(), nullable=False, comment="the owner before"),
        sa.Column(
            "external_id", sa.Text(), nullable=True, comment="as it was; the new owner may know another roadmap by it"
        ),
        sa.ForeignKeyConstraint(["roadmap"], ["roadmaps.id"], name=op.f("owner_moves_roadmap_fkey")),
        sa.PrimaryKeyConstraint("roadmap", "merged", name=op.f("owner_moves_pkey")),
    )
    op.create_index(op.f("owner_moves_merged_idx"), "owner_moves", ["merged"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("owner_moves_merged_idx"), table_name="owner_moves")
    op.drop_table("owner_moves")
    op.drop_table("merged_actors")
