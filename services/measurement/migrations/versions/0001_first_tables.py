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
        "activities",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("reporter_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cooperation", sa.Text(), nullable=True),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("collaboration", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("dates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("participants", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recipients", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sectors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "places", sa.ARRAY(sa.Text()), nullable=False, comment="codes of all countries and regions that it reaches"
        ),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("activities_pkey")),
        sa.UniqueConstraint("reporter", "identifier", name=op.f("activities_reporter_identifier_key")),
    )
    op.create_index(op.f("activities_identifier_idx"), "activities", ["identifier"], unique=False)
    op.create_index(op.f("activities_places_idx"), "activities", ["places"], unique=False, postgresql_using="gin")
    op.create_index(op.f("activities_updated_at_idx"), "activities", ["updated_at"], unique=False)
    op.create_table(
        "actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("constituency", sa.Text(), nullable=False),
        sa.Column(
            "identifiers",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="as organisation references: scheme, hyphen, value",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("actors_pkey")),
    )
    op.create_index(op.f("actors_identifiers_idx"), "actors", ["identifiers"], unique=False, postgresql_using="gin")
    op.create_table(
        "balances",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("inflow_usd", sa.Numeric(), nullable=False),
        sa.Column("outflow_usd", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint("country", "year", name=op.f("balances_pkey")),
    )
    op.create_table(
        "exchange_rates",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("units_per_usd", sa.Numeric(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("currency", "date", name=op.f("exchange_rates_pkey")),
    )
    op.create_table(
        "flows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_ref", sa.Text(), nullable=False),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("receiver_ref", sa.Text(), nullable=False),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column(
            "recipients",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="country or region codes; empty where it is not said",
        ),
        sa.Column("weights", sa.ARRAY(sa.Numeric()), nullable=False, comment="how the whole falls to the recipients"),
        sa.Column("parts_usd", sa.ARRAY(sa.Numeric()), nullable=True, comment="their parts of `usd`, to the cent"),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("usd", sa.Numeric(), nullable=True),
        sa.Column("rate", sa.Numeric(), nullable=True),
        sa.Column("rate_source", sa.Text(), nullable=True),
        sa.Column("rate_date", sa.Date(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("flow_type", sa.Text(), nullable=False),
        sa.Column("finance_type", sa.Text(), nullable=False),
        sa.Column("cooperation", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("corrected_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cardinality(recipients) = cardinality(weights)", name=op.f("flows_recipients_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("flows_pkey")),
    )
    op.create_index(op.f("flows_activity_idx"), "flows", ["activity"], unique=False)
    op.create_index(op.f("flows_recipients_idx"), "flows", ["recipients"], unique=False, postgresql_using="gin")
    op.create_table(
        "imports",
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "may_report", sa.ARRAY(sa.Text()), nullable=True, comment="organisation references; all where it is null"
        ),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True, comment="by the database's clock"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("imports_pkey")),
    )
    op.create_index(op.f("imports_created_by_idx"), "imports", ["created_by"], unique=False)
    op.create_index(
        "imports_waiting_idx", "imports", ["id"], unique=False, postgresql_where="status IN ('queued', 'running')"
    )
    op.create_table(
        "memberships",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("spell", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day outside"),
        sa.PrimaryKeyConstraint("region", "country", "spell", name=op.f("memberships_pkey")),
    )
    op.create_index(op.f("memberships_country_idx"), "memberships", ["country"], unique=False)
    op.create_table(
        "totals",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cooperation", sa.Text(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("usd", sa.Numeric(), nullable=False),
        sa.Column("flows", sa.BigInteger(), nullable=False, comment="how many flows are in it"),
        sa.Column("unconverted", sa.BigInteger(), nullable=False, comment="how many are not, for want of a rate"),
        sa.PrimaryKeyConstraint(
            "year", "provider", "recipient", "kind", "cooperation", "modality", "reporter", name=op.f("totals_pkey")
        ),
    )
    op.create_index(op.f("totals_provider_year_idx"), "totals", ["provider", "year"], unique=False)
    op.create_index(op.f("totals_recipient_year_idx"), "totals", ["recipient", "year"], unique=False)
    op.create_table(
        "import_findings",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("import_findings_import_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("import_findings_pkey")),
    )
    op.create_table(
        "import_parts",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("import_parts_import_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("import_parts_pkey")),
    )
    # Files come compressed or are read once: no time is spent on compressing them again.
    op.execute("ALTER TABLE import_parts ALTER COLUMN data SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Take back."""
    op.drop_table("import_parts")
    op.drop_table("import_findings")
    op.drop_index(op.f("totals_recipient_year_idx"), table_name="totals")
    op.drop_index(op.f("totals_provider_year_idx"), table_name="totals")
    op.drop_table("totals")
    op.drop_index(op.f("memberships_country_idx"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index("imports_waiting_idx", table_name="imports", postgresql_where="status IN ('queued', 'running')")
    op.drop_index(op.f("imports_created_by_idx"), table_name="imports")
    op.drop_table("imports")
    op.drop_index(op.f("flows_recipients_idx"), table_name="flows", postgresql_using="gin")
    op.drop_index(op.f("flows_activity_idx"), table_name="flows")
    op.drop_table("flows")
    op.drop_table("exchange_rates")
    op.drop_table("balances")
    op.drop_index(op.f("actors_identifiers_idx"), table_name="actors", postgresql_using="gin")
    op.drop_table("actors")
    op.drop_index(op.f("activities_updated_at_idx"), table_name="activities")
    op.drop_index(op.f("activities_places_idx"), table_name="activities", postgresql_using="gin")
    op.drop_index(op.f("activities_identifier_idx"), table_name="activities")
    op.drop_table("activities")
