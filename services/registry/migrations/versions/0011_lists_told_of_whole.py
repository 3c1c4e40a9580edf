"""Code lists are told of with the codes that were withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    told: sa.Column[bool] = sa.Column(
        "told_whole",
        sa.Boolean(),
        nullable=False,
        server_default="false",
        comment="whether its event has said which codes were withdrawn",
    )
    op.add_column("codelist_editions", told)
    op.alter_column("codelist_editions", "told_whole", server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("codelist_editions", "told_whole")
