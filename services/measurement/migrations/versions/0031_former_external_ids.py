"""Flows that were corrected or recorded anew keep the names by which foreign systems knew them."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OF_CORRECTED = """
INSERT INTO former_external_flows (flow, external_id)
WITH RECURSIVE line AS (
    SELECT f.id, f.corrects, min(e.external_id) AS external_id
    FROM external_flows e JOIN flows f ON f.id = e.flow WHERE f.corrects IS NOT NULL GROUP BY f.id
    UNION
    SELECT f.id, f.corrects, line.external_id FROM line JOIN flows f ON f.id = line.corrects
)
SELECT corrects, external_id FROM line WHERE corrects IS NOT NULL ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "former_external_flows",
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("flow", name=op.f("former_external_flows_pkey")),
    )
    op.execute(OF_CORRECTED)


def downgrade() -> None:
    """Take back."""
    op.drop_table("former_external_flows")
