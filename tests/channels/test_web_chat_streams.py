"""What comes to a browser: in order, from where it stands, once, and to nobody else."""

from __future__ import annotations

import asyncio
import io
import json
import resource
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot import web_chat_streams
from bot.channel import Key, Outgoing
from bot.room import make_room
from bot.web_chat_messages import as_event, payload
from feedback.errors import Conflict, StorageError, Unavailable
from storage import mailbox as mailboxes
from storage.database import write
from storage.mailbox import Kept
from tests.channels.recorder import until
from tests.channels.web_chat_office import IN_MEMORY, Hall, hall
from tests.channels.web_visitor import Visitor


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    async with hall(tmp_path, IN_MEMORY) as served:
        yield served


@pytest.fixture
async def lan(room: Hall) -> AsyncIterator[Visitor]:
    async with Visitor(room.base) as visitor:
        await visitor.open()
        yield visitor


def to(visitor: Visitor, text: str, **more: object) -> Outgoing:
    return Outgoing(chat=visitor.account, text=text, **more)  # type: ignore[arg-type]


async def tell(room: Hall, visitor: Visitor, *texts: str) -> None:
    for text in texts:
        await room.chat.send(to(visitor, text))


async def test_a_message_comes_as_it_was_made(room: Hall, lan: Visitor) -> None:
    stream = await lan.listen()
    await stream.until(lambda: stream.ready)
    rows = ((Key("Hài lòng", "q:1"), Key("Bản đồ", url="https://a.vn")),)
    outgoing = to(
        lan, "Câu 1\nđậm", strong=((6, 3),), rows=rows, request="location", request_label="Gửi chỗ"
    )
    id = await room.chat.send(outgoing)
    message = await stream.wait_for("Câu 1")
    now = round(room.clock().timestamp() * 1000)
    assert message == {
        "id": id,
        "seq": now,
        "at": now,
        "language": "",
        "text": "Câu 1\nđậm",
        "strong": [[6, 3]],
        "rows": [
            [
                {"label": "Hài lòng", "data": "q:1", "url": ""},
                {"label": "Bản đồ", "data": "", "url": "https://a.vn"},
            ]
        ],
        "request": "location",
        "request_label": "Gửi chỗ",
        "file": None,
    }
    assert stream.lines[:5] == ["retry: 2000", "", "event: ready", "data: {}", ""]
    headers = stream.response.headers
    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_what_was_said_meanwhile_waits(room: Hall, lan: Visitor) -> None:
    await tell(room, lan, *(f"m{number}" for number in range(120)))
    stream = await lan.listen()
    await stream.until(lambda: stream.ready)
    assert stream.texts == [f"m{number}" for number in range(120)]
    await tell(room, lan, "new")
    await stream.wait_for("new")
    assert len(stream.events) == 121


async def test_a_browser_goes_on_where_it_was(room: Hall, lan: Visitor) -> None:
    await tell(room, lan, "one", "two")
    first = await lan.listen()
    await first.wait_for("two")
    await first.close()
    await tell(room, lan, "three", "four")
    for resumed in (
        await lan.listen(first.last),
        await lan.listen(**{"Last-Event-ID": first.last}),
        await lan.listen(0, **{"Last-Event-ID": first.last}),  # EventSource keeps its address
    ):
        await resumed.until(lambda stream=resumed: stream.ready)  # type: ignore[misc]
        assert resumed.texts == ["three", "four"]
    everything = await lan.listen(0)
    await everything.wait_for("four")
    assert everything.texts == ["one", "two", "three", "four"]


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 17, "²"])
async def test_a_place_that_is_none_is_refused(lan: Visitor, after: str) -> None:
    for path in ("/web/stream", "/web/messages"):
        refused = await lan.call("GET", path, params={"after": after})
        assert (refused.status, refused.json["error"]) == (400, "malformed")
    sent = {"Last-Event-ID": after}
    if after.isascii():
        assert (await lan.call("GET", "/web/stream", headers=sent)).status == 400
    assert (await lan.call("GET", "/web/messages", params={"wait": after})).status == 400


