"""A new master key: nothing becomes unreadable, and nothing is forgotten."""

from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.case import Case, Event, Evidence
from feedback.conversation import Conversation
from feedback.errors import StorageError, WrongKey
from feedback.group import Group
from feedback.late_file import LateFile
from feedback.late_sheet import Entry
from feedback.letter import Letter
from feedback.linking import Invitation
from feedback.messages import Address, Attachment
from feedback.person import Grant, Person
from feedback.ports import Job, Post
from feedback.response import Response
from storage import Keyring, Storage, migrate_database, open_storage
from storage.channel_state import Kept
from storage.keys import rotate
from storage.rotation import refuse_while_served
from storage.sealed import NOT_SEALED, SEALED

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LAN = Address("telegram", "1001")
WORDS = "Đèn đường tắt từ hôm qua".encode()


async def fill(storage: Storage, keys: Keyring) -> None:
    """Put something into every sealed column."""
    work = storage.work()
    person = Person("p1", "vi")
    work.people.add(person, LAN, NOW)
    work.conversations.save(
        "p1", Conversation(id="c1", form="one-stop", version=1, began_at=NOW, touched_at=NOW)
    )
    work.post(Post("o1", "p1", "telegram", {"text": "Xin chào"}, None, None, WORDS))
    work.post(Post("o2", "p1", "telegram", {"text": "Xin chào"}, None, None, None))
    work.invitations.invite(
        Invitation("K7DM", Grant("officer", "a"), NOW, NOW, name="Lan"), "VWXY7DMQ3RT9P4"
    )
    work.sealed_lane.set_key("p1", b"k" * 32, NOW)
    work.add_job(Job("j1", "chart", {"language": "vi"}))
    work.responses.add(
        Response(
            id="r1", form="one-stop", version=1, unit="a", channel="test", source="open",
            respondent="p1", submitted_at=NOW, seconds=1.0, answers={}, counted=(),
        )
    )  # fmt: skip
    case = Case(
        id="k1", code="ABCDEFGHJKLMNP", kind="complaint", state="received", category="roads",
        unit="a", person="p1", channel="telegram", received_at=NOW, entered_at=NOW, promised=None,
        content={"what": "tối"}, identity={"name": "Lan"},
    )  # fmt: skip
    work.cases.add(case)
    work.cases.note(Event("k1", NOW, "received", "p1", {"why": "so"}))
    work.cases.evidence(Evidence("e1", "k1", Attachment("photo", "ref"), "telegram"))
    due = date(2026, 11, 30)
    work.late_files.add(
        LateFile(id="f1", unit="a", number="1", name="Lan", due=due, rated_until=due)
    )
    work.letters.add(
        Letter(id="b1", kind="late-file", agency="a", fields={"addressee": "Lan"}, made_at=NOW)
    )
    work.late_files.keep_list("l1", "a", [Entry(line=2, number="1", name="Lan", due=due)], NOW)
    work.groups.bind(Group("g1", LAN, "a", "vi", NOW), None)
    await work.commit("", "", NOW)
    await storage.quarantine.add("telegram", "9", "KeyError", {"text": "?"}, NOW, LAN)
    await storage.channel_state.change("zalo_oa", "token", Kept(), b"secret")


async def plain(storage: Storage, keys: Keyring) -> dict[str, bytes]:
    """Return every sealed value by its place, opened."""
    found: dict[str, bytes] = {}
    for each in SEALED:
        key: tuple[Any, ...] = each.before_all()
        while rows := await storage._database.fetch(
            f"{each.name}.others",
            **dict(zip(each.key, key, strict=True)),
            current=b"none",
            size=2,
        ):
            for *at, sealed in rows:
                key = tuple(at)
                found[each.place_of(key)] = keys.open_sealed(each.place_of(key), sealed)
    return found


def new_key(keys: Keyring) -> Keyring:
    """Rotate, and return what a program that starts now reads."""
    return rotate(keys.path)


