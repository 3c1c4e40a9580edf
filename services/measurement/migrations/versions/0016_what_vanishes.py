"""What becomes of what a file no longer holds."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "imports",
        sa.Column(
            "vanished",
            sa.Text(),
            nullable=False,
            server_default="keep",
            comment="what becomes of what the file no longer holds",
        ),
    )
    op.alter_column("imports", "vanished", server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("imports", "vanished")
