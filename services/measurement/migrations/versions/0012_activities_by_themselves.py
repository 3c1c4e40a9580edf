"""Activities given by themselves, and what their cooperation is set to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    comment = "null where it was last written by itself"
    op.alter_column("activities", "import_id", nullable=True, comment=comment, existing_comment=None)
    op.add_column("activities", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("activities", sa.Column("withdrawn_by", sa.Text(), nullable=True))
    op.create_table(
        "cooperation_overrides",
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("activity", name=op.f("cooperation_overrides_pkey")),
    )
    op.create_table(
        "external_activities",
        sa.Column("owner", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "external_id", name=op.f("external_activities_pkey")),
    )
    op.create_index(op.f("external_activities_activity_idx"), "external_activities", ["activity"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("external_activities")
    op.drop_table("cooperation_overrides")
    op.drop_column("activities", "withdrawn_by")
    op.drop_column("activities", "withdrawn_at")
    op.alter_column("activities", "import_id", nullable=False, comment=None)
