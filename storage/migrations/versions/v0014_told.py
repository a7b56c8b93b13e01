"""What is done at its time, once."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Remember what was done when its time had come."""
    run_script(op.get_bind(), Path(__file__).with_name("0014_told.sql"))
