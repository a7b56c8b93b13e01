"""`langnghe keys` and `langnghe check --audit`, as an operator types them; and the bot that seals."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App
from storage import Keyring, Storage, open_storage
from storage.sqlite import alone
from tests.bot.conftest import Running
from tests.bot.phones import MORNING, Clock
from tests.bot.test_main import Run, _fresh_folder, installed, run  # noqa: F401 - fixtures

DATABASE, KEY = Path("langnghe.db"), Path("langnghe.key")


def change(sql: str, path: Path = DATABASE) -> None:
    database = sqlite3.connect(path)
    with database:
        database.execute(sql)
    database.close()


async def _sealed() -> None:
    storage = await open_storage(f"sqlite:///{DATABASE}", Keyring.open(KEY))
    await storage.seal(MORNING, last=True)
    await storage.close()


@pytest.mark.usefixtures("installed")
def test_a_key_is_changed_and_the_audit_says_so(run: Run) -> None:  # noqa: F811
    first = Keyring.open(KEY)
    code, said = run("keys")
    assert code == 0
    assert f"{first.id}  current  seals 1  public part {first.public_parts[first.id]}" in said
    code, said = run("keys", "rotate")
    assert code == 0
    second = Keyring.open(KEY)
    assert f"The current key is now {second.id}. Before anything else, copy langnghe.key" in said
    code, said = run("keys")
    assert f"{first.id}  older    seals 1" in said
    assert f"{second.id}  current  seals 0" in said
    assert "Older keys still seal something" in said
    code, said = run("keys", "reseal")
    assert (code, f"1 values were sealed anew with {second.id}" in said) == (0, True)
    code, said = run("keys", "reseal")
    assert (code, "0 values were sealed anew" in said) == (0, True)
    code, said = run("keys")
    assert f"{first.id}  older    seals 0" in said
    assert "Older keys" not in said
    asyncio.run(_sealed())
    code, said = run("check", "--audit")
    assert code == 0
    assert "Audit: 2 lines chained, 0 not yet" in said
    database = sqlite3.connect(DATABASE)
    lines = database.execute("SELECT actor, action, subject FROM audit ORDER BY seq").fetchall()
    database.close()
    assert lines == [
        ("operator", "key.rotated", second.id),
        ("operator", "key.resealed", second.id),
    ]


@pytest.mark.usefixtures("installed")
def test_what_cannot_be_opened_is_told_and_fails_the_command(run: Run) -> None:  # noqa: F811
    change(
        "INSERT INTO job (id, kind, payload, tries, due, claimed_until)"
        f" VALUES ('j', 'k', x'{'ab' * 40}', 0, 0, 0)"
    )
    code, said = run("keys")
    assert code == 5
    assert "fault: 1 values are sealed with abababab, which is not in langnghe.key" in said
    run("keys", "rotate")
    code, said = run("keys", "reseal")
    assert code == 5
    assert "fault: job.payload: 1 values do not open" in said


@pytest.mark.usefixtures("installed")
def test_no_key_is_changed_for_another_database_or_beside_a_running_bot(run: Run) -> None:  # noqa: F811
    before = KEY.read_bytes()
    with alone(DATABASE):
        for command in ("rotate", "reseal"):
            code, said = run("keys", command)
            assert (code, "is in use by another langnghe" in said) == (4, True)
    assert KEY.read_bytes() == before
    other = Path("other.key")
    Keyring.open(other)
    KEY.write_bytes(other.read_bytes())
    code, said = run("keys", "rotate")
    assert (code, "is not the master key of this database" in said) == (4, True)
    assert KEY.read_bytes() == other.read_bytes()
    KEY.unlink()
    for command in ("rotate", "reseal"):
        code, said = run("keys", command)
        assert (code, "there is no master key here" in said) == (4, True)
    assert not KEY.exists()


@pytest.mark.usefixtures("installed")
def test_a_changed_audit_fails_the_check_and_says_where(run: Run) -> None:  # noqa: F811
    for _ in range(2):
        run("keys", "rotate")
    asyncio.run(_sealed())
    code, said = run("check", "--audit")
    assert code == 0
    noted = said.split("note down elsewhere: ")[1].split()[0]
    assert run("check", "--seen", noted)[0] == 0
    code, said = run("check", "--seen", "9:abc")
    assert (code, "the checkpoint noted as 9:abc is not on the way" in said) == (5, True)
    change("UPDATE audit SET actor = 'nobody' WHERE seq = 1")
    code, said = run("check", "--audit")
    assert code == 5
    assert "fault: line 1 (" in said
    assert "note down" not in said
    assert run("check")[0] == 0, "only who asks for the audit waits for it"
    change(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
        " INSERT INTO audit (id, at, actor, action, subject) SELECT 'x' || i, i, '', '', '' FROM n"
    )
    code, said = run("check", "--audit")
    assert "fault: and 11 more faults of the audit" in said
    assert "Audit: 2 lines chained, 30 not yet" in said


@pytest.mark.usefixtures("installed")
def test_the_file_of_checkpoints_lies_where_it_is_wished(
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGNGHE_AUDIT_FILE", "elsewhere.audit")
    run("keys", "rotate")
    asyncio.run(_sealed())
    code, said = run("check", "--audit")
    assert (code, "elsewhere.audit: the file of checkpoints is missing" in said) == (5, True)
    Path("langnghe.db.audit").rename("elsewhere.audit")
    assert run("check", "--audit")[0] == 0
    run("backup", "b.tar")
    assert run("restore", "b.tar", "--overwrite")[0] == 0
    assert Path("elsewhere.audit.1").exists()


async def _note(storage: Storage) -> None:
    work = storage.work()
    work.audit.note("p1", "export", "one-stop", MORNING)
    await work.commit("", "", MORNING)


async def _until_sealed(app: App) -> None:
    async with asyncio.timeout(10):
        while (await app.storage.check_audit(MORNING)).waiting:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_the_running_bot_seals_the_audit_and_certifies_it_when_it_stops(
    running: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.app._SEAL", 0.01)
    for life in (1, 2):
        async with running() as app:
            await _note(app.storage)
            await _until_sealed(app)
            await _note(app.storage)
        keys = Keyring.open(tmp_path / "key")
        storage = await open_storage(f"sqlite:///{tmp_path}/bot.db", keys, reading=True)
        report = await storage.check_audit(clock() + timedelta(days=1))
        assert (report.lines, report.waiting, report.faults) == (2 * life, 0, [])
        assert report.checkpoint is not None
        assert report.checkpoint.lines == 2 * life
        await storage.close()


async def test_a_tampered_audit_is_an_alarm_and_the_bot_serves_on(
    running: Running,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("bot.app._SEAL", 0.01)
    async with running() as app:
        await _note(app.storage)
        await _until_sealed(app)
        change("DELETE FROM audit", tmp_path / "bot.db")
        clock.pass_by(minutes=2)
        async with asyncio.timeout(10):
            while b"langnghe_audit_broken_total 1.0" not in app.metrics.page():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert (await app.health())["status"] == "ok"


async def test_an_audit_that_cannot_be_sealed_now_is_told_and_sealed_later(
    running: Running, tmp_path: Path
) -> None:
    with capture_logs() as told:
        async with running() as app:
            await _note(app.storage)
            (tmp_path / "bot.db.audit").mkdir()
    assert "the audit was not sealed" in [line["event"] for line in told]
