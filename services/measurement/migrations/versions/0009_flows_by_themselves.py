"""Flows given by themselves, contributions in kind, withdrawal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.alter_column(
        "flows",
        "amount",
        nullable=True,
        comment="null where only contributions in kind are given",
        existing_comment=None,
    )
    op.alter_column(
        "flows", "import_id", nullable=True, comment="null where it was given by itself", existing_comment=None
    )
    op.add_column("flows", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("flows", sa.Column("withdrawn_by", sa.Text(), nullable=True))
    op.add_column("flows", sa.Column("withdrawn_because", sa.Text(), nullable=True))
    _create_lines()
    _create_valuations()


def _create_lines() -> None:
    op.create_table(
        "flow_lines",
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("description", postgresql.JSONB(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False, comment="TOSSD modality"),
        sa.PrimaryKeyConstraint("flow", "number", name=op.f("flow_lines_pkey")),
    )


def _create_valuations() -> None:
    op.create_table(
        "valuations",
        sa.Column("flow", sa.Uuid(), nullable=False),
        sa.Column("line", sa.SmallInteger(), autoincrement=False, nullable=False),
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
            ["flow", "line"], ["flow_lines.flow", "flow_lines.number"], name=op.f("valuations_flow_fkey")
        ),
        sa.PrimaryKeyConstraint("flow", "line", "id", name=op.f("valuations_pkey")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("valuations")
    op.drop_table("flow_lines")
    for column in ("withdrawn_because", "withdrawn_by", "withdrawn_at"):
        op.drop_column("flows", column)
    op.alter_column("flows", "import_id", nullable=False, comment=None)
    op.alter_column("flows", "amount", nullable=False, comment=None)
