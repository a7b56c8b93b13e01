"""Matters that people are told are known."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Tell which cases are known matters."""
    run_script(op.get_bind(), Path(__file__).with_name("0020_announced.sql"))
