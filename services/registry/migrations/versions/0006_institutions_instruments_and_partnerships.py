"""Institutions instruments and partnerships."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "partnerships",
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("sectors", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day on which it no longer holds"),
        sa.Column("documents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("partnerships_period_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("partnerships_pkey")),
        sa.UniqueConstraint("reporter", "external_id", name=op.f("partnerships_reporter_external_id_key")),
    )
    op.create_table(
        "institutions",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("frameworks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mandate", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("resources", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pillars", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["countries.code"], name=op.f("institutions_country_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("institutions_pkey")),
        sa.UniqueConstraint("country", name=op.f("institutions_country_key")),
    )
    op.create_index(op.f("institutions_pillars_idx"), "institutions", ["pillars"], unique=False, postgresql_using="gin")
    op.create_table(
        "institution_versions",
        sa.Column("institution", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False, comment="the principal that made the change"),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institutions.id"], name=op.f("institution_versions_institution_fkey")
        ),
        sa.PrimaryKeyConstraint("institution", "version", name=op.f("institution_versions_pkey")),
    )
    op.create_table(
        "instruments",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("topics", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day on which it no longer holds"),
        sa.Column("documents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("fund", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column(
            "terms", postgresql.ARRAY(sa.Text()), nullable=False, comment="words of its titles, by which it is found"
        ),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("supersedes <> id", name=op.f("instruments_supersedes_check")),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("instruments_period_check")),
        sa.ForeignKeyConstraint(["country"], ["countries.code"], name=op.f("instruments_country_fkey")),
        sa.ForeignKeyConstraint(["owner"], ["actors.id"], name=op.f("instruments_owner_fkey")),
        sa.ForeignKeyConstraint(["supersedes"], ["instruments.id"], name=op.f("instruments_supersedes_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("instruments_pkey")),
        sa.UniqueConstraint("reporter", "external_id", name=op.f("instruments_reporter_external_id_key")),
    )
    op.create_index(op.f("instruments_country_idx"), "instruments", ["country"], unique=False)
    op.create_index(op.f("instruments_owner_idx"), "instruments", ["owner"], unique=False)
    op.create_index(op.f("instruments_terms_idx"), "instruments", ["terms"], unique=False, postgresql_using="gin")
    op.create_table(
        "partners",
        sa.Column("partnership", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="its place among the parties"),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day on which it no longer has the role"),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("partners_spell_check")),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("partners_actor_fkey")),
        sa.ForeignKeyConstraint(["partnership"], ["partnerships.id"], name=op.f("partners_partnership_fkey")),
        sa.PrimaryKeyConstraint("partnership", "number", name=op.f("partners_pkey")),
    )
    op.create_index(op.f("partners_actor_idx"), "partners", ["actor"], unique=False)
    op.create_table(
        "instrument_versions",
        sa.Column("instrument", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False, comment="the principal that made the change"),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["instrument"], ["instruments.id"], name=op.f("instrument_versions_instrument_fkey")),
        sa.PrimaryKeyConstraint("instrument", "version", name=op.f("instrument_versions_pkey")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("instrument_versions")
    op.drop_index(op.f("partners_actor_idx"), table_name="partners")
    op.drop_table("partners")
    op.drop_index(op.f("instruments_terms_idx"), table_name="instruments", postgresql_using="gin")
    op.drop_index(op.f("instruments_owner_idx"), table_name="instruments")
    op.drop_index(op.f("instruments_country_idx"), table_name="instruments")
    op.drop_table("instruments")
    op.drop_table("institution_versions")
    op.drop_index(op.f("institutions_pillars_idx"), table_name="institutions", postgresql_using="gin")
    op.drop_table("institutions")
    op.drop_table("partnerships")
