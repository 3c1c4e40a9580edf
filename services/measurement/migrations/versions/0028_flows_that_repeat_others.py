"""Flows that repeat what another activity reports are left out of totals.

Activities that name relatives, or have their identifier in common with others, are compared by the job that does so.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

REPEATS = "whose report of the same money is counted instead, a `rules.repeated.Repeats`; null where it counts"
BEFORE = "all that bears on no total, as the API shows it"
NOW = "all that it says besides, as the API shows it"
COMPARE = """
INSERT INTO unpaired (activity)
SELECT id FROM activities a WHERE details ? 'related'
OR EXISTS (SELECT FROM activities o WHERE o.identifier = a.identifier AND o.id <> a.id)
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("flows", sa.Column("repeats", sa.Text(), nullable=True, comment=REPEATS))
    counted_in = postgresql.ARRAY(sa.Uuid())
    op.add_column(
        "flows", sa.Column("counted_in", counted_in, nullable=True, comment="the activities with that report")
    )
    op.create_index(
        "flows_counted_in_idx",
        "flows",
        ["counted_in"],
        postgresql_using="gin",
        postgresql_where="counted_in IS NOT NULL",
    )
    op.alter_column("activities", "details", comment=NOW, existing_comment=BEFORE)
    op.execute(COMPARE)


def downgrade() -> None:
    """Take back."""
    op.alter_column("activities", "details", comment=BEFORE, existing_comment=NOW)
    op.drop_index("flows_counted_in_idx", table_name="flows")
    op.drop_column("flows", "counted_in")
    op.drop_column("flows", "repeats")
