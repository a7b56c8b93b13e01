"""What an office may say to somebody who has not written lately, where a channel limits that.

Two gates: the channel's window after a person's last message (free at first, then billed, then
shut), and notices the provider has approved beforehand. What passes neither waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

TemplateState = Literal["draft", "pending", "approved", "rejected", "disabled"]
_OFFICE, _TEXT = "{office}", "{text}"


@dataclass(frozen=True, slots=True)
class Template:
    """A notice as the provider knows it. Only an approved one is ever sent."""

    id: str
    state: TemplateState
    fields: Mapping[str, str]
    """The provider's name of each field -> a constant, `{office}` or `{text}`."""
    longest: int
    """Characters one field may hold."""

    def carries(self, text: str) -> bool:
        """Tell whether the message itself fits in; else the notice only asks the person to write."""
        return _TEXT in self.fields.values() and 0 < len(text) <= self.longest

    def filled(self, office: str, text: str) -> dict[str, str]:
        """Return the fields as they are sent."""
        stands_for = {_OFFICE: office, _TEXT: text}
        return {
            name: stands_for.get(value, value)[: self.longest]
            for name, value in self.fields.items()
        }


@dataclass(frozen=True, slots=True)
class Outreach:
    """An office's rules for one channel; the defaults write to anybody and leave it to the
    provider to refuse."""

    free: timedelta | None = None
    """How long after a person's last message an answer is free; None: for ever."""
    billed: timedelta = timedelta()
    """How long after it an answer is taken for money."""
    pay: bool = False
    templates: tuple[Template, ...] = field(default=())
    card_image: str = ""
    """Address of the picture on the card that asks for a telephone number; none: no card."""

    def may_write(self, heard_at: datetime | None, now: datetime) -> bool:
        """Tell whether a person may be written to freely. Who is not known to have written is
        tried: only the provider knows."""
        if self.free is None or heard_at is None:
            return True
        return now - heard_at <= (max(self.free, self.billed) if self.pay else self.free)

    @property
    def approved(self) -> Template | None:
        """The first notice that may be sent."""
        return next((each for each in self.templates if each.state == "approved"), None)
