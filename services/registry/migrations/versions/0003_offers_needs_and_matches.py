"""Offers, needs and matches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "exchanges",
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("topics", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("sectors", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("countries", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day on which it no longer holds"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column(
            "keys",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="what it is about and where, by which it is found",
        ),
        sa.Column(
            "terms", postgresql.ARRAY(sa.Text()), nullable=False, comment="words of its titles, by which it is found"
        ),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("exchanges_period_check")),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("exchanges_actor_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("exchanges_pkey")),
        sa.UniqueConstraint("reporter", "side", "external_id", name=op.f("exchanges_reporter_side_external_id_key")),
    )
    op.create_index(op.f("exchanges_actor_idx"), "exchanges", ["actor"], unique=False)
    op.create_index(op.f("exchanges_keys_idx"), "exchanges", ["keys"], unique=False, postgresql_using="gin")
    op.create_index(op.f("exchanges_terms_idx"), "exchanges", ["terms"], unique=False, postgresql_using="gin")
    op.create_table(
        "matches",
        sa.Column("offer", sa.Uuid(), nullable=False),
        sa.Column("need", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Numeric(precision=3, scale=2), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("declined_by", sa.Text(), nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need"], ["exchanges.id"], name=op.f("matches_need_fkey")),
        sa.ForeignKeyConstraint(["offer"], ["exchanges.id"], name=op.f("matches_offer_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("matches_pkey")),
        sa.UniqueConstraint("offer", "need", name=op.f("matches_offer_need_key")),
    )
    op.create_index(op.f("matches_need_idx"), "matches", ["need"], unique=False)
    op.create_index(op.f("matches_score_id_idx"), "matches", ["score", "id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("matches_score_id_idx"), table_name="matches")
    op.drop_index(op.f("matches_need_idx"), table_name="matches")
    op.drop_table("matches")
    op.drop_index(op.f("exchanges_terms_idx"), table_name="exchanges", postgresql_using="gin")
    op.drop_index(op.f("exchanges_keys_idx"), table_name="exchanges", postgresql_using="gin")
    op.drop_index(op.f("exchanges_actor_idx"), table_name="exchanges")
    op.drop_table("exchanges")
