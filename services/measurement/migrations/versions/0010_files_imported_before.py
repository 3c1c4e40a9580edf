"""Files imported before."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _column(name: str, kind: TypeEngine[Any], comment: str) -> sa.Column[Any]:
    return sa.Column(name, postgresql.ARRAY(kind), nullable=False, server_default="{}", comment=comment)


def upgrade() -> None:
    """Apply."""
    op.add_column("imports", _column("reporters", sa.Text(), "reporting organisations of its activities"))
    op.add_column("imports", _column("held", sa.BigInteger(), "their activities then: how many, sum of versions"))
    edition = sa.Column("rules_edition", sa.Integer(), nullable=False, server_default="0")
    edition.comment = "by which edition of the rules it was read"
    op.add_column("imports", edition)
    for name in ("reporters", "held", "rules_edition"):  # only the rows that were there needed a value
        op.alter_column("imports", name, server_default=None)
    op.create_index(op.f("imports_sha256_idx"), "imports", ["sha256"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("imports_sha256_idx"), table_name="imports")
    op.drop_column("imports", "rules_edition")
    op.drop_column("imports", "held")
    op.drop_column("imports", "reporters")
