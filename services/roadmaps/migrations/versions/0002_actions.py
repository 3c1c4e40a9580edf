"""Actions, milestones and what adoption asks for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_actions"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "actions",
        sa.Column("roadmap", sa.Uuid(), nullable=False),
        sa.Column("commitment", sa.Integer(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("descriptions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("topics", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pillars", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sdgs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("responsible", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("supporting", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("plan_line", sa.Text(), nullable=True),
        sa.Column("budget", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("depends_on", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("self_rating", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("independent_rating", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["roadmap"], ["roadmaps.id"], name=op.f("actions_roadmap_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("actions_pkey")),
        sa.UniqueConstraint("roadmap", "external_id", name=op.f("actions_roadmap_external_id_key")),
    )
    op.create_index(op.f("actions_roadmap_id_idx"), "actions", ["roadmap", "id"], unique=False)
    op.create_table(
        "milestones",
        sa.Column("action", sa.Uuid(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "owner", sa.Uuid(), nullable=True, comment="who answers for it; those responsible for the action otherwise"
        ),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["actions.id"], name=op.f("milestones_action_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("milestones_pkey")),
    )
    op.create_index(op.f("milestones_action_due_on_id_idx"), "milestones", ["action", "due_on", "id"], unique=False)
    op.add_column("deadlines", sa.Column("milestone", sa.Uuid(), nullable=True, comment="none where it is of a rule"))
    op.drop_constraint(op.f("deadlines_roadmap_kind_recurrence_key"), "deadlines", type_="unique")
    op.create_unique_constraint(op.f("deadlines_milestone_key"), "deadlines", ["milestone"])
    op.create_index(
        "deadlines_one_of_rule_key",
        "deadlines",
        ["roadmap", "kind", "recurrence"],
        unique=True,
        postgresql_where="milestone IS NULL",
    )
    op.create_foreign_key(op.f("deadlines_milestone_fkey"), "deadlines", "milestones", ["milestone"], ["id"])
    op.add_column(
        "roadmaps",
        sa.Column("participants", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.add_column(
        "roadmaps",
        sa.Column(
            "without_action",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
            comment="commitments that have no action, with the reason",
        ),
    )
    op.add_column(
        "roadmaps",
        sa.Column(
            "adopted_incomplete",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="why it was adopted though something was missing, what, and by whom",
        ),
    )
