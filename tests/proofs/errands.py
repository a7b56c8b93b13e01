"""What made-up people come to do: every message they write, and what must be left of it.

Everything is typed, so that a person can write without waiting for the reply: the more messages are
under way when a program is killed, the harder the proof.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

_LEVELS = ("very-unsatisfied", "unsatisfied", "neutral", "satisfied", "very-satisfied")
_ON_TIME = ("on-time", "late", "not-due")


@dataclass(frozen=True)
class Errand:
    """One person's visit. `replies` holds words the reply to each message must contain."""

    account: int
    says: tuple[str, ...]
    replies: tuple[str, ...]
    kind: str
    """`survey` or `report`."""
    answers: Mapping[str, object]
    """What a submitted survey or a case must hold, by the names of the questions."""


def errand(account: int, chance: random.Random) -> Errand:
    """Make up a visit: three of four people rate a desk, the others praise somebody."""
    return _survey(account, chance) if chance.random() < 0.75 else praise(account)


def _survey(account: int, chance: random.Random) -> Errand:
    levels = {name: chance.choice(_LEVELS) for name in ("attitude", "waiting")}
    on_time = chance.choice(_ON_TIME)
    rest = {name: chance.choice(_LEVELS) for name in ("facilities", "overall")}
    comment = f"Góp ý số {account}"
    late = on_time == "late"
    says = [
        "/start r_one-stop_binh-luc-hcc_khai-sinh",
        *(str(_LEVELS.index(level) + 1) for level in levels.values()),
        str(_ON_TIME.index(on_time) + 1),
        *(["có"] if late else []),
        *(str(_LEVELS.index(level) + 1) for level in rest.values()),
        comment,
        "gửi",
    ]
    replies = [
        "thái độ của cán bộ",
        "thời gian chờ đợi",
        "trả đúng hẹn",
        *(["xin lỗi và hẹn lại"] if late else []),
        "chỗ ngồi chờ",
        "Nói chung",
        "còn muốn góp ý",
        comment,
        "Cảm ơn Ông/Bà",
    ]
    answers: dict[str, object] = {
        "procedure": "khai-sinh",
        **levels,
        "on-time": on_time,
        **({"apology": "yes"} if late else {}),
        **rest,
        "comment": comment,
    }
    return Errand(account, tuple(says), tuple(replies), "survey", answers)


def praise(account: int) -> Errand:
    """Return the visit of somebody who praises, without a name."""
    what = f"Cảm ơn cán bộ đã giúp dọn rác, lần {account}"
    says = ("/gopy", "3", "rác thải", "bỏ qua", what, "bỏ qua", "không", "gửi")
    replies = (
        "muốn nói với chúng tôi",
        "thuộc nhóm nào",
        "ở xã nào",
        "kể rõ",
        "ảnh, ghi âm",
        "để lại tên",
        what,
        "Mã hồ sơ",
    )
    return Errand(account, says, replies, "report", {"kind": "praise", "what": what})
