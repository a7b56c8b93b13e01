"""Letters and their registers."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Keep letters, the numbers given to them, and what was late."""
    run_script(op.get_bind(), Path(__file__).with_name("0013_letters.sql"))
