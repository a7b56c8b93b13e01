"""Officers' groups and the cards in them."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Remember which group is told of which unit's cases."""
    run_script(op.get_bind(), Path(__file__).with_name("0015_groups.sql"))
