"""The sealer: gives each line of the audit its place in the chain, and certifies how far it came.

Turns only add lines, each proven by itself, and read nothing for it. The running program chains
what was committed every few seconds, in the order it finds it: a line's place says when it was
chained, which is at most a round after its commit. With several processes on PostgreSQL one of
them does it at a time; should two ever try, the database refuses the second the same place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from feedback.errors import AuditBroken, Conflict
from storage.audit import Audit
from storage.chain import Checkpoint, Line
from storage.database import Database, write
from storage.keys import Keyring
from storage.notes import Notes, milliseconds
from storage.witness import Testimony, Witness

CERTIFIED_EVERY = timedelta(minutes=1)
"""How often a checkpoint is made while lines come."""
_BATCH = 200
"""Lines chained in one commit."""
_PAGE = 1000
_PROGRAM = "program"
_SEE = "see langnghe check --audit"


class Sealer:
    """Chains the lines of the audit and certifies the chain."""

    def __init__(self, database: Database, keys: Keyring, witness: Witness | None) -> None:
        self._database, self._keys, self._witness = database, keys, witness
        self._looked: datetime | None = None
        self._longest = 0
        self._lost: tuple[int, int] | None = None
        """How many lines there were, and how many once some were gone, in this life."""
        self._agreed: tuple[Checkpoint | None, int | None] | None = None
        """The last checkpoint and the size of the file, when they were last found to agree."""

    async def seal(self, now: datetime, *, last: bool = False) -> int:
        """Chain what was committed, and certify it when a minute is over or it is the `last` time.

        Returns how many lines were chained; raises StorageError, and AuditBroken when the chain or
        the file no longer goes on from where it was.
        """
        async with self._database.sole() as alone:
            if not alone:
                return 0
            try:
                chained = await self._chain()
                if last or self._looked is None or abs(now - self._looked) >= CERTIFIED_EVERY:
                    self._looked = now
                    await self._certify(now)
            except Conflict:  # another process after all; what it did is found next time
                return 0
            return chained

    async def _chain(self) -> int:
        chained, after = 0, ""
        while rows := await self._database.fetch("audit.unchained", after=after, size=_BATCH):
            seq, link = await self._end()
            writes = []
            for line in map(Line.of, rows):
                seq += 1
                link = self._keys.prove(line.following(link, seq))
                writes.append(write("audit.chain", Conflict, id=line.id, seq=seq, link=link))
            await self._database.commit(writes)
            self._longest = seq
            chained, after = chained + len(rows), rows[-1][0]
        return chained

    async def _end(self) -> tuple[int, bytes]:
        rows = await self._database.fetch("audit.last")
        seq, link = rows[0] if rows else (0, b"")
        if not isinstance(seq, int):
            raise AuditBroken(f"the audit was tampered with; {_SEE}")
        if seq < self._longest and self._lost is None:
            self._lost = self._longest, seq
        return seq, link

    async def _certify(self, now: datetime) -> None:
        lines, link = await self._end()
        if self._lost is not None:
            raise AuditBroken(
                f"the audit had {self._lost[0]} lines and then {self._lost[1]}: lines were removed "
                f"while the program ran; {_SEE}"
            )
        self._longest = max(lines, self._longest)
        made, size = await self._latest(), None
        if self._witness is not None:
            made, size = await self._agree(self._witness, made, now)
        if lines > (made.lines if made else 0):
            n = made.n + 1 if made else 1
            made = Checkpoint.certified(n, lines, link, milliseconds(now), self._keys)
            if self._witness is not None:
                # First the file: a checkpoint of the database that the file lacks is then never
                # the trace of a crash.
                size = await asyncio.to_thread(self._witness.append, [made])
            await self._keep(made)
        self._agreed = made, size

    async def _latest(self) -> Checkpoint | None:
        rows = await self._database.fetch("checkpoints.last")
        return Checkpoint.of(rows[0]) if rows else None

    async def _keep(self, checkpoint: Checkpoint) -> None:
        await self._database.commit(
            [
                write(
                    "checkpoints.add",
                    Conflict,
                    n=checkpoint.n,
                    lines=checkpoint.lines,
                    link=checkpoint.link,
                    at=checkpoint.at,
                    signature=checkpoint.signature,
                )
            ]
        )

    async def _agree(
        self, witness: Witness, made: Checkpoint | None, now: datetime
    ) -> tuple[Checkpoint | None, int | None]:
        """See that file and database go on from the same checkpoint; return it, and the size."""
        if self._agreed == (made, await asyncio.to_thread(witness.size)):
            return self._agreed
        read = await asyncio.to_thread(witness.read)
        if read is None:
            return made, await self._begin_again(witness, made, now)
        if read.unreadable:
            raise AuditBroken(
                f"{witness.path}: line {read.unreadable[0]} is no checkpoint; {_SEE}"
            )
        told, here = read.checkpoints[-1] if read.checkpoints else None, made
        last = here.n if here is not None else 0
        if told is not None and told.n == last + 1:
            here = await self._finish(witness, told)
        elif here is not None and (told is None or told.n < last):
            return here, await self._catch_up(witness, read, last, now)
        if told != here:
            raise AuditBroken(
                f"{witness.path}: the last checkpoint is not the one of the database; {_SEE}"
            )
        if read.torn:  # a power cut; what was being written was never in the database
            return here, await asyncio.to_thread(witness.append, [], read.whole)
        return here, read.size

    async def _finish(self, witness: Witness, told: Checkpoint) -> Checkpoint:
        """Put into the database what a crash kept out of it, when it fits the chain."""
        rows = await self._database.fetch("audit.at", seq=told.lines)
        if not told.is_certified(self._keys) or [row[0] for row in rows] != [told.link]:
            raise AuditBroken(
                f"{witness.path}: the audit is not what checkpoint {told.n} certified; {_SEE}"
            )
        await self._keep(told)
        return told

    async def _catch_up(self, witness: Witness, read: Testimony, last: int, now: datetime) -> int:
        """Write what the file lacks. Where nobody else writes that is no accident, and is noted."""
        first = read.checkpoints[-1].n if read.checkpoints else 0
        size = await asyncio.to_thread(witness.append, await self._after(first), read.whole)
        if not self._database.shared:
            await self._note("audit.file-mended", f"{first + 1}-{last}", now)
        return size

    async def _begin_again(
        self, witness: Witness, made: Checkpoint | None, now: datetime
    ) -> int | None:
        """Make the file anew. Whoever took it away cannot take away that the audit says so."""
        if made is None:
            return None
        size = await asyncio.to_thread(witness.append, await self._after(0))
        await self._note("audit.file-begun", f"1-{made.n}", now)
        return size

    async def _after(self, n: int) -> Sequence[Checkpoint]:
        found: list[Checkpoint] = []
        while rows := await self._database.fetch("checkpoints.after", after=n, size=_PAGE):
            found += map(Checkpoint.of, rows)
            n = found[-1].n
        if wrong := next((each for each in found if not each.is_certified(self._keys)), None):
            raise AuditBroken(f"checkpoint {wrong.n} was not signed with the master key; {_SEE}")
        return found

    async def _note(self, action: str, subject: str, now: datetime) -> None:
        notes = Notes()
        Audit(self._database, self._keys, notes).note(_PROGRAM, action, subject, now)
        await self._database.commit(notes.others)
