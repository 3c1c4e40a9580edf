"""Runs the migrations of the gateway; Alembic asks for this file."""

from shared.db import run_migrations

run_migrations()
