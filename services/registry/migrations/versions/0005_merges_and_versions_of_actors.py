"""Merges and versions of actors.

Of actors that are there already, the history begins with what they are now.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FIRST_VERSIONS = """
    INSERT INTO actor_versions (actor, version, at, by, event, content)
    SELECT id, version, updated_at, coalesce(withdrawn_by, reporter),
        CASE status WHEN 'withdrawn' THEN 'harambee.actor.withdrawn.v1' ELSE 'harambee.actor.updated.v1' END,
        to_jsonb(actors) - '{reporter,terms,withdrawn_by}'::text[]
    FROM actors
"""


def upgrade() -> None:
    """Apply."""
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
    op.create_index(
        op.f("merges_old_idx"), "merges", ["old"], unique=True, postgresql_where=sa.text("undone_at IS NULL")
    )
    op.add_column("actors", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("actors_merged_into_fkey"), "actors", "actors", ["merged_into"], ["id"])
    op.create_check_constraint(op.f("actors_merged_check"), "actors", "(status = 'merged') = (merged_into IS NOT NULL)")
    op.execute(FIRST_VERSIONS)


def downgrade() -> None:
    """Take back."""
    op.drop_constraint(op.f("actors_merged_check"), "actors", type_="check")
    op.drop_constraint(op.f("actors_merged_into_fkey"), "actors", type_="foreignkey")
    op.drop_column("actors", "merged_into")
    op.drop_index(op.f("merges_old_idx"), table_name="merges", postgresql_where=sa.text("undone_at IS NULL"))
    op.drop_table("merges")
    op.drop_table("actor_versions")
