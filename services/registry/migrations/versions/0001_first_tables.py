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
        "codelists",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("codelists_pkey")),
    )
    op.create_table(
        "countries",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("alpha_3", sa.Text(), nullable=False),
        sa.Column("m49", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True, comment="the smallest area of M49 it lies in"),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("countries_pkey")),
        sa.UniqueConstraint("alpha_3", name=op.f("countries_alpha_3_key")),
    )
    op.create_table(
        "minted_numbers",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("minted_numbers_pkey")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("identifiers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("regions_pkey")),
    )
    op.create_table(
        "actors",
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("constituency", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("identifiers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("parent", sa.Uuid(), nullable=True),
        sa.Column("topics", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("sectors", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("terms", postgresql.ARRAY(sa.Text()), nullable=False, comment="what it can be found by"),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("parent <> id", name=op.f("actors_parent_check")),
        sa.ForeignKeyConstraint(["country"], ["countries.code"], name=op.f("actors_country_fkey")),
        sa.ForeignKeyConstraint(["parent"], ["actors.id"], name=op.f("actors_parent_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("actors_pkey")),
        sa.UniqueConstraint("reporter", "external_id", name=op.f("actors_reporter_external_id_key")),
    )
    op.create_index(op.f("actors_country_idx"), "actors", ["country"], unique=False)
    op.create_index(op.f("actors_parent_idx"), "actors", ["parent"], unique=False)
    op.create_index(op.f("actors_terms_idx"), "actors", ["terms"], unique=False, postgresql_using="gin")
    op.create_table(
        "memberships",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("spell", sa.Integer(), nullable=False, comment="0 is the first"),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day outside"),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("memberships_spell_check")),
        sa.ForeignKeyConstraint(["country"], ["countries.code"], name=op.f("memberships_country_fkey")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("memberships_region_fkey")),
        sa.PrimaryKeyConstraint("region", "country", "spell", name=op.f("memberships_pkey")),
    )
    op.create_index(op.f("memberships_country_idx"), "memberships", ["country"], unique=False)
    op.create_table(
        "focal_points",
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("mandate", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("channels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="who released or erased it"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("focal_points_actor_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("focal_points_pkey")),
    )
    op.create_index(op.f("focal_points_actor_idx"), "focal_points", ["actor"], unique=False)
    op.create_table(
        "known_identifiers",
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("known_identifiers_actor_fkey")),
        sa.PrimaryKeyConstraint("identifier", name=op.f("known_identifiers_pkey")),
    )
    op.create_index(op.f("known_identifiers_actor_idx"), "known_identifiers", ["actor"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("known_identifiers_actor_idx"), table_name="known_identifiers")
    op.drop_table("known_identifiers")
    op.drop_index(op.f("focal_points_actor_idx"), table_name="focal_points")
    op.drop_table("focal_points")
    op.drop_index(op.f("memberships_country_idx"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("actors_terms_idx"), table_name="actors", postgresql_using="gin")
    op.drop_index(op.f("actors_parent_idx"), table_name="actors")
    op.drop_index(op.f("actors_country_idx"), table_name="actors")
    op.drop_table("actors")
    op.drop_table("regions")
    op.drop_table("minted_numbers")
    op.drop_table("countries")
    op.drop_table("codelists")
