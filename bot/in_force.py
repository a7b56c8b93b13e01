"""The office as it stands: its pack, with what administrators changed in the chat laid over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.logs import log
from feedback.calendar import local_day
from feedback.office import Pack
from feedback.reorganising import changed
from storage import Storage

_log = log(__name__)


async def in_force(storage: Storage, pack: Pack, now: datetime) -> Pack:
    """Return a pack with the changes that hold on the day; one that the pack does not allow any
    more is left out, and complained of."""
    found = changed(pack.office, await storage.work().unit_changes.all(), local_day(now))
    for number in found.left_out:
        _log.warning("a change made by /donvi does not fit units.yaml any more", id=number)
    return replace(pack, office=found.office)
