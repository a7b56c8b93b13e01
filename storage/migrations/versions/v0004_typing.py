"""What channels without buttons and without uploads need."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make room for lists to type from, and for pictures that are fetched from us."""
    run_script(op.get_bind(), Path(__file__).with_name("0004_typing.sql"))
