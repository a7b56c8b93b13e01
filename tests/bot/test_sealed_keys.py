"""A sealed reader's own computer, by the real program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from bot.sealed_keys import keygen, read
from feedback.errors import FeedbackError
from feedback.sealed import SealedUnreadable, public_key, seal

PHRASE = "con trâu đi cày buổi sáng"


def saying(*phrases: str):  # type: ignore[no-untyped-def]
    """Answer one pass phrase after the other."""
    left = list(phrases)
    return lambda _: left.pop(0)


def made(folder: Path, *names: str) -> list[bytes]:
    return [public_key(keygen(folder / each, saying(PHRASE, PHRASE))) for each in names]


def sealed_file(folder: Path, keys: list[bytes]) -> Path:
    words = {"c1/p1": "Chủ tịch xã nhận tiền.", "c1/p2": "Ngày 3 tháng 2."}
    parts = [[place, seal(keys, place, each).decode()] for place, each in words.items()]
    file = folder / "AAAAA.kin"
    file.write_bytes(orjson.dumps({"lang-nghe": "sealed", "code": "AAAAA", "parts": parts}))
    return file


def test_two_key_files_open_what_the_bot_sent(tmp_path: Path) -> None:
    keys = made(tmp_path, "an.key", "binh.key")
    file = sealed_file(tmp_path, keys)
    assert (tmp_path / "an.key").stat().st_mode & 0o077 == 0
    both = [tmp_path / "an.key", tmp_path / "binh.key"]
    assert read(file, both, saying(PHRASE, PHRASE)) == [
        "AAAAA", "Chủ tịch xã nhận tiền.", "Ngày 3 tháng 2.",
    ]  # fmt: skip
    with pytest.raises(SealedUnreadable):
        read(file, both[:1], saying(PHRASE))
    with pytest.raises(SealedUnreadable):
        read(file, both, saying(PHRASE, PHRASE + "!"))
    with pytest.raises(SealedUnreadable):
        read(tmp_path / "an.key", both, saying(PHRASE, PHRASE))


def test_a_slip_in_the_pass_phrase_or_the_name_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="two different"):
        keygen(tmp_path / "an.key", saying(PHRASE, PHRASE + "!"))
    assert not (tmp_path / "an.key").exists()
    (tmp_path / "an.key").write_bytes(b"mine")
    with pytest.raises(FeedbackError, match="already"):
        keygen(tmp_path / "an.key", saying(PHRASE, PHRASE))
    assert (tmp_path / "an.key").read_bytes() == b"mine"


def test_the_program_makes_keys_and_opens_files(tmp_path: Path) -> None:
    def langnghe(*words: str, typed: str) -> str:
        command = [sys.executable, "-c", _WITH_TYPED_PHRASES, *words]
        done = subprocess.run(command, cwd=tmp_path, input=typed, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    twice = f"{PHRASE}\n{PHRASE}\n"
    keys = [
        public_key(
            langnghe("sealed", "keygen", name, typed=twice)
            .partition("lnr1-")[2]
            .join(("lnr1-", ""))
        )
        for name in ("an.key", "binh.key")
    ]
    sealed_file(tmp_path, keys)
    words = ("sealed", "open", "AAAAA.kin", "--key", "an.key", "--key", "binh.key")
    assert "Chủ tịch xã nhận tiền." in langnghe(*words, typed=twice)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["AAAAA.kin", "an.key", "binh.key"]


_WITH_TYPED_PHRASES = """
import getpass, sys, click.termui
click.termui.hidden_prompt_func = lambda _: sys.stdin.readline().rstrip("\\n")
from bot.__main__ import main
main()
"""
"""Pass phrases are typed at a terminal; a pipe stands in for it."""
