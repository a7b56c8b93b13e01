from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure, log


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    out = io.StringIO()
    configure("DEBUG", out)
    yield out
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


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
    logging.getLogger("telegram.ext").debug("update with text %s", "bí mật")
    [line] = lines(stream)
    assert line["event"].startswith("telegram.ext: test_logs:")
    assert "bí mật" not in stream.getvalue()
