"""The photos, recordings and files of a case, sent to the officer who asks; each is audited."""

from __future__ import annotations

from feedback.code import spell
from feedback.messages import Button, Reply, Text
from feedback.ports import Job
from handlers import conversing
from handlers.admin.asking import addressed
from handlers.case_files import SEND
from handlers.context import Answer, Feature, Turn
from handlers.officer.card import back_to, opened, unknown

_AT_ONCE = 10


async def _pressed(turn: Turn, data: str) -> Answer:
    """Have ten files sent, from one on; files that are not there yet are said to be missing."""
    id, _, start = data.partition(":")
    case = await opened(turn, id, "see")
    if case is None:
        return unknown(turn)
    files = await turn.storage.cases.files(id)
    first = int(start) if start.isdecimal() and len(start) < 5 else 0
    here = files[first : first + _AT_ONCE]
    for each in here:
        payload = {**addressed(turn), "case": id, "evidence": each.id}
        turn.storage.add_job(Job(turn.new_id(), SEND, payload))
    about: dict[str, int | str] = {
        "count": len(here),
        "total": len(files),
        "code": spell(case.code),
    }
    rows = [(back_to(case),)]
    if first + _AT_ONCE < len(files):
        more = Text("files-more", {"count": len(files) - first - _AT_ONCE})
        rows.insert(0, (Button(more, f"files:{id}:{first + _AT_ONCE}"),))
    said = Text("files-coming" if here else "files-none", about)
    return conversing.way_back(turn, Answer((Reply(lines=(said,), rows=tuple(rows)),)))


EVIDENCE = Feature(presses={"files": _pressed})
