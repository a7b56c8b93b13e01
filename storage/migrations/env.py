"""Alembic's entry: the connection and the progress bar come from `storage.migrating`."""

from alembic import context

config = context.config
connection = config.attributes["connection"]
progress = config.attributes["progress"]
done = 0


def told() -> None:
    """Move the progress bar after each migration."""
    global done
    done += 1
    if progress is not None:
        progress(done, done)


context.configure(
    connection=connection, on_version_apply=(lambda **_: told()), transactional_ddl=False
)
context.run_migrations()