async def test_what_takes_the_place_of_another_comes_under_its_id(
    room: Hall, lan: Visitor
) -> None:
    stream = await lan.listen()
    shown = await room.chat.send(to(lan, "Câu 1"))
    await tell(room, lan, "Câu 2")
    first = await stream.wait_for("Câu 1")
    assert await room.chat.send(to(lan, "Câu 1 ✓", edit=shown)) == shown
    changed = await stream.wait_for("Câu 1 ✓")
    assert changed["id"] == first["id"] == shown
    assert changed["at"] == first["at"]
    assert changed["seq"] > first["seq"]
    again = await lan.listen()
    await again.until(lambda: again.ready)
    assert again.texts == ["Câu 2", "Câu 1 ✓"]


async def test_words_do_not_take_the_place_of_a_chart(room: Hall, lan: Visitor) -> None:
    chart = await room.chat.send(to(lan, "biểu đồ", name="a.png", mime="image/png", content=b"x"))
    other = await room.chat.send(to(lan, "chữ", edit=chart))
    assert other != chart
    stream = await lan.listen()
    await stream.until(lambda: stream.ready)
    assert stream.texts == ["biểu đồ", "chữ"]
    assert (await lan.call("GET", f"/web/files/{chart}")).content == b"x"


async def test_nobody_gets_what_is_owed_no_more(room: Hall, lan: Visitor) -> None:
    """Its row is gone from the outbox: it was delivered before a crash, or its person erased."""
    assert await room.chat.deliver("a" * 32, to(lan, "một")) is None
    assert await room.chat.deliver("b" * 32, to(lan, "hai", edit="c" * 32)) is None
    stream = await lan.listen()
    await tell(room, lan, "ba")
    await stream.wait_for("ba")
    assert stream.texts == ["ba"]


async def test_every_tab_gets_it_and_nobody_else(room: Hall, lan: Visitor) -> None:
    async with Visitor(room.base) as mai:
        await mai.open()
        one, two, other = await lan.listen(), await lan.listen(), await mai.listen()
        await tell(room, lan, "chỉ cho Lan")
        await tell(room, mai, "chỉ cho Mai")
        for stream, words in ((one, "Lan"), (two, "Lan"), (other, "Mai")):
            await stream.wait_for(words)
            assert len(stream.events) == 1
        polled = await mai.call("GET", "/web/messages?after=0")
        assert [each["text"] for each in polled.json["messages"]] == ["chỉ cho Mai"]


# Without a stream


async def test_who_cannot_stream_asks(room: Hall, lan: Visitor) -> None:
    nothing = await lan.call("GET", "/web/messages?after=0")
    assert nothing.json == {"messages": [], "next": 0}
    assert nothing.headers["Cache-Control"] == "no-store"
    assert (await lan.call("GET", "/web/messages")).json == {"messages": [], "next": 0}
    await tell(room, lan, *(f"m{number}" for number in range(150)))
    found = await lan.call("GET", "/web/messages?after=0&wait=25")
    assert found.headers["Content-Encoding"] in ("gzip", "deflate")
    messages = found.json["messages"]
    assert [each["text"] for each in messages] == [f"m{number}" for number in range(150)]
    assert found.json["next"] == messages[-1]["seq"]
    stream = await lan.listen()
    await stream.until(lambda: stream.ready)
    assert messages == stream.events, "both tell the same"
    stands = {"after": str(found.json["next"])}
    assert (await lan.call("GET", "/web/messages", params=stands)).json == {
        "messages": [],
        "next": found.json["next"],
    }


async def test_who_asks_waits_for_news(room: Hall, lan: Visitor) -> None:
    asked = asyncio.create_task(lan.call("GET", "/web/messages?after=0&wait=25"))
    await until(lambda: room.chat._streams.open)
    began = time.monotonic()
    await tell(room, lan, "mới")
    answer = await asked
    assert [each["text"] for each in answer.json["messages"]] == ["mới"]
    assert time.monotonic() - began < 5


async def test_nobody_waits_for_ever(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat_streams, "_LONGEST_POLL", 0.05)
    answer = await lan.call("GET", "/web/messages?after=5&wait=9999")
    assert answer.json == {"messages": [], "next": 5}


# Many, slow, gone


