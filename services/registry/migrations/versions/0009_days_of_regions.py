"""Days of regions: since when each body has existed, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    first = sa.Column("valid_from", sa.Date(), nullable=True, comment="its first day; not known of areas of M49")
    last = sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day on which it no longer existed")
    source = sa.Column("source", sa.Text(), nullable=False, server_default="", comment="where its days were read")
    for column in (first, last, source):
        op.add_column("regions", column)
    op.alter_column("regions", "source", server_default=None)


def downgrade() -> None:
    """Take back."""
    for name in ("source", "valid_to", "valid_from"):
        op.drop_column("regions", name)
