"""The history of the registry database (Alembic)."""
