"""Reports that are sent by themselves."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Keep who wants the report of which unit after each month or quarter."""
    run_script(op.get_bind(), Path(__file__).with_name("0021_report_plans.sql"))
