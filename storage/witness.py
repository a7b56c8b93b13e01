"""The checkpoints once more, in a file beside the database: who shortens a table forgets the file.

One line of JSON for each, appended and synced before the database is told. Nothing in it says who
did what, so it may be copied anywhere, and a copy elsewhere is worth more than the file itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback.errors import StorageError
from storage.chain import Checkpoint
from storage.keys import keep_name


@dataclass(frozen=True, slots=True)
class Testimony:
    """What was read: the whole lines, and where they end."""

    checkpoints: Sequence[Checkpoint]
    unreadable: Sequence[int]
    """Numbers of lines that are no checkpoint."""
    whole: int
    """Bytes up to the end of the last whole line."""
    size: int

    @property
    def torn(self) -> bool:
        """The last line has no end: somebody cut it, or the power went while it was written."""
        return self.whole != self.size


class Witness:
    """The file of checkpoints."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self) -> int | None:
        """Return the file's size, None where there is none."""
        try:
            return self.path.stat().st_size
        except OSError:
            return None

    def read(self) -> Testimony | None:
        """Return what is in the file, None where there is none; raises StorageError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refused(error) from None
        found: list[Checkpoint] = []
        unreadable: list[int] = []
        *lines, rest = content.split(b"\n")
        for number, line in enumerate(lines, 1):
            read = _read(line)
            if read is None:
                unreadable.append(number)
            else:
                found.append(read)
        return Testimony(found, unreadable, len(content) - len(rest), len(content))

    def append(self, checkpoints: Iterable[Checkpoint], behind: int | None = None) -> int:
        """Write checkpoints for good, behind so many bytes or the end; returns the new size.

        Raises StorageError.
        """
        lines = "".join(f"{_written(each)}\n" for each in checkpoints)
        new = not self.path.exists()
        try:
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                end = file.seek(0, os.SEEK_END) if behind is None else file.seek(behind)
                file.truncate(end)
                file.write(lines.encode())
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
        except OSError as error:
            raise self._refused(error) from None
        if new:
            keep_name(self.path)
        return size

    def set_aside(self) -> Path | None:
        """Give the file another name, since it is about a database that was replaced; returns it."""
        try:
            if not self.path.exists():
                return None
            number = 1
            while (aside := self.path.with_name(f"{self.path.name}.{number}")).exists():
                number += 1
            self.path.rename(aside)
        except OSError as error:
            raise self._refused(error) from None
        return aside

    def _refused(self, error: OSError) -> StorageError:
        return StorageError(
            f"{self.path}: the checkpoints of the audit cannot be kept: {error.strerror}"
        )


def _written(checkpoint: Checkpoint) -> str:
    return json.dumps(
        {
            "n": checkpoint.n,
            "lines": checkpoint.lines,
            "link": checkpoint.link.hex(),
            "at": checkpoint.at,
            "signature": checkpoint.signature.hex(),
        }
    )


def _read(line: bytes) -> Checkpoint | None:
    """Read a line; only what `append` writes, to the letter, is a checkpoint."""
    try:
        said = json.loads(line)
        found = Checkpoint(
            said["n"],
            said["lines"],
            bytes.fromhex(said["link"]),
            said["at"],
            bytes.fromhex(said["signature"]),
        )
        numbers = all(type(each) is int for each in (found.n, found.lines, found.at))
        same = numbers and _written(found).encode() == line
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return found if same else None
