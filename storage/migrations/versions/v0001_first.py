"""The first schema."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    run_script(op.get_bind(), Path(__file__).with_name("0001_first.sql"))
