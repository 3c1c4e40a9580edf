"""Deputies, who are reminded in the place of others."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "focal_points",
        sa.Column("deputy", sa.Uuid(), nullable=True, comment="the focal point that is reminded in its place"),
    )
    op.add_column("focal_points", sa.Column("absent_from", sa.Date(), nullable=True))
    op.add_column("focal_points", sa.Column("absent_to", sa.Date(), nullable=True))
    op.create_index(op.f("focal_points_deputy_idx"), "focal_points", ["deputy"])
    op.alter_column("reminders", "focal_point", comment="who is reminded")
    op.add_column(
        "reminders",
        sa.Column("in_place_of", sa.Uuid(), nullable=True, comment="the focal point it stands in for"),
    )
    op.create_index(op.f("reminders_in_place_of_idx"), "reminders", ["in_place_of"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("reminders_in_place_of_idx"), table_name="reminders")
    op.drop_column("reminders", "in_place_of")
    op.alter_column("reminders", "focal_point", comment=None)
    op.drop_index(op.f("focal_points_deputy_idx"), table_name="focal_points")
    op.drop_column("focal_points", "absent_to")
    op.drop_column("focal_points", "absent_from")
    op.drop_column("focal_points", "deputy")
