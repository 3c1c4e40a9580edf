"""What imports count is called unchanged, rejected and missing."""

from alembic import op

revision = "0002_words_of_imports"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

COUNTS = """
UPDATE imports SET counts = (
    SELECT jsonb_object_agg(coalesce(word.after, said.name), said.value)
    FROM jsonb_each(counts) said (name, value)
    LEFT JOIN (VALUES
        ('same', 'unchanged'), ('flows_same', 'flows_unchanged'), ('indicators_same', 'indicators_unchanged'),
        ('aside', 'rejected'), ('flows_aside', 'flows_rejected'),
        ('vanished', 'missing'), ('flows_vanished', 'flows_missing'), ('indicators_vanished', 'indicators_missing')
    ) word (before, after) ON word.before = said.name
) WHERE jsonb_typeof(counts) = 'object' AND counts <> '{}'
"""


def upgrade() -> None:
    """Apply."""
    for table, before, after in (
        ("imports", "vanished", "missing"),
        ("activities", "flows_aside", "flows_rejected"),
        ("reporter_findings", "flows_aside", "flows_rejected"),
    ):
        op.alter_column(table, before, new_column_name=after)
        op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {table}_{before}_not_null TO {table}_{after}_not_null")
    op.execute(COUNTS)
