from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import warnings
from pathlib import Path

import pytest

from bot.logs import configure, log
from feedback.errors import StorageError
from feedback.messages import Reply
from feedback.ports import Job
from handlers.context import Answer, Turn
from handlers.jobs import JobContext
from tests.channels.recorder import until
from tests.channels.running import office_on
from tests.fakes.bot_api import FakeBotApi


@pytest.fixture
def stream() -> io.StringIO:
    out = io.StringIO()
    configure("DEBUG", out)
    return out


OTHERS = re.compile(r"(?!library|some\.library|py\.warnings)[\w.]+: \w+:\d+$")
"""What a library says of itself: a thread that an earlier test left behind may still speak."""


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [each for each in found if not OTHERS.match(each["event"])]


def test_only_known_keys_are_written(stream: io.StringIO) -> None:
    log("x").info("taken", channel="telegram", text="bí mật", name="Lan")
    [line] = lines(stream)
    assert line["event"] == "taken"
    assert line["channel"] == "telegram"
    assert "bí mật" not in stream.getvalue()
    assert "Lan" not in stream.getvalue()


def test_an_error_is_told_by_its_kind_and_place_not_by_its_message(stream: io.StringIO) -> None:
    try:
        raise ValueError("0912345678 is no number")
    except ValueError:
        log("x").exception("failed")
        logging.getLogger("library").exception("could not parse 0912345678")
    assert "0912345678" not in stream.getvalue()
    ours, theirs = lines(stream)
    assert ours["error"] == theirs["error"] == "ValueError"
    assert "test_logs.py" in ours["where"]


def test_a_library_is_named_but_not_quoted(stream: io.StringIO) -> None:
    logging.getLogger("some.library").debug("update with text %s", "bí mật")
    [line] = lines(stream)
    assert line["event"].startswith("some.library: test_logs:")
    assert "bí mật" not in stream.getvalue()


def test_a_warning_is_counted_but_not_quoted(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        configure("DEBUG", stream)
        warnings.warn("0912345678 is odd", UserWarning, stacklevel=1)
    [line] = lines(stream)
    assert line["event"].startswith("py.warnings: ")
    assert "0912345678" not in stream.getvalue()


def test_no_key_of_ours_slips_through_with_an_underscore(stream: io.StringIO) -> None:
    log("x").info("taken", _text="bí mật", exc_info=False)
    log("x").info("no error is under way", exc_info=True)
    assert "bí mật" not in stream.getvalue()
    assert all("error" not in line for line in lines(stream))


TOKEN, SECRET = "7770001234:CANARY-token", "canary-webhook-secret"
LAN, NAME, PHONE, WORDS = (
    7_777_000_123,
    "Trần Thị Kim Tước",
    "0987654321",
    "kim tước hót ở bờ sông",
)
CANARIES = (TOKEN, TOKEN.partition(":")[2], SECRET, str(LAN), NAME, PHONE, WORDS, "tước")


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_whatever_fails_nothing_anybody_said_is_in_the_log(
    mode: str, stream: io.StringIO, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole program at DEBUG; everything that fails quotes what it failed on."""
    asyncio.get_running_loop().set_debug(True)
    async with FakeBotApi(token=TOKEN) as api, office_on(tmp_path, api, mode, SECRET) as app:
        route = app._router.handle

        async def handle(turn: Turn) -> Answer:
            said = turn.inbound.text
            if said.startswith("hỏng"):
                quoted = {"said": said, "who": turn.inbound.address, "name": NAME}
                try:
                    raise KeyError(str(quoted))
                except KeyError as error:
                    raise ValueError(f"{NAME} {PHONE} {said}") from error
            if said.startswith("đĩa"):
                raise StorageError(f"{NAME} {PHONE} {said}")
            return await route(turn)

        app.dispatcher._handle = handle

        async def broken(job: Job, context: JobContext) -> tuple[Reply, ...]:
            raise ValueError(f"{job.payload} {NAME} {PHONE} {WORDS}")

        app._router.jobs = {**app._router.jobs, "chart": broken}  # type: ignore[dict-item]
        lan = api.person(LAN, first_name=NAME)
        lan.send("/gopy")
        await lan.wait_for("?")
        lan.send(f"{WORDS} {PHONE}")
        lan.send_contact(PHONE)
        lan.send_photo(caption=WORDS)
        lan.send_raw({"poll": {"question": WORDS}})
        lan.press_stale(1, f"q:x:{WORDS}"[:40])
        for kind in ("400", "403", "500", "502", "disconnect-before"):
            api.fail("sendMessage", LAN, kind=kind)  # type: ignore[arg-type]
        lan.send(f"hỏng {WORDS} {PHONE}")
        await lan.wait_for("chưa xử lý được", 20)
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": WORDS, "exception": ValueError(PHONE)})
        work = app.storage.work()
        about = {"person": NAME, "channel": "telegram", "chat": str(LAN), "language": "vi"}
        work.add_job(Job("j1", "chart", {**about, "what": WORDS}))
        await work.commit("", "", app.clock())
        app.jobs.committed()
        await until(lambda: "a job failed" in stream.getvalue())
        lan.send(f"đĩa {WORDS} {PHONE}")
        await until(lambda: "StorageError" in stream.getvalue())
        app.dispatcher._handle = route
        await until(lambda: not api.updates.pending)
    written = stream.getvalue()
    printed = capsys.readouterr()
    assert "an event was set aside" in written
    assert "asyncio: " in written  # what libraries say is there, in name only
    for canary in CANARIES:
        assert canary not in written
        assert canary not in printed.out + printed.err
    for line in lines(stream):
        assert set(line) <= ALLOWED


ALLOWED = {
    *("event", "level", "timestamp", "error", "where", "tries", "channel", "kind", "count"),
    *("port", "path", "id"),
}
