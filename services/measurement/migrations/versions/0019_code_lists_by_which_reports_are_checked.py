"""Code lists by which reports are checked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "codelists",
        sa.Column("id", sa.Text(), nullable=False, comment="its name"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "codes",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="all that it holds, also those that were withdrawn",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("codelists_pkey")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("codelists")
