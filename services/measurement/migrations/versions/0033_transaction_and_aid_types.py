"""Transaction and aid types by IATI's names."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

RENAMED = {
    "activities": {"modality": "aid_type"},
    "flows": {"kind": "transaction_type", "modality": "aid_type"},
    "totals": {"kind": "transaction_type", "modality": "aid_type"},
    "confirmations": {"provider_kind": "provider_type", "recipient_kind": "recipient_type"},
    "flow_lines": {"modality": "tossd_modality"},
}


def upgrade() -> None:
    """Apply."""
    for table, columns in RENAMED.items():
        for before, after in columns.items():
            op.alter_column(table, before, new_column_name=after)


def downgrade() -> None:
    """Take back."""
    for table, columns in RENAMED.items():
        for before, after in columns.items():
            op.alter_column(table, after, new_column_name=before)
