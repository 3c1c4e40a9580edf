"""Editions of country groups."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
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
    op.alter_column(
        "conversions",
        "reached",
        existing_type=sa.UUID(),
        comment="the last that the batches so far came to",
        existing_comment="the last flow of the batches so far",
        existing_nullable=True,
    )


def downgrade() -> None:
    """Take back."""
    op.alter_column(
        "conversions",
        "reached",
        existing_type=sa.UUID(),
        comment="the last flow of the batches so far",
        existing_comment="the last that the batches so far came to",
        existing_nullable=True,
    )
    op.drop_table("country_groups")
    op.drop_index("classifications_waiting_idx", table_name="classifications", postgresql_where="status <> 'finished'")
    op.drop_table("classifications")
