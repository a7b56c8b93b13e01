"""The audit as a chain: what a line proves, how one follows the other, what is certified.

A line proves itself from the moment it is written: its mark can be made only with the master key.
Its place is given a moment later by the one sealer (`storage.sealing`), since turns commit side by
side and none may wait for another's line: its link proves the line and the link before it. A
checkpoint says how long the chain was and what its last link was, signed so that anybody with the
public key can check it; it lies in the database and in a file beside it (`storage.witness`).
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Row
from storage.keys import Keyring

_KINDS = {str: "text", int: "number", bytes: "bytes"}


def mark(keys: Keyring, id: str, at: int, actor: str, action: str, subject: str) -> bytes:
    """Return what proves a line."""
    return keys.prove(b"line " + content(id, at, actor, action, subject))


def content(*values: object) -> bytes:
    """Return values so that no other values look the same; a damaged row may hold anything."""
    told = [str(value) for value in values]
    kinds = " ".join([f"{_kind(v)}{len(t)}" for v, t in zip(values, told, strict=True)])
    return "\0".join((kinds, *told)).encode("utf-8", "surrogatepass")


def _kind(value: object) -> str:
    found = _KINDS.get(type(value))  # at once for what lies in a database
    return found or next((n for kind, n in _KINDS.items() if isinstance(value, kind)), "other")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the audit as it is found in the database, which may hold anything."""

    id: str
    at: int
    actor: str
    action: str
    subject: str
    mark: bytes | None
    seq: int | None
    link: bytes | None

    @classmethod
    def of(cls, row: Row) -> Line:
        """Read a row of `audit.chained` or `audit.unchained`."""
        return cls(*row)

    def proves_itself(self, keys: Keyring) -> bool:
        """Tell whether this is what was written, by somebody with the key."""
        said = content(self.id, self.at, self.actor, self.action, self.subject)
        return isinstance(self.mark, bytes) and keys.is_proven(b"line " + said, self.mark)

    def following(self, before: bytes, seq: int) -> bytes:
        """Return what the link of this line proves at a place behind another's link."""
        said = content(
            before, seq, self.id, self.at, self.actor, self.action, self.subject, self.mark
        )
        return b"link " + said

    def follows(self, keys: Keyring, before: bytes) -> bool:
        """Tell whether this line was chained here, behind that link."""
        if not isinstance(self.link, bytes) or not isinstance(self.seq, int):
            return False
        return keys.is_proven(self.following(before, self.seq), self.link)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain had come at one moment; `at` is in UTC milliseconds."""

    n: int
    lines: int
    link: bytes
    at: int
    signature: bytes = b""

    @classmethod
    def of(cls, row: Row) -> Checkpoint:
        """Read a row of `checkpoints.after`."""
        return cls(*row)

    @classmethod
    def certified(cls, n: int, lines: int, link: bytes, at: int, keys: Keyring) -> Checkpoint:
        """Make one and sign it."""
        return cls(n, lines, link, at, keys.certify(cls(n, lines, link, at).message))

    @property
    def message(self) -> bytes:
        """What is signed."""
        link = self.link.hex() if isinstance(self.link, bytes) else self.link
        return f"langnghe audit {self.n} {self.lines} {link} {self.at}".encode()

    def is_certified(self, keys: Keyring) -> bool:
        """Tell whether somebody with the key signed just this."""
        signed = isinstance(self.signature, bytes)
        return signed and keys.is_certified(self.message, self.signature)

    @property
    def fingerprint(self) -> str:
        """What to note down elsewhere, to know this checkpoint again: `lines:link`, shortened."""
        return f"{self.lines}:{self.link.hex()[-32:]}"
