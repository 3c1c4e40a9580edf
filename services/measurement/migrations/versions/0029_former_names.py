"""Activities are known by the identifiers that they had, too."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# Without a digest, the next report of an activity that had other identifiers is a change: it is followed then.
READ_AGAIN = """
UPDATE activities SET digest = '' WHERE details @? '$.other_identifiers[*] ? (@.type == "A3" || @.type == "B1")'
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "former_names",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("reporter", "identifier", name=op.f("former_names_pkey")),
    )
    op.create_index(op.f("former_names_activity_idx"), "former_names", ["activity"])
    op.execute(READ_AGAIN)


def downgrade() -> None:
    """Take back."""
    op.drop_table("former_names")
