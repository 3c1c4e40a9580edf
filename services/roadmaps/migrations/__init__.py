"""The history of the roadmaps database (Alembic)."""
