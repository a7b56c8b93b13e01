"""Files that people send: streamed in, sealed, given to a case, and to nobody else."""

from __future__ import annotations

import asyncio
import io
import os
import sqlite3
from collections import namedtuple
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot import web_chat_intake
from bot.web_chat_door import Door
from bot.web_chat_intake import LARGEST_FILE
from feedback.errors import StorageError, Unavailable, Undeliverable
from feedback.messages import Address
from feedback.person import Person
from storage.database import write
from tests.channels.recorder import until
from tests.channels.web_chat_office import Hall, hall
from tests.channels.web_visitor import HEADER, Visitor, new_id

DiskUsage = namedtuple("DiskUsage", "free")
PHOTO = b"\xff\xd8\xff" + os.urandom(700_000)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    async with hall(tmp_path) as served:
        yield served


@pytest.fixture
async def lan(room: Hall) -> AsyncIterator[Visitor]:
    async with Visitor(room.base) as visitor:
        await visitor.open()
        yield visitor


def parts(folder: Path) -> list[tuple[str, int]]:
    """The kept parts of every file: whose, and how many bytes."""
    with closing(sqlite3.connect(f"file:{folder}/web.db?mode=ro", uri=True)) as database:
        return database.execute("SELECT id, LENGTH(content) FROM upload_part").fetchall()


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("web.db*"))


async def test_a_file_arrives_as_it_was_sent(room: Hall, lan: Visitor, tmp_path: Path) -> None:
    album = new_id()
    answer = await lan.upload(
        PHOTO, name="ảnh đèn\n.jpg", album=album, text="đèn hỏng", mime="image/jpeg; x=y"
    )
    assert (answer.status, answer.json) == (200, {"toast": None})
    [event] = room.heard.events
    [photo] = event.attachments
    assert (photo.kind, photo.size, photo.mime) == ("photo", len(PHOTO), "image/jpeg")
    assert photo.name == "ảnh đèn\n.jpg"
    assert not photo.too_large
    assert (event.album, event.text) == (album, "đèn hỏng")
    assert event.address == Address("web", lan.account)
    assert await room.chat.fetch(photo.ref) == PHOTO
    assert await room.chat.fetch(photo.ref) == PHOTO, "a job that died comes again"
    assert lan.account not in photo.ref
    kept = parts(tmp_path)
    assert len(kept) == 3, "written part by part"
    whole = everything(tmp_path)
    assert PHOTO[1000:1032] not in whole
    assert "đèn".encode() not in whole
    assert lan.account.encode() not in whole


@pytest.mark.parametrize("kind", ["photo", "voice", "video", "audio", "file"])
async def test_every_kind_of_file_is_told_apart(room: Hall, lan: Visitor, kind: str) -> None:
    assert (await lan.upload(b"x", kind=kind, mime="audio/webm; codecs=opus")).status == 200
    [attachment] = room.heard.events[0].attachments
    assert (attachment.kind, attachment.mime) == (kind, "audio/webm")


async def test_parts_of_an_album_come_one_by_one_and_belong_together(
    room: Hall, lan: Visitor
) -> None:
    album = new_id()
    answers = await asyncio.gather(*(lan.upload(bytes([n]), album=album) for n in range(10)))
    assert {each.status for each in answers} == {200}
    assert {each.album for each in room.heard.events} == {album}
    found = [await room.chat.fetch(each.attachments[0].ref) for each in room.heard.events]
    assert sorted(found) == [bytes([n]) for n in range(10)]


@pytest.mark.parametrize(
    "query",
    [
        {"id": "x"}, {"kind": "sticker"}, {"kind": ""}, {"album": "x"}, {"more": "x"},
        {"name": "x" * 201}, {"text": "x" * 1001},
    ],
)  # fmt: skip
async def test_what_is_said_of_a_file_must_be_right(
    room: Hall, lan: Visitor, tmp_path: Path, query: dict[str, str]
) -> None:
    answer = await lan.upload(b"x", **query)
    assert answer.status == 400
    assert room.heard.tries == 0
    assert parts(tmp_path) == []


async def test_a_type_that_is_none_is_left_out(room: Hall, lan: Visitor) -> None:
    for mime in ("x", "../../etc", "image/" + "x" * 100, "text/html<script>"):
        assert (await lan.upload(b"x", mime=mime)).status == 200
    assert {each.attachments[0].mime for each in room.heard.events} <= {
        "",
        "application/octet-stream",
    }


async def pieces(size: int, piece: int = 1024 * 1024) -> AsyncIterator[bytes]:
    while size > 0:
        yield b"x" * min(piece, size)
        size -= piece


