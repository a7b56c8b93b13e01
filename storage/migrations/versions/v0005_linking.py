"""People with several addresses, invitations, and notices that may go elsewhere."""

from pathlib import Path

from alembic import op

from storage.migrating import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make room for codes, invitations and roles, and tell channels apart where people may mix them."""
    run_script(op.get_bind(), Path(__file__).with_name("0005_linking.sql"))
