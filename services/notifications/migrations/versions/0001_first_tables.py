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
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("focal_points_pkey")),
    )
    op.create_index(op.f("focal_points_actor_idx"), "focal_points", ["actor"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("holder", sa.Text(), nullable=False, comment="the principal that made it"),
        sa.Column(
            "audiences",
            postgresql.ARRAY(sa.Text()),
            nullable=True,
            comment="what its grants let it see; null for everything",
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
        sa.Column("focal_point", sa.Uuid(), nullable=False),
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


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("reminders_focal_point_idx"), table_name="reminders")
    op.drop_index(
        op.f("reminders_fire_at_idx"), table_name="reminders", postgresql_where="state IN ('planned', 'sending')"
    )
    op.drop_table("reminders")
    op.drop_index(
        op.f("deliveries_subscription_subject_position_idx"),
        table_name="deliveries",
        postgresql_where="state = 'pending'",
    )
    op.drop_index(op.f("deliveries_next_attempt_at_idx"), table_name="deliveries", postgresql_where="state = 'pending'")
    op.drop_table("deliveries")
    op.drop_index(op.f("subscriptions_holder_idx"), table_name="subscriptions")
    op.drop_table("subscriptions")
    op.drop_index(op.f("focal_points_actor_idx"), table_name="focal_points")
    op.drop_table("focal_points")
    op.drop_index(op.f("event_log_type_position_idx"), table_name="event_log")
    op.drop_index(op.f("event_log_regions_idx"), table_name="event_log", postgresql_using="gin")
    op.drop_index(op.f("event_log_country_position_idx"), table_name="event_log")
    op.drop_table("event_log")
    op.drop_table("event_counter")
    op.drop_index(op.f("deadlines_owner_idx"), table_name="deadlines")
    op.drop_table("deadlines")
