"""One turn's view of storage: reads at once, notes writes, commits them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson

from feedback.errors import Conflict, DuplicateEvent
from feedback.messages import Attachment
from feedback.ports import Job, Post
from storage import uploads
from storage.audit import Attempts, Audit
from storage.cases import Cases
from storage.conversations import Conversations
from storage.database import Database, Write, write
from storage.groups import Groups
from storage.invitations import Invitations
from storage.keys import Keyring
from storage.late_files import LateFiles, RatingTokens
from storage.letters import Letters
from storage.linking import Links
from storage.notes import Notes, milliseconds
from storage.offices import UnitChanges
from storage.people import People
from storage.report_plans import ReportPlans
from storage.responses import Responses
from storage.rights import Holds, Requests
from storage.sealed_lane import SealedLane
from storage.statistics import Statistics
from storage.surveys import Surveys
from storage.told import Told


class Work:
    """Implements `feedback.ports.UnitOfWork`."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self._keys = database, keys
        self._notes = notes = Notes()
        self.has_jobs = False
        self.people = People(database, keys, notes)
        self.conversations = Conversations(database, keys, notes, self.people)
        self.responses = Responses(database, keys, notes)
        self.cases = Cases(database, keys, notes)
        self.statistics = Statistics(database)
        self.attempts = Attempts(database, notes)
        self.audit = Audit(database, keys, notes)

    @property
    def links(self) -> Links:
        """Codes that join two addresses: made when asked for, since hardly any turn does."""
        return Links(self._database, self._keys, self._notes, self.people)

    @property
    def invitations(self) -> Invitations:
        """Invitations to a role, made when asked for."""
        return Invitations(self._database, self._keys, self._notes)

    @property
    def requests(self) -> Requests:
        """What people asked about their own data, made when asked for."""
        return Requests(self._database, self._notes)

    @property
    def holds(self) -> Holds:
        """Legal holds, made when asked for."""
        return Holds(self._database, self._notes, self.cases, self.audit)

    @property
    def late_files(self) -> LateFiles:
        """One-stop files on the lists of late ones, made when asked for."""
        return LateFiles(self._database, self._keys, self._notes)

    @property
    def rating_tokens(self) -> RatingTokens:
        """One-time links, made when asked for."""
        return RatingTokens(self._database, self._keys, self._notes)

    @property
    def sealed_lane(self) -> SealedLane:
        """What only two readers together can open, made when asked for."""
        return SealedLane(self._database, self._keys, self._notes)

    @property
    def letters(self) -> Letters:
        """Letters and their registers, made when asked for."""
        return Letters(self._database, self._keys, self._notes)

    @property
    def told(self) -> Told:
        """What was done by itself, made when asked for."""
        return Told(self._database, self._notes)

    @property
    def unit_changes(self) -> UnitChanges:
        """Changes made in the chat to the tree of units, made when asked for."""
        return UnitChanges(self._database, self._notes)

    @property
    def surveys(self) -> Surveys:
        """Surveys made in the chat, made when asked for."""
        return Surveys(self._database, self._notes)

    @property
    def report_plans(self) -> ReportPlans:
        """Reports sent by themselves, made when asked for."""
        return ReportPlans(self._database, self._notes)

    @property
    def groups(self) -> Groups:
        """Officers' groups, made when asked for."""
        return Groups(self._database, self._keys, self._notes)

    def add_job(self, job: Job) -> None:
        """Have work done off the turn."""
        payload = self._keys.seal(f"job/{job.id}", orjson.dumps(job.payload))
        person = str(job.payload.get("person", ""))
        self._notes.add("jobs.add", id=job.id, kind=job.kind, payload=payload, person=person)
        self.has_jobs = True

    def forget_files(self, sent: Iterable[Attachment]) -> None:
        """Delete those that lie here; what platforms keep is theirs to forget."""
        for each in sent:
            if (found := uploads.read_ref(each.ref)) is not None:
                mark, id = found
                self._notes.add("uploads.drop", mark=mark, id=id)

    def forget_said(self, person: str, since: datetime) -> None:
        """Delete what lies in the person's mailboxes."""
        self._notes.add("mailbox.forget_since", person=person, since=milliseconds(since))

    def post(self, post: Post) -> None:
        """Owe a person a message; one that waits with the same `merge` is replaced."""
        place = f"outbox/{post.id}"
        payload = post.payload if post.again is None else {**post.payload, "again": post.again}
        if post.card is not None:
            payload = {**payload, "card": post.card}
        if post.merge is not None:
            self._notes.add(
                "outbox.replace", person=post.person, channel=post.channel, merge=post.merge
            )
        self._notes.add(
            "outbox.add",
            id=post.id,
            person=post.person,
            channel=post.channel,
            payload=self._keys.seal(place, orjson.dumps(payload)),
            attached=None if post.blob is None else self._keys.seal(place + "/file", post.blob),
            merge=post.merge,
            due=None if post.due is None else milliseconds(post.due),
        )
        if post.again is not None:
            self._notes.add("outbox.may_go_elsewhere", id=post.id)

    def take_back(self, post: str) -> None:
        """Owe a message no more, since another is written in its place; Conflict when it is gone."""
        self._notes.add("outbox.sent", Conflict, id=post)

    async def commit(self, channel: str, event: str, at: datetime) -> None:
        """Commit everything noted with the event's id; raises DuplicateEvent, Conflict or
        StorageError, and then nothing of the turn was kept. No event: `""`."""
        first = (
            [write("event.add", DuplicateEvent, channel=channel, id=event, at=milliseconds(at))]
            if event
            else []
        )
        await self.commit_after(first)

    async def commit_after(self, first: Sequence[Write]) -> None:
        """Commit everything noted behind writes of the caller's; raises what `commit` does."""
        noted = [*first, *self._notes.guards, *self._notes.others]
        done = False
        try:
            await self._database.commit(noted)
            done = True
        finally:
            # Whoever gives up waiting does not know: it may be committed all the same.
            self.people.settle(done)
