"""Count the changes of grants and memberships."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "access_counter",
        sa.Column("id", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("changes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("access_counter_pkey")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("access_counter")
