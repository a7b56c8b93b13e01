"""What handlers may ask of storage. `storage` implements it; `handlers` never import `storage`.

A turn reads first and writes last: reading methods are coroutines, writing methods only note
the write, and everything noted is committed together when the dispatcher commits the turn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from feedback.board import Board
from feedback.case import Case, Event, Evidence, Standing, StoredFile
from feedback.conversation import Conversation
from feedback.group import Group
from feedback.late_file import LateFile, RatingToken
from feedback.late_sheet import Entry
from feedback.letter import Lateness, Letter
from feedback.linking import Account, Invitation, Joined, LinkCode, TypedCode
from feedback.messages import Address, Attachment
from feedback.person import Consent, DataRequest, Grant, Member, Person
from feedback.question import Value
from feedback.reorganising import Change
from feedback.report_plan import ReportPlan
from feedback.response import Response
from feedback.retention import Hold
from feedback.survey import Form, StoredSurvey
from feedback.trail import Line


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known when an event arrives, read in one query."""

    seen: bool
    """The event was committed before; nothing more is to be done."""
    person: Person | None
    """None for somebody new."""
    conversation: Conversation | None
    """The one being held now."""
    waiting: int
    """How many others were put aside to be continued."""
    held: int | None = None
    """The stored version of the current conversation, which the save is guarded with."""
    board: Board | None = None
    """What the lists shown last would have pressed when typed; None where buttons are pressed."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work made off the turn: a chart, a workbook, fetching evidence."""

    id: str
    kind: str
    payload: Mapping[str, Value]
    """Encrypted at rest."""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one tallied name of one question was given."""

    question: str
    name: str
    count: int
    flagged: int
    """How many of `count` are left out of cleaned figures."""


@dataclass(frozen=True, slots=True)
class CaseTally:
    """How many cases of one kind are in one state and category."""

    kind: str
    state: str
    category: str
    count: int
    assisted: int = 0
    """How many of them somebody reported for another person."""


@dataclass(frozen=True, slots=True)
class MarkTally:
    """How many cases of one kind bear a mark (`feedback.marks`), by category or by unit."""

    kind: str
    place: str
    mark: str
    number: int
    count: int


class People(Protocol):
    """People, their addresses and what they agreed to."""

    async def arrive(self, address: Address, event: str) -> Arrival: ...
    async def known(self, address: Address) -> Person | None: ...
    async def by_id(self, id: str) -> Person | None: ...
    async def consents(self, person: str) -> list[Consent]: ...
    async def addresses(self, person: str) -> list[Address]: ...
    async def accounts(self, person: str) -> list[Account]:
        """Return where a person can be written to, the best first: reachable, last written from."""

    def heard(self, address: Address, at: datetime) -> None:
        """Note that a person with several addresses wrote from this one."""

    def add(self, person: Person, address: Address, at: datetime) -> None: ...
    def choose_language(self, person: str, language: str) -> None: ...
    def reachable(self, address: Address, reachable: bool, at: datetime) -> None:
        """Note that the person blocked us or came back."""

    def show(self, address: Address, board: Board) -> None:
        """Remember what can be typed there from now on."""

    def consent(self, person: str, consent: Consent) -> None: ...
    def erase(self, person: str, at: datetime) -> None:
        """Delete the person, addresses, conversations, consents and the identity in every case."""


class Links(Protocol):
    """Codes that join two addresses of one person; see `LinkCode`."""

    async def find(self, code: str, now: datetime) -> LinkCode | None: ...
    async def asked(self, host: str, now: datetime) -> TypedCode | None:
        """Return the code that somebody typed and the host has to say yes or no to."""

    async def typed(self, guest: str, now: datetime) -> TypedCode | None:
        """Return the code a person typed whose host has not answered yet."""

    def make(self, code: str, host: Person, at: Address, until: datetime) -> None:
        """Keep a new code, as a mark only; the host's earlier one is void."""

    def take(
        self, link: LinkCode, guest: str, guest_at: Address, now: datetime, until: datetime
    ) -> None:
        """Note who typed a code; of two that type it at once one is run again."""

    def drop(self, link: LinkCode) -> None:
        """Make a code void."""

    async def join(self, link: TypedCode, host: Person, holding: bool) -> Joined | None:
        """Make host and guest one person, the host, with all that either has.

        `holding`: the host is in the middle of one, so the guest's is put aside. None, and nothing
        is done, when the guest may do what the host may not, or a case of one is about the other.
        """

    def separate(self, account: Account, person: str, fresh: Person, at: datetime) -> None:
        """Give one of several addresses to a fresh person; all else stays with the person."""


