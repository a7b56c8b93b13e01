"""Measure a bot: ``python -m benchmarks.load [options] -- <command of the bot>``.

Starts a light Bot API, starts the bot (``{python}``, ``{api}``, ``{port}`` and ``{token}`` in its command are
filled in; it says "ready" on its output), lets people answer a survey, and prints one JSON line per run.
There is a run for every pace and number of people asked for:

* pace ``reply``: a person acts again when the reply has arrived, as people do;
* pace ``ack``: a person acts again once the webhook said 200; needs bots with unchanging button data.

    python -m benchmarks.load --people 64,256 --pace reply,ack --delay-ms 50 \\
        -- python benchmarks/peers/aiogram_bot.py --api-url {api} --port {port} --token {token}
"""

import argparse
import asyncio
import contextlib
import json
import shlex
import socket
import statistics
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator

import psutil  # type: ignore[import-untyped]
import uvloop

from benchmarks.loadgen.api import BenchApi
from benchmarks.loadgen.people import Crowd, Ids, Tally, Webhook
from benchmarks.loadgen.script import read_script

TOKEN = "123456:BENCH-token"
_MOST_CONNECTIONS = 100  # of one webhook: https://core.telegram.org/bots/api#setwebhook


async def main() -> int:
    """Make all the runs."""
    options = read_options()
    crowds: list[Crowd] = []
    ids = Ids()
    complete = True

    def on_reply(chat_id: int, message: dict[str, object]) -> None:
        if crowds:
            crowds[-1].replied(chat_id, message)

    api = BenchApi(options.delay_ms / 1000, on_reply)
    await api.listen(options.api_port)
    async with started_bot(options, api.port) as pid:
        webhook_of = await find_webhook(api, options)
        for people in options.people:
            for pace in options.pace:
                webhook = (
                    Webhook(*webhook_of, min(people, _MOST_CONNECTIONS)) if webhook_of else None
                )
                crowds.append(Crowd(api, webhook, read_script(options.script), pace, ids))
                complete &= await measure(options, crowds[-1], people, pace, pid, api)
                if webhook:
                    webhook.close()
    api.close()
    return 0 if complete else 1


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--surveys", type=int, default=640, help="visits in all, per run")
    parser.add_argument("--people", default=[64], type=numbers, help="at once; several as 64,256")
    parser.add_argument(
        "--pace", default=["reply"], type=lambda text: text.split(","), help="reply, ack or both"
    )
    parser.add_argument(
        "--delay-ms", type=float, default=0, help="before each answer of the Bot API"
    )
    parser.add_argument(
        "--script", default="survey", help="built-in name or a JSON file, see loadgen/script.py"
    )
    parser.add_argument("--warmup", type=int, default=64, help="visits before measuring")
    parser.add_argument("--timeout", type=float, default=300, help="seconds a run may take")
    parser.add_argument("--api-port", type=int, default=0)
    parser.add_argument(
        "--port", type=int, default=0, help="for the bot's webhook; 0 finds a free one"
    )
    parser.add_argument(
        "--webhook", help="its URL, unless the bot calls setWebhook; 'poll' lets it use getUpdates"
    )
    parser.add_argument("--secret", help="its secret token, unless the bot calls setWebhook")
    parser.add_argument("--pid", type=int, help="of a bot that runs already, to read its CPU time")
    parser.add_argument("--label", default="", help="copied into the result")
    parser.add_argument("command", nargs="*", help="starts the bot")
    return parser.parse_args()


def numbers(text: str) -> list[int]:
    """Read 64,256."""
    return [int(number) for number in text.split(",")]


@contextlib.asynccontextmanager
async def started_bot(options: argparse.Namespace, api_port: int) -> AsyncIterator[int | None]:
    """Run the bot for as long as this lasts; yield its pid."""
    if not options.command:
        say(f"API at http://127.0.0.1:{api_port}, token {TOKEN}; waiting for a webhook")
        yield options.pid
        return
    options.port = options.port or free_port()
    blanks = {
        "python": sys.executable,
        "api": f"http://127.0.0.1:{api_port}",
        "port": str(options.port),
        "token": TOKEN,
    }
    words = [fill(word, blanks) for word in options.command]
    say(f"starting {shlex.join(words)}")
    bot = await asyncio.create_subprocess_exec(*words, stdout=PIPE)
    drain = None
    try:
        await wait_until_ready(bot)
        drain = asyncio.create_task(read_to_end(bot))
        yield bot.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            bot.terminate()
        await bot.wait()
        if drain:
            await drain


