"""The history of the measurement database (Alembic)."""
