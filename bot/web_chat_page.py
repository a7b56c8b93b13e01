"""The page of the web chat and its files, from `bot/pages/`: filled in, compressed, and no other file."""

from __future__ import annotations

import gzip
import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aiohttp import web

from bot.texts import Texts
from feedback.messages import Text
from feedback.unit import Office

_FOLDER = Path(__file__).parent / "pages"
_PLACE = re.compile(r"\{\{(\$?)([a-z-]+)\}\}")
_TYPES = {
    "page.js": "text/javascript; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_A_WHILE = "public, max-age=300"
_CONTACTS = 5
_REMEMBERED = 64
"""Pages kept as they were filled in: each payload of a QR code is one."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it is and as it travels."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, plain: bytes) -> Body:
        """Pack a body once for all who ask for it."""
        return cls(plain, gzip.compress(plain, 9, mtime=0))

    def answer(self, request: web.Request, headers: Mapping[str, str]) -> web.Response:
        """Return the body in the form the browser takes."""
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=self.plain, headers={**headers, "Vary": "Accept-Encoding"})
        return web.Response(
            body=self.packed,
            headers={**headers, "Vary": "Accept-Encoding", "Content-Encoding": "gzip"},
        )


class Page:
    """The one page and the files it needs."""

    def __init__(self, texts: Texts, office: Office, folder: Path = _FOLDER) -> None:
        self._texts, self._office = texts, office
        self._html = (folder / "page.html").read_text("utf-8")
        scripts = sorted((folder / "script").glob("*.js"))
        files = {
            "page.js": b"\n".join(path.read_bytes() for path in scripts),
            **{name: (folder / name).read_bytes() for name in ("page.css", "icon.svg")},
        }
        whole = b"\0".join((self._html.encode(), *files.values()))
        self.version = hashlib.sha256(whole).hexdigest()[:16]
        self._files = {name: Body.of(content) for name, content in files.items()}
        self._filled = lru_cache(_REMEMBERED)(self._fill)

    def page(
        self,
        language: str,
        *,
        start: str = "",
        demo: str = "",
        admin: bool = False,
        large: bool = False,
    ) -> Body:
        """Return the page in a language. `start`: what a QR code carries; `demo`: the persona."""
        return self._filled(language, start, demo, admin, large)

    def file(self, request: web.Request) -> web.Response:
        """Answer a call for one of the files."""
        name = request.match_info["name"]
        body = self._files.get(name)
        if body is None:
            raise web.HTTPNotFound
        lasting = request.query.get("v") == self.version
        caching = _FOR_EVER if lasting else _FOR_A_WHILE
        headers = {"Content-Type": _TYPES[name], "Cache-Control": caching}
        return body.answer(request, headers)

    def _fill(self, language: str, start: str, demo: str, admin: bool, large: bool) -> Body:
        office = self._office
        contacts = [unit.contact for unit in office.units.values() if unit.contact]
        render = self._texts.render
        values = {
            "lang": language,
            "office": render(office.name, language),
            "version": self.version,
            "start": start,
            "demo": demo,
            "admin": "true" if admin else "",
            "contact": "\n".join(render(each, language) for each in contacts[:_CONTACTS]),
            "large": "true" if large else "",
        }

        def put(found: re.Match[str]) -> str:
            own, name = found.groups()
            said = values[name] if own else render(Text(f"web-{name}"), language)
            return html.escape(said)

        return Body.of(_PLACE.sub(put, self._html).encode())
