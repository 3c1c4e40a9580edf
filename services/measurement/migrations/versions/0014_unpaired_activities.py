"""Activities whose flows wait to be compared, whoever wrote them, instead of imports."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "unpaired",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("unpaired_pkey")),
    )
    # Flows that were given by themselves were never compared.
    op.execute(
        """
        INSERT INTO unpaired (activity)
        SELECT a.id FROM activities a JOIN imports i ON i.id = a.import_id
        WHERE i.status = 'finished' AND i.mode = 'apply' AND i.paired_at IS NULL
        UNION SELECT activity FROM flows WHERE import_id IS NULL
        """
    )
    op.drop_index("imports_unpaired_idx", table_name="imports")
    op.drop_column("imports", "paired_at")


def downgrade() -> None:
    """Take back."""
    op.add_column(
        "imports",
        sa.Column(
            "paired_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when its flows were compared with those of others",
        ),
    )
    waiting = "status = 'finished' AND mode = 'apply' AND paired_at IS NULL"
    op.create_index("imports_unpaired_idx", "imports", ["id"], unique=False, postgresql_where=waiting)
    op.drop_table("unpaired")
