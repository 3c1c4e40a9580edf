"""Code lists in editions, decided memberships, and words by which countries are found.

The code lists there are now all ship with the service, which releases them again when it starts.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_table("codelists")
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
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("codelist_editions_pkey")),
        sa.UniqueConstraint("id", name=op.f("codelist_editions_id_key")),
        sa.UniqueConstraint("name", "edition", name=op.f("codelist_editions_name_edition_key")),
    )
    op.create_index(
        "codelist_editions_current_idx",
        "codelist_editions",
        ["name"],
        unique=True,
        postgresql_where=sa.text("current"),
    )
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
    words = sa.Column(
        "words", sa.Text(), nullable=False, server_default="", comment="its codes and the words of its names, folded"
    )
    op.add_column("countries", words)
    op.alter_column("countries", "words", server_default=None)  # only the rows that were there needed a value


def downgrade() -> None:
    """Take back."""
    op.drop_column("countries", "words")
    op.drop_table("membership_decisions")
    op.drop_index("codelist_editions_current_idx", table_name="codelist_editions", postgresql_where=sa.text("current"))
    op.drop_table("codelist_editions")
    op.create_table(
        "codelists",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("codes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("codelists_pkey")),
    )
