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
        "clock",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("clock_pkey")),
    )
    op.create_table(
        "codelist_editions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="counted up by one per edition"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False, comment="the day on which this registry took it over"),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "released_by",
            sa.Text(),
            nullable=False,
            comment="the principal; the registry itself where it ships with it",
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False, comment="whether other codes than its own are wrong"),
        sa.Column("category_list", sa.Text(), nullable=True, comment="the list that its categories are codes of"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False, comment="codes in use"),
        sa.Column("withdrawn", sa.Integer(), nullable=False, comment="codes no longer in use"),
        sa.Column("added", sa.Integer(), nullable=False, comment="codes that the edition before did not have"),
        sa.Column("ended", sa.Integer(), nullable=False, comment="codes that it withdrew"),
        sa.Column("changed", sa.Integer(), nullable=False, comment="codes that it changed"),
        sa.Column(
            "told_whole", sa.Boolean(), nullable=False, comment="whether its event has said which codes were withdrawn"
        ),
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("codelist_editions_pkey")),
        sa.UniqueConstraint("id", name=op.f("codelist_editions_id_key")),
        sa.UniqueConstraint("name", "edition", name=op.f("codelist_editions_name_edition_key")),
    )
    op.create_index(
        "codelist_editions_current_idx", "codelist_editions", ["name"], unique=True, postgresql_where="current"
    )
    op.create_table(
        "countries",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("alpha_3", sa.Text(), nullable=False),
        sa.Column("m49", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True, comment="the smallest area of M49 it lies in"),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="its codes and the words of its names, folded"),
        sa.PrimaryKeyConstraint("code", name=op.f("countries_pkey")),
        sa.UniqueConstraint("alpha_3", name=op.f("countries_alpha_3_key")),
    )
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
        "inbox",
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="UUIDv7, so ordered by age"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("inbox_pkey")),
    )
    op.create_table(
        "minted_numbers",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("minted_numbers_pkey")),
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
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("identifiers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="its first day; not known of areas of M49"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day on which it no longer existed"),
        sa.Column("source", sa.Text(), nullable=False, comment="where its days were read"),
        sa.PrimaryKeyConstraint("code", name=op.f("regions_pkey")),
    )
    op.create_table(
        "relay_lease",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False, comment="counted up by each relay that takes over"),
        sa.PrimaryKeyConstraint("id", name=op.f("relay_lease_pkey")),
    )
    op.create_table(
        "words",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("forms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("words_pkey")),
    )
    op.create_index(op.f("words_forms_idx"), "words", ["forms"], unique=False, postgresql_using="gin")
    op.create_table(
        "actors",
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("former_names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("acronyms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("constituency", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("active_in", postgresql.ARRAY(sa.Text()), nullable=False),
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
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'merged') = (merged_into IS NOT NULL)", name=op.f("actors_merged_check")),
        sa.CheckConstraint("parent <> id", name=op.f("actors_parent_check")),
        sa.ForeignKeyConstraint(["country"], ["countries.code"], name=op.f("actors_country_fkey")),
        sa.ForeignKeyConstraint(["merged_into"], ["actors.id"], name=op.f("actors_merged_into_fkey")),
        sa.ForeignKeyConstraint(["parent"], ["actors.id"], name=op.f("actors_parent_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("actors_pkey")),
        sa.UniqueConstraint("reporter", "external_id", name=op.f("actors_reporter_external_id_key")),
    )
    op.create_index(op.f("actors_country_idx"), "actors", ["country"], unique=False)
    op.create_index(op.f("actors_parent_idx"), "actors", ["parent"], unique=False)
    op.create_index(op.f("actors_terms_idx"), "actors", ["terms"], unique=False, postgresql_using="gin")
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
        "membership_decisions",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["countries.code"], name=op.f("membership_decisions_country_fkey")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("membership_decisions_region_fkey")),
        sa.PrimaryKeyConstraint("region", "country", name=op.f("membership_decisions_pkey")),
    )
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
        "actor_versions",
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False, comment="the principal that made the change"),
        sa.Column("event", sa.Text(), nullable=False, comment="the type of the event that told of it"),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("actor_versions_actor_fkey")),
        sa.PrimaryKeyConstraint("actor", "version", name=op.f("actor_versions_pkey")),
    )
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
        "focal_points",
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("office", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "mandate",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="emptied by erasure, for its text may name somebody",
        ),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("deputy", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="who released or erased it"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("focal_points_actor_fkey")),
        sa.ForeignKeyConstraint(["deputy"], ["focal_points.id"], name=op.f("focal_points_deputy_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("focal_points_pkey")),
    )
    op.create_index(op.f("focal_points_actor_idx"), "focal_points", ["actor"], unique=False)
    op.create_index(op.f("focal_points_deputy_idx"), "focal_points", ["deputy"], unique=False)
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
        "known_identifiers",
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("known_identifiers_actor_fkey")),
        sa.PrimaryKeyConstraint("identifier", name=op.f("known_identifiers_pkey")),
    )
    op.create_index(op.f("known_identifiers_actor_idx"), "known_identifiers", ["actor"], unique=False)
    op.create_table(
        "merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("old", sa.Uuid(), nullable=False),
        sa.Column("into", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column(
            "gained",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="fields of the survivor, before and after",
        ),
        sa.Column(
            "moved",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what became the survivor's, by kind",
        ),
        sa.ForeignKeyConstraint(["into"], ["actors.id"], name=op.f("merges_into_fkey")),
        sa.ForeignKeyConstraint(["old"], ["actors.id"], name=op.f("merges_old_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("merges_pkey")),
    )
    op.create_index(op.f("merges_old_idx"), "merges", ["old"], unique=True, postgresql_where="undone_at IS NULL")
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
        "focal_point_contacts",
        sa.Column("focal_point", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("channels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_to", sa.Date(), nullable=True, comment="the first day on which they are back"),
        sa.ForeignKeyConstraint(
            ["focal_point"], ["focal_points.id"], name=op.f("focal_point_contacts_focal_point_fkey")
        ),
        sa.PrimaryKeyConstraint("focal_point", name=op.f("focal_point_contacts_pkey")),
    )
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
