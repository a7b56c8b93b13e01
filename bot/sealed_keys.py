"""A sealed reader's own computer: making a key, and opening a file with the keys of two readers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from feedback.errors import FeedbackError
from feedback.sealed import SealedUnreadable, new_reader, open_sealed, unlock

AskPhrase = Callable[[str], str]
"""Asks a person for a pass phrase without showing it."""


def keygen(path: Path, ask: AskPhrase) -> str:
    """Make a reader's key file, locked by a pass phrase, and return the public key."""
    if path.exists():
        raise FeedbackError(f"{path}: a file is there already; choose another name")
    phrase = ask(f"A pass phrase for {path.name}")
    if ask("The same once more") != phrase:
        raise FeedbackError("These were two different pass phrases; nothing was made")
    public, kept = new_reader(phrase)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(kept)
        file.flush()
        os.fsync(file.fileno())
    return public


def read(file: Path, keys: Sequence[Path], ask: AskPhrase) -> list[str]:
    """Return what a file from the bot says, with two readers' key files."""
    try:
        found = orjson.loads(file.read_bytes())
        code, parts = str(found["code"]), [(str(a), str(b)) for a, b in found["parts"]]
    except (ValueError, KeyError, TypeError):
        raise SealedUnreadable(f"{file}: this is no file of the sealed lane") from None
    private = [unlock(each.read_bytes(), ask(f"The pass phrase of {each.name}")) for each in keys]
    return [code, *(open_sealed(sealed.encode(), place, private) for place, sealed in parts)]
