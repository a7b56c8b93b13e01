"""The first schema."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    postgres = op.get_bind().dialect.name == "postgresql"
    sql = Path(__file__).with_name("0001_first.sql").read_text("utf-8")
    sql = sql.replace("{blob}", "BYTEA" if postgres else "BLOB")
    sql = sql.replace("{compact}", "" if postgres else "WITHOUT ROWID")
    lines = (line.partition("--")[0].rstrip() for line in sql.splitlines())
    for statement in "\n".join(lines).split(";"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
