"""Reminders of milestones name them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_titles_of_milestones"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    titles = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())
    op.add_column("deadlines", sa.Column("milestone_titles", titles, nullable=True))
