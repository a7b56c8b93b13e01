"""Long lists on small screens: a page at a time, and searching by typed words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback.messages import Line, Text
from feedback.question import Choice, Value

PAGE = 8
NEXT, BEFORE, UP, HERE = ".next", ".before", ".up", ".here"
_NEXT = Choice(NEXT, Text("question-next"), ("xem tiếp", "tiếp", "trang sau", "next", "more"))
_BEFORE = Choice(
    BEFORE, Text("question-before"), ("xem phần trước", "trang trước", "before", "previous page")
)
UPWARD = Choice(
    UP,
    Text("question-up"),
    ("trở lại danh sách trước", "trở lại", "quay lại", "back", "go back", "up"),
)
"""Typed, "back" inside a branch means the list before; only at the top is it the question before."""


def state(draft: Value) -> dict[str, Any]:
    """Return a draft as a dictionary: `at` (branch), `words` (search), `page`."""
    return dict(draft) if isinstance(draft, Mapping) else {}


def page_of(items: Sequence[tuple[str, Line]], page: int) -> tuple[Choice, ...]:
    """Return one page of (id, label) with the moves to its neighbours."""
    start = max(0, min(page * PAGE, (len(items) - 1) // PAGE * PAGE))
    shown = [Choice(id, label) for id, label in items[start : start + PAGE]]
    if start:
        shown.append(_BEFORE)
    if start + PAGE < len(items):
        shown.append(_NEXT)
    return tuple(shown)


def turned(draft: dict[str, Any], move: str | None) -> dict[str, Any] | None:
    """Return the draft on the page a move leads to; None when it is no such move."""
    if move not in (NEXT, BEFORE):
        return None
    page = int(draft.get("page") or 0) + (1 if move == NEXT else -1)
    return {**draft, "page": max(0, page)}
