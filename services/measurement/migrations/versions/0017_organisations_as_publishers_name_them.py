"""Organisations as publishers name them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reported_organisations",
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("named_by", sa.Text(), nullable=False, comment="its reference; its name where it has none"),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as it was said last"),
        sa.Column("kind", sa.Text(), nullable=False, comment="IATI OrganisationType"),
        sa.Column(
            "flows", sa.BigInteger(), nullable=False, comment="how often flows have named it while nobody knew it"
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
    op.create_index(op.f("reported_organisations_named_by_idx"), "reported_organisations", ["named_by"], unique=False)
    op.create_index(
        "reported_organisations_waiting_idx", "reported_organisations", ["id"], unique=False, postgresql_where="waits"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("reported_organisations_waiting_idx", table_name="reported_organisations", postgresql_where="waits")
    op.drop_index(op.f("reported_organisations_named_by_idx"), table_name="reported_organisations")
    op.drop_table("reported_organisations")
