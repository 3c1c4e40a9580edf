"""Indicators and observations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "indicators",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("descriptions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result_type", sa.Text(), nullable=True),
        sa.Column("result_titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("ascending", sa.Boolean(), nullable=False),
        sa.Column("baseline", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("targets", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("disaggregation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("references", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rubric", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column(
            "places",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="codes of all countries and regions that it is about",
        ),
        sa.Column("topics", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column(
            "sdgs",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="goals, targets and indicators that its references lie in",
        ),
        sa.Column("reporter", sa.Text(), nullable=True, comment="reference of the organisation that reports on it"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True, comment="whose external_id it is; null where it was imported"),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("indicators_pkey")),
        sa.UniqueConstraint("owner", "external_id", name=op.f("indicators_owner_external_id_key")),
    )
    op.create_index(op.f("indicators_activity_idx"), "indicators", ["activity"], unique=False)
    op.create_index(op.f("indicators_places_idx"), "indicators", ["places"], unique=False, postgresql_using="gin")
    op.create_index(op.f("indicators_reporter_idx"), "indicators", ["reporter"], unique=False)
    op.create_index(
        "indicators_sdgs_idx",
        "indicators",
        ["sdgs"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("sdgs <> '{}'"),
    )
    op.create_index(
        "indicators_titles_idx",
        "indicators",
        [sa.literal_column("to_tsvector('simple'::regconfig, titles)")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(op.f("indicators_topics_idx"), "indicators", ["topics"], unique=False, postgresql_using="gin")
    op.create_index(op.f("indicators_updated_at_idx"), "indicators", ["updated_at"], unique=False)
    op.create_table(
        "observations",
        sa.Column("indicator", sa.Uuid(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("actual", sa.Numeric(), nullable=True),
        sa.Column("disaggregated", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("narrative", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("comment", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("review_comment", sa.Text(), nullable=True, comment="what the reviewer said last"),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "standing",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="while a correction is under way: what was approved, as everybody sees it until the next approval",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("period_from <= period_to", name=op.f("observations_period_check")),
        sa.ForeignKeyConstraint(["indicator"], ["indicators.id"], name=op.f("observations_indicator_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("observations_pkey")),
    )
    op.create_index(
        op.f("observations_indicator_period_from_idx"), "observations", ["indicator", "period_from"], unique=False
    )
    op.create_index(
        "observations_period_idx",
        "observations",
        ["indicator", "period_from", "period_to"],
        unique=True,
        postgresql_where=sa.text("source = 'api'"),
    )
    op.create_table(
        "observation_versions",
        sa.Column("observation", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "corrected_by", sa.Text(), nullable=False, comment="the principal whose change took it back to a draft"
        ),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation"], ["observations.id"], name=op.f("observation_versions_observation_fkey")
        ),
        sa.PrimaryKeyConstraint("observation", "version", name=op.f("observation_versions_pkey")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("observation_versions")
    op.drop_table("observations")
    op.drop_table("indicators")
