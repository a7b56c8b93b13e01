"""The README's table of what channels can do is what they declare and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from benchmarks import matrix as shown
from benchmarks.tables import main
from bot.channel import Capabilities, Channel
from tests.channels.contract import DRIVERS
from tests.channels.contract.driver import Ability

README = Path(__file__).resolve().parents[2] / "README.md"


def cells(table: str) -> dict[str, dict[str, str]]:
    """Return a table by channel and row."""
    head, _, *lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()
    ]
    return {
        channel: {row[0]: row[at] for row in lines} for at, channel in enumerate(head) if channel
    }


def test_the_readme_is_up_to_date() -> None:
    _, _, rest = README.read_text("utf-8").partition("<!-- channels: begin -->\n")
    table, _, _ = rest.partition("\n<!-- channels: end -->")
    assert table == shown.matrix(), "make docs writes it"


def test_every_channel_has_a_column_with_a_name_for_people() -> None:
    assert set(cells(shown.matrix())) == set(shown._NAMES.values())
    assert set(shown._NAMES) == {driver.kind.name for driver in DRIVERS}


def test_a_column_says_what_a_channel_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pigeon(Channel):
        """Carries little."""

        name = "pigeon"
        capabilities = Capabilities(
            text_length=1234,
            buttons=2,
            captions=False,
            files=True,
            file_types=frozenset({"application/pdf"}),
            largest_file=3 * 1024**2,
            requests=frozenset({"location"}),
            writes_first=False,
        )

    class Bird(DRIVERS[0]):  # type: ignore[misc]
        """Brings it."""

        kind = Pigeon
        lacks: ClassVar[Mapping[Ability, str]] = {Ability.VOICES: "it coos"}

    monkeypatch.setattr(shown, "DRIVERS", (*DRIVERS, Bird))
    table = cells(shown.matrix())
    assert list(table)[-1] == "pigeon"
    assert table["pigeon"] == {
        "shows choices as": "up to 2 buttons, or typed",
        "longest message": "1,234 characters",
        "shows a message in place of another": "–",
        "lets headings stand out": "–",
        "shows charts": "–",
        "sends files": "PDF up to 3 MB; others are named",
        "words that come with a picture": "a message of their own",
        "asks with a button of its own for": "place",
        "writes to who has not written": "for a while, then by an approved notice",
        "tells officers' groups of cases": "–",
        "takes voice messages": "–",
        "takes a shared place": "yes",
        "takes a shared phone number": "yes",
        "takes an album as one": "yes",
        "tells an old button from a new one": "yes",
    }


def test_make_docs_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "README.md"
    page.write_text("<!-- channels: begin -->\nold\n<!-- channels: end -->\n", "utf-8")
    main(tmp_path)
    assert capsys.readouterr().out.endswith("README.md shows what channels can do\n")
    assert shown.matrix() in page.read_text("utf-8")
    page.write_text("as it was", "utf-8")
    main(tmp_path)
    assert "has no place for them" in capsys.readouterr().out
    assert page.read_text("utf-8") == "as it was"
