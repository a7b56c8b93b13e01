"""Surveys from workbooks."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Keep which surveys the office made in the chat, and what of them is offered."""
    run_script(op.get_bind(), Path(__file__).with_name("0019_surveys.sql"))