async def test_one_stream_too_many_ends_the_oldest(room: Hall, lan: Visitor) -> None:
    streams = [await lan.listen() for _ in range(5)]
    for stream in streams:
        await stream.until(lambda stream=stream: stream.ready)  # type: ignore[misc]
    streams.append(await lan.listen())
    await streams[0].until(lambda: streams[0].ended)
    assert "retry: 60000" in streams[0].lines, "else it would be back at once"
    await tell(room, lan, "mới")
    for stream in streams[1:]:
        await stream.wait_for("mới")
    assert room.chat._streams.open == 5


async def test_there_is_room_for_so_many_browsers(tmp_path: Path) -> None:
    async with hall(tmp_path, IN_MEMORY, streams=2) as room, Visitor(room.base) as lan:
        await lan.open()
        first, _ = await lan.listen(), await lan.listen()
        for path in ("/web/stream", "/web/messages?after=0"):
            refused = await lan.call("GET", path)
            assert (refused.status, refused.json["error"]) == (503, "busy")
            assert refused.headers["Retry-After"] == "10"
        assert (await lan.say("a")).status == 200, "who is there can go on"
        await first.close()
        await tell(room, lan, "one")  # writing finds out that it is gone
        await until(lambda: room.chat._streams.open == 1)
        await (await lan.listen()).wait_for("one")


async def test_one_address_does_not_hold_every_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat_streams, "_LEAST_SHARE", 2)
    near, far = {"X-Forwarded-For": "10.0.0.1"}, {"X-Forwarded-For": "10.0.0.2"}
    async with (
        hall(tmp_path, IN_MEMORY, streams=8, proxies=["127.0.0.1"]) as room,
        Visitor(room.base, **near) as lan,
        Visitor(room.base, **near) as minh,
        Visitor(room.base, **far) as hoa,
    ):
        for each in (lan, minh, hoa):
            await each.open()
        await lan.listen()
        await lan.listen()
        assert (await minh.call("GET", "/web/stream")).status == 503
        assert (await minh.call("GET", "/web/messages?after=0")).status == 503
        stream = await hoa.listen()
        await stream.until(lambda: stream.ready)


@pytest.mark.parametrize(
    ("limits", "raised", "pages"),
    [
        ((1024, 4096), (4096, 4096), 1280),
        ((1024, 1_048_576), (65_536, 1_048_576), 21_760),
        ((1024, -1), (65_536, -1), 21_760),
        ((-1, -1), None, 21_760),
        ((100_000, 100_000), None, 33_248),
        ((64, 64), None, 1),
    ],
)
def test_as_many_pages_are_let_in_as_the_system_has_room_for(
    monkeypatch: pytest.MonkeyPatch,
    limits: tuple[int, int],
    raised: tuple[int, int] | None,
    pages: int,
) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: seen.append(wanted))
    assert make_room() == pages
    assert seen == ([raised] if raised else [])


async def test_that_there_is_less_room_than_was_asked_for_is_told(tmp_path: Path) -> None:
    with capture_logs() as lines:
        async with hall(tmp_path, IN_MEMORY, streams=10**9) as room:
            assert 0 < room.chat._streams._places._most < 10**9
    assert any("ulimit" in line["event"] for line in lines)


async def test_a_silent_stream_shows_that_it_lives(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat_streams, "_PING", 0.02)
    stream = await lan.listen()
    await stream.until(lambda: stream.lines.count(": ping") >= 2)
    assert stream.events == []