async def test_all_is_sealed_anew_and_opens_as_before(lasting_url: str, keys: Keyring) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    await fill(storage, keys)
    before = await plain(storage, keys)
    await storage.close()
    newer = new_key(keys)
    assert newer.ids == [*keys.ids, newer.id]
    assert newer.public_parts.keys() == set(newer.ids)
    storage = await open_storage(lasting_url, newer)
    assert await storage.sealed_by() == {keys.id: len(before)}
    seen: list[tuple[int, int]] = []
    done = await storage.reseal(lambda *each: seen.append(each))
    assert (done.values, done.faults) == (len(before), [])
    assert seen[-1] == (len(before), len(before))
    assert await storage.sealed_by() == {newer.id: len(before)}
    assert await plain(storage, newer) == before
    case = await storage.work().cases.find("ABCDEFGHJKLMNP")
    assert case is not None, "marks are made with the oldest key"
    assert case.identity == {"name": "Lan"}
    assert [each.note for each in await storage.work().cases.history("k1")] == [{"why": "so"}]
    assert (await storage.work().people.arrive(LAN, "x")).person is not None
    again = await storage.reseal()
    assert (again.values, again.faults) == (0, []), "nothing is left to do"
    await storage.close()


async def test_every_column_of_bytes_is_named_once(tmp_path: Path, keys: Keyring) -> None:
    """A new table that holds something sealed cannot be forgotten."""
    path = tmp_path / "schema.db"
    await migrate_database(f"sqlite:///{path}")
    database = sqlite3.connect(path)
    tables = [
        row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    columns = {
        table: database.execute(f"PRAGMA table_info('{table}')").fetchall() for table in tables
    }
    database.close()
    found = {f"{table}.{row[1]}" for table in tables for row in columns[table] if row[2] == "BLOB"}
    named = [f"{each.table}.{each.column}" for each in SEALED] + list(NOT_SEALED)
    assert sorted(named) == sorted(set(named))
    assert set(named) == found, "storage/sealed.py must say of each column whether it is sealed"
    for each in SEALED:
        key = [row[1] for row in sorted(columns[each.table], key=lambda row: row[5]) if row[5]]
        assert tuple(key) == each.key, each.table


async def test_every_sealed_column_was_filled_here(tmp_path: Path, keys: Keyring) -> None:
    """What `fill` leaves empty, tests of their own fill: mailboxes, files and pictures."""
    storage = await open_storage(f"sqlite:///{tmp_path}/a.db", keys, migrate=True)
    await fill(storage, keys)
    filled = {each.name for each in SEALED if await storage._database.fetch(f"{each.name}.by_key")}
    await storage.close()
    elsewhere = {"address.board", "mailbox.payload", "mailbox.attached", "upload_part.content",
                 "picture.content"}  # fmt: skip
    assert filled == {each.name for each in SEALED} - {f"sealed.{name}" for name in elsewhere}


async def test_files_messages_and_lists_to_type_from_are_sealed_anew(
    lasting_url: str, keys: Keyring
) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    await fill(storage, keys)
    address = keys.mark_of(LAN)
    rows = {
        "address.board": "UPDATE address SET board = {} WHERE person = 'p1'",
        "mailbox": "INSERT INTO mailbox (mark, id, seq, at, payload, attached)"
        " VALUES ({mark}, 'm1', 1, 1, {}, {})",
        "upload": "INSERT INTO upload (mark, id, at, whole, fetched_at) VALUES ({mark}, 'u1', 1, 1, 0)",
        "upload_part": "INSERT INTO upload_part (mark, id, part, content)"
        " VALUES ({mark}, 'u1', {part}, {})",
        "picture": "INSERT INTO picture (id, mark, until, content) VALUES ({mark}, {mark}, 1, {})",
    }  # fmt: skip

    def literal(value: bytes) -> str:
        text = value.hex()
        return f"x'{text}'" if lasting_url.startswith("sqlite") else f"'\\x{text}'"

    def sealed(place: str) -> str:
        return literal(keys.seal(place, WORDS))

    mark = literal(address)
    here = address.hex()
    script = [
        rows["address.board"].format(sealed(f"board/{here}")),
        rows["mailbox"].format(
            sealed(f"mailbox/{here}/m1"), sealed(f"mailbox/{here}/m1/file"), mark=mark
        ),
        rows["upload"].format(mark=mark),
        *(
            rows["upload_part"].format(sealed(f"upload/{here}/u1/{part}"), mark=mark, part=part)
            for part in range(20)
        ),
        rows["picture"].format(sealed(f"picture/{here}"), mark=mark),
    ]
    await storage._database.script(";".join(script))
    before = await plain(storage, keys)
    await storage.close()
    newer = new_key(keys)
    storage = await open_storage(lasting_url, newer)
    done = await storage.reseal()
    assert (done.values, done.faults) == (len(before), [])
    assert await plain(storage, newer) == before
    assert set(await storage.sealed_by()) == {newer.id}
    await storage.close()


async def test_what_was_written_since_it_was_read_is_left_as_it_is(
    lasting_url: str, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    await fill(storage, keys)
    await storage.close()
    newer = new_key(keys)
    storage = await open_storage(lasting_url, newer)
    commit = storage._database.commit

    async def late(writes: Any) -> None:
        if any("channel_state" in each.statement.name for each in writes):
            kept = await storage.channel_state.read("zalo_oa", "token")
            monkeypatch.undo()
            await storage.channel_state.change("zalo_oa", "token", kept, b"newer")
        await commit(writes)

    monkeypatch.setattr(storage._database, "commit", late)
    await storage.reseal()
    assert (await storage.channel_state.read("zalo_oa", "token")).value == b"newer"
    assert set(await storage.sealed_by()) == {newer.id}
    await storage.close()


async def test_what_does_not_open_is_told_and_stays(lasting_url: str, keys: Keyring) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    await fill(storage, keys)
    foreign = Keyring.open(keys.path.with_name("foreign"))
    text = foreign.seal("job/j1", b"{}").hex()
    value = f"x'{text}'" if lasting_url.startswith("sqlite") else f"'\\x{text}'"
    await storage._database.script(f"UPDATE job SET payload = {value}")
    await storage._database.script(
        "UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE id = 'o1') WHERE id = 'o2'"
    )
    await storage.close()
    newer = new_key(keys)
    storage = await open_storage(lasting_url, newer)
    done = await storage.reseal()
    assert done.faults == [
        "outbox.payload: 1 values do not open with any key of the file; they stay as they are",
        "job.payload: 1 values do not open with any key of the file; they stay as they are",
    ]
    left = await storage.sealed_by()
    assert (left[foreign.id], left[keys.id]) == (1, 1)
    await storage.close()


async def test_the_audit_goes_on_under_a_new_key(
    lasting_url: str, keys: Keyring, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoints"
    for number in range(3):
        storage = await open_storage(lasting_url, keys, migrate=True, audit_file=file)
        work = storage.work()
        work.audit.note("operator", "key.rotated", keys.id, NOW)
        await work.commit("", "", NOW)
        await storage.seal(NOW + timedelta(minutes=number), last=True)
        report = await storage.check_audit(NOW)
        assert (report.lines, report.faults) == (number + 1, [])
        await storage.close()
        keys = new_key(keys)
    short = Keyring({bytes.fromhex(keys.id): b"k" * 32}, bytes.fromhex(keys.id), keys.path, False)
    storage = await open_storage(lasting_url, keys, reading=True, audit_file=file)
    storage._keys = short
    assert (await storage.check_audit(NOW)).faults, "without the older keys nothing is proven"
    await storage.close()


async def test_no_key_is_changed_while_a_bot_serves(lasting_url: str, keys: Keyring) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    with pytest.raises(StorageError, match="in use by"):
        await refuse_while_served(lasting_url)
    await storage.close()
    await refuse_while_served(lasting_url)


async def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(StorageError, match="PostgreSQL refused"):
        await refuse_while_served("postgresql://127.0.0.1:1/none")
    with pytest.raises(StorageError, match="PostgreSQL refused"):
        await refuse_while_served("postgresql://127.0.0.1:none/none")


def test_a_new_key_is_there_as_a_whole_or_not_at_all(
    tmp_path: Path, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys.path.read_bytes()
    for broken in ("os.replace", "os.fsync"):

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(broken, full)
            with pytest.raises(StorageError, match="the new key cannot be written: No space"):
                rotate(keys.path)
        assert keys.path.read_bytes() == before
        assert [each.name for each in tmp_path.iterdir()] == [keys.path.name]
    newer = rotate(keys.path)
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    sealed = newer.seal("place", WORDS)
    assert newer.open_sealed("place", keys.seal("place", WORDS)) == WORDS
    with pytest.raises(WrongKey):
        keys.open_sealed("place", sealed)
    assert newer.mark("code", "x") == keys.mark("code", "x")
    assert newer.is_signed("cookie", "x", keys.sign("cookie", "x"))
    assert newer.is_certified(b"x", keys.certify(b"x"))
    assert not newer.is_certified(b"y", keys.certify(b"x"))
    assert not keys.is_certified(b"x", newer.certify(b"x"))
    assert not keys.is_proven(b"x", newer.prove(b"x"))
    assert newer.is_proven(b"x", keys.prove(b"x"))
