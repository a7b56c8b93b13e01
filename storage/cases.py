"""Cases: what is said in them and who said it are encrypted with a key of each case's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import orjson

from feedback.case import Case, CaseFacts, Event, Evidence, Standing, StoredFile
from feedback.decision import dump, load
from feedback.errors import Conflict, RowDamaged
from feedback.marks import ACKNOWLEDGED, FACTS, facts, read, written
from storage.case_tallies import count
from storage.database import Database, Row
from storage.keys import CaseKey, Keyring
from storage.notes import Notes, day_of, local_day, milliseconds, moment, number_of

PAGE = 500

_FACTS = tuple(field.name for field in fields(CaseFacts))
_BESIDE = frozenset(
    {
        *("id", "kind", "state", "category", "unit", "person", "officer", "same_as"),
        *("received_at", "entered_at", "coordinating", "about", "representatives"),
        *FACTS,
    }
)
"""Facts that have columns of their own."""


class Cases:
    """Implements `feedback.ports.Cases`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes
        self._opened: dict[str, CaseKey] = {}
        """Keys of the cases read or made in this turn."""
        self._evidence: dict[str, str] = {}

    async def find(self, code: str) -> Case | None:
        """Return the case of a tracking code."""
        return await self._first("cases.find", mark=self._mark(code))

    async def of(self, person: str) -> list[Case]:
        """Return a person's cases, the latest first."""
        return [self.read(row) for row in await self._database.fetch("cases.of", person=person)]

    async def by_id(self, id: str) -> Case | None:
        """Return a case by its id."""
        return await self._first("cases.by_id", id=id)

    async def open_cases(self, units: Collection[str] | None) -> list[Case]:
        """Return what the office has not closed: at some units or helped by them; None: all."""
        wanted = orjson.dumps(sorted(units or ())).decode()
        values = {"everywhere": int(units is None), "units": wanted}
        cases = await self._all("cases.open", values)
        if units is None:
            return cases
        return [each for each in cases if {each.unit, *each.coordinating} & {*units}]

    async def standing(self, units: Collection[str] | None) -> list[Standing]:
        """Return the same as `open_cases`, unopened: for lists of thousands."""
        at = frozenset(units or ())
        rows = await self._database.fetch(
            "cases.standing", everywhere=int(units is None), units=orjson.dumps([*at]).decode()
        )
        found = map(_unopened, rows)
        if units is None:
            return [*found]
        return [each for each in found if each.unit in at or not at.isdisjoint(each.coordinating)]

    async def beginning(
        self,
        states: Sequence[str],
        kinds: Sequence[str],
        now: datetime,
        told: tuple[str, str, str],
    ) -> list[tuple[Standing, bool]]:
        """Return the open cases of some states and kinds whose time is not over, unopened, and
        whether anything was told of them. `told`: what, and the marks with which all there is was
        told of those that nobody took notice of, and of all others; those are left out."""
        what, first, last = told
        rows = await self._database.fetch(
            "cases.beginning",
            states=orjson.dumps(states).decode(),
            kinds=orjson.dumps(kinds).decode(),
            now=milliseconds(now),
            what=what,
            first=first,
            last=last,
        )
        return [(_unopened(row[:-1]), bool(row[-1])) for row in rows]

    async def assigned_to(self, person: str) -> list[Case]:
        """Return the open cases that are an officer's task."""
        rows = await self._database.fetch("cases.assigned", person=person)
        return [self.read(row) for row in rows]

    async def tasks(self, viewer: str, kinds: Collection[str]) -> Mapping[str, int]:
        """Return how many open cases of some kinds each officer has; none that is about the viewer."""
        counted: dict[str, int] = {}
        for officer, kind, n in await self._database.fetch("cases.tasks", viewer=viewer):
            if kind in kinds:
                counted[officer] = counted.get(officer, 0) + int(n)
        return counted

    async def followers(self, case: str) -> list[Case]:
        """Return the cases that say the same as this one, and are answered with it."""
        rows = await self._database.fetch("cases.followers", same_as=case)
        return [self.read(row) for row in rows]

    async def stands_for(self, case: str, viewer: str) -> tuple[int, int]:
        """Return how many cases say the same as this one, and of how many people; none of them
        is about the viewer."""
        [(cases, people)] = await self._database.fetch(
            "cases.stands_for", same_as=case, viewer=viewer
        )
        return int(cases), int(people)

    async def announced(self, category: str, units: Collection[str]) -> list[Case]:
        """Return what of a category at some units people are told is known, the latest first."""
        wanted = orjson.dumps(sorted(units)).decode()
        rows = await self._database.fetch("cases.announced", category=category, units=wanted)
        return [self.read(row) for row in rows]

    async def limits(self, what: str, before: datetime) -> list[Case]:
        """Return the open cases whose time, which runs, ends before a moment, and for whose end
        as it stands now a thing was not done yet; its mark is the end in milliseconds."""
        return await self._sound("cases.limits", {"what": what, "before": milliseconds(before)})

    async def stayed(self, state: str, before: datetime, what: str = "") -> list[Case]:
        """Return the open cases that came into a state before a moment; with `what` those for
        which it was not done yet since they did. The mark is that moment in milliseconds."""
        values = {"state": state, "before": milliseconds(before), "what": what}
        return await self._sound("cases.stayed", values)

    async def untouched(self, before: datetime, what: str) -> list[Case]:
        """Return the open cases nothing happened to since a moment, and for which a thing was not
        done yet since they came into their state. What the timer notes, and whoever sent the case,
        does not touch it."""
        return await self._sound("cases.untouched", {"what": what, "before": milliseconds(before)})

    async def happened(self, first: datetime, before: datetime) -> list[tuple[str, str]]:
        """Return the ids of cases and of the lines of their histories of some time, in order."""
        rows = await self._database.fetch(
            "cases.happened", first=milliseconds(first), before=milliseconds(before)
        )
        return [(case, event) for case, event in rows]

    async def about(self, person: str) -> frozenset[str]:
        """Return the ids of the cases that are about an officer."""
        rows = await self._database.fetch("cases.about", person=person)
        return frozenset(id for (id,) in rows)

    async def _all(self, name: str, values: dict[str, object]) -> list[Case]:
        return [
            self.read(row)
            async for rows in self._database.pages(name, values, PAGE)
            for row in rows
        ]

    async def _sound(self, name: str, values: dict[str, object]) -> list[Case]:
        """Return the same without those that cannot be opened, which must not hold up the others:
        `langnghe check` tells of them."""
        found = []
        async for rows in self._database.pages(name, values, PAGE):
            for row in rows:
                with suppress(RowDamaged):
                    found.append(self.read(row))
        return found

    async def by_message(self, person: str, message: str) -> Case | None:
        """Return the case one of whose answers came in this message."""
        rows = await self._database.fetch("cases.by_message", person=person, message=message)
        return await self.by_id(rows[0][0]) if rows else None

    async def history(self, case: str) -> list[Event]:
        """Return what happened to a case, oldest first."""
        rows = await self._database.fetch("cases.history", case_id=case)
        events = []
        for id, at, what, actor, note, wrapped in rows:
            opened = self.open_note(case, id, note, wrapped)
            events.append(Event(case, moment(at), what, actor, orjson.loads(opened), id))
        return events

    async def files(self, case: str) -> list[StoredFile]:
        """Return what there is of evidence of a case, in the order it came."""
        rows = await self._database.fetch("cases.files", case_id=case)
        return [StoredFile(id, kind, mime, bool(fetched)) for id, kind, mime, fetched in rows]

    async def evidence_of(self, evidence: str) -> tuple[bytes | None, str]:
        """Return the bytes of a piece of evidence, None before it was fetched, and its type."""
        [(case, wrapped, _, mime, content)] = await self._database.fetch(
            "cases.evidence_key", id=evidence
        )
        if content is None:
            return None, mime
        return self._key(case, wrapped).open_sealed(f"evidence/{evidence}", content), mime

    def add(self, case: Case, messages: Sequence[str] = ()) -> None:
        """Keep a new case; `messages` are the person's messages it was made of."""
        key = self._opened[case.id] = CaseKey.draw()
        self._notes.add(
            "cases.add",
            id=case.id,
            mark=self._mark(case.code),
            kind=case.kind,
            state=case.state,
            category=case.category,
            unit=case.unit,
            person=case.person,
            channel=case.channel,
            received_at=milliseconds(case.received_at),
            day=local_day(case.received_at),
            promised=None if case.promised is None else number_of(case.promised),
            form_version=case.form_version,
            assisted=int(case.assisted),
            wrapped=self._keys.seal(f"case_file/{case.id}", key.secret),
            **_standing(case),
            **self._sealed(case, key),
        )
        for message in messages:
            self._notes.add("cases.message", person=case.person, message=message, case_id=case.id)
        count(self._notes, case)

    def update(self, case: Case, before: Case) -> None:
        """Write a changed case, guarded by the version it was read with; counters move along."""
        self._notes.add(
            "cases.update",
            Conflict,
            id=case.id,
            kind=case.kind,
            state=case.state,
            category=case.category,
            unit=case.unit,
            promised=None if case.promised is None else number_of(case.promised),
            version=before.version,
            **_standing(case),
            **self._sealed(case, self._opened[case.id]),
        )
        count(self._notes, case, before)

    def open_note(self, case: str, event: str, note: bytes, wrapped: bytes) -> bytes:
        """Return what a line of a case's history says."""
        return self._key(case, wrapped).open_sealed(f"case_event/{case}/{event}", note)

    def note(self, event: Event) -> str:
        """Add a line to the history of a case read or made in this turn; returns its id."""
        id = f"{milliseconds(event.at):012x}-{self._notes.number():04x}"
        note = self._opened[event.case].seal(
            f"case_event/{event.case}/{id}", orjson.dumps(event.note)
        )
        self._notes.add(
            "cases.note",
            case_id=event.case,
            id=id,
            at=milliseconds(event.at),
            what=event.what,
            actor=event.actor,
            note=note,
        )
        return id

    def evidence(self, evidence: Evidence) -> None:
        """Note something attached to a case made or read in this turn, before it is fetched."""
        origin = self._opened[evidence.case].seal(
            f"evidence/{evidence.id}/origin", evidence.attachment.ref.encode()
        )
        self._notes.add(
            "cases.evidence",
            id=evidence.id,
            case_id=evidence.case,
            channel=evidence.channel,
            kind=evidence.attachment.kind,
            origin=origin,
            mime=evidence.attachment.mime,
        )

    async def open_evidence(self, evidence: str) -> bool:
        """Read the key that `store_evidence` seals with; False when the case is gone."""
        rows = await self._database.fetch("cases.evidence_key", id=evidence)
        for case, wrapped, *_ in rows:
            self._key(case, wrapped)
            self._evidence[evidence] = case
        return bool(rows)

    def store_evidence(self, evidence: str, content: bytes, mime: str) -> None:
        """Keep the bytes of a piece of evidence whose key was opened in this turn."""
        key = self._opened[self._evidence[evidence]]
        sealed = key.seal(f"evidence/{evidence}", content)
        self._notes.add("cases.store_evidence", id=evidence, content=sealed, mime=mime)

    async def export(
        self, units: Collection[str] | None, first: date, last: date
    ) -> AsyncIterator[list[Case]]:
        """Yield cases received in the period, in pages, oldest first."""
        values = {"first": number_of(first), "last": number_of(last)}
        async for rows in self._database.pages("cases.export", values, PAGE):
            yield [self.read(row, keep=False) for row in rows if units is None or row[4] in units]

    async def _first(self, name: str, **values: object) -> Case | None:
        rows = await self._database.fetch(name, **values)
        return self.read(rows[0]) if rows else None

    def read(self, row: Row, keep: bool = True) -> Case:
        """Return the case of a row of `case_file`; unless `keep`, its key is not remembered."""
        (id, kind, state, category, unit, person, channel, received_at, promised, form_version,
         assisted, version, wrapped, content, identity, entered_at, officer, helpers, same_as,
         about, spoken_for, marked) = row  # fmt: skip
        key = self._key(id, wrapped, keep)
        opened: dict[str, Any] = orjson.loads(key.open_sealed(f"case_file/{id}/content", content))
        who: Mapping[str, Any] = {}
        if identity is not None:
            who = orjson.loads(key.open_sealed(f"case_file/{id}/identity", identity))
        # What can be looked for stands beside what is sealed, and changes there when two people
        # become one.
        known = load(
            {
                **opened.get("facts", {}),
                **{"id": id, "kind": kind, "state": state, "category": category, "unit": unit},
                **{"person": person, "officer": officer, "same_as": same_as},
                **{"received_at": moment(received_at), "entered_at": moment(entered_at)},
                **{"coordinating": helpers.split(), "about": about.split()},
                "representatives": spoken_for.split(),
                **facts(read(marked)),
            }
        )
        return Case(
            **{name: getattr(known, name) for name in _FACTS},
            code=opened["code"],
            channel=channel,
            promised=None if promised is None else day_of(promised),
            content=opened["content"],
            identity=who,
            form_version=form_version,
            version=version,
            assisted=bool(assisted),
        )

    def _sealed(self, case: Case, key: CaseKey) -> dict[str, bytes | None]:
        beside = {name: each for name, each in dump(case).items() if name not in _BESIDE}
        kept = {"code": case.code, "content": case.content, "facts": beside}
        content = orjson.dumps(kept)
        identity = None
        if case.identity:
            identity = key.seal(f"case_file/{case.id}/identity", orjson.dumps(case.identity))
        return {
            "content": key.seal(f"case_file/{case.id}/content", content),
            "identity": identity,
        }

    def _key(self, case: str, wrapped: bytes, keep: bool = True) -> CaseKey:
        key = self._opened.get(case)
        if key is None:
            key = CaseKey(self._keys.open_sealed(f"case_file/{case}", wrapped))
            if keep:
                self._opened[case] = key
        return key

    def _mark(self, code: str) -> bytes:
        return self._keys.mark("code", code)


def _unopened(row: Row) -> Standing:
    (id, kind, state, unit, person, received, officer, due, helpers, about, speak, entered,
     category, marked) = row  # fmt: skip
    return Standing(
        *(id, kind, state, unit, person, moment(received), officer),
        None if due is None else moment(due),
        # There are thousands of them, and of most nobody helps, nor speaks for others.
        tuple(helpers.split()) if helpers else (),
        tuple(about.split()) if about else (),
        tuple(speak.split()) if speak else (),
        moment(entered),
        category,
        f"{ACKNOWLEDGED}:" in marked,
    )


def _standing(case: Case) -> dict[str, object]:
    """Return the columns that a case is looked for by while it is handled."""
    running = [each for each in case.clocks if each.ended_at is None and not each.is_paused]
    due = min((each.due_at for each in running), default=None)
    return {
        "entered_at": milliseconds(case.entered_at),
        "officer": case.officer,
        "helpers": " ".join(case.coordinating),
        "about": " ".join(case.about),
        "spoken_for": " ".join(case.representatives),
        "same_as": case.same_as,
        "due_at": None if due is None else milliseconds(due),
        "is_open": int(case.closed_at is None),
        "announced": int(bool(case.announced)),
        "marks": written(case),
    }
