"""Webhooks get what their holders' grants allow at the time, wait as a whole, and are suspended after failures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "principals",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False, comment="it was shut out and gets nothing any more"),
        sa.Column("grants", postgresql.JSONB, nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("country", sa.Text, primary_key=True),
        sa.Column("spell", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date, comment="the first day outside"),
    )
    op.drop_column("subscriptions", "audiences")
    op.alter_column(
        "subscriptions", "holder", comment="the principal that made it, whose grants of the moment say what it gets"
    )
    moment = sa.DateTime(timezone=True)
    for column, default in (
        (sa.Column("contact", sa.Text, comment="whom to tell by mail that it was suspended"), None),
        (sa.Column("contact_told", sa.Boolean, comment="no mail about its suspension is owed"), "true"),
        (sa.Column("failed_events", sa.Integer, comment="events given up since it last took one"), "0"),
        (sa.Column("unanswered", sa.Integer, comment="attempts without an answer since the last answer"), "0"),
        (sa.Column("paused_until", moment, comment="nothing is sent before, by the machine's clock"), None),
    ):
        column.server_default = sa.DefaultClause(default) if default else None
        column.nullable = default is None
        op.add_column("subscriptions", column)
        op.alter_column("subscriptions", column.name, server_default=None)


def downgrade() -> None:
    """Take back."""
    for name in ("paused_until", "unanswered", "failed_events", "contact_told", "contact"):
        op.drop_column("subscriptions", name)
    op.add_column(
        "subscriptions",
        sa.Column(
            "audiences",
            postgresql.ARRAY(sa.Text),
            nullable=True,
            comment="what its grants let it see; null for everything",
        ),
    )
    op.alter_column("subscriptions", "holder", comment="the principal that made it")
    op.drop_table("memberships")
    op.drop_table("principals")
