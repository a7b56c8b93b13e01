"""What has to go with a person wherever it lies."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Note of files and of events set aside whose they are."""
    run_script(op.get_bind(), Path(__file__).with_name("0007_traces.sql"))
