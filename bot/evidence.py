"""Fetches what citizens attached from its channel, so that a case keeps its evidence."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from typing import cast

from PIL import Image, ImageOps

from bot.channel import Channel
from bot.logs import log
from feedback.errors import Unavailable
from feedback.messages import Reply
from feedback.ports import Job, UnitOfWork

_log = log(__name__)
_PIXELS = 50_000_000
"""Largest photo that is opened, width × height: a small file can unpack to gigabytes."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""What phones and scanners make. Pillow knows fifty more, and runs Ghostscript for one of them."""
_AS_FILES = ("JPEG", "PNG", "WEBP")
"""Photos sent as files, as people do who want them sharp: these alone still say where they were
taken. Scans in other formats may have pages, and stay as they are."""


async def fetch_evidence(
    job: Job, work: UnitOfWork, channels: Mapping[str, Channel]
) -> tuple[Reply, ...]:
    """Fetch the attachment a job names, have it stored with its case, encrypted, and sent on.

    Raises SendError when the channel cannot give it; the job runner tries again while it may.
    """
    payload = cast(Mapping[str, str], job.payload)
    channel = channels.get(payload["channel"])
    if channel is None:
        raise Unavailable  # switched off in this run; a later try may find it
    if not await work.cases.open_evidence(payload["evidence"]):
        return ()
    content = await channel.fetch(payload["ref"])
    mime = payload.get("mime") or ""
    if payload.get("kind") in ("photo", "file"):
        formats = _FORMATS if payload["kind"] == "photo" else _AS_FILES
        # Off the event loop: a large photo takes a good part of a second.
        content, mime = await asyncio.to_thread(without_metadata, content, mime, formats)
    work.cases.store_evidence(payload["evidence"], content, mime)
    for number, person in enumerate(payload.get("to", ())):
        # Named after this job: whichever of two tries is committed, it is sent on once.
        to = {"person": person, "case": payload["case"], "evidence": payload["evidence"]}
        work.add_job(Job(f"{job.id}-{number}", "send-evidence", to))
    return ()


def without_metadata(
    photo: bytes, mime: str = "", formats: tuple[str, ...] = _FORMATS
) -> tuple[bytes, str]:
    """Return a photo as JPEG, and its type, without what it tells besides the picture: place, phone, time.

    What is no readable picture, or would unpack to more than 50 million points, stays as it is;
    the photos of the largest telephones are made smaller while they are read.
    """
    try:
        with Image.open(io.BytesIO(photo), formats=formats) as picture:
            if picture.width * picture.height > _PIXELS:
                picture.draft("RGB", (picture.width // 4, picture.height // 4))  # JPEG alone can
            if picture.width * picture.height > _PIXELS:
                return photo, mime
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Exception:  # decoders meet damaged files with errors of every kind
        if formats is _FORMATS:  # most other files are no photos, and nothing is wrong with them
            _log.warning("a photo could not be read and is kept as it came", kind="photo")
        return photo, mime
    upright.info.clear()  # else a comment in the file would be written again
    kept = io.BytesIO()
    upright.save(kept, "JPEG", quality=88)
    return kept.getvalue(), "image/jpeg"
