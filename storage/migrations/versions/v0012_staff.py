"""Who works for the office, by whose invitation."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Keep with each invitation who made it."""
    run_script(op.get_bind(), Path(__file__).with_name("0012_staff.sql"))
