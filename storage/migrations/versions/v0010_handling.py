"""Cases as those see them who handle them."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Find cases by whose task they are, by their time limit and by whom they are about."""
    run_script(op.get_bind(), Path(__file__).with_name("0010_handling.sql"))
