"""What people agree to: kept with the version of the words they saw, so that it can be proven."""

from __future__ import annotations

from typing import Any, cast

from feedback.person import Consent
from feedback.question import Value
from handlers.context import Turn


def keep(turn: Turn, value: Value) -> bool:
    """Keep the answer of a consent question, given or refused; tells whether it was given."""
    if not isinstance(value, dict) or not {"purpose", "version", "given"} <= value.keys():
        return False
    answer = cast(dict[str, Any], value)
    turn.storage.people.consent(
        turn.person.id,
        Consent(str(answer["purpose"]), int(answer["version"]), is_given(value), turn.now),
    )
    return is_given(value)


def is_given(value: Value) -> bool:
    """Tell whether the answer of a consent question agrees."""
    return isinstance(value, dict) and bool(value.get("given"))
