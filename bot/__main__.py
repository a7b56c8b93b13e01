"""The program `langnghe`: every command an operator types."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from pydantic import ValidationError

from bot import logs
from bot.settings import Settings
from feedback.errors import FeedbackError, OfficePackInvalid, StorageError

if TYPE_CHECKING:
    from bot.app import App

_WRONG_SETTINGS, _WRONG_OFFICE, _STORAGE, _FAULTS = 2, 3, 4, 5
"""Exit codes: 2 settings, 3 office pack, 4 database, 5 a check found faults."""

_YOUNG = 10_000
"""Objects made between two rounds of the collector; a turn makes hundreds and few go in circles."""

cli = typer.Typer(
    name="langnghe",
    help="Lắng Nghe: how a people's committee listens to its citizens by chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
office = typer.Typer(help="Check or load an office pack.", no_args_is_help=True)
cli.add_typer(office, name="office")
keys = typer.Typer(help="List or change the master key.", invoke_without_command=True)
cli.add_typer(keys, name="keys")
sealed = typer.Typer(
    help="On a sealed reader's own computer: make a key, open a file.", no_args_is_help=True
)
cli.add_typer(sealed, name="sealed")


def main() -> None:
    """Run the program; every failure ends with one sentence and an exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A letter that a terminal cannot show or read is no reason to end.
            stream.reconfigure(errors="replace")
    try:
        cli()
    except OfficePackInvalid as error:
        _fail(_WRONG_OFFICE, "The office pack has faults:\n  " + "\n  ".join(error.faults))
    except StorageError as error:
        _fail(_STORAGE, str(error))
    except FeedbackError as error:
        _fail(1, str(error))
    except OSError as error:
        name = error.filename2 or error.filename
        what = f"{name}: " if name else ""
        _fail(1, f"{what}{error.strerror or error}")


def read_settings(*, serving: bool = False) -> Settings:
    """Read the settings or end the program, naming each wrong one."""
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "\n".join(
            f"  {_setting(fault['loc'])}{fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_input=False)
        )
        _fail(_WRONG_SETTINGS, f"These settings are wrong; see .env.example:\n{wrong}")
    # The log is for who serves; who types a command is told by sentences.
    logs.configure(settings.log_level if serving else "ERROR")
    logging.getLogger("alembic").setLevel("WARNING")  # it tells every plug-in it looks at
    return settings


def _setting(place: tuple[int | str, ...]) -> str:
    """Return the name of a setting; a fault between several has none and says it itself."""
    return f"LANGNGHE_{str(place[0]).upper()}: " if place else ""


def _fail(code: int, why: str) -> NoReturn:
    print(why, file=sys.stderr)  # noqa: T201 - the program's last word
    raise SystemExit(code)


class Role(StrEnum):
    """Whose rights a person in the terminal has."""

    citizen = "citizen"
    admin = "admin"
    officer = "officer"
    head = "head"
    auditor = "auditor"
    sealed_reader = "sealed-reader"


class Invited(StrEnum):
    """What somebody can be invited to."""

    admin = "admin"
    officer = "officer"
    head = "head"
    auditor = "auditor"
    sealed_reader = "sealed-reader"


@cli.command()
def run() -> None:
    """Serve citizens on every channel that has its settings, until stopped."""
    settings = read_settings(serving=True)
    with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
        runner.run(_run(settings))


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's loop where there is one; asyncio's own serves as well, a quarter slower."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _run(settings: Settings) -> None:
    from bot.app import App
    from bot.channels import open_channels

    channels = open_channels(settings)
    if not channels:
        _fail(
            _WRONG_SETTINGS,
            "No channel is set up. Set LANGNGHE_WEB_CHAT=true or LANGNGHE_TELEGRAM_TOKEN, see "
            ".env.example.",
        )
    await _serve(await App.open(settings, channels, migrate=True))


async def _serve(app: App, serving: Callable[[], object] = lambda: None) -> None:
    """Serve until a signal says that it is enough; `serving` is called once it does."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    try:
        try:
            await app.start()
        except OSError as error:
            _fail(
                1,
                f"{app.settings.web_host}:{app.settings.web_port} cannot be listened on "
                f"({error.strerror or error}); set LANGNGHE_WEB_HOST and LANGNGHE_WEB_PORT",
            )
        spare_the_collector()
        serving()
        await stopped.wait()
    finally:
        await app.stop()


def spare_the_collector() -> None:
    """Take what was loaded out of the collector's rounds: it stays until the end, and looking
    through libraries and office pack again and again took a quarter of the time of a turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)


