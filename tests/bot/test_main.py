"""The program as the one IT person of a commune uses it: each command, and each way it fails."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
from openpyxl import load_workbook

from bot import __main__ as program
from bot.settings import Settings
from bot.texts import LOCAL_TIME
from storage import SCHEMA, Keyring, open_storage
from tests.fakes.bot_api import FakeBotApi

ROOT = Path(__file__).parents[2]
OFFICE = ROOT / "offices" / "binh-luc"
TOKEN = "123456:TEST-token"
Run = Callable[..., tuple[int, str]]
COMMANDS = [
    *("run", "chat", "demo", "check", "migrate", "seed", "export", "backup", "restore"),
    *("invite", "retention", "requests"),
    *("office check", "office load", "keys", "keys rotate", "keys reseal"),
]


@pytest.fixture(autouse=True)
def _fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGNGHE_OFFICE", str(OFFICE))
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs one command and gives its exit code and everything it said."""

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["langnghe", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            program.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out + said.err

    return run


@pytest.fixture
def installed(run: Run) -> None:
    assert run("migrate")[0] == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_what_it_does(command: str, run: Run) -> None:
    code, said = run(*command.split(), "--help")
    assert code == 0
    assert f"langnghe {command}" in said
    assert "--help" in said


def test_without_a_command_all_of_them_are_listed(run: Run) -> None:
    code, said = run()
    assert code == 2
    assert all(command.split()[0] in said for command in COMMANDS)


def test_the_life_of_an_installation(run: Run) -> None:
    code, said = run("check")
    assert code == 5
    assert "langnghe migrate" in said
    assert sorted(os.listdir()) == [], "a look leaves nothing behind"
    code, said = run("migrate")
    assert code == 0
    assert "A new master key was made: langnghe.key" in said
    code, said = run("migrate")
    assert (code, "master key" in said) == (0, False)
    code, said = run("office", "check")
    assert code == 0
    assert "no faults" in said
    code, said = run("office", "load")
    assert "published one-stop, version 1" in said
    assert "Nothing changed" in run("office", "load")[1]
    code, said = run("seed", "--responses", "250", "--cases", "12")
    assert code == 0
    assert "250/250" in said
    assert "12/12" in said
    code, said = run("seed", "--responses", "1")
    assert code == 4
    assert "--more" in said
    assert run("seed", "--responses", "0", "--cases", "1", "--more")[0] == 0
    code, said = run("check", "--counters")
    assert code == 0
    assert "No faults found" in said
    code, said = run("backup", "b.tar")
    assert code == 0
    assert "every part is whole" in said
    before = Path("langnghe.db").read_bytes()
    code, said = run("restore", "b.tar")
    assert code == 4
    assert "--overwrite" in said
    assert Path("langnghe.db").read_bytes() == before
    code, said = run("restore", "b.tar", "--overwrite")
    assert code == 0
    assert "Restored" in said
    assert run("check", "--counters")[0] == 0


def test_workbooks_are_written_as_the_bot_writes_them(installed: None, run: Run) -> None:
    assert run("seed", "--responses", "300", "--cases", "30")[0] == 0
    code, said = run("export", "cases", "năm", "nay", "--to", ".")
    assert code == 0
    year = datetime.now(LOCAL_TIME).year
    [name] = [name for name in os.listdir() if name.startswith("cases-")]
    assert name == f"cases-khu-vuc-binh-luc-{year}0101-{year}1231.xlsx"
    rows = list(load_workbook(name).worksheets[-1].values)
    assert f"{name}: " in said
    assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
    assert 1 < len(rows) <= 30 + 3
    code, said = run("export", "cases", str(year))
    assert code == 1
    assert "--overwrite" in said
    Path(name).write_text("an older one")
    assert run("export", "cases", str(year), "--overwrite")[0] == 0
    assert list(load_workbook(name).worksheets[-1].values) == rows
    Path("all").mkdir()
    code, said = run("export", f"01/01/{year - 1}-31/12/{year}", "--to", "all")
    assert code == 0
    assert {name.split("-khu-vuc")[0] for name in os.listdir("all")} >= {"one-stop", "cases"}
    code, said = run("export", "one-stop", "2001", "--to", "all")
    assert (code, "one-stop: nothing in this period" in said) == (0, True)


def test_what_is_to_be_exported_must_be_clear(installed: None, run: Run) -> None:
    assert run("office", "load")[0] == 0
    code, said = run("export", "moon", "cheese")
    assert code == 1
    assert "“moon cheese” is no survey, unit or period" in said
    assert "one-stop" in said
    code, said = run("export", "một cửa")
    assert code == 1
    assert "name one of them" in said
    code, said = run("export", "--to", "elsewhere")
    assert code == 1
    assert "elsewhere" in said


def test_a_wrong_counter_is_found(installed: None, run: Run) -> None:
    run("seed", "--responses", "20", "--cases", "0")
    with sqlite3.connect("langnghe.db") as connection:
        connection.execute("UPDATE tally SET n = n + 1 WHERE question = '' AND grain = 'M'")
    connection.close()
    assert run("check")[0] == 0
    code, said = run("check", "--counters")
    assert code == 5
    assert "a recount finds" in said


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WEB_PORT", "eighty", "LANGNGHE_WEB_PORT: "),
        ("ADMINS", "1001", "“1001” is not channel:account"),
        ("TELEGRAM_MODE", "pigeon", "LANGNGHE_TELEGRAM_MODE: "),
        ("LOG_LEVEL", "loud", "LANGNGHE_LOG_LEVEL: "),
        ("WEB_EMBED", "binhluc.gov.vn", "“binhluc.gov.vn” is no origin"),
        ("WEB_EMBED", "https://a.vn, https://b.vn/portal", "“https://b.vn/portal” is no origin"),
        ("WEB_EMBED", "https://*; script-src", "is no origin"),
        ("WEB_PROXIES", "10.0.0.1, nginx", "“nginx” is no address or network"),
        ("WEB_STREAMS", "0", "LANGNGHE_WEB_STREAMS: "),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, told: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"LANGNGHE_{name}", value)
    code, said = run("check")
    assert code == 2
    assert told in said
    assert ".env.example" in said


