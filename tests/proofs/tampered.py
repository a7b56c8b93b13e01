"""P17: whoever changes the audit behind the program's back is found out.

An audit with a history (chained in many rounds, several checkpoints, on a real SQLite file and a
real PostgreSQL) is changed by somebody who can write to the database or to the file of checkpoints
and lacks the master key. Each way is drawn at random and undone afterwards; `check --audit` must
have something to say of every single one, and, as a control, nothing of the audit in between.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from storage import Keyring, Storage, open_storage
from storage.chain import Checkpoint
from storage.witness import Witness
from tests.proofs.program import new_database
from tests.proofs.proof import Result, Setting

_BEGAN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_LINES, _ROUNDS = 60, 12
_CONTROL = 50
"""Tamperings between two looks at the audit as it should be."""
_LINE = ("id", "at", "actor", "action", "subject", "mark", "seq", "link")
_POINT = ("n", "lines", "link", "at", "signature")
_COLUMNS = {"audit": _LINE, "audit_checkpoint": _POINT}


async def prove(setting: Setting) -> dict[str, Result]:
    """Tamper again and again, on both databases."""
    trials = 250 if setting.short else 5100
    faults: list[str] = []
    kinds: Counter[str] = Counter()
    for kind in ("sqlite", "postgres"):
        folder = setting.folder / f"audit-{kind}"
        folder.mkdir()
        url = f"sqlite:///{folder}/audit.db"
        if kind == "postgres":
            url = await new_database(setting.server, f"audit{setting.seed}")
        storage, attack = await _history(folder, url, setting.seed)
        try:
            for number in range(trials):
                await attack.once(storage, number)
                setting.progress(f"tamperings, {kind}", number + 1, trials)
        finally:
            await attack.close()
            await storage.close()
        faults += [f"{kind}: {fault}" for fault in attack.faults]
        kinds += attack.kinds
    total = kinds.total()
    return {
        "P17": Result(
            figure=len(faults),
            unit=f"of {total:,} tamperings of {len(kinds)} kinds not found",
            trials=total,
            faults=faults,
            more={"kinds": dict(sorted(kinds.items()))},
        )
    }


async def _history(folder: Path, url: str, seed: int) -> tuple[Storage, Attack]:
    """Make an audit with a past; returns it open for reading, and who is after it."""
    keys = Keyring.open(folder / "master.key")
    file = folder / "checkpoints"
    storage = await open_storage(url, keys, migrate=True, audit_file=file)
    now = _BEGAN
    for round in range(_ROUNDS):
        for number in range(_LINES // _ROUNDS):
            work = storage.work()
            work.audit.note(f"person{number}", "case.amended", f"case{round}-{number}", now)
            await work.commit("", "", now)
            now += timedelta(seconds=1)
        await storage.seal(now, last=round % 2 == 1)
        now += timedelta(minutes=round % 3)
    report = await storage.check_audit(now)
    assert not report.faults
    assert report.checkpoint is not None
    assert report.checkpoint.n >= _ROUNDS // 2
    assert (report.lines, report.checkpoint.lines) == (_LINES, _LINES)
    seen = report.checkpoint.fingerprint
    await storage.close()
    attacker = await _Sql.open(url)
    # Later: where several write, what another process has just certified may not be in the file.
    later = now + timedelta(hours=1)
    attack = Attack(attacker, file, random.Random(seed), later, seen)
    await attack.remember()
    return await open_storage(url, keys, reading=True, audit_file=file), attack


class _Sql:
    """Somebody's own connection to the database."""

    def __init__(self, lite: sqlite3.Connection | None, server: asyncpg.Connection | None) -> None:
        self._lite, self._server = lite, server

    @classmethod
    async def open(cls, url: str) -> _Sql:
        if url.startswith("sqlite:"):
            path = url.removeprefix("sqlite:///")
            return cls(sqlite3.connect(path, isolation_level=None, timeout=30), None)
        return cls(None, await asyncpg.connect(url))

    @property
    def takes_any_bytes(self) -> bool:
        """A text may hold what is no text."""
        return self._lite is not None

    async def run(self, sql: str, *values: object) -> bool:
        """Do it; False when the database refuses."""
        try:
            if self._lite is not None:
                self._lite.execute(sql.replace("$", "?"), values)
            elif self._server is not None:
                await self._server.execute(sql, *values)
        except (sqlite3.Error, asyncpg.PostgresError):
            return False
        return True

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """Return a table in the order of its first column of order."""
        columns, order = _COLUMNS[table], "seq" if table == "audit" else "n"
        sql = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"
        if self._lite is not None:
            found: Sequence[Any] = self._lite.execute(sql).fetchall()
        else:
            assert self._server is not None
            found = await self._server.fetch(sql)
        return [dict(zip(columns, row, strict=True)) for row in found]

    async def close(self) -> None:
        if self._lite is not None:
            self._lite.close()
        elif self._server is not None:
            await self._server.close()


