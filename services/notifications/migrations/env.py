"""Runs the migrations of the notifications service; Alembic asks for this file."""

from shared.db import run_migrations

run_migrations()
