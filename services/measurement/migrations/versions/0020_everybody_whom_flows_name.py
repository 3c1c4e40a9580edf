"""Everybody whom flows name is noted, also whom the registry knows."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FLOWS_NOW = "how many flows have named it, each time they were written"
FLOWS_BEFORE = "how often flows have named it while nobody knew it"


def upgrade() -> None:
    """Apply."""
    kind = sa.Column("reporter_kind", sa.Text(), nullable=False, server_default="", comment="IATI OrganisationType")
    op.add_column("activities", kind)
    op.alter_column("activities", "reporter_kind", server_default=None)
    op.create_index(
        "actors_merged_into_idx", "actors", ["merged_into"], postgresql_where=sa.text("merged_into IS NOT NULL")
    )
    op.alter_column("reported_organisations", "flows", comment=FLOWS_NOW, existing_comment=FLOWS_BEFORE)
    op.create_index(
        "reported_organisations_actor_idx",
        "reported_organisations",
        ["actor"],
        postgresql_where=sa.text("actor IS NOT NULL"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("reported_organisations_actor_idx")
    op.alter_column("reported_organisations", "flows", comment=FLOWS_BEFORE, existing_comment=FLOWS_NOW)
    op.drop_index("actors_merged_into_idx")
    op.drop_column("activities", "reporter_kind")