class Invitations(Protocol):
    """Invitations to a role, by a code that is kept as a mark only."""

    async def staff(self) -> list[Member]:
        """Return everybody who holds a role by invitation."""

    async def find(self, code: str, now: datetime) -> Invitation | None: ...
    async def accept(
        self, invitation: Invitation, person: str, channel: str, at: datetime
    ) -> None: ...
    async def all(self) -> list[Invitation]: ...
    def invite(self, invitation: Invitation, code: str) -> None: ...
    async def revoke(self, id: str) -> Invitation | None:
        """Void an invitation, or take away the role it gave; None when there is no such one."""

    def keeps(self, person: str, grants: frozenset[Grant]) -> None:
        """Commit this turn only if a person then still has just these grants by invitation."""


class Conversations(Protocol):
    """The conversation being held and those put aside."""

    def abandon(self, person: str) -> None:
        """Delete the one being held, unread: it does not open."""

    async def waiting(self, person: str) -> list[Conversation]: ...
    async def all_of(self, person: str) -> list[Conversation]:
        """Return the one held and those put aside, of anybody; not what opens for nobody."""

    def save(self, person: str, conversation: Conversation) -> None:
        """Keep it as the current one; guarded by the version read in this turn."""

    def put_aside(self, person: str, conversation: Conversation) -> None: ...
    def close(self, person: str, conversation: Conversation) -> None: ...


