"""What somebody filled in for another person."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make room for it in responses and in the counters of cases."""
    run_script(op.get_bind(), Path(__file__).with_name("0006_assisted.sql"))
