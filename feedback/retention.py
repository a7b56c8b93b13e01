"""How long an office keeps what: a schedule it edits itself, retention.yaml of its pack.

What can be in the schedule is fixed, since the program has to know how each thing is found and how
it is forgotten; how long, on which legal basis, and whether the program does it by itself is data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from feedback.case import Case

Forgetting = Literal["delete", "strip", "keep"]
"""`delete`: the thing goes, counters stay; `strip`: only what tells whose it is goes; `keep`: the
program deletes nothing, an older one is only counted."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that is kept for a time."""

    after: str
    """The event from which its time counts."""
    actions: tuple[Forgetting, ...]
    least: int = 1
    """Days the program itself needs it."""
    most: int | None = None
    """Days after which nobody needs it any more; None: as long as the law says."""


ENDED = "ended"
"""The last thing that happened to a case that is over."""

SUBJECTS: Mapping[str, Subject] = {
    "case-evidence": Subject(ENDED, ("delete",)),
    "case-identity": Subject(ENDED, ("strip",)),
    "case-content": Subject(ENDED, ("delete",)),
    # Two days: somebody who answers again within hours is told from who answers for the first time.
    "survey-answers": Subject("submitted", ("delete", "strip"), least=2),
    "drafts": Subject("touched", ("delete",)),
    "requests": Subject("done", ("delete",), least=30),
    # One-stop files on the lists of late ones; sooner, a second new date could be given.
    "late-files": Subject("due", ("delete",), least=90),
    # Telegram brings an event again for a day.
    "events": Subject("received", ("delete",), least=2, most=31),
    "attempts": Subject("tried", ("delete",), most=1),
    "set-aside": Subject("failed", ("delete",), most=90),
    "failures": Subject("failed", ("delete",), most=90),
    "mailbox": Subject("said", ("delete",), most=30),
    "uploads": Subject("sent", ("delete",), most=30),
    # A chain from which links are taken proves nothing.
    "audit": Subject("written", ("keep",)),
}
"""Everything that can stand in a schedule."""


_GOES_WITH: Mapping[tuple[str, Forgetting], tuple[str, Forgetting]] = {
    ("case-evidence", "delete"): ("case-content", "delete"),
    ("case-identity", "strip"): ("case-content", "delete"),
    ("survey-answers", "strip"): ("survey-answers", "delete"),
}
"""What is gone as soon as something larger is."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the schedule."""

    what: str
    days: int
    action: Forgetting
    basis: str
    """The law or rule it follows from."""

    @property
    def kept(self) -> timedelta:
        """How long."""
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long everything is kept. What has no line is kept as long as the program needs it, and
    what citizens said without an end."""

    terms: Sequence[Term] = ()
    ended: frozenset[str] = frozenset()
    """States in which a case is over."""
    automatic: bool = False
    """The running program goes through it once a day."""

    def kept(self, what: str, otherwise: timedelta) -> timedelta:
        """Return how long something is kept that the program tidies up by itself."""
        return next((term.kept for term in self.terms if term.what == what), otherwise)


def conflicts(terms: Sequence[Term]) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that cannot be kept beside the others, and why."""
    days = {(term.what, term.action): term.days for term in terms}
    for number, term in enumerate(terms):
        place = (term.what, term.action)
        if any((each.what, each.action) == place for each in terms[:number]):
            yield number, f"a second line for `{term.what}` · `{term.action}`; remove one"
        whole = _GOES_WITH.get(place)
        if whole in days and term.days > days[whole]:
            what, action = whole
            yield (
                number,
                f"`{what}` · `{action}` takes it along after {days[whole]} days; "
                "give it no more than that, or remove it",
            )


@dataclass(frozen=True, slots=True)
class Hold:
    """An order to keep a case as it is, whatever its person or the schedule says."""

    case: Case
    reason: str
    """As the office wrote it; the person is told it when a wish is refused."""
