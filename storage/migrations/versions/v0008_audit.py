"""The audit as a chain."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Have each line of the audit prove itself and follow the one before."""
    run_script(op.get_bind(), Path(__file__).with_name("0008_audit.sql"))
