"""Tells whether the audit is what was written: `langnghe check --audit`.

Nothing here trusts the database: a row may hold values of any kind, in any number.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from feedback.errors import StorageError
from storage.chain import Checkpoint, Line
from storage.database import Database, Progress
from storage.keys import Keyring
from storage.notes import milliseconds
from storage.sealing import CERTIFIED_EVERY
from storage.witness import Witness

_PAGE = 1000
_SHOWN = 20
"""Faults told one by one; beyond that their number says enough."""
_FIRST = -(2**63)


@dataclass
class Report:
    """What a check of the audit found."""

    lines: int = 0
    """In the chain."""
    waiting: int = 0
    """Committed and not chained yet; the running program does that within seconds."""
    checkpoint: Checkpoint | None = None
    """The last one that holds."""
    faults: list[str] = field(default_factory=list)
    more: int = 0
    """Faults beyond those listed."""

    def fault(self, sentence: str) -> None:
        """Note a fault."""
        if len(self.faults) < _SHOWN:
            self.faults.append(sentence)
        else:
            self.more += 1


async def check_audit(
    database: Database,
    keys: Keyring,
    witness: Witness | None,
    now: datetime,
    seen: str = "",
    progress: Progress | None = None,
) -> Report:
    """Check every line, link and checkpoint; raises StorageError when nothing can be read.

    `seen`: the fingerprint of a checkpoint somebody noted elsewhere; it must be on the way.
    """
    report = Report()
    certified = await _checkpoints(database, keys, report)
    told = await _testimony(database, keys, witness, certified, now, report)
    await _Walk(database, keys, report, [*certified, *told], seen).all(progress)
    return report


async def _checkpoints(database: Database, keys: Keyring, report: Report) -> list[Checkpoint]:
    """Return the checkpoints of the database that somebody with the key made."""
    fine: list[Checkpoint] = []
    n, lines = 0, 0
    async for found in _each_checkpoint(database):
        if not found.is_certified(keys):
            report.fault(f"checkpoint {found.n}: altered, or not made by this program")
            n += found.n == n + 1
            continue
        if found.n != n + 1:
            report.fault(f"checkpoints {n + 1} to {found.n - 1}: removed from the database")
        if found.lines < lines:
            report.fault(f"checkpoint {found.n}: the chain was longer at the one before")
        n, lines = found.n, found.lines
        fine.append(found)
    return fine


async def _each_checkpoint(database: Database) -> AsyncIterator[Checkpoint]:
    after: object = _FIRST
    while rows := await database.fetch("checkpoints.after", after=after, size=_PAGE):
        for row in rows:
            yield Checkpoint.of(row)
        after = rows[-1][0]


async def _testimony(
    database: Database,
    keys: Keyring,
    witness: Witness | None,
    certified: Sequence[Checkpoint],
    now: datetime,
    report: Report,
) -> list[Checkpoint]:
    """Compare the file with the checkpoints read before it; return those only the file has."""
    if witness is None:
        return []
    name = witness.path
    read = await asyncio.to_thread(witness.read)
    if read is None:
        if certified:
            report.fault(
                f"{name}: the file of checkpoints is missing; put it back from your safe copy. "
                "If there is none, a bot that starts makes a new one and the audit says so"
            )
        return []
    for number in read.unreadable:
        report.fault(f"{name}, line {number}: altered, this is no checkpoint")
    if read.torn:
        report.fault(
            f"{name}: the last line is not whole; after a power cut a bot that starts mends that"
        )
    here = {each.n: each for each in certified}
    there = {each.n: each for each in read.checkpoints}
    if [each.n for each in read.checkpoints] != list(range(1, len(read.checkpoints) + 1)):
        report.fault(f"{name}: lines were removed, doubled or moved")
    if database.shared:  # what another process certified is written here within a minute
        fresh = milliseconds(now - 2 * CERTIFIED_EVERY)
        missing = [n for n in here.keys() - there.keys() if here[n].at < fresh]
    else:
        missing = sorted(here.keys() - there.keys())
    if missing:
        report.fault(f"{name}: {_named(missing)} removed from the file, or the file is an old one")
    differing = [n for n in here.keys() & there.keys() if here[n] != there[n]]
    if differing:
        report.fault(f"{name}: {_named(differing)} not what the database has")
    # A checkpoint made since the database was read is no fault.
    later = {each.n async for each in _each_checkpoint(database)}
    if ahead := [n for n in there if n not in later]:
        report.fault(
            f"{_named(ahead)} in the file {name} and not in the database: the database was "
            "shortened or is an old one. (After a kill one may be; a bot that starts puts it back)"
        )
    if any(not there[n].is_certified(keys) for n in ahead):
        report.fault(f"{name}: {_named(ahead)} not made by this program")
    return [there[n] for n in ahead if there[n].is_certified(keys)]


def _named(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"checkpoint {low}" if low == high else f"checkpoints {low} to {high}"


class _Walk:
    """Follows the chain from its first line."""

    def __init__(
        self,
        database: Database,
        keys: Keyring,
        report: Report,
        checkpoints: Sequence[Checkpoint],
        seen: str,
    ) -> None:
        self._database, self._keys, self._report = database, keys, report
        self._due = [(each.lines, each.n, each) for each in checkpoints]
        heapq.heapify(self._due)
        # Lines older than the chain prove nothing by themselves; the first checkpoint ends that.
        self._unmarked_until = min((each.lines for each in checkpoints if each.n == 1), default=0)
        self._checkpoints = len(checkpoints)
        self._seen, self._seen_at = seen, _length(seen)
        self._seq, self._link = 0, b""

    async def all(self, progress: Progress | None) -> None:
        """Check everything, and note what is wrong."""
        report = self._report
        [(total,)] = await self._database.fetch("audit.count")
        try:
            async for line in self._chained():
                self._one(line)
                if progress is not None and report.lines % _PAGE == 0:
                    progress(report.lines, max(total, report.lines))
            await self._waiting()
        except StorageError:
            report.fault(f"after line {self._seq}: a line cannot be read; it was altered")
        if report.lines and not self._checkpoints:
            report.fault(
                "no checkpoint certifies any line: all were removed. (After a kill in the first "
                "minute of the first day it may be; a bot that starts makes one)"
            )
        for lines, n, _ in sorted(self._due):
            report.fault(
                f"checkpoint {n} certified {lines} lines, there are {self._seq}: lines at the end "
                "were removed"
            )
        if self._seen:
            report.fault(
                f"the checkpoint noted as {self._seen} is not on the way: the database was put "
                "back to an earlier day, or this is another one"
            )
        if progress is not None:
            progress(total, total)

    async def _chained(self) -> AsyncIterator[Line]:
        first, size = _FIRST, _PAGE
        while True:
            try:
                rows = await self._database.fetch("audit.chained", first=first, size=size)
            except StorageError:
                if size == 1:
                    raise
                size = 1  # to tell which of them it is
                continue
            if not rows:
                return
            for row in rows:
                yield Line.of(row)
            seq = rows[-1][6]
            if not isinstance(seq, int) or seq == 2**63 - 1:
                return  # such a place was told as a fault, and there is none behind it
            first = seq + 1

    def _one(self, line: Line) -> None:
        report, place = self._report, self._seq + 1
        if line.seq != place:
            if isinstance(line.seq, int) and line.seq > place:
                gone = (
                    f"line {place}"
                    if line.seq == place + 1
                    else f"lines {place} to {line.seq - 1}"
                )
                report.fault(f"{gone}: removed (before {_told(line)})")
            else:
                report.fault(f"after line {self._seq}: a line was put in ({_told(line)})")
                return
        elif not line.follows(self._keys, self._link):
            report.fault(self._what_is_wrong(line))
        elif not self._proven(line):
            report.fault(
                f"line {line.seq} ({_told(line)}): altered or put in before it was chained"
            )
        report.lines += 1
        self._seq = line.seq
        self._link = line.link if isinstance(line.link, bytes) else b""
        self._reached()

    def _proven(self, line: Line) -> bool:
        if line.mark is None and line.seq is not None and line.seq <= self._unmarked_until:
            return True
        return line.proves_itself(self._keys)

    def _what_is_wrong(self, line: Line) -> str:
        place = f"line {line.seq} ({_told(line)})"
        if not self._proven(line):
            return f"{place}: altered or put in"
        return f"{place}: does not follow the line before it; lines were moved, removed or put in"

    def _reached(self) -> None:
        while self._due and self._due[0][0] <= self._seq:
            lines, _, checkpoint = heapq.heappop(self._due)
            if lines == self._seq and checkpoint.link == self._link:
                self._report.checkpoint = checkpoint
            else:
                self._report.fault(
                    f"checkpoint {checkpoint.n} certified another line {lines} than there is"
                )
        if self._seq == self._seen_at and self._link.hex()[-32:] == self._seen.partition(":")[2]:
            self._seen = ""

    async def _waiting(self) -> None:
        after = ""
        while rows := await self._database.fetch("audit.unchained", after=after, size=_PAGE):
            for line in map(Line.of, rows):
                self._report.waiting += 1
                if not line.proves_itself(self._keys) and self._unmarked_until:
                    self._report.fault(
                        f"a line not chained yet ({_told(line)}): altered or put in"
                    )
            after = rows[-1][0]


def _length(seen: str) -> int:
    lines = seen.partition(":")[0]
    return int(lines) if lines.isdecimal() else -1


def _told(line: Line) -> str:
    """Say which line is meant, of what is surely no secret: when, as far as it says so."""
    try:
        return f"{datetime.fromtimestamp(line.at / 1000, UTC):%d/%m/%Y %H:%M:%S} UTC"
    except (TypeError, ValueError, OverflowError, OSError):
        return "of no time"
