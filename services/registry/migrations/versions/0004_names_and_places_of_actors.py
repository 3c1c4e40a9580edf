"""Former names, acronyms and countries of activity of actors."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    texts, objects = postgresql.ARRAY(sa.Text()), postgresql.JSONB(astext_type=sa.Text())
    op.add_column("actors", sa.Column("former_names", objects, nullable=False, server_default="[]"))
    op.add_column("actors", sa.Column("acronyms", texts, nullable=False, server_default="{}"))
    op.add_column("actors", sa.Column("active_in", texts, nullable=False, server_default="{}"))
    for name in ("former_names", "acronyms", "active_in"):  # only the rows that were there needed a value
        op.alter_column("actors", name, server_default=None)


def downgrade() -> None:
    """Take back."""
    for name in ("former_names", "acronyms", "active_in"):
        op.drop_column("actors", name)
