"""The people who hold offices apart from the offices, and who stands in for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOVE_CONTACTS = """
    INSERT INTO focal_point_contacts (focal_point, channels)
    SELECT id, channels FROM focal_points WHERE status <> 'erased'
"""
MOVE_BACK = """
    UPDATE focal_points SET channels = coalesce(
        (SELECT channels FROM focal_point_contacts WHERE focal_point = id), '[]'
    )
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "focal_point_contacts",
        sa.Column("focal_point", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("channels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_to", sa.Date(), nullable=True, comment="the first day on which they are back"),
        sa.ForeignKeyConstraint(
            ["focal_point"], ["focal_points.id"], name=op.f("focal_point_contacts_focal_point_fkey")
        ),
        sa.PrimaryKeyConstraint("focal_point", name=op.f("focal_point_contacts_pkey")),
    )
    op.execute(MOVE_CONTACTS)
    op.drop_column("focal_points", "channels")
    op.add_column("focal_points", sa.Column("office", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("focal_points", sa.Column("deputy", sa.Uuid(), nullable=True))
    op.alter_column("focal_points", "mandate", comment="emptied by erasure, for its text may name somebody")
    op.create_foreign_key(op.f("focal_points_deputy_fkey"), "focal_points", "focal_points", ["deputy"], ["id"])
    op.create_index(op.f("focal_points_deputy_idx"), "focal_points", ["deputy"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("focal_points_deputy_idx"), table_name="focal_points")
    op.drop_constraint(op.f("focal_points_deputy_fkey"), "focal_points", type_="foreignkey")
    op.drop_column("focal_points", "deputy")
    op.drop_column("focal_points", "office")
    op.add_column(
        "focal_points",
        sa.Column("channels", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]"),
    )
    op.execute(MOVE_BACK)
    op.alter_column("focal_points", "channels", server_default=None)
    op.drop_table("focal_point_contacts")