class Responses(Protocol):
    """Submitted surveys."""

    async def last_at(
        self, form: str, respondent: str, unit: str, procedure: str
    ) -> datetime | None: ...
    async def count_since(self, form: str, respondent: str, since: datetime) -> int: ...
    def mark(self, form: str, person: str) -> str:
        """Return the keyed one-way mark of a person in one survey."""

    def add(self, response: Response) -> None:
        """Keep it and raise every counter it touches, in the same commit."""

    def export(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> AsyncIterator[list[Response]]:
        """Yield responses in pages, oldest first; memory stays flat."""


class Cases(Protocol):
    """Reported cases."""

    async def find(self, code: str) -> Case | None: ...
    async def of(self, person: str) -> list[Case]: ...
    async def by_id(self, id: str) -> Case | None: ...
    async def open_cases(self, units: Collection[str] | None) -> list[Case]:
        """Return what the office has not closed: at some units or helped by them; None: all."""

    async def standing(self, units: Collection[str] | None) -> list[Standing]:
        """Return the same as `open_cases`, unopened: for lists of thousands."""

    async def beginning(
        self,
        states: Sequence[str],
        kinds: Sequence[str],
        now: datetime,
        told: tuple[str, str, str],
    ) -> list[tuple[Standing, bool]]:
        """Return the open cases of some states and kinds whose time is not over, unopened, and
        whether anything was told of them. `told`: what (see `Told`), and the marks with which all
        there is was told of those that nobody took notice of, and of all others; those are left
        out."""

    async def assigned_to(self, person: str) -> list[Case]:
        """Return the open cases that are an officer's task."""

    async def tasks(self, viewer: str, kinds: Collection[str]) -> Mapping[str, int]:
        """Return how many open cases of some kinds each officer has; none that is about the viewer."""

    async def followers(self, case: str) -> list[Case]:
        """Return the cases that say the same as this one, and are answered with it."""

    async def stands_for(self, case: str, viewer: str) -> tuple[int, int]:
        """Return how many cases say the same as this one, and of how many people; none of them
        is about the viewer."""

    async def announced(self, category: str, units: Collection[str]) -> list[Case]:
        """Return what of a category at some units people are told is known, the latest first; the
        office has closed none of it."""

    async def limits(self, what: str, before: datetime) -> list[Case]:
        """Return the open cases whose time, which runs, ends before a moment, and for whose end
        as it stands now a thing was not done yet (see `Told`); its mark is the end in ms."""

    async def stayed(self, state: str, before: datetime, what: str = "") -> list[Case]:
        """Return the open cases that came into a state before a moment; with `what` those for
        which it was not done yet since they did. The mark is that moment in ms."""

    async def untouched(self, before: datetime, what: str) -> list[Case]:
        """Return the open cases nothing happened to since a moment, and for which a thing was not
        done yet since they came into their state. Neither the timer nor who sent it touches it."""

    async def happened(self, first: datetime, before: datetime) -> list[tuple[str, str]]:
        """Return the ids of cases and of the lines of their histories of some time, in order."""

    async def about(self, person: str) -> frozenset[str]:
        """Return the ids of the cases that are about an officer."""

    async def history(self, case: str) -> list[Event]: ...
    async def by_message(self, person: str, message: str) -> Case | None:
        """Return the case one of whose answers came in this message, for amendments."""

    def add(self, case: Case, messages: Sequence[str] = ()) -> None: ...
    def update(self, case: Case, before: Case) -> None:
        """Write a changed case, guarded by `before.version`; moves the counters along."""

    def note(self, event: Event) -> str: ...
    def evidence(self, evidence: Evidence) -> None: ...
    async def files(self, case: str) -> list[StoredFile]:
        """Return what there is of evidence of a case, in the order it came."""

    async def evidence_of(self, evidence: str) -> tuple[bytes | None, str]:
        """Return the bytes of a piece of evidence, None before it was fetched, and its type."""

    async def open_evidence(self, evidence: str) -> bool:
        """Read what `store_evidence` needs; False when the case is gone."""

    def store_evidence(self, evidence: str, content: bytes, mime: str) -> None: ...
    def export(
        self, units: Collection[str] | None, first: date, last: date
    ) -> AsyncIterator[list[Case]]: ...


class Statistics(Protocol):
    """Figures from counters, never from a scan. Days are local dates (Asia/Ho_Chi_Minh)."""

    async def answers(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> list[Tally]: ...
    async def responses(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> tuple[int, int, int]:
        """Return how many responses came in, how many of them are flagged, and how many others
        somebody filled in for another person."""

    async def by_unit(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[str, list[Tally]]: ...
    async def by_source(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[str, list[Tally]]:
        """Return tallies by where answers come from; see `Response.source`."""

    async def trend(
        self, form: str, units: Collection[str] | None, first: date, last: date
    ) -> Mapping[date, list[Tally]]:
        """Return tallies by the first day of each month in the period."""

    async def cases(
        self, units: Collection[str] | None, first: date, last: date
    ) -> list[CaseTally]: ...
    async def case_marks(
        self,
        units: Collection[str] | None,
        first: date,
        last: date,
        by: Literal["category", "unit"],
    ) -> list[MarkTally]: ...


class Attempts(Protocol):
    """Rate limits that must survive a restart: wrong tracking codes."""

    async def count(self, person: str, what: str, since: datetime) -> int: ...
    def add(self, person: str, what: str, at: datetime) -> None: ...


class Audit(Protocol):
    """Who saw or changed what."""

    def note(self, actor: str, action: str, subject: str, at: datetime) -> None: ...
    async def lines(self, first: datetime, before: str | datetime, most: int) -> list[Line]:
        """Return the newest lines since a moment, and before another or before a line (its id)."""


class LateFiles(Protocol):
    """One-stop files on the lists of late ones, and lists that wait for their officer's yes."""

    async def by_id(self, id: str) -> LateFile | None: ...
    async def known(self, unit: str, numbers: Collection[str]) -> Mapping[str, LateFile]:
        """Return the files of a centre that have these numbers, by `late_sheet.file_key`."""

    async def undrafted(self, before: date, most: int) -> list[LateFile]:
        """Return files promised by a day whose apology is not drafted, the oldest first."""

    async def uncounted(self, before: date, most: int) -> list[LateFile]:
        """Return others promised by a day that are not counted as late yet."""

    def add(self, file: LateFile) -> None:
        """Keep a new file and its one-time link; Conflict when its number is there already."""

    def update(self, file: LateFile, before: LateFile) -> None:
        """Write a changed file, guarded by `before.version`."""

    def erase(self, file: LateFile, at: datetime) -> None:
        """Forget a file, its link and what letters say of it."""

    def link(self, file: LateFile) -> str:
        """Return the code of a file's one-time link, always the same."""

    def keep_list(self, id: str, unit: str, entries: Sequence[Entry], at: datetime) -> None: ...
    async def open_list(self, id: str) -> tuple[str, list[Entry]] | None:
        """Return the centre and the entries of a list that waits."""

    def take_list(self, id: str) -> None:
        """Note that a list is seen to; of two that do it at once one is run again."""


class Letters(Protocol):
    """Letters, the numbers they get, and what was late."""

    async def by_id(self, id: str) -> Letter | None: ...
    async def of_case(self, case: str) -> list[Letter]: ...
    async def of_late_file(self, file: str) -> list[Letter]: ...
    async def waiting(self, agencies: Collection[str], most: int) -> list[Letter]:
        """Return drafts of some agencies, the oldest first."""

    def add(self, letter: Letter) -> None: ...
    def update(self, letter: Letter, before: Letter, *, in_time: bool | None = None) -> None:
        """Write a changed letter, guarded by `before.version`; one that is signed off now takes
        its number. `in_time`: of an apology for lateness."""

    async def next_number(self, agency: str, year: int) -> int: ...
    def forget(self, case: str) -> None:
        """Forget what the letters of a case say; their numbers stay in the register."""

    def late(self, subject: str, unit: str, promised: date) -> None:
        """Note once that a case or file is late, and whether there was an apology before."""

    async def lateness(
        self,
        units: Collection[str] | None,
        first: date,
        last: date,
        besides: Collection[str] = (),
    ) -> Lateness:
        """Return how many were late of what was promised for the days of a period, besides some."""


class RatingTokens(Protocol):
    """One-time links to rate one transaction."""

    async def find(self, code: str) -> RatingToken | None: ...
    async def by_tag(self, tag: str) -> RatingToken | None: ...
    def issue(self, id: str, unit: str, procedure: str, desk: str, until: date) -> str:
        """Make a link for somebody who is at a desk, and return its code; the same for an id."""

    def use(self, token: RatingToken) -> None:
        """Note that a link is used; of two that use it at once one is run again."""


class Requests(Protocol):
    """What people asked about their own data, for an office to prove what it did."""

    def add(self, person: str, request: DataRequest) -> None: ...
    async def of(self, person: str) -> list[DataRequest]: ...


class Holds(Protocol):
    """Cases that a legal hold keeps as they are."""

    async def of(self, person: str) -> list[Hold]: ...


class Groups(Protocol):
    """Officers' groups, and which message of each shows which case."""

    async def of_chat(self, address: Address) -> Group | None: ...
    async def all(self) -> list[Group]: ...
    async def of_case(self, case: str, units: Collection[str]) -> list[tuple[Group, int | None]]:
        """Return the groups of some units and those that show a case, each with the version of
        the case that it shows or is about to; None where it has no card."""

    def bind(self, group: Group, before: Group | None) -> None:
        """Bind a chat, which may have been bound `before`: its cards from then stay as they are."""

    def unbind(self, id: str) -> None: ...
    def move(self, before: Address, now: Address) -> None:
        """Note that a chat has become another."""

    def show(self, id: str, case: str, version: int) -> None:
        """Note that a group is about to show a case as it stood in a version; a Conflict when it
        shows a later one already, or is bound no more."""


class UnitChanges(Protocol):
    """Changes made in the chat to the tree of units."""

    async def all(self) -> list[Change]:
        """Return every change, the oldest first."""

    async def revision(self) -> int:
        """Return how often the tree was changed; see `Office.revision`."""

    def add(self, change: Change) -> None:
        """Keep a change; of two with the same number one is run again."""

    def take_back(self, change: Change) -> None:
        """Note that a change does not hold any more."""


class Told(Protocol):
    """What the program does by itself when its time has come, each thing once."""

    async def of(self, what: str, mark: str) -> frozenset[str]:
        """Return for whom or what a thing was done already, of one time it is done at."""

    def tell(self, what: str, subject: str, mark: str, at: datetime) -> None:
        """Note that it is done with this commit; a Conflict when another has done it."""

    def spare(self, what: str, subject: str, mark: str, at: datetime) -> None:
        """Note that it need not be done any more."""


class Surveys(Protocol):
    """Surveys made in the chat."""

    async def all(self) -> list[StoredSurvey]: ...
    async def add(self, form: Form, unit: str, at: datetime) -> int:
        """Keep a version nobody is offered yet and return its number."""

    def offer(self, name: str, version: int, at: datetime) -> None: ...
    def retire(self, name: str, at: datetime) -> None: ...


class ReportPlans(Protocol):
    """Who is sent which report by itself."""

    async def all(self) -> list[ReportPlan]: ...
    async def of(self, person: str) -> list[ReportPlan]: ...
    def add(self, plan: ReportPlan) -> None:
        """Keep a plan; one that is there already stays as it is."""

    def end(self, person: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """A reader asked for a second one to open a case of the sealed lane with."""

    asked_by: str
    at: datetime
    agreed_by: str = ""
    """Empty: nobody yet."""


class SealedLane(Protocol):
    """What only two named readers together can open, and their public keys."""

    def owner(self, person: str) -> str:
        """Return what stands in a case of the lane in place of its person."""

    async def person_of(self, mark: str) -> str | None:
        """Return whose mark it is, by trying everybody; only for work off the turn."""

    async def keys(self) -> Mapping[str, bytes]:
        """Return the public keys people have set up, by person, the earliest first."""

    def set_key(self, person: str, public: bytes, at: datetime) -> None: ...
    def add(self, case: str, id: str, draft: str, content: bytes, at: datetime) -> None:
        """Keep a part, sealed, that is told in a conversation (`draft`) and not sent yet."""

    def take_back(self, case: str, id: str, draft: str) -> None: ...
    def forget(self, case: str, draft: str) -> None:
        """Forget all that somebody began and did not send."""

    def send(self, case: str, draft: str) -> None:
        """Have the parts somebody told be those of the case."""

    async def parts(self, case: str) -> Mapping[str, bytes]:
        """Return the parts of a case as they lie there, sealed, in the order they came."""

    async def opening(self, case: str) -> Opening | None: ...
    def ask(self, case: str, reader: str, at: datetime) -> None: ...
    def agree(self, case: str, opening: Opening, reader: str) -> None:
        """Note who agreed; of two who agree at once one is run again."""


class UnitOfWork(Protocol):
    """One turn's view of storage."""

    @property
    def people(self) -> People: ...
    @property
    def links(self) -> Links: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def responses(self) -> Responses: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def statistics(self) -> Statistics: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def holds(self) -> Holds: ...

    @property
    def late_files(self) -> LateFiles: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def sealed_lane(self) -> SealedLane: ...
    @property
    def rating_tokens(self) -> RatingTokens: ...
    @property
    def told(self) -> Told: ...
    @property
    def report_plans(self) -> ReportPlans: ...
    @property
    def groups(self) -> Groups: ...
    @property
    def unit_changes(self) -> UnitChanges: ...
    @property
    def surveys(self) -> Surveys: ...

    def add_job(self, job: Job) -> None: ...
    def forget_files(self, sent: Iterable[Attachment]) -> None:
        """Have files forgotten that no platform keeps for us and nobody will ask for any more."""

    def forget_said(self, person: str, since: datetime) -> None:
        """Have what was said to a person since then be kept nowhere where it is kept by us."""


@dataclass(frozen=True, slots=True)
class Post:
    """One outgoing message as it waits in the outbox; `payload` is channel-ready and encrypted at rest."""

    id: str
    person: str
    channel: str
    payload: Mapping[str, Value]
    merge: str | None = None
    due: datetime | None = None
    blob: bytes | None = field(default=None, repr=False)
    again: Mapping[str, Value] | None = None
    """Of a notice that may go to another address of the person: what it says, for any channel."""
    card: str | None = None
    """The case whose card this is in a group, which then is the `person`: it goes where the group
    is when it leaves, in place of the message that shows the case there."""
