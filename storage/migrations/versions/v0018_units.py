"""Changes to the tree of units."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Keep what administrators change in the chat."""
    run_script(op.get_bind(), Path(__file__).with_name("0018_units.sql"))
