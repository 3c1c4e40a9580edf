"""Money that stays in the provider's country is domestic."""

import sqlalchemy as sa
from alembic import op
from uuid_utils.compat import uuid7

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ADD_TOTALS = """
INSERT INTO totals (year, provider, recipient, kind, cooperation, modality, reporter, usd, flows, unconverted)
SELECT year, provider, recipient, kind, 'domestic', modality, reporter, sum(usd), sum(flows), sum(unconverted)
FROM totals WHERE provider = recipient AND provider ~ '^[A-Z]{2}$' AND cooperation <> 'triangular'
GROUP BY year, provider, recipient, kind, modality, reporter
"""
DELETE_TOTALS = """
DELETE FROM totals
WHERE provider = recipient AND provider ~ '^[A-Z]{2}$' AND cooperation NOT IN ('triangular', 'domestic')
"""
UPDATE_FLOWS = """
UPDATE flows SET cooperation = 'domestic'
WHERE provider ~ '^[A-Z]{2}$' AND provider = ALL(recipients) AND cardinality(recipients) > 0
AND cooperation IS DISTINCT FROM 'triangular'
"""
# A job derives the rest: kinds of activities, and of flows called triangular whose parties are of one country.
QUEUE = """
INSERT INTO classifications (id, version, created_at, updated_at, edition, activities, flows, status)
SELECT :id, 1, now(), now(), edition, 0, 0, 'queued' FROM country_groups
WHERE EXISTS (SELECT FROM activities) ORDER BY valid_from DESC LIMIT 1
"""


def upgrade() -> None:
    """Apply."""
    op.execute(ADD_TOTALS)
    op.execute(DELETE_TOTALS)
    op.execute(UPDATE_FLOWS)
    op.execute(sa.text(QUEUE).bindparams(sa.bindparam("id", uuid7(), sa.Uuid())))


def downgrade() -> None:
    """Take back: nothing; kinds follow from the parties again with the next change of country groups."""
