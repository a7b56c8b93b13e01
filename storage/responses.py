"""Submitted surveys and the counters that statistics read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator
from datetime import date, datetime
from typing import Any

import orjson

from feedback.response import Response
from storage.database import Database, Row
from storage.keys import Keyring
from storage.notes import Notes, local_day, milliseconds, moment, number_of
from storage.statistics import grains

PAGE = 1000


class Responses:
    """Implements `feedback.ports.Responses`."""

    def __init__(self, database: Database, keys: Keyring, notes: Notes) -> None:
        self._database, self._keys, self._notes = database, keys, notes

    async def last_at(
        self, form: str, respondent: str, unit: str, procedure: str
    ) -> datetime | None:
        """Return when the same person last answered the same survey there."""
        [(at,)] = await self._database.fetch(
            "responses.last_at",
            form=form,
            respondent=respondent,
            unit=unit,
            procedure=procedure,
        )
        return None if at is None else moment(at)

    async def count_since(self, form: str, respondent: str, since: datetime) -> int:
        """Return how often somebody answered a survey since a time, anywhere."""
        [(count,)] = await self._database.fetch(
            "responses.count_since", form=form, respondent=respondent, since=milliseconds(since)
        )
        return int(count)

    def mark(self, form: str, person: str) -> str:
        """Return the keyed one-way mark of a person in one survey."""
        return self._keys.mark(f"respondent/{form}", person).hex()

    def add(self, response: Response) -> None:
        """Keep it and raise every counter it touches, in the same commit."""
        sealed = {"answers": response.answers, "counted": response.counted}
        day = local_day(response.submitted_at)
        self._notes.add(
            "responses.add",
            id=response.id,
            form=response.form,
            version=response.version,
            unit=response.unit,
            procedure=response.procedure,
            desk=response.desk,
            channel=response.channel,
            source=response.source,
            respondent=response.respondent,
            submitted_at=milliseconds(response.submitted_at),
            day=day,
            seconds=response.seconds,
            flags=" ".join(response.flags),
            assisted=int(response.assisted),
            answers=self._keys.seal(f"response/{response.id}", orjson.dumps(sealed)),
        )
        flagged = int(bool(response.flags))
        for grain, start, question, name in counters(day, response):
            self._notes.add(
                "responses.count",
                form=response.form,
                grain=grain,
                start=start,
                unit=response.unit,
                question=question,
                name=name,
                source=response.source,
                flagged=flagged,
            )

    async def export(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> AsyncIterator[list[Response]]:
        """Yield responses in pages, oldest first."""
        values = {"form": form, "first": number_of(first), "last": number_of(last)}
        async for rows in self._database.pages("responses.export", values, PAGE):
            page = [self.read((row[0], form, *row[1:])) for row in rows]
            yield [each for each in page if units is None or each.unit in units]

    def read(self, row: Row) -> Response:
        """Return a row of `responses.all`."""
        (id, form, version, unit, procedure, desk, channel, source, respondent, at, seconds,
         flags, assisted, answers) = row  # fmt: skip
        opened: dict[str, Any] = orjson.loads(self._keys.open_sealed(f"response/{id}", answers))
        return Response(
            id=id,
            form=form,
            version=version,
            unit=unit,
            procedure=procedure,
            desk=desk,
            channel=channel,
            source=source,
            respondent=respondent,
            submitted_at=moment(at),
            seconds=seconds,
            flags=tuple(flags.split()),
            assisted=bool(assisted),
            answers=opened["answers"],
            counted=tuple((question, name) for question, name in opened["counted"]),
        )


def counters(day: int, response: Response) -> Iterator[tuple[str, int, str, str]]:
    """Yield the counters one response raises in every grain: itself and its answers.

    That somebody helped is counted under no question, beside the response itself.
    """
    for grain, start in grains(day):
        yield grain, start, "", ""
        if response.assisted:
            yield grain, start, "", "assisted"
        for question, name in response.counted:
            yield grain, start, question, name