def fill(word: str, blanks: dict[str, str]) -> str:
    """Fill in the names in braces, leaving other braces alone."""
    for name, value in blanks.items():
        word = word.replace("{" + name + "}", value)
    return word


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def wait_until_ready(bot: Process) -> None:
    """Wait for the bot's word."""
    assert bot.stdout is not None
    async with asyncio.timeout(60):
        while line := await bot.stdout.readline():
            if b"ready" in line.lower():
                return
    raise SystemExit(f"the bot ended with {await bot.wait()} before it was ready")


async def read_to_end(bot: Process) -> None:
    """Keep the bot's output from filling up its pipe."""
    assert bot.stdout is not None
    while await bot.stdout.read(65536):
        pass


async def find_webhook(
    api: BenchApi, options: argparse.Namespace
) -> tuple[str, str | None] | None:
    """Learn where updates go: None for polling."""
    if options.webhook == "poll":
        return None
    if options.webhook:
        return fill(options.webhook, {"port": str(options.port)}), options.secret
    async with asyncio.timeout(60):
        await api.webhook_is_set.wait()
    assert api.webhook_url is not None
    return api.webhook_url, api.webhook_secret


async def measure(
    options: argparse.Namespace,
    crowd: Crowd,
    people: int,
    pace: str,
    pid: int | None,
    api: BenchApi,
) -> bool:
    """Warm up, run once, print the figures; False if people were left waiting."""
    try:
        async with asyncio.timeout(options.timeout):
            if options.warmup:
                await crowd.run(options.warmup, people)
            api.calls.clear()
            before, own = cpu_seconds(pid), cpu_seconds(None)
            seconds = await crowd.run(options.surveys, people)
            used, own = cpu_seconds(pid) - before, cpu_seconds(None) - own
    except (TimeoutError, LookupError) as error:
        say(f"failed: {error!r}; {crowd.stuck()}")
        print(
            json.dumps(
                {"label": options.label, "people": people, "pace": pace, "failed": crowd.stuck()}
            )
        )
        return False
    figures = summary(crowd.tally, seconds, used if pid else None)
    setting = {
        "label": options.label,
        "people": people,
        "pace": pace,
        "delay_ms": options.delay_ms,
    }
    generator = {"generator_cpu_share": round(own / seconds, 2), "calls": dict(api.calls)}
    memory = {"rss_mb": round(psutil.Process(pid).memory_info().rss / 1e6, 1)} if pid else {}
    print(json.dumps(setting | figures | memory | generator), flush=True)
    return True


def cpu_seconds(pid: int | None) -> float:
    """Return user and system time of a process and its children; None is this one."""
    process = psutil.Process(pid)
    family = [process, *(process.children(recursive=True) if pid else [])]
    return sum(sum(member.cpu_times()[:2]) for member in family)


def summary(tally: Tally, seconds: float, cpu: float | None) -> dict[str, object]:
    """Return the figures of a run."""
    figures: dict[str, object] = {
        "surveys": tally.surveys,
        "updates": tally.updates,
        "seconds": round(seconds, 3),
        "updates_per_second": round(tally.updates / seconds, 1),
        "errors": tally.errors,
    }
    for name, values in (("ack", tally.ack_seconds), ("reply", tally.reply_seconds)):
        figures |= {
            f"{name}_p50_ms": percentile(values, 50),
            f"{name}_p99_ms": percentile(values, 99),
        }
    if cpu is not None:
        figures |= {
            "cpu_seconds": round(cpu, 3),
            "cpu_ms_per_update": round(cpu * 1000 / tally.updates, 3),
        }
    return figures


def percentile(seconds: list[float], rank: int) -> float | None:
    """Return a percentile in milliseconds."""
    if len(seconds) < 2:
        return None
    return round(statistics.quantiles(seconds, n=100, method="inclusive")[rank - 1] * 1000, 2)


def say(text: str) -> None:
    """Tell the person who runs this; the results alone go to the output."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
