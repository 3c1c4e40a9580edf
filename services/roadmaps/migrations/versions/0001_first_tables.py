"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db import create_kernel_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    create_kernel_tables(op.get_bind())
    op.create_table(
        "actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("actors_pkey")),
    )
    op.create_table(
        "frameworks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("commitments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("topics", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("deadline_rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("frameworks_pkey")),
    )
    op.create_table(
        "memberships",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("spell", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("region", "country", "spell", name=op.f("memberships_pkey")),
    )
    op.create_index(op.f("memberships_country_idx"), "memberships", ["country"], unique=False)
    op.create_table(
        "roadmaps",
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("anchor_date", sa.Date(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(country, region) = 1", name=op.f("roadmaps_one_scope_check")),
        sa.ForeignKeyConstraint(["framework"], ["frameworks.id"], name=op.f("roadmaps_framework_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("roadmaps_pkey")),
        sa.UniqueConstraint("owner", "external_id", name=op.f("roadmaps_owner_external_id_key")),
    )
    op.create_index(op.f("roadmaps_country_idx"), "roadmaps", ["country"], unique=False)
    op.create_index(
        "roadmaps_one_per_scope_key",
        "roadmaps",
        ["framework", "country", "region"],
        unique=True,
        postgresql_where="status <> 'withdrawn'",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "deadlines",
        sa.Column("roadmap", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recurrence", sa.Integer(), nullable=False, comment="0 is the first"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["roadmap"], ["roadmaps.id"], name=op.f("deadlines_roadmap_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("deadlines_pkey")),
        sa.UniqueConstraint("roadmap", "kind", "recurrence", name=op.f("deadlines_roadmap_kind_recurrence_key")),
    )
    op.create_index(op.f("deadlines_due_on_id_idx"), "deadlines", ["due_on", "id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("roadmap", sa.Uuid(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("period_from < period_to", name=op.f("reports_period_check")),
        sa.ForeignKeyConstraint(["roadmap"], ["roadmaps.id"], name=op.f("reports_roadmap_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("reports_pkey")),
        sa.UniqueConstraint(
            "roadmap", "period_from", "period_to", name=op.f("reports_roadmap_period_from_period_to_key")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("reports")
    op.drop_index(op.f("deadlines_due_on_id_idx"), table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_index(
        "roadmaps_one_per_scope_key",
        table_name="roadmaps",
        postgresql_where="status <> 'withdrawn'",
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index(op.f("roadmaps_country_idx"), table_name="roadmaps")
    op.drop_table("roadmaps")
    op.drop_index(op.f("memberships_country_idx"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("frameworks")
    op.drop_table("actors")
