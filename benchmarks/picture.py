"""Draws the pictures of the README from the running program: `python -m benchmarks.picture`.

`survey.svg` is a conversation in the terminal, `figures.png` the chart that `/thongke` sends on
the data of `langnghe demo`.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from bot.settings import Settings
from bot.terminal import Rehearsal, Session
from bot.texts import LOCAL_TIME

ROOT = Path(__file__).parents[1]
OFFICE = ROOT / "offices" / "binh-luc"
PICTURES = ROOT / "docs" / "pictures"
MOMENT = datetime(2026, 11, 24, 8, 0, tzinfo=LOCAL_TIME)
SAID = (
    "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1",
    "rat hai long",
    "quay lại",
)


async def survey() -> None:
    """Draw somebody who types without accents and goes back once."""
    screen = Console(record=True, width=88, file=io.StringIO(), force_terminal=True)

    def show(text: str) -> None:
        for line in text.split("\n"):
            screen.print(Text(line, style="cyan" if line.startswith("  [") else ""))
        screen.print()

    async with Rehearsal.open(OFFICE, show) as rehearsal:
        for words in SAID:
            screen.print(Text(f"> {words}", style="bold green"))
            screen.print()
            await rehearsal.do(f"> {words}")
    # Whoever looks at the picture has a font; none is fetched from anywhere.
    form = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    svg = screen.export_svg(title="langnghe chat", code_format=form)
    (PICTURES / "survey.svg").write_text(
        "\n".join(line.rstrip() for line in svg.split("\n")), "utf-8"
    )


async def figures() -> None:
    """Draw the figures of one year of made-up answers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(
            _env_file=None,
            database_url="sqlite:///:memory:",
            office=OFFICE,
            master_key_file=folder / "key",
            admins=(),
        )
        session = await Session.open(
            settings, str, admin=True, clock=lambda: MOMENT, folder=folder
        )
        try:
            await session.seed(2000, 60)
            await session.type("/thongke one-stop năm nay")
        finally:
            await session.close()
        [chart] = [name for name in os.listdir(folder) if name.endswith(".png")]
        shutil.copyfile(folder / chart, PICTURES / "figures.png")


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(survey())
    asyncio.run(figures())
