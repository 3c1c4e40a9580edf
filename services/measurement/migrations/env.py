"""Runs the migrations of the measurement service; Alembic asks for this file."""

from shared.db import run_migrations

run_migrations()