def test_settings_that_contradict_each_other_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("LANGNGHE_TELEGRAM_MODE", "webhook")
    code, said = run("run")
    assert code == 2
    assert "needs LANGNGHE_PUBLIC_URL" in said
    assert TOKEN not in said


def test_without_any_channel_there_is_nobody_to_serve(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGNGHE_WEB_CHAT", "false")
    code, said = run("run")
    assert code == 2
    assert "LANGNGHE_WEB_CHAT" in said
    assert "LANGNGHE_TELEGRAM_TOKEN" in said


def test_an_office_pack_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = run("office", "check", "elsewhere")
    assert code == 3
    assert "elsewhere: there is no such folder" in said
    monkeypatch.setenv("LANGNGHE_OFFICE", "elsewhere")
    for command in (("office", "load"), ("seed",), ("chat",)):
        assert run(*command)[0] == 3
    code, said = run("check")
    assert code == 5
    assert "Faults found: 2" in said


def test_a_year_whose_days_off_are_not_confirmed_is_told(
    installed: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime(2093, 10, 1, tzinfo=LOCAL_TIME)
    monkeypatch.setattr("bot.operations.wall_clock", lambda: today)
    for command in (("check",), ("office", "check")):
        code, said = run(*command)
        assert code == 0
        assert "warning: office.yaml: the days off and working Saturdays of 2093" in said
    monkeypatch.setattr("bot.operations.wall_clock", lambda: today.replace(year=2025, month=2))
    assert "warning" not in run("office", "check")[1]


def test_an_office_pack_with_faults_lists_them_by_file_and_line(run: Run, tmp_path: Path) -> None:
    for path in OFFICE.rglob("*.yaml"):
        copy = tmp_path / "pack" / path.relative_to(OFFICE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    survey = tmp_path / "pack" / "surveys" / "one-stop.yaml"
    survey.write_text(survey.read_text("utf-8").replace("name: attitude", "name: ATTITUDE!"))
    code, said = run("office", "check", "pack")
    assert code == 3
    assert "surveys/one-stop.yaml:" in said


def test_a_database_that_another_program_serves(installed: None, run: Run) -> None:
    with open("langnghe.db.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (("migrate",), ("office", "load"), ("seed",), ("chat",)):
            code, said = run(*command)
            assert code == 4
            assert "in use by another langnghe" in said
        assert run("check")[0] == 0
        assert run("backup", "b.tar")[0] == 0
        code, said = run("restore", "b.tar", "--overwrite")
        assert code == 4
        assert "in use" in said


def test_a_damaged_database_names_the_way_back(installed: None, run: Run) -> None:
    assert run("backup", "b.tar")[0] == 0
    Path("langnghe.db").write_bytes(b"no database at all, but long enough to be one " * 200)
    code, said = run("migrate")
    assert code == 4
    assert "langnghe restore FILE --overwrite" in said
    code, said = run("check")
    assert code == 5
    assert "damaged" in said
    assert run("backup", "c.tar")[0] == 4
    assert not Path("c.tar").exists()
    code, said = run("restore", "b.tar", "--overwrite")
    assert code == 0
    assert "Who was erased since this backup is not known" in said
    assert run("check")[0] == 0


def test_another_key_opens_nothing(
    installed: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup", "b.tar")[0] == 0
    monkeypatch.setenv("LANGNGHE_MASTER_KEY_FILE", "missing.key")
    for command in (("check",), ("backup", "c.tar"), ("restore", "b.tar"), ("export",)):
        code, said = run(*command)
        assert code == (5 if command == ("check",) else 4)
        assert "missing.key: there is no master key here" in said
    for command in (("office", "load"), ("seed",), ("chat",)):
        code, said = run(*command)
        assert code == 4
        assert "is missing; put the key file back" in said
    assert not Path("missing.key").exists()
    Path("missing.key").write_text("not a key")
    Path("missing.key").chmod(0o600)
    code, said = run("seed")
    assert code == 4
    assert "no master key file" in said
    Path("missing.key").unlink()
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", "sqlite:///other.db")
    assert run("migrate")[0] == 0
    code, said = run("restore", "b.tar", "--overwrite")
    assert code == 4
    assert "another master key" in said
    assert run("check")[0] == 0


def test_a_backup_that_cannot_be_written_or_read(installed: None, run: Run) -> None:
    code, said = run("backup", "no/such/folder/b.tar")
    assert code == 4
    assert "no such folder" in said
    code, said = run("restore", "nothing.tar")
    assert code == 4
    assert "no such file" in said
    Path("text.tar").write_text("a letter")
    code, said = run("restore", "text.tar", "--overwrite")
    assert code == 4
    assert "no whole langnghe backup" in said


def test_a_backup_of_a_newer_program(installed: None, run: Run) -> None:
    assert run("backup", "b.tar")[0] == 0
    with tarfile.open("b.tar") as archive:
        archive.extractall("parts", filter="data")
    manifest = json.loads(Path("parts/manifest.json").read_text())
    Path("parts/manifest.json").write_text(json.dumps({**manifest, "schema": "9999"}))
    with tarfile.open("new.tar", "w") as archive:
        for part in sorted(os.listdir("parts")):
            archive.add(f"parts/{part}", part)
    code, said = run("restore", "new.tar", "--overwrite")
    assert code == 4
    assert f"this one knows {SCHEMA}" in said
    assert run("check")[0] == 0


def test_a_database_of_a_newer_program(installed: None, run: Run) -> None:
    with sqlite3.connect("langnghe.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for command in (("migrate",), ("seed",), ("backup", "b.tar"), ("chat",)):
        code, said = run(*command)
        assert code == 4
        assert "newer langnghe" in said


def test_a_database_that_cannot_be_reached(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    code, said = run("migrate")
    assert code == 4
    assert "PostgreSQL cannot be reached" in said
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", "mysql://x")
    code, said = run("migrate")
    assert code == 4
    assert "LANGNGHE_DATABASE_URL must begin" in said


def test_a_port_that_is_taken(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", TOKEN)
        monkeypatch.setenv("LANGNGHE_TELEGRAM_API_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("LANGNGHE_WEB_PORT", str(taken.getsockname()[1]))
        code, said = run("run")
    assert code == 1
    assert "cannot be listened on" in said
    assert "LANGNGHE_WEB_PORT" in said


def test_without_uvloop_it_serves_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    monkeypatch.setenv("LANGNGHE_WEB_CHAT", "false")
    code, said = run("run")
    assert code == 2
    assert "No channel" in said


def test_a_file_that_is_in_the_way_is_told(installed: None, run: Run) -> None:
    Path("b.tar").mkdir()
    code, said = run("backup", "b.tar")
    assert code == 1
    assert "b.tar" in said


async def test_a_signal_ends_it_with_everything_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeBotApi(token=TOKEN) as api:
        settings = Settings(
            _env_file=None,
            office=OFFICE,
            telegram_token=TOKEN,  # type: ignore[arg-type]
            telegram_api_url=api.url,
            web_port=0,
        )
        serving = asyncio.create_task(program._run(settings))
        lan = api.person(1001, first_name="Bà Lan", language_code="vi")
        lan.send("/start")
        await lan.wait_for("Xin chào", timeout=30)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(serving, 20)
    # The lock is free again: everything was closed.
    await (await open_storage("sqlite:///langnghe.db", Keyring.open(Path("langnghe.key")))).close()


async def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with FakeBotApi(token=TOKEN) as api:
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "LANGNGHE_OFFICE": str(OFFICE),
            "LANGNGHE_TELEGRAM_TOKEN": TOKEN,
            "LANGNGHE_TELEGRAM_API_URL": api.url,
            "LANGNGHE_WEB_PORT": str(port),
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            lan = api.person(1001, first_name="Bà Lan", language_code="vi")
            lan.send("/start")
            await lan.wait_for("Xin chào", timeout=30)
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{port}/health") as answer,
            ):
                assert (await answer.json())["status"] == "ok"
            process.send_signal(signal.SIGTERM)
            out, err = await asyncio.wait_for(process.communicate(), 20)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode == 0, err.decode()
    assert out == b""
    lines = [json.loads(line) for line in err.decode().splitlines()]
    events = [line["event"] for line in lines]
    assert events[-1] == "stopped"
    assert "serving" in events
    assert not [event for event in events if "alembic" in event]
    assert TOKEN not in err.decode()
    assert "Lan" not in err.decode()
    with sqlite3.connect(tmp_path / "langnghe.db") as connection:
        assert connection.execute("SELECT COUNT(*) FROM person").fetchone() == (1,)
    connection.close()
