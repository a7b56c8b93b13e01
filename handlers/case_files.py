"""Files of a case: kept as evidence, fetched off the turn, and sent to those who may see them."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Sequence

from feedback.access import may
from feedback.case import Case, Evidence, StoredFile
from feedback.code import spell
from feedback.messages import Attachment, Picture, Reply, Text
from feedback.person import Person
from feedback.ports import Job
from feedback.question import Value
from handlers.case_acting import Desk, followers
from handlers.context import Feature, Notice, Turn, actor
from handlers.jobs import JobContext

SEND = "send-evidence"
"""The job that sends one file; one each, so that no job holds all of them in memory."""

_AS_PHOTO = 9 * 1024 * 1024
"""Bytes; Telegram shows photos of up to 10 MB, larger ones go as files."""
_ENDINGS = {
    **{"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"},
    **{"audio/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac"},
    **{"video/mp4": ".mp4", "application/pdf": ".pdf"},
}
"""Of what people send most; what a machine's own table says differs from one to the next."""


def keep(
    turn: Turn,
    case: Case,
    files: Iterable[Attachment],
    to: Sequence[str] = (),
    ids: Sequence[str] = (),
) -> tuple[str, ...]:
    """Keep what was sent as evidence of a case read or made in this turn; returns its ids, in order.

    `ids` are those drawn for the files before, where the case's history names them. Platforms keep
    files only for a while, so each is fetched at once; then it is sent on to the people in `to`.
    """
    kept = []
    for number, attachment in enumerate(files):
        channel = attachment.channel or turn.inbound.address.channel
        evidence = Evidence(ids[number] if ids else turn.new_id(), case.id, attachment, channel)
        turn.storage.cases.evidence(evidence)
        payload: dict[str, Value] = {
            "evidence": evidence.id,
            "case": case.id,
            "channel": channel,
            "kind": attachment.kind,
            "ref": attachment.ref,
            "mime": attachment.mime,
            "person": turn.person.id,
            "chat": turn.inbound.chat,
            "language": turn.language,
            **({"to": list(to)} if to else {}),
        }
        turn.storage.add_job(Job(turn.new_id(), "fetch-evidence", payload))
        kept.append(evidence.id)
    return tuple(kept)


async def send(job: Job, context: JobContext) -> tuple[Reply, ...]:
    """Send one stored file to whoever asked, or, told no chat, to a person wherever they are.

    Who may not see it when it is about to leave gets nothing: roles are taken away any moment.
    """
    work, now = context.work, context.now
    id, case_id = str(job.payload["evidence"]), str(job.payload["case"])
    case = await work.cases.by_id(case_id)
    person = await work.people.by_id(str(job.payload["person"]))
    if case is None or person is None or not await _may_see(context, person, case):
        return ()
    files = await work.cases.files(case_id)
    number = next((at for at, each in enumerate(files, start=1) if each.id == id), 0)
    if not number:
        return ()
    about: dict[str, int | str] = {"number": number, "count": len(files), "code": spell(case.code)}
    content, mime = await work.cases.evidence_of(id)
    if content is None:
        reply = Reply(lines=(Text("case-file-not-there", about),))
    else:
        work.audit.note(person.id, "evidence.read", f"{case_id} {id}", now)
        picture = _picture(case, number, files[number - 1], content, mime)
        reply = Reply(lines=(Text("case-file", about),), picture=picture)
    if "chat" in job.payload:
        return (reply,)
    context.notices.append(Notice.to(person, reply))
    return ()


async def _may_see(context: JobContext, person: Person, case: Case) -> bool:
    """Tell whether somebody handles a case or sent it, or sent the same and is answered with it."""
    who = actor(person, context.office)
    if any(may(context.office, who, how, case) for how in ("see", "track")):
        return True
    same = await followers(Desk.of_job(context), case)
    return any(may(context.office, who, "track", each) for each in same)


def _picture(case: Case, number: int, file: StoredFile, content: bytes, mime: str) -> Picture:
    """Return a photo as a picture, all else as a file: of other pictures channels know too few."""
    if file.kind == "photo" and mime == "image/jpeg" and len(content) <= _AS_PHOTO:
        shown = mime
    else:
        shown = "application/octet-stream" if mime.startswith("image/") else mime
    ending = _ENDINGS.get(mime) or mimetypes.guess_extension(mime) or ""
    name = f"{spell(case.code).partition('-')[0]}-{number}{ending}"
    return Picture(name, shown or "application/octet-stream", content)


CASE_FILES = Feature(jobs={SEND: send})
