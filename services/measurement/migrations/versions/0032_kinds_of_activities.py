"""Activities are of the kind of cooperation of their flows: a job derives those that are held anew."""

import sqlalchemy as sa
from alembic import op
from uuid_utils.compat import uuid7

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

DERIVE_ANEW = """
INSERT INTO classifications (id, version, created_at, updated_at, status, edition, activities, flows)
SELECT :id, 1, now(), now(), 'queued', edition, 0, 0
FROM country_groups ORDER BY valid_from DESC LIMIT 1
"""


def upgrade() -> None:
    """Apply."""
    op.execute(sa.text(DERIVE_ANEW).bindparams(id=uuid7()))


def downgrade() -> None:
    """Take back nothing: what is derived anew is so by whichever rules are in force."""
