"""The SQL of `queries/*.sql`, read once: one dialect-neutral text for both databases.

A file holds sections `-- name: aggregate.intent`. Parameters are written `:name` and become `?n`
or `$n`; `IN (:names...)` takes a JSON array of texts, since the two databases have no common way
to pass a list. What changing the master key needs is made from `storage.sealed`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from storage.sealed import SEALED

_FOLDER = Path(__file__).parent / "queries"
_NAME = re.compile(r"^-- name: ([a-z_.]+)$", re.MULTILINE)
_LIST = re.compile(r"IN \(:([a-z_]+)\.\.\.\)")
_ABOUT_PEOPLE = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (person|address|conversation)\b")
_FOLLOWED = frozenset(
    f"conversations.{each}"
    for each in ("update", "take_up", "put_aside", "close", "drop", "abandon")
) | {"people.add", "people.add_address", "people.show", "people.heard"}
"""Statements that `storage.people` and `storage.conversations` keep up with."""
_PARAMETER = re.compile(r"(?<!:):([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL text in both dialects, and how its values are picked."""

    name: str
    sqlite: str
    postgres: str
    arguments: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    """Returns the values in the order of the parameters."""
    unsettles: bool = field(init=False)
    """It changes what is remembered of people, and `storage.people` does not follow it."""

    def __post_init__(self) -> None:
        unsettles = bool(_ABOUT_PEOPLE.match(self.sqlite)) and self.name not in _FOLLOWED
        object.__setattr__(self, "unsettles", unsettles)

    @property
    def counts(self) -> bool:
        """It adds to a counter, so its order among other writes does not matter."""
        return self.name.endswith(".count")


@cache
def statements() -> Mapping[str, Statement]:
    """Return every statement by its name."""
    found = {name: _statement(name, sql) for each in SEALED for name, sql in each.statements()}
    for file in sorted(_FOLDER.glob("*.sql")):
        parts = _NAME.split(file.read_text("utf-8"))
        for name, sql in zip(parts[1::2], parts[2::2], strict=True):
            found[name] = _statement(name, sql.strip())
    return found


def _statement(name: str, sql: str) -> Statement:
    sqlite = _LIST.sub(r"IN (SELECT value FROM json_each(:\1))", sql)
    postgres = _LIST.sub(r"= ANY (ARRAY(SELECT json_array_elements_text(:\1::json)))", sql)
    order = tuple(dict.fromkeys(_PARAMETER.findall(sql)))
    return Statement(
        name,
        _PARAMETER.sub(lambda found: f"?{order.index(found[1]) + 1}", sqlite),
        _PARAMETER.sub(lambda found: f"${order.index(found[1]) + 1}", postgres),
        _picker(order),
    )


def _picker(order: tuple[str, ...]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    # In C, since a turn does it for every statement; of fewer than two names it gives no tuple.
    if len(order) > 1:
        return itemgetter(*order)
    return lambda values: tuple([values[name] for name in order])
