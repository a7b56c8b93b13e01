"""What channels keep between runs."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0003"
# The web chat's mailbox is numbered 0002; whichever of the two is there first stands alone.
down_revision = "0002" if any(Path(__file__).parent.glob("v0002*.py")) else "0001"


def upgrade() -> None:
    """Make the tables, and room for messages that wait until a person writes."""
    run_script(op.get_bind(), Path(__file__).with_name("0003_channels.sql"))