async def test_who_takes_nothing_is_let_go_and_holds_nothing_up(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat_streams, "_PATIENCE", 0.2)
    monkeypatch.setattr(mailboxes, "_MOST", 10_000)
    port = int(room.base.rpartition(":")[2])
    reader = socket.create_connection(("127.0.0.1", port))
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    cookie = f"langnghe={lan.cookies['langnghe']}"
    reader.sendall(f"GET /web/stream HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
    await until(lambda: room.chat._streams.open == 1)
    async with Visitor(room.base) as mai:
        await mai.open()
        quick = await mai.listen()
        large = "x" * 60_000
        for _ in range(120):
            await room.chat.send(to(lan, large))
        await tell(room, mai, "mới")
        await quick.wait_for("mới")
        await until(lambda: room.chat._streams.open == 1, 20)
    reader.close()


async def test_when_the_program_stops_streams_end_at_once(tmp_path: Path) -> None:
    async with hall(tmp_path, IN_MEMORY) as room, Visitor(room.base) as lan:
        await lan.open()
        stream = await lan.listen()
        asked = asyncio.create_task(lan.call("GET", "/web/messages?after=0&wait=25"))
        await until(lambda: room.chat._streams.open == 2)
        began = time.monotonic()
        await room.chat.stop()
        await stream.until(lambda: stream.ended)
        assert (await asked).json == {"messages": [], "next": 0}
        assert time.monotonic() - began < 2
        assert room.chat._streams.open == 0


async def test_a_browser_that_comes_as_the_program_stops_is_sent_away(room: Hall) -> None:
    streams = room.chat._streams
    await streams.stop()
    assert json.loads(await streams.poll(b"x", 0, 25, "::1")) == {"messages": [], "next": 0}


# Trouble with the database


async def test_what_the_mailbox_does_not_take_is_tried_again(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for trouble in (StorageError("full"), Conflict()):

        async def fail(*_: object, trouble: Exception = trouble) -> None:
            raise trouble

        monkeypatch.setattr(room.storage._database, "commit", fail)
        with pytest.raises(Unavailable):
            await room.chat.send(to(lan, "một"))
        monkeypatch.undo()
    assert (await lan.call("GET", "/web/messages")).json["messages"] == []


async def test_a_mailbox_that_cannot_be_read_is_told(
    room: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = await lan.listen()
    await stream.until(lambda: stream.ready)

    async def fail(*_: object, **__: object) -> None:
        raise StorageError("gone")

    monkeypatch.setattr(room.storage._database, "fetch", fail)
    with capture_logs() as lines:
        room.chat._streams.wake(room.mark(lan.account))
        await stream.until(lambda: stream.ended)  # and the browser comes back by itself
    assert [line["event"] for line in lines] == ["a mailbox cannot be read"]
    refused = await lan.call("GET", "/web/messages")
    assert (refused.status, refused.json["error"]) == (503, "later")
    refused = await lan.call("GET", "/web/files/" + "a" * 32)
    assert (refused.status, refused.json["error"]) == (503, "later")


async def test_what_was_altered_is_left_out_and_the_rest_comes(room: Hall, lan: Visitor) -> None:
    mark = room.mark(lan.account)
    await tell(room, lan, "hai")
    sealed = bytes.fromhex(room.storage.keys.id) + b"x" * 40
    damaged = {"mark": mark, "id": "a" * 32, "at": 5, "payload": sealed, "attached": sealed}
    await room.storage._database.commit([write("mailbox.add", **damaged)])
    stream = await lan.listen()
    await stream.until(lambda: stream.ready)
    assert stream.texts == ["hai"]
    await room.storage._database.commit([write("mailbox.add", **(damaged | {"id": "b" * 32}))])
    room.chat._streams.wake(mark)  # with nothing but a damaged one
    await tell(room, lan, "ba")
    await stream.wait_for("ba")
    asked = await lan.call("GET", "/web/messages?after=0")
    assert [each["text"] for each in asked.json["messages"]] == ["hai", "ba"]
    gone = await lan.call("GET", "/web/files/" + "a" * 32)
    assert (gone.status, gone.json["error"]) == (404, "gone")


# Files made for a person


async def show(room: Hall, visitor: Visitor, name: str, mime: str, content: bytes) -> str:
    stream = await visitor.listen()
    await room.chat.send(to(visitor, "đây", name=name, mime=mime, content=content))
    message = await stream.wait_for("đây")
    assert message["file"] == {
        "url": f"/web/files/{message['id']}",
        "name": name,
        "mime": mime,
        "size": len(content),
    }
    return str(message["file"]["url"])


async def test_a_picture_is_shown_in_the_page(room: Hall, lan: Visitor) -> None:
    url = await show(room, lan, "biểu đồ.png", "image/png", b"\x89PNG")
    file = await lan.call("GET", url)
    assert (file.status, file.content) == (200, b"\x89PNG")
    assert file.headers["Content-Type"] == "image/png"
    assert file.headers["Content-Disposition"] == (
        "inline; filename*=UTF-8''bi%E1%BB%83u%20%C4%91%E1%BB%93.png"
    )
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "private, no-cache", (
        "the next person has no right to it"
    )
    again = {"If-None-Match": file.headers["Etag"]}
    same = await lan.call("GET", url, headers=again)
    assert (same.status, same.content) == (304, b"")
    async with Visitor(room.base) as stranger:
        await stranger.open()
        other = await stranger.call("GET", url, headers=again)
        assert other.status == 404
    assert file.headers["Vary"] == "Cookie"


async def test_the_page_is_told_how_much_room_a_chart_takes(room: Hall, lan: Visitor) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 480)).save(drawn, "PNG")
    stream = await lan.listen()
    for content in (drawn.getvalue(), drawn.getvalue()[:20]):
        await room.chat.send(to(lan, "đây", name="a.png", mime="image/png", content=content))
    await stream.until(lambda: len(stream.events) == 2)
    whole, cut = [each["file"] for each in stream.events]
    assert (whole["width"], whole["height"]) == (640, 480)
    assert "width" not in cut


@pytest.mark.parametrize("mime", ["image/svg+xml", "text/html", "application/json"])
async def test_what_could_act_is_saved_and_not_shown(room: Hall, lan: Visitor, mime: str) -> None:
    url = await show(room, lan, 'a"\r\nX: y.svg', mime, b"<script>")
    file = await lan.call("GET", url)
    assert file.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''a%22%0D%0AX%3A%20y.svg"
    )
    assert "X" not in file.headers