async def test_twenty_megabytes_are_taken_and_no_more(
    room: Hall, lan: Visitor, tmp_path: Path
) -> None:
    refused = await lan.upload(io.BytesIO(b"x" * (LARGEST_FILE + 1)))
    assert (refused.status, refused.json["error"]) == (413, "large")
    refused = await lan.upload(pieces(LARGEST_FILE + 1))  # whose size is not told before
    assert (refused.status, refused.json["error"]) == (413, "large")
    assert parts(tmp_path) == []
    assert room.heard.tries == 0
    assert (await lan.upload(pieces(LARGEST_FILE))).status == 200
    [event] = room.heard.events
    assert event.attachments[0].size == LARGEST_FILE
    assert len(await room.chat.fetch(event.attachments[0].ref)) == LARGEST_FILE


async def test_an_empty_file_is_none(room: Hall, lan: Visitor, tmp_path: Path) -> None:
    refused = await lan.upload(b"")
    assert (refused.status, refused.json["error"]) == (400, "empty")
    assert room.heard.tries == 0
    with closing(sqlite3.connect(tmp_path / "web.db")) as database:
        assert database.execute("SELECT COUNT(*) FROM upload").fetchone() == (0,)


async def test_nothing_stays_of_a_file_that_was_cut_off(
    room: Hall, lan: Visitor, tmp_path: Path
) -> None:
    begun, for_ever = asyncio.Event(), asyncio.Event()

    async def half() -> AsyncIterator[bytes]:
        yield PHOTO
        begun.set()
        await for_ever.wait()

    sending = asyncio.create_task(lan.upload(half()))
    await begun.wait()
    await until(lambda: parts(tmp_path))
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await until(lambda: not parts(tmp_path))
    assert room.heard.tries == 0
    await until(lambda: not room.chat._intake.places.taken)


async def test_who_stops_sending_is_let_go(
    room: Hall, lan: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat_intake, "_PATIENCE", 0.05)
    for_ever = asyncio.Event()

    async def half() -> AsyncIterator[bytes]:
        yield PHOTO
        await for_ever.wait()

    refused = await lan.upload(half())
    assert (refused.status, refused.json["error"]) == (408, "slow")
    assert parts(tmp_path) == []


