"""Lắng Nghe under load: the real program, a durable SQLite file, a survey of five questions.

Started by ``benchmarks.load`` like the peers; it says "ready" when Telegram may bring updates.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import tempfile
from pathlib import Path

import uvloop

from bot import logs
from bot.app import App
from bot.channels import open_channels
from bot.settings import Settings

OFFICE = Path(__file__).parent.parent / "offices" / "binh-luc"
QUESTION = """
  - kind: scale
    name: q{number}
    not_applicable: false
    text: {{vi: "Câu hỏi số {number}: Ông/Bà có hài lòng không?", en: "Question {number}?"}}
"""


def office_with_bench_survey(folder: Path) -> Path:
    """Return a copy of the sample office with the survey that is measured."""
    office = folder / "office"
    shutil.copytree(OFFICE, office)
    questions = "".join(QUESTION.format(number=number) for number in range(1, 6))
    (office / "surveys" / "bench.yaml").write_text(
        'name: bench\nasks_unit: false\ntitle: {vi: "Đo tốc độ", en: "Benchmark"}\n'
        f"questions:{questions}",
        "utf-8",
    )
    return office


async def main(api_url: str, port: int, token: str, secret: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="langnghe-bench-"))
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/bench.db",
        office=office_with_bench_survey(folder),
        master_key_file=folder / "key",
        web_port=port,
        public_url=f"http://127.0.0.1:{port}",
        telegram_token=token,
        telegram_mode="webhook",
        telegram_api_url=api_url,
        telegram_webhook_secret=secret,
    )
    app = await App.open(settings, open_channels(settings), migrate=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await app.start()
    print("ready", flush=True)
    await stopped.wait()
    await app.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--secret", default="bench-secret")
    options = parser.parse_args()
    logs.configure("WARNING")
    uvloop.run(main(options.api_url, options.port, options.token, options.secret))