async def test_a_file_is_for_its_own_person(room: Hall, lan: Visitor) -> None:
    url = await show(room, lan, "a.png", "image/png", b"x")
    async with Visitor(room.base) as mai:
        assert (await mai.call("GET", url)).status == 401
        await mai.open()
        assert (await mai.call("GET", url)).status == 404
    for other in ("/web/files/" + "0" * 32, "/web/files/x", "/web/files/..%2f..%2fx", url + "0"):
        gone = await lan.call("GET", other)
        assert gone.status == 404
    assert (await lan.call("GET", url)).status == 200


# Several processes


@asynccontextmanager
async def two_halls(folder: Path, url: str) -> AsyncIterator[tuple[Hall, Hall]]:
    async with hall(folder, url) as one, hall(folder, url) as two:
        yield one, two


async def test_what_another_process_says_comes_within_a_second(
    postgres_url: str, tmp_path: Path
) -> None:
    async with two_halls(tmp_path, postgres_url) as (one, two), Visitor(one.base) as lan:
        await lan.open()
        stream = await lan.listen()
        idle = await lan.listen()
        await stream.until(lambda: stream.ready)
        await idle.until(lambda: idle.ready)
        began = time.monotonic()
        await tell(two, lan, "từ máy khác")
        await stream.wait_for("từ máy khác", 5)
        assert time.monotonic() - began < 2
        shown = next(iter(stream.messages))
        await two.chat.send(to(lan, "đổi", edit=shown))
        assert (await stream.wait_for("đổi"))["id"] == shown
        assert stream.texts == ["đổi"]


async def test_looking_for_news_goes_on_after_trouble(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat_streams, "_LOOK", 0.05)
    async with two_halls(tmp_path, postgres_url) as (one, two), Visitor(one.base) as lan:
        await lan.open()
        stream = await lan.listen()
        await stream.until(lambda: stream.ready)
        failed = asyncio.Event()
        newest = one.storage.mailbox.newest

        async def fail(marks: object) -> object:
            failed.set()
            monkeypatch.setattr(one.storage.mailbox, "newest", newest)
            raise StorageError("away")

        monkeypatch.setattr(one.storage.mailbox, "newest", fail)
        await asyncio.wait_for(failed.wait(), 5)
        await tell(two, lan, "từ máy khác")
        await stream.wait_for("từ máy khác", 5)


def test_an_event_ends_only_where_it_should() -> None:
    kept = Kept(5, "a", 7, payload(Outgoing(chat="lan", text="một\r\nhai\u2028\n\nid: 9"), "a"))
    event = as_event(kept)
    assert event.startswith(b'id: 5\nevent: message\ndata: {"id":"a","at":7,')
    assert event.count(b"\n") == 4
    assert b"\r" not in event
