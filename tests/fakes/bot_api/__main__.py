"""Run the fake as a process of its own: ``python -m tests.fakes.bot_api --port 0 --token 123456:TEST-token``.

Prints the port, then serves until killed. Other processes steer it through /_control/ (see control.py).
"""

import argparse
import asyncio
import contextlib

from .control import control_routes
from .server import FakeBotApi


async def serve(port: int, token: str, delay: float) -> None:
    """Serve until cancelled."""
    api = FakeBotApi(token=token, port=port, delay=delay)
    api.add_routes(control_routes(api))
    async with api:
        print(api.port, flush=True)  # noqa: T201 - the parent process reads it
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.bot_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default="123456:TEST-token")
    parser.add_argument(
        "--delay-ms",
        type=float,
        default=0.0,
        help="before every answer; the real API takes about 50",
    )
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(options.port, options.token, options.delay_ms / 1000))


if __name__ == "__main__":
    main()
