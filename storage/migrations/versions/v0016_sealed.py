"""The sealed lane."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Keep what only two readers together can open, and who they are."""
    run_script(op.get_bind(), Path(__file__).with_name("0016_sealed.sql"))