@cli.command()
def chat(
    role: Annotated[Role, typer.Option("--as", help="Whose rights you have")] = Role.citizen,
    record: Annotated[
        Path | None, typer.Option(help="Keep what is said as a transcript in this file")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Play a transcript and say where the bot differs")
    ] = None,
) -> None:
    """Talk to the bot in this terminal, with the real engine and database."""
    from bot import terminal

    settings = read_settings()
    if replay is not None:
        same = asyncio.run(terminal.replay(replay, settings.office, print))
        raise SystemExit(0 if same else _FAULTS)
    _talk(terminal.chat(settings, admin=role is Role.admin, record=record))


def _talk(conversation: Coroutine[None, None, None]) -> None:
    """Talk until the person leaves; Ctrl-C is one way to leave, also while the bot is busy."""
    with suppress(KeyboardInterrupt):
        asyncio.run(conversation)


@cli.command()
def check(
    counters: Annotated[
        bool, typer.Option("--counters", help="Also recount every answer and compare")
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Also check every line of the audit and its order")
    ] = False,
    seen: Annotated[
        str, typer.Option(help="Check the audit, and that it goes on from there", metavar="NOTED")
    ] = "",
) -> None:
    """Check settings, office pack and database, and list every fault."""
    from bot import operations

    faults = asyncio.run(operations.check(read_settings(), counters, audit, seen))
    raise SystemExit(faults and _FAULTS)


@cli.command()
def migrate() -> None:
    """Bring the database to this program's form."""
    from bot import operations

    asyncio.run(operations.migrate(read_settings()))


@office.command("check")
def office_check(
    folder: Annotated[Path | None, typer.Argument(help="Default: LANGNGHE_OFFICE")] = None,
) -> None:
    """Read an office pack and list every fault by file and line."""
    from bot import operations

    operations.check_office(folder or read_settings().office)


@office.command("load")
def office_load() -> None:
    """Publish the office pack: new versions of what changed, nothing for what did not."""
    from bot import operations

    asyncio.run(operations.load_office(read_settings()))


@keys.callback()
def keys_list(context: typer.Context) -> None:
    """List the master keys, the oldest first, and how many stored values each still seals.

    To change the key: stop the bot, `keys rotate`, copy the key file away, `keys reseal`.
    """
    if context.invoked_subcommand is None:
        from bot import rekeying

        raise SystemExit(asyncio.run(rekeying.list_keys(read_settings())) and _FAULTS)


@keys.command("rotate")
def keys_rotate() -> None:
    """Add a new key to the master key file and seal with it from now on; the older ones stay."""
    from bot import rekeying

    asyncio.run(rekeying.rotate_key(read_settings()))


@keys.command("reseal")
def keys_reseal() -> None:
    """Seal with the current key what older ones sealed. It may be killed and typed again."""
    from bot import rekeying

    raise SystemExit(asyncio.run(rekeying.reseal(read_settings())) and _FAULTS)


@sealed.command("keygen")
def sealed_keygen(
    file: Annotated[Path, typer.Argument(help="The key file to make; keep it, and a copy of it")],
) -> None:
    """Make a reader's key and print its public part, which is typed into the chat: /kin khoa ..."""
    from bot import sealed_keys

    print(sealed_keys.keygen(file, _ask_phrase))  # noqa: T201 - what the command is for


@sealed.command("open")
def sealed_open(
    file: Annotated[Path, typer.Argument(help="The .kin file that the bot sent to both readers")],
    key: Annotated[list[Path], typer.Option(help="A reader's key file; give two of them")],
) -> None:
    """Show what a file of the sealed lane says. Nothing of it is written anywhere."""
    from bot import sealed_keys

    for line in sealed_keys.read(file, key, _ask_phrase):
        print(line)  # noqa: T201 - what the command is for


def _ask_phrase(what: str) -> str:
    return str(typer.prompt(what, hide_input=True))


@cli.command()
def seed(
    responses: Annotated[int, typer.Option(min=0, help="Submitted surveys to make up")] = 2000,
    cases: Annotated[int, typer.Option(min=0, help="Reported cases to make up")] = 60,
    chance: Annotated[int, typer.Option("--seed", help="The same number makes the same data")] = 1,
    more: Annotated[
        bool, typer.Option("--more", help="Also into a database that holds answers or cases")
    ] = False,
) -> None:
    """Fill the database with made-up answers and cases, to try figures out. Never on real data."""
    from bot import operations

    asyncio.run(operations.seed(read_settings(), responses, cases, chance, more))


