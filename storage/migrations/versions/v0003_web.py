"""What the web chat keeps for browsers that are away."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make room for messages and for files on their way."""
    run_script(op.get_bind(), Path(__file__).with_name("0003_web.sql"))
