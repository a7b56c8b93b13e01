"""Five hundred people on the web chat of one `langnghe run`: each has the page open and posts now and then.

The browsers are a process of their own: it opens a stream for each person, lets everybody answer
a survey at a steady pace for all together, and measures from a post to the event that answers it.
Each browser calls from an address of its own, as people do who do not share one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
import uuid
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import uvloop

from benchmarks.figures import Figure, median, output_of, say
from benchmarks.load import free_port
from benchmarks.office import LINK, make_office

NAMES = ("web_500_streams_p99_ms",)
_SEED = 11
_QUIET = 2.0
"""Seconds in which what is under way ends."""


def measure(short: bool) -> dict[str, Figure]:
    """Return how long the slowest of a hundred answers takes, and what an open page costs."""
    people, seconds, trials = (20, 1.0, 1) if short else (500, 20.0, 3)
    found = []
    for _ in range(trials):
        with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
            found.append(asyncio.run(_trial(Path(folder), people, seconds)))
    kilobytes = [each["kilobytes"] for each in found]
    return {
        "web_500_streams_p99_ms": median([each["p99"] for each in found], "ms", _SEED),
        "web_500_streams_p50_ms": median([each["p50"] for each in found], "ms", _SEED),
        "web_idle_stream_kb": median([max(each, 0.1) for each in kilobytes], "kB", _SEED),
    }


async def _trial(folder: Path, people: int, seconds: float) -> dict[str, float]:
    """Serve once and let the browsers come."""
    make_office(folder)
    port = free_port()
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "OFFICE": str(folder / "office"),
        "MASTER_KEY_FILE": str(folder / "key"),
        "LOG_LEVEL": "WARNING",
        "WEB_PORT": str(port),
        "WEB_PROXIES": "127.0.0.1",
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LANGNGHE_")}
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**kept, **{f"LANGNGHE_{name}": value for name, value in settings.items()}},
    )
    try:
        told = await asyncio.to_thread(
            output_of,
            *("benchmarks.web_streams", "--port", str(port), "--pid", str(program.pid)),
            *("--people", str(people), "--seconds", str(seconds)),
        )
    finally:
        program.terminate()
        await program.wait()
    found: dict[str, float] = json.loads(told)
    say(
        f"  {people} people: p50 {found['p50']:.1f}, p99 {found['p99']:.1f} ms of {found['posts']:.0f}"
    )
    say(
        f"  {found['kilobytes']:.1f} kB for each open page, {found['cpu']:.2f} ms CPU for each post"
    )
    return found


class Browser:
    """One person's page, on bare sockets: five hundred of them must not be slower than the program."""

    def __init__(self, number: int, port: int) -> None:
        self._port = port
        self._head = (
            f"Host: 127.0.0.1:{port}\r\n"
            f"X-Forwarded-For: 10.{number // 65536}.{number // 256 % 256}.{number % 256}\r\n"
        )
        self._stream: asyncio.StreamReader | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._posting: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._message: dict[str, object] = {}
        self.waiting: float | None = None
        self.took: list[float] = []
        self.busy = asyncio.Lock()
        self._changed = asyncio.Event()

    async def open(self) -> None:
        """Get the page and its cookie, and listen."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"GET / HTTP/1.1\r\n{self._head}\r\n".encode())
        head, _ = await _answer(reader)
        cookie = head.partition("Set-Cookie: ")[2].partition(";")[0]
        self._head += f"Cookie: {cookie}\r\n"
        self._posting = reader, writer
        self._stream, streaming = await asyncio.open_connection("127.0.0.1", self._port)
        streaming.write(f"GET /web/stream HTTP/1.1\r\n{self._head}\r\n".encode())
        self._writers = [writer, streaming]
        while b"event: ready" not in await self._stream.readline():
            pass

    async def listen(self) -> None:
        """Take what comes until the connection ends."""
        assert self._stream is not None
        while line := await self._stream.readline():
            if line.startswith(b"data: {"):
                now = time.perf_counter()
                self._message = json.loads(line[6:])
                if self.waiting is not None:
                    self.took.append(now - self.waiting)
                    self.waiting = None
                self._changed.set()

    async def act(self) -> None:
        """Open the survey, or press a button of what came last, and wait for what that leads to."""
        body: dict[str, object] = {"id": str(uuid.uuid4())}
        keys = [key for row in self._rows for key in row if str(key["data"]).startswith("q:")]
        if keys:
            body |= {"press": keys[0]["data"], "message": self._message["id"]}
        else:
            body["text"] = LINK
        content = json.dumps(body).encode()
        assert self._posting is not None
        reader, writer = self._posting
        self._changed.clear()
        self.waiting = time.perf_counter()
        writer.write(
            f"POST /web/messages HTTP/1.1\r\n{self._head}X-Langnghe: 1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode()
            + content
        )
        head, said = await _answer(reader)
        if " 200 " not in head.partition("\r\n")[0]:
            sys.exit(f"a post was refused: {head} {said.decode()}")
        async with asyncio.timeout(30):
            await self._changed.wait()

    @property
    def _rows(self) -> list[list[dict[str, object]]]:
        return self._message.get("rows", [])  # type: ignore[return-value]

    def close(self) -> None:
        for writer in self._writers:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0])
    return head, await reader.readexactly(length)


async def main() -> None:
    """Be everybody's browser; prints what was found as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    options = parser.parse_args()
    program = psutil.Process(options.pid)
    await _served(options.port)
    browsers = [Browser(number, options.port) for number in range(options.people)]
    few = browsers[: max(1, options.people // 10)]  # what the first ones cost is paid once
    for browser in few:
        await browser.open()
    await asyncio.sleep(_QUIET)
    before = program.memory_info().rss
    for browser in browsers[len(few) :]:
        await browser.open()
    await asyncio.sleep(_QUIET)
    kilobytes = (program.memory_info().rss - before) / 1024 / (options.people - len(few))
    listening = [asyncio.create_task(each.listen()) for each in browsers]
    await _everybody(browsers, 2.0)  # warm
    for browser in browsers:
        browser.took.clear()
    cpu = sum(program.cpu_times()[:2])
    await _everybody(browsers, options.seconds)
    cpu = sum(program.cpu_times()[:2]) - cpu
    took = sorted(1000 * each for browser in browsers for each in browser.took)
    for browser in browsers:
        browser.close()
    await asyncio.gather(*listening, return_exceptions=True)
    found = {
        "posts": len(took),
        "p50": took[len(took) // 2],
        "p99": took[int(len(took) * 0.99)],
        "kilobytes": kilobytes,
        "cpu": 1000 * cpu / len(took),
    }
    print(json.dumps(found))


async def _everybody(browsers: list[Browser], seconds: float) -> None:
    """Let somebody post, each about every ten seconds, whoever is not still waiting."""
    chance = random.Random(_SEED)
    posts = [
        asyncio.create_task(_later(chance.uniform(0, seconds), browser))
        for browser in browsers
        for _ in range(max(1, round(seconds / 10)))
    ]
    await asyncio.gather(*posts)


async def _later(seconds: float, browser: Browser) -> None:
    await asyncio.sleep(seconds)
    async with browser.busy:
        await browser.act()


async def _served(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


if __name__ == "__main__":
    uvloop.run(main())
