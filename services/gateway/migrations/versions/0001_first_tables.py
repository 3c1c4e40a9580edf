"""Clients, their keys and grants, and the copy of memberships."""

import sqlalchemy as sa
from alembic import op

from shared.db import create_kernel_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    create_kernel_tables(op.get_bind())
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("revoked_at", moment),
        sa.Column("revoked_by", sa.Text),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("client", sa.Uuid, sa.ForeignKey("clients.id", name="api_keys_client_fkey"), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False, comment="SHA-256 of the secret"),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("expires_at", moment),
        sa.Column("revoked_at", moment),
        sa.Column("revoked_by", sa.Text),
        sa.UniqueConstraint("client", "secret_hash", name="api_keys_client_secret_hash_key"),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("client", sa.Uuid, sa.ForeignKey("clients.id", name="grants_client_fkey"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("actor", sa.Uuid),
        sa.Column("country", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("granted_by", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("revoked_at", moment),
        sa.Column("revoked_by", sa.Text),
        sa.CheckConstraint("num_nonnulls(actor, country, region) <= 1", name="one_scope"),
    )
    op.create_index(
        "grants_one_of_a_kind_key",
        "grants",
        ["client", "role", "actor", "country", "region"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "memberships",
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("country", sa.Text, primary_key=True),
        sa.Column("spell", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date, comment="the first day outside"),
    )
