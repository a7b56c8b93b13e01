"""Everything that can go wrong and what it asks of the caller.

* FeedbackError
  - UnreadableAnswer     the answer does not fit the question; say the hint and ask again
  - UnreadableFile       a file somebody sent is not what it should be; say why and ask for another
  - ClockRefused         a time limit cannot be stopped or made longer so; say why
  - LetterRefused        a letter cannot be changed or signed off so; say why
  - UnitRefused          the tree of units cannot be changed so; say why
  - OfficePackInvalid    a file of the office pack is wrong; refuse to start and list every fault
  - Conflict             somebody changed the same thing first; run the turn again from its read
  - OfficeOutdated       the office was changed in the chat since; read it and run again
  - FormUnknown          another process published the form since; read the forms and run again
  - DuplicateEvent       this event was handled before; its answer stands
  - RowDamaged           one stored value was altered; only what needs it fails, the rest goes on
  - Unstorable           a value is of a kind no database takes; trying again does not help
  - StorageError         the database cannot serve
    . DatabaseCorrupt    the file is damaged; refuse to start and name the restore command
    . SchemaTooNew       a newer program wrote this database; refuse to start
    . SchemaTooOld       migrations are due; refuse to start and name the command
    . WrongKey           the master key does not open this database; refuse to start
    . AuditBroken        the audit was tampered with; certify no more until somebody has looked
  - SendError            a channel could not deliver
    . Throttled          the channel asks us to slow down; retry after its delay
    . Unavailable        the provider is unreachable or broken; retry with growing pauses
    . Blocked            the person left; stop writing to them on this channel
    . Moved              the chat has another id now; send there
    . Held               the person has to write first; keep it until they do
    . Undeliverable      the provider will never take this message; give up and count it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback.messages import Line


class FeedbackError(Exception):
    """The root of everything the program raises on purpose."""


class UnreadableAnswer(FeedbackError):
    """The answer does not fit the question; `hint` says what would."""

    def __init__(self, hint: Line) -> None:
        super().__init__("the answer does not fit the question")
        self.hint = hint


class UnreadableFile(FeedbackError):
    """A file is no list that could be read; `why` is told to whoever sent it."""

    def __init__(self, why: Line) -> None:
        super().__init__("the file cannot be read")
        self.why = why


class ClockRefused(FeedbackError):
    """The law, or how a time limit stands, does not allow it; `why` is told to the officer."""

    def __init__(self, why: Line) -> None:
        super().__init__("the time limit does not allow it")
        self.why = why


class LetterRefused(FeedbackError):
    """A letter lacks something, or is over; `why` is told to whoever wanted it."""

    def __init__(self, why: Line) -> None:
        super().__init__("the letter does not allow it")
        self.why = why


class UnitRefused(FeedbackError):
    """The tree of units cannot be changed so; `why` is told to the administrator."""

    def __init__(self, why: Line) -> None:
        super().__init__("the tree of units does not allow it")
        self.why = why


class OfficePackInvalid(FeedbackError):
    """One or more files of an office pack are wrong; each fault reads `file:line: what`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Conflict(FeedbackError):
    """A guarded write met a newer version; nothing of this turn was kept."""


class OfficeOutdated(FeedbackError):
    """The tree of units was changed in the chat since the office at hand was put together."""


class FormUnknown(FeedbackError):
    """A conversation began with a version of a form that was not there when forms were read."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(f"{name}, version {version}, is not known")
        self.name, self.version = name, version


class DuplicateEvent(FeedbackError):
    """The event was committed before; nothing of this turn was kept."""


class RowDamaged(FeedbackError):
    """One stored value was altered or moved and does not open; all others do."""


class Unstorable(FeedbackError):
    """A value cannot be stored; nothing of this turn was kept, and it never will be."""


class StorageError(FeedbackError):
    """The database cannot serve; the message says what the operator does next."""


class DatabaseCorrupt(StorageError):
    """The database file is damaged."""


class SchemaTooNew(StorageError):
    """The database was written by a newer program."""


class SchemaTooOld(StorageError):
    """Migrations are due."""


class WrongKey(StorageError):
    """The master key does not open what is stored."""


class AuditBroken(StorageError):
    """The audit is not what it was."""


class SendError(FeedbackError):
    """A channel could not deliver; ask `retryable`, never a status code."""

    retryable = False


class Throttled(SendError):
    """The channel asks us to slow down for `retry_after` seconds, for the chat it concerned."""

    retryable = True

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"throttled for {retry_after} s")
        self.retry_after = retry_after


class Unavailable(SendError):
    """The provider cannot be reached or fails on its side."""

    retryable = True


class Blocked(SendError):
    """The person blocked us or left."""


class Moved(SendError):
    """The chat has a new id, `chat`; the message was not sent."""

    retryable = True

    def __init__(self, chat: str) -> None:
        super().__init__("the chat has moved")
        self.chat = chat


class Held(SendError):
    """The channel may not write before the person does; worth another try after so many seconds."""

    retryable = True

    def __init__(self, again: float = 6 * 3600.0) -> None:
        super().__init__("the person has to write first")
        self.again = again


class Undeliverable(SendError):
    """The provider refuses this very message."""
