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
        "actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("actors_pkey")),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("clock_pkey")),
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
        "merged_actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("into", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("merged_actors_pkey")),
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
        "relay_lease",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False, comment="counted up by each relay that takes over"),
        sa.PrimaryKeyConstraint("id", name=op.f("relay_lease_pkey")),
    )
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
        "owner_moves",
        sa.Column("roadmap", sa.Uuid(), nullable=False),
        sa.Column("merged", sa.Uuid(), nullable=False, comment="the owner before"),
        sa.Column(
            "external_id", sa.Text(), nullable=True, comment="as it was; the new owner may know another roadmap by it"
        ),
        sa.ForeignKeyConstraint(["roadmap"], ["roadmaps.id"], name=op.f("owner_moves_roadmap_fkey")),
        sa.PrimaryKeyConstraint("roadmap", "merged", name=op.f("owner_moves_pkey")),
    )
    op.create_index(op.f("owner_moves_merged_idx"), "owner_moves", ["merged"], unique=False)
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
