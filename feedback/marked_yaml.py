"""A careful reader of YAML files: plain data, and the line each piece of it stands on.

Only the plain part of YAML is read: no anchors and aliases (a few lines of them can describe
gigabytes), no tags, no tabs, no key twice. Words stay words: `no`, `07:30`, `2026-01-01` and
`013504` are text, as in YAML 1.2 they mostly are; only `true`, `false`, `null` and plain numbers
are more than that. Nothing is recursive, so no file can exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from pydantic import JsonValue

from feedback.text import clean

LARGEST = 1_000_000
"""Bytes of one file; the pack of a whole province is a tenth of it."""
_DEEPEST = 30

Path = tuple[str | int, ...]
"""Where something is in a file: `("questions", 2, "text")`."""

_WORDS: Mapping[str, JsonValue] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")

# libyaml reads the same events ten times as fast; some systems ship PyYAML without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Marked:
    """One file as data, None when it cannot be read as a whole.

    `faults` holds (line, what is wrong and what to do).
    """

    name: str
    data: JsonValue = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        """Return the line of a place, or of the closest one around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(name: str, content: bytes) -> Marked:
    """Read one file; never raises: what is wrong is in `faults`."""
    marked = Marked(name)
    if len(content) > LARGEST:
        marked.faults.append((1, f"the file is larger than {LARGEST:,} bytes; split it"))
        return marked
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        marked.faults.append((line, "not UTF-8; save the file with the encoding UTF-8"))
        return marked
    for number, line_text in enumerate(text.split("\n"), start=1):
        if "\t" in line_text:
            marked.faults.append((number, "holds a tab; use blanks"))
    if not marked.faults and not _build(marked, text):
        marked.data = None
    return marked


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    value: list[JsonValue] | dict[str, JsonValue]
    path: Path
    key: str | None = None
    """The key that waits for its value; None in a list, and in a mapping that wants a key."""


def _build(marked: Marked, text: str) -> bool:
    """Fill in what the text says; False when there was no reading it to its end."""
    documents = 0
    tree = _Tree(marked)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    what = "a second document begins; remove the line `---`"
                    marked.faults.append((_line_of(event.start_mark), what))
                    return False
            elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent) and not tree.take(
                event
            ):
                return False
    except yaml.YAMLError as error:
        marked.faults.append((_line_of(getattr(error, "problem_mark", None)), _why(error)))
        return False
    if documents == 0:
        marked.faults.append((1, "the file is empty"))
    return True


class _Tree:
    """Puts the pieces together as they come."""

    def __init__(self, marked: Marked) -> None:
        self._marked = marked
        self._open: list[_Open] = []

    def take(self, event: yaml.Event) -> bool:
        """Take one piece; False when there is no sense in reading on."""
        line = _line_of(event.start_mark)
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            return True
        for fault in _unwanted(event):
            self._marked.faults.append((line, fault))
        if isinstance(event, yaml.ScalarEvent):
            self._place(clean(event.value) if self._wants_key() else _plain(event), line)
            return True
        if isinstance(event, yaml.AliasEvent):
            self._place(None, line)
            return True
        if len(self._open) == _DEEPEST:
            self._marked.faults.append((line, f"nested deeper than {_DEEPEST} levels"))
            return False
        began: list[JsonValue] | dict[str, JsonValue] = (
            {} if isinstance(event, yaml.MappingStartEvent) else []
        )
        self._open.append(_Open(began, self._place(began, line)))
        return True

    def _wants_key(self) -> bool:
        if not self._open or isinstance(self._open[-1].value, list):
            return False
        return self._open[-1].key is None

    def _place(self, value: JsonValue, line: int) -> Path:
        """Put a value where it belongs, and return that place."""
        if not self._open:
            self._marked.data = value
            self._marked.lines[()] = line
            return ()
        into = self._open[-1]
        if isinstance(into.value, list):
            path = (*into.path, len(into.value))
            into.value.append(value)
            self._marked.lines[path] = line
            return path
        if into.key is None:
            into.key = self._key(value, into, line)
            return (*into.path, into.key)
        path = (*into.path, into.key)
        into.value[into.key] = value
        into.key = None
        return path

    def _key(self, value: JsonValue, into: _Open, line: int) -> str:
        if not isinstance(value, str):
            self._marked.faults.append((line, "only a word can be a key; put it in quotes"))
            return ""
        if value in into.value:
            self._marked.faults.append((line, f"`{value}` is here twice; remove one"))
        # A value stands on the line of its key: that is where people look for it.
        self._marked.lines[(*into.path, value)] = line
        return value


def _unwanted(event: yaml.Event) -> Iterator[str]:
    if isinstance(event, yaml.AliasEvent):
        yield "an alias (`*`) is not allowed; write the value out, or put it in quotes"
    elif getattr(event, "anchor", None) is not None:
        yield "an anchor (`&`) is not allowed; write the value out, or put it in quotes"
    if getattr(event, "tag", None) is not None:
        yield "a tag (`!`) is not allowed; remove it, or put the text in quotes"


def _plain(event: yaml.ScalarEvent) -> JsonValue:
    value: str = event.value
    if event.implicit[0]:  # without quotes; `style` says so in one of the two readers only
        if value in _WORDS:
            return _WORDS[value]
        if _INTEGER.fullmatch(value):
            return int(value)
        if _DECIMAL.fullmatch(value):
            return float(value)
    return clean(value)


def _line_of(mark: Any) -> int:  # libyaml and PyYAML each have their own class of marks
    return int(mark.line) + 1 if mark is not None else 1


def _why(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or "a character that YAML does not allow"
    return f"not readable as YAML ({problem}); look at the indentation and the quotes"