class Attack:
    """One who can write to the database and to the file, and knows how all is kept."""

    def __init__(
        self, sql: _Sql, file: Path, chance: random.Random, now: datetime, seen: str
    ) -> None:
        self._sql, self._file, self._chance, self._now = sql, file, chance, now
        self._seen = seen
        self.faults: list[str] = []
        self.kinds: Counter[str] = Counter()
        self._ways: tuple[Callable[[], Awaitable[str | None]], ...] = (
            *(self._flip_a_bit,) * 6,
            self._empty_a_column,
            self._remove_lines,
            self._remove_and_close_the_gap,
            self._remove_checkpoints,
            self._put_in_a_line,
            self._put_in_and_move_the_rest,
            self._swap_lines,
            self._swap_what_they_say,
            self._cut_the_end_off,
            self._cut_both_ends_off,
            self._chain_with_another_key,
            self._certify_with_another_key,
            self._shorten_and_certify_both,
            *(self._flip_a_bit_of_the_file,) * 3,
            self._change_lines_of_the_file,
            self._cut_the_file,
            self._put_an_old_file_back,
            self._put_an_old_database_back,
            self._put_both_back,
        )

    async def remember(self) -> None:
        """Keep all as it should be."""
        self._whole = self._file.read_bytes()
        self._lines = await self._sql.rows("audit")
        self._points = await self._sql.rows("audit_checkpoint")
        for table in _COLUMNS:
            assert await self._sql.run(f"CREATE TABLE whole_{table} AS SELECT * FROM {table}")

    async def once(self, storage: Storage, number: int) -> None:
        """Tamper in one way, have it checked, and undo it."""
        kind = None
        while kind is None:  # the database refuses some
            kind = await self._ways[number % len(self._ways)]()
        self.kinds[kind] += 1
        seen = self._seen if kind == "both put back to an old day" else ""
        if not (await storage.check_audit(self._now, seen)).faults:
            self.faults.append(kind)
        await self._undo()
        if number % _CONTROL == 0 and (await storage.check_audit(self._now, self._seen)).faults:
            self.faults.append("an audit nobody touched is said to have faults")

    async def close(self) -> None:
        """Leave the database."""
        await self._sql.close()

    async def _undo(self) -> None:
        for table in _COLUMNS:
            assert await self._sql.run(f"DELETE FROM {table}")
            assert await self._sql.run(f"INSERT INTO {table} SELECT * FROM whole_{table}")
        self._file.write_bytes(self._whole)

    # Bits and columns

    async def _flip_a_bit(self) -> str | None:
        table = self._chance.choice(("audit", "audit", "audit_checkpoint"))
        rows, key = (self._lines, "id") if table == "audit" else (self._points, "n")
        row = self._chance.choice(rows)
        column = self._chance.choice(_COLUMNS[table])
        before, place = row[column], "$1"
        after: object
        if isinstance(before, int):
            after = before ^ (1 << self._chance.randrange(40))
        else:
            raw = before.encode() if isinstance(before, str) else before
            after = flipped = _flipped(raw, self._chance)
            if isinstance(before, str):
                if self._sql.takes_any_bytes:
                    place = "CAST($1 AS TEXT)"
                else:
                    try:
                        after = flipped.decode()
                    except UnicodeDecodeError:
                        return None
        done = await self._sql.run(
            f"UPDATE {table} SET {column} = {place} WHERE {key} = $2", after, row[key]
        )
        return f"bit of {table}.{column}" if done else None

    async def _empty_a_column(self) -> str | None:
        column = self._chance.choice(("mark", "seq", "link"))
        row = self._chance.choice(self._lines)
        await self._sql.run(f"UPDATE audit SET {column} = NULL WHERE id = $1", row["id"])
        return f"audit.{column} emptied"

    # Lines

    async def _remove_lines(self) -> str | None:
        gone = self._chance.sample(self._lines, self._chance.choice((1, 1, 1, 2, 5)))
        for row in gone:
            await self._sql.run("DELETE FROM audit WHERE id = $1", row["id"])
        return "lines removed"

    async def _remove_and_close_the_gap(self) -> str | None:
        at = self._chance.randrange(_LINES)
        await self._sql.run("DELETE FROM audit WHERE id = $1", self._lines[at]["id"])
        for row in self._lines[at + 1 :]:
            await self._place(row, row["seq"] - 1)
        return "a line removed and the rest moved up"

    async def _put_in_a_line(self) -> str | None:
        like = self._chance.choice(self._lines)
        line = {**like, "id": self._chance.choice((like["id"][:-1] + "x", "0", "~"))}
        line["seq"] = self._chance.choice((None, _LINES + 1, 0, -5, 2**63 - 1))
        line["subject"] = self._chance.choice((like["subject"], "case0-0"))
        line["mark"] = self._chance.choice((None, like["mark"], self._chance.randbytes(32)))
        line["link"] = self._chance.choice((None, like["link"], self._chance.randbytes(32)))
        return "a line put in" if await self._insert(line) else None

    async def _put_in_and_move_the_rest(self) -> str | None:
        at = self._chance.randrange(_LINES)
        for row in reversed(self._lines[at:]):
            await self._place(row, row["seq"] + 1)
        new = {**self._lines[at], "id": "f" * 24, "actor": "somebody else"}
        assert await self._insert(new)
        return "a line put in and the rest moved down"

    async def _swap_lines(self) -> str | None:
        one, other = self._chance.sample(self._lines, 2)
        await self._place(one, 0)
        await self._place(other, one["seq"])
        await self._place(one, other["seq"])
        if self._chance.random() < 0.5:  # each with the link of the place
            await self._set(one, "link", other["link"])
            await self._set(other, "link", one["link"])
        return "two lines swapped"

    async def _swap_what_they_say(self) -> str | None:
        one, other = self._chance.sample(self._lines, 2)
        column = self._chance.choice([c for c in ("at", "subject", "mark") if one[c] != other[c]])
        await self._set(one, column, other[column])
        await self._set(other, column, one[column])
        return "what two lines say swapped"

    async def _cut_the_end_off(self) -> str | None:
        at = self._chance.randrange(_LINES)
        await self._sql.run("DELETE FROM audit WHERE seq > $1", at)
        return "the end of the lines cut off"

    # Checkpoints

    async def _remove_checkpoints(self) -> str | None:
        n = self._chance.randint(1, len(self._points))
        how = self._chance.choice(("=", ">=", "<="))
        await self._sql.run(f"DELETE FROM audit_checkpoint WHERE n {how} $1", n)
        return "checkpoints removed"

    async def _cut_both_ends_off(self) -> str | None:
        last = self._chance.choice(self._points[:-1])
        await self._shorten(last)
        return "the end of lines and checkpoints cut off"

    async def _chain_with_another_key(self) -> str | None:
        """Alter a line and chain all that follows, and certify it, under a key of one's own."""
        own = Keyring.open(self._file.with_name("own.key"))
        at = self._chance.randrange(_LINES)
        link = self._lines[at - 1]["link"] if at else b""
        for row in self._lines[at:]:
            said = "-".join(str(row[column]) for column in _LINE[:5]).encode()
            link = own.prove(link + said)
            await self._set(row, "mark", own.prove(said))
            await self._set(row, "link", link)
        return "chained under another key"

    async def _certify_with_another_key(self) -> str | None:
        own = Keyring.open(self._file.with_name("own.key"))
        point = self._chance.choice(self._points)
        signature = own.certify(b"langnghe audit")
        if self._chance.random() < 0.5:  # pretend it was the right key
            signature = point["signature"][:4] + signature[4:]
        await self._sql.run(
            "UPDATE audit_checkpoint SET signature = $1 WHERE n = $2", signature, point["n"]
        )
        return "certified under another key"

    async def _shorten_and_certify_both(self) -> str | None:
        """Cut lines off and say in database and file alike that there never were more."""
        at = self._chance.randrange(1, _LINES)
        kept = [each for each in self._points if each["lines"] < at]
        for table, column in (("audit", "seq"), ("audit_checkpoint", "lines")):
            assert await self._sql.run(f"DELETE FROM {table} WHERE {column} > $1", at)
        assert await self._sql.run("DELETE FROM audit_checkpoint WHERE lines = $1", at)
        own = Keyring.open(self._file.with_name("own.key"))
        link = self._lines[at - 1]["link"]
        forged = Checkpoint.certified(len(kept) + 1, at, link, self._points[0]["at"], own)
        right = self._points[0]["signature"][:4] + forged.signature[4:]
        forged = replace(forged, signature=right)
        assert await self._sql.run(
            "INSERT INTO audit_checkpoint VALUES ($1, $2, $3, $4, $5)",
            *(forged.n, forged.lines, forged.link, forged.at, forged.signature),
        )
        self._file.write_bytes(b"".join(self._whole.splitlines(keepends=True)[: len(kept)]))
        Witness(self._file).append([forged])
        return "cut off and certified anew, here and there"

    # The file

    async def _flip_a_bit_of_the_file(self) -> str | None:
        self._file.write_bytes(_flipped(self._whole, self._chance))
        return "bit of the file"

    async def _change_lines_of_the_file(self) -> str | None:
        lines = self._whole.splitlines(keepends=True)
        one, other = self._chance.sample(range(len(lines)), 2)
        how = self._chance.choice(("removed", "doubled", "swapped", "put in"))
        if how == "removed":
            del lines[one]
        elif how == "doubled":
            lines.insert(other, lines[one])
        elif how == "swapped":
            lines[one], lines[other] = lines[other], lines[one]
        else:
            lines.insert(one, self._chance.choice((b"\n", b"{}\n", b'{"n": 1}\n', b"\xff\n")))
        self._file.write_bytes(b"".join(lines))
        return f"a line of the file {how}"

    async def _cut_the_file(self) -> str | None:
        if self._chance.random() < 0.1:
            self._file.unlink()
            return "the file removed"
        self._file.write_bytes(self._whole[: self._chance.randrange(len(self._whole))])
        return "the file cut off"

    # Old ones

    async def _put_an_old_file_back(self) -> str | None:
        self._file.write_bytes(self._old_file(self._chance.choice(self._points[:-1])))
        return "an old file put back"

    async def _put_an_old_database_back(self) -> str | None:
        last = self._chance.choice(self._points[:-1])
        await self._shorten(last)
        for row in self._lines[last["lines"] :][: self._chance.randrange(5)]:
            await self._insert({**row, "seq": None, "link": None})  # as they were then
        return "an old database put back"

    async def _put_both_back(self) -> str | None:
        last = self._chance.choice(self._points[:-1])
        await self._shorten(last)
        self._file.write_bytes(self._old_file(last))
        return "both put back to an old day"

    def _old_file(self, last: dict[str, Any]) -> bytes:
        return b"".join(self._whole.splitlines(keepends=True)[: last["n"]])

    async def _shorten(self, last: dict[str, Any]) -> None:
        await self._sql.run("DELETE FROM audit WHERE seq > $1", last["lines"])
        await self._sql.run("DELETE FROM audit_checkpoint WHERE n > $1", last["n"])

    async def _place(self, row: dict[str, Any], seq: int) -> None:
        await self._set(row, "seq", seq)

    async def _set(self, row: dict[str, Any], column: str, value: object) -> None:
        done = await self._sql.run(
            f"UPDATE audit SET {column} = $1 WHERE id = $2", value, row["id"]
        )
        assert done

    async def _insert(self, row: dict[str, Any]) -> bool:
        places = ", ".join(f"${number}" for number in range(1, len(_LINE) + 1))
        columns = ", ".join(_LINE)
        return await self._sql.run(
            f"INSERT INTO audit ({columns}) VALUES ({places})", *[row[c] for c in _LINE]
        )


def _flipped(raw: bytes, chance: random.Random) -> bytes:
    at, bit = chance.randrange(len(raw)), 1 << chance.randrange(8)
    return raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :]
