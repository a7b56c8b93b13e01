"""Who may learn and change what, said a second time for P11; shares nothing with `feedback.access`.

It knows the office's tree from the file itself, reads the database over a connection of its own,
and keeps its own book of who was given which role by whom.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import yaml

from tests.proofs.proof import OFFICE

ROOT = "khu-vuc-binh-luc"
_UNITS = yaml.safe_load((OFFICE / "units.yaml").read_text("utf-8"))["units"]
PARENT: Mapping[str, str | None] = {each["id"]: each.get("parent") for each in _UNITS}

Grants = frozenset[tuple[str, str]]
"""Roles with the unit they are held at."""

WORK = {"officer", "head"}
_BY_HEADS = {"refuse", "extend", "uphold", "apologised"}
_BY_ADMINS_TOO = {"classify", "reclassify", "split", "transfer", "name"}
_BY_CITIZENS = {"withdraw", "confirm", "dispute", "amended", "rated", "message-from-citizen"}
_BY_NOBODY = {"lapse", "warned", "late", "received", "held", "released"}
_GIVES = {"admin": {"admin", "head", "officer"}, "head": {"officer"}}


def line_up(unit: str) -> list[str]:
    """Return a unit and all above it; one that nobody knows lies with the root."""
    if unit not in PARENT:
        return [ROOT]
    found = []
    at: str | None = unit
    while at is not None:
        found.append(at)
        at = PARENT[at]
    return found


def held(grants: Grants, unit: str) -> set[str]:
    """Return the roles that reach a unit."""
    above = line_up(unit)
    return {role for role, at in grants if (at or ROOT) in above}


def gives(grants: Grants, role: str, unit: str) -> bool:
    """Tell whether somebody may give a role and take it away."""
    return any(role in _GIVES.get(each, ()) for each in held(grants, unit or ROOT))


@dataclass(frozen=True)
class CaseRow:
    """A case as its row stands in the database."""

    id: str
    version: int
    person: str
    officer: str
    about: str
    helpers: str
    spoken_for: str
    unit: str
    kind: str
    state: str
    is_open: int
    same_as: str

    @property
    def citizens(self) -> set[str]:
        """Whose case it is."""
        return {self.person, *self.spoken_for.split()} - {""}


@dataclass(frozen=True)
class World:
    """What the database holds at one moment."""

    cases: Mapping[str, CaseRow]
    lines: Sequence[tuple[str, str, str, str]]
    """Histories: case, id, what, actor."""
    roles: Mapping[str, Grants]
    addresses: Mapping[bytes, str]
    invitations: Mapping[str, tuple[str, str, str]]
    """By id: the role as a word, who made it, who used it."""


_QUESTIONS = (
    "SELECT id, version, person, officer, about, helpers, spoken_for, unit, kind, state, is_open,"
    " same_as"
    " FROM case_file",
    "SELECT case_id, id, what, actor FROM case_event",
    "SELECT id, roles FROM person",
    "SELECT mark, person FROM address",
    "SELECT id, role, maker, COALESCE(person, '') FROM invitation ORDER BY made_at, id",
)


class Eye:
    """Looks into the database past the program."""

    def __init__(self, url: str) -> None:
        self._file = url.removeprefix("sqlite:///") if url.startswith("sqlite") else None
        self._url = url
        self._postgres: asyncpg.Connection | None = None
        self._sqlite: sqlite3.Connection | None = None

    async def look(self) -> World:
        """Return what is there now."""
        rows = [await self._rows(question) for question in _QUESTIONS]
        return World(
            {row[0]: CaseRow(*row) for row in rows[0]},
            sorted(tuple(row) for row in rows[1]),
            {id: _grants(words) for id, words in rows[2]},
            {bytes(mark): person for mark, person in rows[3]},
            {id: (role, maker, person) for id, role, maker, person in rows[4]},
        )

    async def _rows(self, question: str) -> Sequence[Any]:
        if self._file is None:
            if self._postgres is None:
                self._postgres = await asyncpg.connect(self._url)
            return list(await self._postgres.fetch(question))
        if self._sqlite is None:
            self._sqlite = sqlite3.connect(f"file:{Path(self._file)}?mode=ro", uri=True)
        with closing(self._sqlite.execute(question)) as found:
            return found.fetchall()

    async def close(self) -> None:
        """Let go of the database."""
        if self._postgres is not None:
            await self._postgres.close()
        if self._sqlite is not None:
            self._sqlite.close()


def _grants(words: str) -> Grants:
    parted = (word.partition("@") for word in words.split())
    return frozenset((role, at) for role, _, at in parted)


@dataclass(frozen=True)
class Secret:
    """Something only some may read: `what` is said, who sent it, its code, its id, a name, an id
    of a person, an account."""

    what: str
    of: str
    """The case's id, or the person's account."""


@dataclass
class Book:
    """What the oracle knows of who may what, apart from the program."""

    settings: Mapping[str, Grants]
    """By account: what LANGNGHE_ADMINS says."""
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Invitations that can be used: by code, id, role and maker (an account; empty: operator)."""

    def standing(self, case: CaseRow, person: str, grants: Grants) -> set[str]:
        """Return as what somebody stands before a case."""
        if person in case.about.split():
            return set()
        if person in case.citizens:
            return {"citizen"}
        found = held(grants, case.unit)
        if case.kind == "denunciation":
            return found & {"sealed-reader", "auditor"}
        if any(WORK & held(grants, unit) for unit in case.helpers.split()):
            found = found | {"helper"}
        return found

    def may_read(self, what: str, case: CaseRow, person: str, grants: Grants, file: bool) -> bool:
        """Tell whether something of a case may be shown to somebody; `file`: in a workbook."""
        standing = self.standing(case, person, grants)
        if "citizen" in standing:
            return True
        if case.kind == "denunciation":
            return what in ("said", "code", "id") and "sealed-reader" in standing
        if what == "sender":
            return bool(standing & WORK)
        if file:
            return bool(standing & {"admin", "head"})
        if what == "said":
            return bool(standing & {*WORK, "helper"})
        return bool(standing & {*WORK, "helper", "admin"})

    def may_do(self, what: str, case: CaseRow, person: str, grants: Grants) -> bool:
        """Tell whether somebody may have made this line in the history of a case as it stood."""
        if what == "handed-over":
            return any(role in _GIVES for role, _ in grants) or case.officer == person
        standing = self.standing(case, person, grants)
        if "citizen" in standing:
            return what in {*_BY_CITIZENS, "supply", "group", "ungroup"}
        if what in _BY_CITIZENS or what in _BY_NOBODY:
            return False
        if case.kind == "denunciation":
            return "sealed-reader" in standing
        if what in _BY_HEADS or (what == "accept" and case.kind == "complaint"):
            return "head" in standing
        if what == "note":
            return bool(standing & {*WORK, "helper"})
        if what in _BY_ADMINS_TOO:
            return bool(standing & {*WORK, "admin"})
        return bool(standing & WORK)