@cli.command()
def demo(
    ask: Annotated[bool, typer.Option(help="Open the chat; `--no-ask` only loads")] = True,
    in_terminal: Annotated[
        bool, typer.Option("--terminal", help="Chat in this terminal, not in a browser")
    ] = False,
) -> None:
    """Try everything out: sample office, sample data, and the web chat until Ctrl-C."""
    from bot import demo as sample

    settings = sample.own_settings(read_settings())
    _talk(sample.in_terminal(settings, ask=ask) if in_terminal or not ask else _show(settings))
    sample.tell_where(settings)


async def _show(settings: Settings) -> None:
    from bot import demo as sample

    app, code = await sample.in_browser(settings)
    await _serve(app, lambda: sample.welcome(app, code))


@cli.command()
def invite(
    role: Annotated[Invited | None, typer.Argument(help="What the person may do")] = None,
    unit: Annotated[
        str, typer.Option(help="At which unit and below it, by id or name; all when left out")
    ] = "",
    name: Annotated[str, typer.Option(help="The person's name, as colleagues know them")] = "",
    revoke: Annotated[
        str | None,
        typer.Option(help="Void this invitation, and take back the role it gave", metavar="ID"),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the invitations there are")] = False,
) -> None:
    """Print a one-time code: whoever types it first, on any channel, has the role.

    It is good for 24 hours. The bot may be running. An office without LANGNGHE_ADMINS gets its
    first administrator so: langnghe invite admin
    An officer of one unit: langnghe invite officer --unit "Bình Mỹ" --name "Trần Thị Lan"
    """
    from bot import operations

    if (role is not None) + (revoke is not None) + listed != 1:
        raise typer.BadParameter("say one of: a role, --revoke ID, --list")
    settings = read_settings()
    if role is not None:
        asyncio.run(operations.invite(settings, role.value, unit, name))
    elif revoke is not None:
        asyncio.run(operations.revoke(settings, revoke))
    else:
        asyncio.run(operations.list_invitations(settings))


@cli.command()
def export(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="As after /xuat: a survey or `cases`, a unit, a period, in any order"),
    ] = None,
    folder: Annotated[Path, typer.Option("--to", help="The folder to write into")] = Path("."),
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace workbooks that are there")
    ] = False,
) -> None:
    """Write the Excel workbooks of /xuat, without names and telephone numbers.

    Without words: every survey and the cases of this month.
    """
    from bot import operations

    settings = read_settings()
    asyncio.run(operations.export(settings, " ".join(words or ()), folder, overwrite))


@cli.command()
def retention(
    apply: Annotated[
        bool, typer.Option("--apply", help="Forget what is over its time, for good")
    ] = False,
    hold: Annotated[
        str | None, typer.Option(help="Keep this case whatever happens", metavar="CODE")
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why it is held; its person is told when a wish is refused")
    ] = "",
    release: Annotated[
        str | None, typer.Option(help="Hold this case no more", metavar="CODE")
    ] = None,
    holds: Annotated[bool, typer.Option("--holds", help="Show the cases that are held")] = False,
) -> None:
    """Show what is over its time by the office's retention.yaml; nothing is changed.

    A bot on PostgreSQL may be running in any case; one on SQLite must be stopped for --apply, or
    does it itself once a day (`automatic: true`).
    """
    from bot import retaining

    if apply + (hold is not None) + (release is not None) + holds > 1:
        raise typer.BadParameter("say one of: --apply, --hold CODE, --release CODE, --holds")
    settings = read_settings()
    if apply:
        asyncio.run(retaining.apply(settings))
    elif hold is not None:
        asyncio.run(retaining.hold(settings, hold, reason))
    elif release is not None:
        asyncio.run(retaining.release(settings, release))
    elif holds:
        asyncio.run(retaining.list_holds(settings))
    else:
        asyncio.run(retaining.preview(settings))


@cli.command()
def requests() -> None:
    """Show what people asked about their data, the law's time limits, and what became of it."""
    from bot import retaining

    asyncio.run(retaining.list_requests(read_settings()))


@cli.command()
def backup(target: Annotated[Path, typer.Argument(help="The archive to write")]) -> None:
    """Copy the database to one archive while the bot runs, and verify the copy."""
    from bot import operations

    asyncio.run(operations.backup(read_settings(), target))


@cli.command()
def restore(
    source: Annotated[Path, typer.Argument(help="An archive made by `langnghe backup`")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a database that is there")
    ] = False,
) -> None:
    """Put a backup back; the master key must be the one the backup was made under."""
    from bot import operations

    asyncio.run(operations.restore(read_settings(), source, overwrite))


if __name__ == "__main__":
    main()
