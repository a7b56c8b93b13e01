"""Surveys that came from workbooks: their versions, and which one citizens get."""

from __future__ import annotations

from datetime import datetime

from feedback.errors import Conflict
from feedback.published_form import dump_form
from feedback.survey import Form, StoredSurvey
from storage.database import Database
from storage.notes import Notes, milliseconds
from storage.offices import FormStore, next_version


class Surveys:
    """Implements `feedback.ports.Surveys`."""

    def __init__(self, database: Database, notes: Notes) -> None:
        self._database, self._notes = database, notes

    async def all(self) -> list[StoredSurvey]:
        """Return the surveys of the chat, by name."""
        return await FormStore(self._database).surveys()

    async def add(self, form: Form, unit: str, at: datetime) -> int:
        """Keep a version, which nobody is offered yet, and return its number; what equals the
        newest version is that one."""
        version, adding = await next_version(self._database, dump_form(form), form.name, at)
        if adding is not None:
            self._notes.add("forms.add", Conflict, **adding)
        self._notes.add("surveys.add", name=form.name, unit=unit, at=milliseconds(at))
        return version

    def offer(self, name: str, version: int, at: datetime) -> None:
        """Have citizens get a version from now on."""
        self._notes.add("surveys.offer", Conflict, name=name, version=version, at=milliseconds(at))

    def retire(self, name: str, at: datetime) -> None:
        """Offer it no more; who began it may finish. A Conflict when it is not on offer."""
        self._notes.add("surveys.retire", Conflict, name=name, at=milliseconds(at))
