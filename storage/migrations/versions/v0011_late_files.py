"""One-stop files on the lists of late ones, and one-time links."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Keep late files, lists that wait for a yes, and the marks of one-time links."""
    run_script(op.get_bind(), Path(__file__).with_name("0011_late_files.sql"))
