"""The names by which foreign systems know flows."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "external_flows",
        sa.Column("owner", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "external_id", name=op.f("external_flows_pkey")),
    )
    op.create_index(op.f("external_flows_flow_idx"), "external_flows", ["flow"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("external_flows")
