"""Confirmations."""

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
        sa.Column("reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("recipients", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("provider_flow", sa.Uuid(), nullable=False),
        sa.Column("recipient_flow", sa.Uuid(), nullable=False),
        sa.Column("provider_activity", sa.Uuid(), nullable=False),
        sa.Column("recipient_activity", sa.Uuid(), nullable=False),
        sa.Column("provider_reporter", sa.Text(), nullable=False),
        sa.Column("recipient_reporter", sa.Text(), nullable=False),
        sa.Column(
            "provider_refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="organisations that may speak for the provider's side",
        ),
        sa.Column(
            "recipient_refs",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="organisations that may speak for the recipient's side",
        ),
        sa.Column("provider_kind", sa.Text(), nullable=False),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
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
    comment = "identifiers of other activities that it names anywhere"
    mentions: sa.Column[list[str]] = sa.Column(
        "mentions", sa.ARRAY(sa.Text()), nullable=False, comment=comment, server_default="{}"
    )
    op.add_column("activities", mentions)
    op.alter_column("activities", "mentions", server_default=None)
    op.create_index(op.f("activities_import_id_idx"), "activities", ["import_id"], unique=False)
    op.create_index(
        "activities_mentions_idx",
        "activities",
        ["mentions"],
        unique=False,
        postgresql_using="gin",
        postgresql_where="mentions <> '{}'",
    )
    op.add_column(
        "imports",
        sa.Column(
            "paired_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when its flows were compared with those of others",
        ),
    )
    op.create_index(
        "imports_unpaired_idx",
        "imports",
        ["id"],
        unique=False,
        postgresql_where="status = 'finished' AND mode = 'apply' AND paired_at IS NULL",
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index(
        "imports_unpaired_idx",
        table_name="imports",
        postgresql_where="status = 'finished' AND mode = 'apply' AND paired_at IS NULL",
    )
    op.drop_column("imports", "paired_at")
    op.drop_index(
        "activities_mentions_idx", table_name="activities", postgresql_using="gin", postgresql_where="mentions <> '{}'"
    )
    op.drop_index(op.f("activities_import_id_idx"), table_name="activities")
    op.drop_column("activities", "mentions")
    op.drop_index(op.f("confirmation_comments_confirmation_idx"), table_name="confirmation_comments")
    op.drop_table("confirmation_comments")
    op.drop_index(op.f("confirmations_updated_at_idx"), table_name="confirmations")
    op.drop_index(op.f("confirmations_recipients_idx"), table_name="confirmations", postgresql_using="gin")
    op.drop_index(
        "confirmations_recipient_live_idx",
        table_name="confirmations",
        postgresql_where="status IN ('proposed', 'matched', 'confirmed', 'disputed')",
    )
    op.drop_index(op.f("confirmations_recipient_activity_idx"), table_name="confirmations")
    op.drop_index(
        "confirmations_provider_live_idx",
        table_name="confirmations",
        postgresql_where="status IN ('proposed', 'matched', 'confirmed', 'disputed')",
    )
    op.drop_index(op.f("confirmations_provider_idx"), table_name="confirmations")
    op.drop_index(op.f("confirmations_provider_activity_idx"), table_name="confirmations")
    op.drop_table("confirmations")
