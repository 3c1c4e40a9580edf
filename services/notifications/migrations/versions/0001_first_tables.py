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
        "access_counter",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("access_counter_pkey")),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("ahead", sa.Interval(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("clock_pkey")),
    )
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("roadmap", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=False, comment="regional bodies it is about"),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("deadlines_pkey")),
    )
    op.create_index(op.f("deadlines_owner_idx"), "deadlines", ["owner"], unique=False)
    op.create_table(
        "event_counter",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("event_counter_pkey")),
    )
    op.create_table(
        "event_log",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="CloudEvents JSON without the position"),
        sa.PrimaryKeyConstraint("position", name=op.f("event_log_pkey")),
        sa.UniqueConstraint("id", name=op.f("event_log_id_key")),
    )
    op.create_index(op.f("event_log_country_position_idx"), "event_log", ["country", "position"], unique=False)
    op.create_index(op.f("event_log_regions_idx"), "event_log", ["regions"], unique=False, postgresql_using="gin")
    op.create_index(op.f("event_log_type_position_idx"), "event_log", ["type", "position"], unique=False)
    op.create_table(
        "focal_points",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("deputy", sa.Uuid(), nullable=True, comment="the focal point that is reminded in its place"),
        sa.Column("absent_from", sa.Date(), nullable=True),
        sa.Column("absent_to", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("focal_points_pkey")),
    )
    op.create_index(op.f("focal_points_actor_idx"), "focal_points", ["actor"], unique=False)
    op.create_index(op.f("focal_points_deputy_idx"), "focal_points", ["deputy"], unique=False)
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
        sa.Column("spell", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="the first day outside"),
        sa.PrimaryKeyConstraint("region", "country", "spell", name=op.f("memberships_pkey")),
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
        "principals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False, comment="it was shut out and gets nothing any more"),
        sa.Column("grants", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("principals_pkey")),
    )
    op.create_table(
        "relay_lease",
        sa.Column("id", sa.SmallInteger(), server_default="1", autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False, comment="counted up by each relay that takes over"),
        sa.PrimaryKeyConstraint("id", name=op.f("relay_lease_pkey")),
    )
    op.create_table(
        "subscriptions",
        sa.Column(
            "holder",
            sa.Text(),
            nullable=False,
            comment="the principal that made it, whose grants of the moment say what it gets",
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("countries", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("secrets", postgresql.ARRAY(sa.Text()), nullable=False, comment="encrypted; the newest first"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it is suspended"),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True, comment="when it first took something"),
        sa.Column(
            "position", sa.BigInteger(), nullable=False, comment="everything up to here was sent or waits in deliveries"
        ),
        sa.Column("contact", sa.Text(), nullable=True, comment="whom to tell by mail that it was suspended"),
        sa.Column("contact_told", sa.Boolean(), nullable=False, comment="no mail about its suspension is owed"),
        sa.Column("failed_events", sa.Integer(), nullable=False, comment="events given up since it last took one"),
        sa.Column(
            "unanswered", sa.Integer(), nullable=False, comment="attempts without an answer since the last answer"
        ),
        sa.Column(
            "paused_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="nothing is sent before, by the machine's clock",
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('active', 'suspended', 'withdrawn')", name=op.f("subscriptions_status_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("subscriptions_pkey")),
    )
    op.create_index(op.f("subscriptions_holder_idx"), "subscriptions", ["holder"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("subscription", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="at, status, error"),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["subscription"], ["subscriptions.id"], name=op.f("deliveries_subscription_fkey")),
        sa.PrimaryKeyConstraint("subscription", "position", name=op.f("deliveries_pkey")),
    )
    op.create_index(
        op.f("deliveries_next_attempt_at_idx"),
        "deliveries",
        ["next_attempt_at"],
        unique=False,
        postgresql_where="state = 'pending'",
    )
    op.create_index(
        op.f("deliveries_subscription_subject_position_idx"),
        "deliveries",
        ["subscription", "subject", "position"],
        unique=False,
        postgresql_where="state = 'pending'",
    )
    op.create_table(
        "reminders",
        sa.Column("deadline", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("focal_point", sa.Uuid(), nullable=False, comment="who is reminded"),
        sa.Column("in_place_of", sa.Uuid(), nullable=True, comment="the focal point it stands in for"),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("fire_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "retry_at", sa.DateTime(timezone=True), nullable=True, comment="by the machine's clock, not the platform's"
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deadline"], ["deadlines.id"], name=op.f("reminders_deadline_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("reminders_pkey")),
        sa.UniqueConstraint(
            "deadline",
            "due_on",
            "step",
            "focal_point",
            "channel",
            name=op.f("reminders_deadline_due_on_step_focal_point_channel_key"),
        ),
    )
    op.create_index(
        op.f("reminders_fire_at_idx"),
        "reminders",
        ["fire_at"],
        unique=False,
        postgresql_where="state IN ('planned', 'sending')",
    )
    op.create_index(op.f("reminders_focal_point_idx"), "reminders", ["focal_point"], unique=False)
    op.create_index(op.f("reminders_in_place_of_idx"), "reminders", ["in_place_of"], unique=False)
