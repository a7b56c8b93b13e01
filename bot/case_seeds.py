"""Made-up cases, each somewhere on its way: what people wrote, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import cast

from feedback.access import Actor
from feedback.case import Case, Event
from feedback.decision import Act, Refusal, decide
from feedback.person import Grant
from feedback.unit import Office
from handlers.case_acting import begun, promising

REPORTS = (
    ("problem", "chieu-sang", "Đèn đường đầu thôn hỏng đã một tuần, buổi tối rất tối."),
    (
        "problem",
        "chieu-sang",
        "Ba bóng đèn ở ngõ chợ không sáng, các cháu đi học về tối phải soi.",
    ),
    ("problem", "rac-thai", "Rác cạnh nhà văn hóa ba ngày nay chưa được thu gom."),
    ("problem", "rac-thai", "Có người đổ phế thải xây dựng ở bờ mương sau trường."),
    ("problem", "duong-hong", "Đường vào xóm có ổ gà lớn, xe máy dễ ngã."),
    ("problem", "thoat-nuoc", "Mưa là ngập sân nhà, cống đầu ngõ bị tắc."),
    ("problem", "o-nhiem", "Trang trại lợn xả nước đen ra mương, mùi rất nặng."),
    (
        "problem",
        "lan-chiem",
        "Hàng quán bày hết vỉa hè trước cổng chợ, người đi bộ phải xuống đường.",
    ),
    ("problem", "cham-ho-so", "Hồ sơ hẹn trả ngày mồng năm mà đến nay chưa có."),
    ("proposal", "thu-tuc", "Đề nghị nhận hồ sơ thêm sáng thứ bảy cho người đi làm."),
    ("proposal", "van-hoa", "Xin mở cửa sân nhà văn hóa buổi tối cho các cháu chơi."),
    ("praise", "thai-do", "Cảm ơn các anh chị ở quầy hộ tịch đã giúp mẹ tôi làm giấy tờ."),
)
"""Kind, category (where an office has it) and words."""

_OPEN_WAYS = (
    *(" ", " ", "classify", "classify accept", "accept assign", "accept assign start"),
    *("accept assign start", "accept assign start extend", "classify ask", "transfer accept"),
    *("accept assign note start", "accept assign answer", "accept assign start answer dispute"),
    "accept answer dispute reopen assign",
)
_ENDED_WAYS = (
    *("classify accept assign start answer confirm close",) * 4,
    *("accept assign answer confirm close",) * 3,
    *("accept assign start answer", "accept answer confirm", "classify ask supply accept answer"),
    *("refuse", "pass-on", "withdraw", "accept start answer dispute uphold", "transfer refuse"),
    "accept assign answer dispute reopen start answer confirm close",
)
_PRAISE_WAYS = (" ", "classify", "classify close", "close")
_SETTLED_AFTER = timedelta(days=20)
"""From then on most cases have come to their end; those that have not are late."""
_LATE = 0.15
_GAP_HOURS = (1, 70)
"""Between two things that happen to a case."""


@dataclass(frozen=True, slots=True)
class Team:
    """Who handles the cases of a unit. `known`: they are people, who can have tasks."""

    officer: Actor
    head: Actor
    known: bool = True

    @classmethod
    def nobody(cls, unit: str) -> Team:
        """Return those who did what was done where nobody is known by name."""
        officer, head = (
            Actor(f"{role}@{unit}", (Grant(role, unit),)) for role in ("officer", "head")
        )
        return cls(officer, head, known=False)


def handled(
    office: Office, arrived: Case, teams: Mapping[str, Team], chance: Random, now: datetime
) -> tuple[Case, list[Event]]:
    """Return how a case that arrived then stands now, and what happened to it since.

    Every step is one that the office's workflow allows; the others are left out.
    """
    case = begun(office, arrived)
    events = [Event(case.id, case.received_at, "received", case.person)]
    at = case.received_at
    for action in _way(case, chance, now).split():
        at += timedelta(hours=chance.uniform(*_GAP_HOURS))
        team = teams.get(case.unit) or Team.nobody(case.unit)
        if at > now or (action == "assign" and not team.known):
            continue
        decided = decide(
            office, case, _act(office, case, action, team, at), _who(case, action, team), at
        )
        if not isinstance(decided, Refusal):
            case = promising(cast(Case, decided.case))
            events.append(decided.event)
    return case, events


def _way(case: Case, chance: Random, now: datetime) -> str:
    if case.kind == "praise":
        return chance.choice(_PRAISE_WAYS)
    settled = now - case.received_at > _SETTLED_AFTER and chance.random() > _LATE
    return chance.choice(_ENDED_WAYS if settled else _OPEN_WAYS)


def _who(case: Case, action: str, team: Team) -> Actor:
    if action in ("confirm", "dispute", "supply", "withdraw"):
        return Actor(case.person)
    return team.head if action in ("refuse", "extend", "uphold") else team.officer


def _act(office: Office, case: Case, action: str, team: Team, at: datetime) -> Act:
    """Return what is done, with all that any step may need."""
    running = [each for each in case.clocks if each.ended_at is None]
    last = running[-1].promised if running else at.date()
    below = office.children(case.unit)
    texts = {
        "ask": "Xin Ông/Bà cho biết rõ địa điểm, nếu có ảnh xin gửi kèm.",
        "supply": "Ở ngay ngã ba đầu thôn, cạnh trạm điện.",
        "note": "Đã hẹn đơn vị thi công khảo sát.",
        "answer": "Đã kiểm tra và khắc phục xong, có biên bản nghiệm thu.",
    }
    return Act(
        action=action,
        reason="Chưa đồng ý, tối vẫn chưa sáng." if action == "dispute" else "Cần kiểm tra thêm.",
        text=texts.get(action, "Việc này không thuộc thẩm quyền của xã."),
        evidence=("45/BB-UBND",) if action == "answer" else (),
        legal_ground="Điều 11",
        ground="complex",
        until=last + timedelta(days=10),
        unit=below[0].id if below else case.unit,
        category=case.category,
        officer=team.officer,
        outcome="solved",
    )
