"""Rights over one's own data, and the end of what an office keeps."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Keep requests and legal holds, and remember how much of what is counted is gone."""
    run_script(op.get_bind(), Path(__file__).with_name("0009_rights.sql"))
