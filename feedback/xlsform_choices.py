"""The lists of the sheet `choices`, and which of them a question offers when."""

from __future__ import annotations

import re
from typing import Any

from feedback.late_sheet import Table
from feedback.question import NAME
from feedback.xlsform_expression import Compare, Tested, Unread, either, read_condition
from feedback.xlsform_sheet import Faults, Row, plain_name, read_rows

_SHEET = "choices"
_MOST = 60
"""Choices of one question; whoever has more asks for a unit or a procedure instead."""


class ChoiceLists:
    """The lists by their names."""

    def __init__(self, table: Table | None, default: str, faults: Faults) -> None:
        self._faults = faults
        self._lists: dict[str, list[Row]] = {}
        for row in read_rows(_SHEET, table, default, (), faults) if table is not None else ():
            if not row["list_name"]:
                if row["name"] or row.worded:
                    faults.add(_SHEET, row.line, "xlsform-no-list-name")
                continue
            self._lists.setdefault(row["list_name"].lower(), []).append(row)

    def of(
        self, asked: Row, name: str, compare: Compare, *, several: bool
    ) -> list[dict[str, Any]] | None:
        """Return what a question offers, None when there is no such list."""
        rows = self._lists.get(name)
        if rows is None:
            self._faults.add(asked.sheet, asked.line, "xlsform-no-list", name=name)
            return None
        if len(rows) > _MOST:
            self._faults.add(
                asked.sheet, asked.line, "xlsform-list-long", name=name, most=str(_MOST)
            )
            return None
        found: dict[str, dict[str, Any]] = {}
        offered: dict[str, Tested] = {}
        for row in rows:
            when = self._when(asked, row, compare)
            choice = plain_name(row["name"])
            if not re.fullmatch(NAME, choice):
                self._faults.add(_SHEET, row.line, "xlsform-name", name=row["name"][:60])
            elif "label" not in row.worded:
                self._faults.add(_SHEET, row.line, "xlsform-no-label", name=row["name"])
            elif when is False:
                continue
            elif choice not in found:
                found[choice] = {"name": choice, "label": dict(row.worded["label"])}
                offered[choice] = when
            elif asked["choice_filter"] and found[choice]["label"] == dict(row.worded["label"]):
                # The same thing in two places of a cascade, which `allow_choice_duplicates` lets.
                offered[choice] = either(offered[choice], when)
            else:
                self._faults.add(_SHEET, row.line, "xlsform-choice-twice", name=choice, list=name)
        for choice, when in offered.items():
            if not isinstance(when, bool):
                if several:
                    self._faults.add(asked.sheet, asked.line, "xlsform-filter-several")
                    break
                found[choice]["when"] = when
        return list(found.values())

    def _when(self, asked: Row, row: Row, compare: Compare) -> Tested:
        text = asked["choice_filter"]
        if not text:
            return True
        columns = {name: plain_name(value) for name, value in row.cells.items()}
        for column in re.findall(r"(?<![\w'\"{:-])([a-z_]\w*)(?![\w'\"}(:-])", text.lower()):
            columns.setdefault(column, "") if self._has(column) else None
        try:
            return read_condition(text.lower(), compare, columns)
        except Unread as unread:
            about = {"column": "choice_filter", "part": str(unread)[:60]}
            self._faults.add(asked.sheet, asked.line, "xlsform-unread", **about)
            return True

    def _has(self, column: str) -> bool:
        return any(column in row.cells for rows in self._lists.values() for row in rows)
