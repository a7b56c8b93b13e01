"""The files of an office pack, read one by one: their rows, and every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from pydantic import JsonValue, ValidationError

from feedback.marked_yaml import Marked, Path, read
from feedback.pack_rows import Row, explain

FILES = ("office", "units", "procedures", "categories", "consents", "texts", "workflow")
"""The files every pack has, besides its surveys and forms."""

ZALO = "zalo-templates"
"""A file a pack may have: what Zalo takes for people who have not written lately."""

RETENTION = "retention"
"""A file a pack may have: how long what is kept."""

LETTERS = "letters"
"""A file a pack may have: which letters there are, and who issues them."""

REPLIES = "replies"
"""A file a pack may have: words that officers have ready for citizens."""

NEEDED_FORMS = ("case", "welcome")
"""Forms the program itself begins."""

_Row = TypeVar("_Row", bound=Row)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, and where."""

    file: str
    line: int
    what: str


def told(faults: set[Fault]) -> list[str]:
    """Return faults as `file:line: what`, in order."""
    return [f"{each.file}:{each.line}: {each.what}" for each in sorted(faults)]


class PackFiles:
    """Reads the files one by one and collects what is wrong with them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.faults: set[Fault] = set()
        self.warnings: set[Fault] = set()
        self._rows_by_id: dict[Path, int] = {}
        self._left_out: set[str] = set()
        """Ids and kinds of rows that are wrong themselves."""
        self._files: dict[str, Marked] = {}
        for path, content in sorted(files.items()):
            if self._belongs(path):
                self._files[path] = marked = read(path, content)
                self.faults |= {Fault(path, line, what) for line, what in marked.faults}
        needed = [f"{name}.yaml" for name in FILES]
        for path in (*needed, *(f"forms/{name}.yaml" for name in NEEDED_FORMS)):
            if path not in files:
                self.faults.add(Fault(path, 1, "the file is missing; the program needs it"))

    def _belongs(self, path: str) -> bool:
        """Tell whether a file is part of the pack; other kinds of files may lie beside them."""
        name = PurePosixPath(path)
        if name.suffix not in (".yaml", ".yml"):
            return False
        folder = str(name.parent)
        own = (*FILES, ZALO, RETENTION, LETTERS, REPLIES)
        known = name.stem in own if folder == "." else folder in ("surveys", "forms")
        if name.suffix == ".yml" or not known:
            wanted = ", ".join(f"{each}.yaml" for each in own)
            what = f"no file of a pack; a pack has {wanted}, surveys/*.yaml and forms/*.yaml"
            self.faults.add(Fault(path, 1, what))
            return False
        return True

    def _fault(self, file: Marked, path: Path, what: str) -> None:
        self.faults.add(Fault(file.name, file.line(*path), what))

    def _file(self, name: str) -> Marked:
        return self._files.get(name, Marked(name, data={}))

    def _fields(self, file: Marked, keys: tuple[str, ...]) -> dict[str, JsonValue]:
        """Return the file's fields; keys that do not belong there are faults."""
        if not isinstance(file.data, dict):
            if not file.faults:
                self._fault(file, (), f"must hold {', '.join(f'`{key}:`' for key in keys)}")
            return {}
        for key in file.data:
            if key not in keys:
                self._fault(file, (key,), f"`{key}` is not known here; remove it")
        return file.data

    def _row(self, file: Marked, path: Path, data: JsonValue, kind: type[_Row]) -> _Row | None:
        try:
            return kind.model_validate(data)
        except ValidationError as error:
            for within, what in explain(error, tuple(kind.model_fields)):
                self._fault(file, (*path, *within), what)
            return None

    def _rows(
        self, file: Marked, key: str, kind: type[_Row], identified: bool = True
    ) -> Iterator[_Row]:
        """Yield the good rows of a list in a file."""
        listed = file.data.get(key) if isinstance(file.data, dict) else None
        if not isinstance(listed, list):
            if file.lines and not file.faults:
                self._fault(file, (key,), f"needs a list `{key}:`")
            return
        seen: set[JsonValue] = set()
        for number, data in enumerate(listed):
            row = self._row(file, (key, number), data, kind)
            id = data.get("id") if identified and isinstance(data, dict) else None
            if isinstance(id, str):
                if id in seen:
                    what = f"a second `{id}`; ids are there once and for ever"
                    self._fault(file, (key, number, "id"), what)
                seen.add(id)
                self._rows_by_id[(file.name, key, id)] = number
            if row is not None:
                yield row
            elif isinstance(data, dict):
                self._left_out |= {str(data[name]) for name in ("id", "kind") if name in data}

    def _readable(self) -> bool:
        """Tell whether the files of the office could be read at all; against half of them, every
        reference would look wrong."""
        return all(self._files.get(f"{name}.yaml", Marked("")).data for name in FILES)

    def _follows_from_another(self, what: str) -> bool:
        """Tell whether something only looks wrong because a row it speaks of is wrong itself."""
        return any(f"`{word}`" in what for word in self._left_out)

    def _simple(self, name: str, kind: type[_Row], key: str = "") -> list[_Row]:
        file = self._file(f"{name}.yaml")
        key = key or name
        self._fields(file, (key,))
        return list(self._rows(file, key, kind))

    def _at(self, name: str, path: Path) -> Path:
        """Turn `("units", "binh-luc", "parent")` into the place of that row in its file."""
        row = self._rows_by_id.get((name, *path[:2]))
        return path if row is None else (path[0], row, *path[2:])
