"""Lắng Nghe under load: `langnghe run` itself, on a SQLite file, with a survey of five questions.

Started by ``benchmarks.load`` like the peers. "ready" means that it is about to start: Telegram
may bring updates once it has called setWebhook, which `benchmarks.load` waits for.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.office import make_office


def environment(folder: Path, api_url: str, port: int, token: str) -> dict[str, str]:
    """Return the settings of `langnghe run` with everything it keeps in one folder."""
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "OFFICE": str(folder / "office"),
        "MASTER_KEY_FILE": str(folder / "key"),
        "LOG_LEVEL": "WARNING",
        "WEB_PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_TOKEN": token,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_API_URL": api_url,
        "TELEGRAM_WEBHOOK_SECRET": "bench-secret",
    }
    return {**os.environ, **{f"LANGNGHE_{name}": value for name, value in settings.items()}}


def main() -> None:
    """Prepare the folder and become the program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    make_office(options.folder)
    print("ready", flush=True)
    settings = environment(options.folder, options.api_url, options.port, options.token)
    os.execve(sys.executable, [sys.executable, "-m", "bot", "run"], settings)  # noqa: S606 - ours


if __name__ == "__main__":
    main()
