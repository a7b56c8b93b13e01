"""What channels keep between runs."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and room for messages that wait until a person writes."""
    run_script(op.get_bind(), Path(__file__).with_name("0002_channels.sql"))