async def test_nobody_takes_every_place_from_others(
    room: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever begins many files and ends none holds up neither their neighbours nor the world."""
    monkeypatch.setattr(web_chat_intake, "_OF_ACCOUNT", 2)
    monkeypatch.setattr(web_chat_intake, "_OF_ADDRESS", 3)
    room.chat._door = Door("", (), ["127.0.0.1"])
    places = room.chat._intake.places
    for_ever = asyncio.Event()

    async def half() -> AsyncIterator[bytes]:
        yield PHOTO
        await for_ever.wait()

    async with AsyncExitStack() as stack:

        async def visitor(at: str) -> Visitor:
            made = await stack.enter_async_context(Visitor(room.base, **{"X-Forwarded-For": at}))
            await made.open()
            return made

        lan, minh, far = [await visitor(at) for at in ("10.0.0.1", "10.0.0.1", "10.0.0.2")]
        begun = [asyncio.create_task(lan.upload(half())) for _ in range(2)]
        await until(lambda: places.taken == 2)
        refused = await lan.upload(b"x")
        assert (refused.status, refused.json["error"]) == (503, "busy")
        assert (await minh.upload(b"x")).status == 200
        begun.append(asyncio.create_task(minh.upload(half())))
        await until(lambda: places.taken == 3)
        assert (await minh.upload(b"x")).status == 503
        assert (await far.upload(b"x")).status == 200
        for each in begun:
            each.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
        await until(lambda: not places.taken)
        assert (await lan.upload(b"x")).status == 200


async def test_who_sends_byte_by_byte_is_let_go(
    room: Hall, lan: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Always in time for the next byte, and never done."""
    monkeypatch.setattr(web_chat_intake, "_PATIENCE", 0.1)
    monkeypatch.setattr(web_chat_intake, "_SLOWEST", 1e9)
    ended = asyncio.Event()

    async def drops() -> AsyncIterator[bytes]:
        while not ended.is_set():
            yield b"x"
            await asyncio.sleep(0.01)

    id = new_id()
    for _ in range(2):
        refused = await lan.upload(drops(), id=id)
        assert (refused.status, refused.json["error"]) == (408, "slow")
        assert parts(tmp_path) == []
        # The second time it is known already, and only to be read to its end.
        monkeypatch.setattr(room.storage, "seen", _seen)
    assert not room.chat._intake.places.taken


async def _seen(*_: object) -> bool:
    return True


async def test_a_file_that_comes_again_is_not_kept_again(
    room: Hall, lan: Visitor, tmp_path: Path
) -> None:
    """The first answer was lost on the way; the dispatcher has committed the event."""
    id = new_id()
    assert (await lan.upload(PHOTO, id=id)).status == 200
    [event] = room.heard.events
    work = room.storage.work()
    work.people.add(Person("p1"), event.address, room.clock())
    await work.commit("web", event.event, room.clock())
    kept = parts(tmp_path)
    assert (await lan.upload(PHOTO, id=id)).status == 200
    assert len(room.heard.events) == 1
    assert parts(tmp_path) == kept
    assert (await lan.upload(pieces(LARGEST_FILE + 2**20), id=id)).status == 200, "as it was told"


async def test_a_file_that_cannot_be_kept_is_to_be_sent_again(
    room: Hall, lan: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.heard.broken = {"*"}
    refused = await lan.upload(PHOTO)
    assert (refused.status, refused.json["error"]) == (503, "later")
    assert len(parts(tmp_path)) == 3, "the commit may have come through all the same"
    room.heard.broken = set()

    async def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(room.storage.uploads, "add", fail)
    with capture_logs() as lines:
        assert (await lan.upload(PHOTO)).status == 503
    assert len(parts(tmp_path)) == 3
    monkeypatch.setattr(room.storage.uploads, "drop", fail)
    with capture_logs() as lines:
        assert (await lan.upload(PHOTO)).status == 503
    assert "a part of a file stays" in [line["event"] for line in lines]
    monkeypatch.undo()
    assert (await lan.upload(PHOTO)).status == 200


async def test_a_file_of_somebody_erased_meanwhile_is_not_kept(
    room: Hall, lan: Visitor, tmp_path: Path
) -> None:
    half, erased = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield PHOTO
        half.set()
        await erased.wait()
        yield PHOTO

    address = Address("web", lan.account)
    work = room.storage.work()
    work.people.add(Person("p1"), address, room.clock())
    await work.commit("", "", room.clock())
    sending = asyncio.create_task(lan.upload(body()))
    await half.wait()
    await until(lambda: parts(tmp_path))
    work = room.storage.work()
    work.people.erase("p1", room.clock())
    await work.commit("", "", room.clock())
    erased.set()
    assert (await sending).status == 503
    assert parts(tmp_path) == []
    assert room.heard.tries == 0


async def test_only_our_own_page_may_upload(room: Hall, lan: Visitor, tmp_path: Path) -> None:
    for headers in ({}, {**HEADER, "Origin": "https://evil.example"}):
        query = {"id": new_id(), "kind": "photo"}
        answer = await lan.call(
            "POST",
            "/web/files",
            params=query,
            data=b"x",
            headers={"Content-Type": "image/png", **headers},
        )
        assert (answer.status, answer.json["error"]) == (403, "origin")
    assert parts(tmp_path) == []


async def test_what_is_gone_damaged_or_out_of_reach_is_told_apart(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lan.upload(b"x")
    ref = room.heard.events[0].attachments[0].ref
    mark, _, id = ref.partition("/")
    with pytest.raises(Undeliverable):
        await room.chat.fetch(f"{mark}/{'0' * 32}")

    async def fail(*_: object, **__: object) -> None:
        raise StorageError("away")

    monkeypatch.setattr(room.storage._database, "fetch", fail)
    with pytest.raises(Unavailable):
        await room.chat.fetch(ref)
    monkeypatch.undo()
    damaged = bytes.fromhex(room.storage.keys.id) + b"x" * 40
    where: dict[str, Any] = {"mark": bytes.fromhex(mark), "id": id}
    await room.storage._database.commit(
        [
            write("uploads.drop", **where),
            write("uploads.begin", **where, at=0),
            write("uploads.part", **where, part=0, content=damaged),
            write("uploads.finish", **where),
        ]
    )
    with pytest.raises(Undeliverable):
        await room.chat.fetch(ref)


async def test_a_body_is_not_held_in_memory(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part is written before the next is read."""
    seen: list[int] = []
    add = room.storage.uploads.add

    async def watched(mark: bytes, id: str, part: int, content: bytes) -> None:
        seen.append(len(content))
        await add(mark, id, part, content)

    monkeypatch.setattr(room.storage.uploads, "add", watched)
    assert (await lan.upload(pieces(5 * 2**20))).status == 200
    assert sum(seen) == 5 * 2**20
    assert max(seen) == 256 * 1024


def test_the_server_s_own_bound_on_bodies_does_not_apply() -> None:
    """aiohttp's `client_max_size` is for bodies read at once; ours are streamed."""
    assert web.Application()._client_max_size < LARGEST_FILE


async def test_files_leave_room_for_words_on_a_disk_that_is_nearly_full(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = web_chat_intake._FLOOR - 1
    monkeypatch.setattr("storage.sqlite.shutil.disk_usage", lambda _: DiskUsage(free=free))
    answer = await lan.upload(PHOTO, mime="image/jpeg")
    assert (answer.status, answer.json["error"]) == (413, "full")
    assert "bằng chữ" in answer.json["say"]
    assert (await lan.say("đèn hỏng")).status == 200
    free += 1
    assert (await lan.upload(PHOTO, mime="image/jpeg")).status == 200
