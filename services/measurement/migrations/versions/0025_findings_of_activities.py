"""What was found in the last report of each activity, and how much of each reporting organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Reports that were read before have no findings here until their next import."""
    op.create_table(
        "activity_findings",
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.Column("flow", sa.LargeBinary(), nullable=False, comment="digest of the flow that it is of; empty for none"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False, comment="in the file of `import_id`"),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "rejects", sa.Text(), nullable=False, comment="what is not recorded because of it; empty where all is"
        ),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("activity", "flow", "number", name=op.f("activity_findings_pkey")),
    )
    op.create_index(
        op.f("activity_findings_rule_activity_idx"), "activity_findings", ["rule", "activity"], unique=False
    )
    op.create_table(
        "reporter_findings",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("with_errors", sa.BigInteger(), nullable=False, comment="activities"),
        sa.Column("with_warnings", sa.BigInteger(), nullable=False, comment="activities"),
        sa.Column("flows_aside", sa.BigInteger(), nullable=False, comment="transactions that are not recorded"),
        sa.PrimaryKeyConstraint("reporter", name=op.f("reporter_findings_pkey")),
    )
    op.add_column(
        "activities",
        sa.Column(
            "findings_digest",
            sa.LargeBinary(),
            server_default="",
            nullable=False,
            comment="of its last report's; empty where there are none",
        ),
    )
    op.add_column(
        "activities",
        sa.Column(
            "flows_aside",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="transactions of its last report that are not recorded",
        ),
    )
    op.alter_column("activities", "findings_digest", server_default=None)
    op.alter_column("activities", "flows_aside", server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("activities", "flows_aside")
    op.drop_column("activities", "findings_digest")
    op.drop_table("reporter_findings")
    op.drop_table("activity_findings")
