"""Words that must not be found, in every way they could be written down, and the search for them."""

from __future__ import annotations

import base64
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import numpy as np

from feedback.text import fold

_SYLLABLES = (
    "Ánh Bích Chiêu Diễm Đào Giáng Hạnh Hoài Huệ Khuê Kiều Lệ Liễu Loan Mận Mỹ Ngọc Nguyệt Nhã Nhật "
    "Oánh Phượng Quế Quỳnh Sáng Tâm Thảo Thắm Thuận Thủy Thư Tịnh Trầm Trúc Tuyết Uyển Vĩnh Vượng "
    "Xuyến Yến Bảo Cảnh Đạt Đức Giản Hiển Hùng Khải Kiên Lâm Lượng Mẫn Nghĩa Nhẫn Phúc Quyền Tấn "
    "Thịnh Trọng"
)
_WINDOW = 8
"""Bytes compared at once; no way of writing a canary down is shorter."""


_BITS = 26
"""Of the table that tells quickly that eight bytes begin no canary."""


class Words:
    """Draws Vietnamese words nobody says by chance, each time others."""

    def __init__(self, chance: random.Random) -> None:
        self._chance, self._syllables = chance, _SYLLABLES.split()
        self._drawn: set[tuple[str, ...]] = set()

    def draw(self) -> str:
        """Return five syllables that were not drawn before."""
        while (words := tuple(self._chance.choices(self._syllables, k=5))) in self._drawn:
            pass
        self._drawn.add(words)
        return " ".join(words)


def spellings(canary: str) -> Iterator[bytes]:
    """Yield every way the canary is looked for."""
    for form in (normalize("NFC", canary), normalize("NFD", canary)):
        for text in {form, form.lower(), form.upper()}:
            yield text.encode()
            yield text.encode("utf-16-le")
            yield text.encode("utf-16-be")
        encoded = form.encode()
        yield encoded.hex().encode()
        yield encoded.hex().upper().encode()
        yield from _base64(encoded)
        yield json.dumps(form)[1:-1].encode()
        yield quote(form).encode()
    yield fold(canary).encode()


def secret_spellings(secret: bytes) -> Iterator[bytes]:
    """Yield every way a key of random bytes is looked for."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    yield from _base64(secret)
    yield base64.urlsafe_b64encode(secret).rstrip(b"=")


def _base64(content: bytes) -> Iterator[bytes]:
    """Yield what does not change with what stands before and after it."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + content)
        # Characters that also hold bits of a neighbour are left out.
        yield coded[(0, 2, 3)[before] : len(coded) - 4]


class Search:
    """Looks for all of many byte strings in one pass."""

    def __init__(self, patterns: Mapping[bytes, str]) -> None:
        """`patterns`: what each byte string gives away."""
        self._by_start: dict[int, list[tuple[bytes, str]]] = {}
        for pattern, what in patterns.items():
            assert len(pattern) >= _WINDOW, pattern
            start = int.from_bytes(pattern[:_WINDOW], "little")
            self._by_start.setdefault(start, []).append((pattern, what))
        self._starts = np.array(sorted(self._by_start), dtype=np.uint64)
        self._likely = np.zeros(1 << _BITS, dtype=bool)
        self._likely[_hash(self._starts)] = True

    def found_in(self, content: bytes) -> set[str]:
        """Return what a byte string gives away."""
        found: set[str] = set()
        for offset in range(_WINDOW):
            count = (len(content) - offset) // _WINDOW
            if count <= 0:
                break
            words = np.frombuffer(content, dtype="<u8", count=count, offset=offset)
            for number in np.flatnonzero(self._likely[_hash(words)]):
                at = offset + int(number) * _WINDOW
                for pattern, what in self._by_start.get(int(words[number]), ()):
                    if content.startswith(pattern, at):
                        found.add(what)
        return found


def _hash(words: Any) -> Any:
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _BITS)


def patterns(canaries: Mapping[str, Iterable[str]]) -> dict[bytes, str]:
    """Return the byte strings of canaries, each with the class it belongs to and the canary."""
    return {
        spelled: f"{kind}: {canary}"
        for kind, each in canaries.items()
        for canary in each
        for spelled in spellings(canary)
    }


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and what is inside of archives."""
    yield name, content
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for part in book.namelist():
                yield f"{name}/{part}", book.read(part)
    elif name.endswith(".tar"):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for entry in archive:
                if (part_of := archive.extractfile(entry)) is not None:
                    yield f"{name}/{entry.name}", part_of.read()
