"""Whether an import takes activities with errors, and what is not recorded because of a finding."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

REJECTED = """
UPDATE import_findings SET rejects = CASE severity WHEN 'critical' THEN 'file' ELSE 'activity' END
WHERE severity IN ('critical', 'error')
"""


def upgrade() -> None:
    """Apply. Activities with errors were rejected until now."""
    op.add_column(
        "imports",
        sa.Column(
            "accept",
            sa.Text(),
            server_default="clean",
            nullable=False,
            comment="whether only activities without errors are taken",
        ),
    )
    op.alter_column("imports", "accept", server_default=None)
    op.add_column(
        "import_findings",
        sa.Column(
            "rejects",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="what is not recorded because of it; empty where all is",
        ),
    )
    op.alter_column("import_findings", "rejects", server_default=None)
    op.execute(REJECTED)


def downgrade() -> None:
    """Take back."""
    op.drop_column("import_findings", "rejects")
    op.drop_column("imports", "accept")
