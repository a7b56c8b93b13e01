"""Files, from both sides: https://core.telegram.org/bots/api#sending-files and #getfile."""

import functools
import io
import itertools
from dataclasses import dataclass

from PIL import Image

from .errors import ApiError, Json, bad_request
from .fields import Upload

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024

_FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "video": "videos",
    "document": "documents",
    "thumbnail": "thumbnails",
}
_SUFFIXES = {"photo": "jpg", "voice": "oga", "video": "mp4", "thumbnail": "jpg"}


@dataclass(frozen=True)
class StoredFile:
    """One file as Telegram keeps it; ``size`` may be claimed without the bytes to go with it."""

    id: str
    unique_id: str
    kind: str
    path: str
    size: int
    given: bytes | None
    name: str

    @property
    def content(self) -> bytes:
        """The bytes one downloads."""
        return self.given if self.given is not None else bytes(self.size)

    def header(self) -> Json:
        """Return the fields every kind of file has."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """All files of one bot."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._numbers = itertools.count(1)

    def store(
        self, kind: str, content: bytes | None, *, size: int | None = None, name: str = ""
    ) -> StoredFile:
        """Keep a file; without content there are ``size`` zero bytes, made when they are asked for."""
        number = next(self._numbers)
        suffix = _SUFFIXES.get(kind) or name.rpartition(".")[2] or "bin"
        stored = StoredFile(
            id=f"AgACAgUAAxkBAAI{number:08d}{kind}",
            unique_id=f"AQAD{number:08d}",
            kind=kind,
            path=f"{_FOLDERS[kind]}/file_{number}.{suffix}",
            size=size if size is not None else len(content or b""),
            given=content,
            name=name or f"file_{number}.{suffix}",
        )
        self._by_id[stored.id] = self._by_path[stored.path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile:
        """Find a file for getFile."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return stored

    def at(self, path: str) -> StoredFile | None:
        """Find a file for its download address."""
        return self._by_path.get(path)

    def accept(self, kind: str, given: Upload | str) -> StoredFile:
        """Take what the bot wants to send: an upload, the id of an earlier file, or an address."""
        if isinstance(given, Upload):
            return self._accept_upload(kind, given)
        if given.startswith(("http://", "https://")):
            return self.store(
                kind, None, size=1000
            )  # Telegram would fetch it; tests have no network
        stored = self._by_id.get(given)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def _accept_upload(self, kind: str, upload: Upload) -> StoredFile:
        size = len(upload.content)
        if size == 0:
            raise bad_request("file must be non-empty")
        if size > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if kind == "photo" and size > MAX_PHOTO:
            raise bad_request(
                f"file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
            )
        return self.store(kind, upload.content, name=upload.name)


def describe(stored: StoredFile, files: Files) -> Json:
    """Return the part of a Message that shows this file."""
    header = stored.header()
    if stored.kind == "photo":
        sizes = [(90, 67), (320, 240)]
        small = [
            files.store("photo", tiny_photo()).header() | {"width": w, "height": h}
            for w, h in sizes
        ]
        return {"photo": [*small, header | {"width": 1280, "height": 960}]}
    if stored.kind == "voice":
        return {"voice": header | {"duration": 3, "mime_type": "audio/ogg"}}
    if stored.kind == "video":
        return {
            "video": header
            | {"width": 640, "height": 480, "duration": 5, "mime_type": "video/mp4"}
        }
    return {
        "document": header | {"file_name": stored.name, "mime_type": "application/octet-stream"}
    }


@functools.cache
def tiny_photo() -> bytes:
    """Return a real JPEG, for receivers that look into the file."""
    buffer = io.BytesIO()
    Image.new("RGB", (32, 24), (20, 120, 60)).save(buffer, "JPEG")
    return buffer.getvalue()
