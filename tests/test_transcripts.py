"""Conversations as people have them; each transcript is played and must come out word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.terminal import compare, play

OFFICE = Path(__file__).parents[1] / "offices" / "binh-luc"
TRANSCRIPTS = {
    path.stem: path.read_text("utf-8")
    for path in sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
}


@pytest.mark.parametrize("name", TRANSCRIPTS)
async def test_the_bot_says_what_the_transcript_says(name: str) -> None:
    expected, said = await play(TRANSCRIPTS[name], OFFICE)
    difference = "\n".join(compare(expected, said))
    assert not difference, f"tests/transcripts/{name}.txt\n{difference}"


def test_there_are_transcripts_of_many_people() -> None:
    assert len(TRANSCRIPTS) >= 10
    unexplained = [name for name, said in TRANSCRIPTS.items() if not said.startswith("# ")]
    assert not unexplained, "the first line says who this is"
