"""First tables: the service's own, and those of the kernel."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "activities",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("reporter_name", sa.Text(), nullable=False),
        sa.Column("reporter_kind", sa.Text(), nullable=False, comment="IATI OrganisationType"),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cooperation", sa.Text(), nullable=True),
        sa.Column("aid_type", sa.Text(), nullable=False),
        sa.Column("collaboration", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("dates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("participants", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recipients", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sectors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="all that it says besides, as the API shows it",
        ),
        sa.Column(
            "places",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="codes of all countries and regions that it reaches",
        ),
        sa.Column(
            "mentions",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="identifiers of other activities that it names anywhere",
        ),
        sa.Column("indicators", sa.Integer(), nullable=False, comment="how many came with it"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "findings_digest",
            sa.LargeBinary(),
            nullable=False,
            comment="of its last report's; empty where there are none",
        ),
        sa.Column(
            "flows_aside", sa.Integer(), nullable=False, comment="transactions of its last report that are not recorded"
        ),
        sa.Column("import_id", sa.Uuid(), nullable=True, comment="null where it was last written by itself"),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("activities_pkey")),
        sa.UniqueConstraint("reporter", "identifier", name=op.f("activities_reporter_identifier_key")),
    )
    op.create_index(op.f("activities_identifier_idx"), "activities", ["identifier"], unique=False)
    op.create_index(op.f("activities_import_id_idx"), "activities", ["import_id"], unique=False)
    op.create_index(
        "activities_mentions_idx",
        "activities",
        ["mentions"],
        unique=False,
        postgresql_using="gin",
        postgresql_where="mentions <> '{}'",
    )
    op.create_index(op.f("activities_places_idx"), "activities", ["places"], unique=False, postgresql_using="gin")
    op.create_index(op.f("activities_updated_at_idx"), "activities", ["updated_at"], unique=False)
    op.create_table(
        "activity_findings",
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.Column("flow", sa.LargeBinary(), nullable=False, comment="digest of the flow that it is of; empty for none"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False, comment="in the file of `import_id`"),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "rejects", sa.Text(), nullable=False, comment="what is not recorded because of it; empty where all is"
        ),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("activity", "flow", "number", name=op.f("activity_findings_pkey")),
    )
    op.create_index(
        op.f("activity_findings_rule_activity_idx"), "activity_findings", ["rule", "activity"], unique=False
    )
    op.create_table(
        "actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("constituency", sa.Text(), nullable=False),
        sa.Column(
            "identifiers",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="as organisation references: scheme, hyphen, value",
        ),
        sa.Column("merged_into", sa.Uuid(), nullable=True, comment="the actor that it has proved to be"),
        sa.PrimaryKeyConstraint("id", name=op.f("actors_pkey")),
    )
    op.create_index(op.f("actors_identifiers_idx"), "actors", ["identifiers"], unique=False, postgresql_using="gin")
    op.create_index(
        "actors_merged_into_idx", "actors", ["merged_into"], unique=False, postgresql_where="merged_into IS NOT NULL"
    )
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
        "classifications",
        sa.Column("edition", sa.Text(), nullable=False, comment="the edition that was loaded"),
        sa.Column("activities", sa.BigInteger(), nullable=False, comment="how many are of another kind now"),
        sa.Column("flows", sa.BigInteger(), nullable=False, comment="how many are of another kind now"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached", sa.Uuid(), nullable=True, comment="the last that the batches so far came to"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("classifications_pkey")),
    )
    op.create_index(
        "classifications_waiting_idx", "classifications", ["id"], unique=False, postgresql_where="status <> 'finished'"
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("clock_pkey")),
    )
    op.create_table(
        "codelists",
        sa.Column("id", sa.Text(), nullable=False, comment="its name"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "codes",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="all that it holds, also those that were withdrawn",
        ),
        sa.Column(
            "withdrawn",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="with the first day on which they were no longer in use",
        ),
        sa.Column("complete", sa.Boolean(), nullable=False, comment="whether other codes than its own are wrong"),
        sa.PrimaryKeyConstraint("id", name=op.f("codelists_pkey")),
    )
    op.create_table(
        "confirmations",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "certain",
            sa.Boolean(),
            nullable=False,
            comment="all criteria are equal, or somebody of neither side linked them",
        ),
        sa.Column(
            "linked_by", sa.Text(), nullable=True, comment="the principal that linked them; null where they were found"
        ),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("recipients", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("provider_flow", sa.Uuid(), nullable=False),
        sa.Column("recipient_flow", sa.Uuid(), nullable=False),
        sa.Column("provider_activity", sa.Uuid(), nullable=False),
        sa.Column("recipient_activity", sa.Uuid(), nullable=False),
        sa.Column("provider_reporter", sa.Text(), nullable=False),
        sa.Column("recipient_reporter", sa.Text(), nullable=False),
        sa.Column(
            "provider_refs",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="organisations that may speak for the provider's side",
        ),
        sa.Column(
            "recipient_refs",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="organisations that may speak for the recipient's side",
        ),
        sa.Column("provider_type", sa.Text(), nullable=False),
        sa.Column("recipient_type", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False, comment="totals leave the recipient's report out"),
        sa.Column(
            "answers",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="by side: what it said last, by whom, when, its amount",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("confirmations_pkey")),
    )
    op.create_index(op.f("confirmations_provider_activity_idx"), "confirmations", ["provider_activity"], unique=False)
    op.create_index(op.f("confirmations_provider_idx"), "confirmations", ["provider"], unique=False)
    op.create_index(
        "confirmations_provider_live_idx",
        "confirmations",
        ["provider_flow"],
        unique=True,
        postgresql_where="status IN ('proposed', 'matched', 'confirmed', 'disputed')",
    )
    op.create_index(op.f("confirmations_recipient_activity_idx"), "confirmations", ["recipient_activity"], unique=False)
    op.create_index(
        "confirmations_recipient_live_idx",
        "confirmations",
        ["recipient_flow"],
        unique=True,
        postgresql_where="status IN ('proposed', 'matched', 'confirmed', 'disputed')",
    )
    op.create_index(
        op.f("confirmations_recipients_idx"), "confirmations", ["recipients"], unique=False, postgresql_using="gin"
    )
    op.create_index(op.f("confirmations_updated_at_idx"), "confirmations", ["updated_at"], unique=False)
    op.create_table(
        "conversions",
        sa.Column("currencies", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("sources", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("flows", sa.BigInteger(), nullable=False, comment="how many have another value in USD"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached", sa.Uuid(), nullable=True, comment="the last that the batches so far came to"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("conversions_pkey")),
    )
    op.create_index(
        "conversions_waiting_idx", "conversions", ["id"], unique=False, postgresql_where="status <> 'finished'"
    )
    op.create_table(
        "cooperation_overrides",
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("activity", name=op.f("cooperation_overrides_pkey")),
    )
    op.create_table(
        "country_groups",
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("developed", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("country_groups_pkey")),
        sa.UniqueConstraint("edition", name=op.f("country_groups_edition_key")),
        sa.UniqueConstraint("valid_from", name=op.f("country_groups_valid_from_key")),
    )
    op.create_table(
        "deflators",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("index", sa.Numeric(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("index > 0", name=op.f("deflators_index_check")),
        sa.PrimaryKeyConstraint("provider", "year", name=op.f("deflators_pkey")),
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
        "external_activities",
        sa.Column("owner", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "external_id", name=op.f("external_activities_pkey")),
    )
    op.create_index(op.f("external_activities_activity_idx"), "external_activities", ["activity"], unique=False)
    op.create_table(
        "external_flows",
        sa.Column("owner", sa.Text(), nullable=False, comment="whose external_id it is"),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "external_id", name=op.f("external_flows_pkey")),
    )
    op.create_index(op.f("external_flows_flow_idx"), "external_flows", ["flow"], unique=False)
    op.create_table(
        "flow_lines",
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tossd_modality", sa.Text(), nullable=False, comment="TOSSD modality"),
        sa.PrimaryKeyConstraint("flow", "number", name=op.f("flow_lines_pkey")),
    )
    op.create_table(
        "flows",
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("transaction_type", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("provider_ref", sa.Text(), nullable=False),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("receiver_ref", sa.Text(), nullable=False),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column(
            "recipients",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="country or region codes; empty where it is not said",
        ),
        sa.Column(
            "weights", postgresql.ARRAY(sa.Numeric()), nullable=False, comment="how the whole falls to the recipients"
        ),
        sa.Column(
            "parts_usd", postgresql.ARRAY(sa.Numeric()), nullable=True, comment="their parts of `usd`, to the cent"
        ),
        sa.Column("amount", sa.Numeric(), nullable=True, comment="null where only contributions in kind are given"),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("usd", sa.Numeric(), nullable=True),
        sa.Column("rate", sa.Numeric(), nullable=True),
        sa.Column("rate_source", sa.Text(), nullable=True),
        sa.Column("rate_date", sa.Date(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("aid_type", sa.Text(), nullable=False),
        sa.Column("flow_type", sa.Text(), nullable=False),
        sa.Column("finance_type", sa.Text(), nullable=False),
        sa.Column(
            "sectors", postgresql.ARRAY(sa.Text()), nullable=False, comment="codes after their vocabulary and a colon"
        ),
        sa.Column("cooperation", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True, comment="null where it was given by itself"),
        sa.Column(
            "repeats",
            sa.Text(),
            nullable=True,
            comment="whose report of the same money is counted instead, a `Repeats`; null where it counts",
        ),
        sa.Column("counted_in", postgresql.ARRAY(sa.Uuid()), nullable=True, comment="the activities with that report"),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("corrected_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cardinality(recipients) = cardinality(weights)", name=op.f("flows_recipients_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("flows_pkey")),
    )
    op.create_index(op.f("flows_activity_idx"), "flows", ["activity"], unique=False)
    op.create_index(
        "flows_counted_in_idx",
        "flows",
        ["counted_in"],
        unique=False,
        postgresql_using="gin",
        postgresql_where="counted_in IS NOT NULL",
    )
    op.create_index(op.f("flows_recipients_idx"), "flows", ["recipients"], unique=False, postgresql_using="gin")
    op.create_index(
        "flows_unconverted_idx",
        "flows",
        ["transaction_type", "day"],
        unique=False,
        postgresql_where="usd IS NULL AND amount IS NOT NULL AND corrected_by IS NULL AND withdrawn_at IS NULL",
    )
    op.create_index(op.f("flows_updated_at_idx"), "flows", ["updated_at"], unique=False)
    op.create_table(
        "former_external_flows",
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("flow", name=op.f("former_external_flows_pkey")),
    )
    op.create_table(
        "former_names",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("reporter", "identifier", name=op.f("former_names_pkey")),
    )
    op.create_index(op.f("former_names_activity_idx"), "former_names", ["activity"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("idempotency_pkey")),
    )
    op.create_index(op.f("idempotency_created_at_idx"), "idempotency", ["created_at"], unique=False)
    op.create_table(
        "import_mappings",
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reading", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("import_mappings_pkey")),
        sa.UniqueConstraint("created_by", "name", name=op.f("import_mappings_created_by_name_key")),
    )
    op.create_table(
        "imports",
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("vanished", sa.Text(), nullable=False, comment="what becomes of what the file no longer holds"),
        sa.Column("accept", sa.Text(), nullable=False, comment="whether only activities without errors are taken"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reading", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="how a table is read"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True, comment="where its file is fetched from; null where it was sent"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "may_report",
            postgresql.ARRAY(sa.Text()),
            nullable=True,
            comment="organisation references; all where it is null",
        ),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "reporters",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="reporting organisations of its activities",
        ),
        sa.Column(
            "held",
            sa.ARRAY(sa.BigInteger()),
            nullable=False,
            comment="their activities then: how many, sum of versions",
        ),
        sa.Column("rules_edition", sa.Integer(), nullable=False, comment="by which edition of the rules it was read"),
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
    op.create_index(op.f("imports_sha256_idx"), "imports", ["sha256"], unique=False)
    op.create_index(
        "imports_waiting_idx",
        "imports",
        ["id"],
        unique=False,
        postgresql_where="status IN ('fetching', 'queued', 'running')",
    )
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="UUIDv7, so ordered by age"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("inbox_pkey")),
    )
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
        sa.Column("baseline", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
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
        sa.Column("digest", sa.LargeBinary(), nullable=True, comment="of all of it, where it was imported"),
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
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="while a correction is under way: what was approved, as everybody sees it until the next approval",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("period_from <= period_to", name=op.f("observations_period_check")),
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
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("attributes", sa.LargeBinary(), nullable=False, comment="CloudEvents attributes, a JSON object"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("outbox_pkey")),
        postgresql_with={
            "autovacuum_vacuum_scale_factor": 0,
            "autovacuum_vacuum_threshold": 5000,
            "autovacuum_vacuum_cost_delay": 0,
            "autovacuum_analyze_scale_factor": 0,
            "autovacuum_analyze_threshold": 50000,
        },
    )
    op.create_table(
        "parked",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("attributes", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False, comment="why; empty where it only waits behind another"),
        sa.Column("parked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("parked_pkey")),
        sa.UniqueConstraint("event_id", name=op.f("parked_event_id_key")),
    )
    op.create_index(op.f("parked_key_seq_idx"), "parked", ["key", "seq"], unique=False)
    op.create_table(
        "rate_sources",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("greatest_age", sa.Integer(), nullable=False, comment="days"),
        sa.CheckConstraint("greatest_age > 0", name=op.f("rate_sources_greatest_age_check")),
        sa.PrimaryKeyConstraint("source", name=op.f("rate_sources_pkey")),
    )
    op.create_table(
        "relay_lease",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False, comment="counted up by each relay that takes over"),
        sa.PrimaryKeyConstraint("id", name=op.f("relay_lease_pkey")),
    )
    op.create_table(
        "reported_organisations",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column(
            "named_by",
            sa.Text(),
            nullable=False,
            comment="its reference in its one form; what stands for all writings of its name where it has none",
        ),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as it was said last"),
        sa.Column("kind", sa.Text(), nullable=False, comment="IATI OrganisationType"),
        sa.Column(
            "flows",
            sa.BigInteger(),
            nullable=False,
            comment="how many flows have named it, each time they were written",
        ),
        sa.Column("actor", sa.Uuid(), nullable=True, comment="who it is, as somebody has said"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False, comment="its flows have to be attributed anew"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("reported_organisations_pkey")),
        sa.UniqueConstraint("reporter", "named_by", name=op.f("reported_organisations_reporter_named_by_key")),
    )
    op.create_index(
        "reported_organisations_actor_idx",
        "reported_organisations",
        ["actor"],
        unique=False,
        postgresql_where="actor IS NOT NULL",
    )
    op.create_index(op.f("reported_organisations_named_by_idx"), "reported_organisations", ["named_by"], unique=False)
    op.create_index(
        "reported_organisations_waiting_idx", "reported_organisations", ["id"], unique=False, postgresql_where="waits"
    )
    op.create_table(
        "reporter_findings",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("with_errors", sa.BigInteger(), nullable=False, comment="activities"),
        sa.Column("with_warnings", sa.BigInteger(), nullable=False, comment="activities"),
        sa.Column("flows_aside", sa.BigInteger(), nullable=False, comment="transactions that are not recorded"),
        sa.PrimaryKeyConstraint("reporter", name=op.f("reporter_findings_pkey")),
    )
    op.create_table(
        "shipped_rates",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("shipped_rates_pkey")),
    )
    op.create_table(
        "totals",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("transaction_type", sa.Text(), nullable=False),
        sa.Column("cooperation", sa.Text(), nullable=False),
        sa.Column("aid_type", sa.Text(), nullable=False),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("usd", sa.Numeric(), nullable=False),
        sa.Column("flows", sa.BigInteger(), nullable=False, comment="how many flows are in it"),
        sa.Column("unconverted", sa.BigInteger(), nullable=False, comment="how many are not, for want of a rate"),
        sa.PrimaryKeyConstraint(
            "year",
            "provider",
            "recipient",
            "transaction_type",
            "cooperation",
            "aid_type",
            "reporter",
            name=op.f("totals_pkey"),
        ),
    )
    op.create_index(op.f("totals_provider_year_idx"), "totals", ["provider", "year"], unique=False)
    op.create_index(op.f("totals_recipient_year_idx"), "totals", ["recipient", "year"], unique=False)
    op.create_table(
        "unpaired",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("unpaired_pkey")),
    )
    op.create_table(
        "confirmation_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("confirmation", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=True, comment="null where it is of neither side alone"),
        sa.Column("to", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation"], ["confirmations.id"], name=op.f("confirmation_comments_confirmation_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("confirmation_comments_pkey")),
    )
    op.create_index(
        op.f("confirmation_comments_confirmation_idx"), "confirmation_comments", ["confirmation"], unique=False
    )
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
        sa.Column(
            "rejects", sa.Text(), nullable=False, comment="what is not recorded because of it; empty where all is"
        ),
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
    op.create_table(
        "valuations",
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reported", sa.Boolean(), nullable=False, comment="came with the flow itself"),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valued_by", sa.Text(), nullable=False),
        sa.Column("usd", sa.Numeric(), nullable=True, comment="of the whole quantity"),
        sa.Column("rate", sa.Numeric(), nullable=True),
        sa.Column("rate_source", sa.Text(), nullable=True),
        sa.Column("rate_date", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["flow", "line"], ["flow_lines.flow", "flow_lines.number"], name=op.f("valuations_flow_line_fkey")
        ),
        sa.PrimaryKeyConstraint("flow", "line", "id", name=op.f("valuations_pkey")),
    )
    # Files come compressed or are read once: no time is spent on compressing them again.
    op.execute("ALTER TABLE import_parts ALTER COLUMN data SET STORAGE EXTERNAL")
