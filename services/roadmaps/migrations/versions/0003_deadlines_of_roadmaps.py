"""An index of the deadlines of one roadmap, and no JSON null where there is nothing."""

from alembic import op

revision = "0003_deadlines_of_roadmaps"
down_revision = "0002_actions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("deadlines_roadmap_due_on_id_idx"), "deadlines", ["roadmap", "due_on", "id"], unique=False)
    for statement in (
        "UPDATE actions SET budget = NULL WHERE budget = 'null'",
        "UPDATE actions SET self_rating = NULL WHERE self_rating = 'null'",
        "UPDATE actions SET independent_rating = NULL WHERE independent_rating = 'null'",
        "UPDATE roadmaps SET adopted_incomplete = NULL WHERE adopted_incomplete = 'null'",
    ):
        op.execute(statement)
