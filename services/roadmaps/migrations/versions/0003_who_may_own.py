"""Who may own a roadmap: where actors are, whether they were withdrawn, and for whose roadmaps they have accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("actors", sa.Column("country", sa.Text(), nullable=True))
    op.add_column("actors", sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("actors", "withdrawn", server_default=None)
    op.create_table(
        "owner_acceptances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.CheckConstraint("num_nonnulls(country, region) = 1", name=op.f("owner_acceptances_one_scope_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("owner_acceptances_pkey")),
        sa.UniqueConstraint(
            "actor",
            "country",
            "region",
            name=op.f("owner_acceptances_actor_country_region_key"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("owner_acceptances")
    op.drop_column("actors", "withdrawn")
    op.drop_column("actors", "country")
