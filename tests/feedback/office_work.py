"""The sample office at work: its units and people, and a case to hand round, for tests of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import read_office
from feedback.access import TIMER, Actor, Grant
from feedback.case import CaseFacts
from feedback.decision import Act, Decision, Refusal, begin, decide
from feedback.messages import Text

OFFICE = read_office(Path(__file__).parents[2] / "offices" / "binh-luc").office
WORKFLOW = OFFICE.workflow

AREA, COMMUNE, DIVISION, DESK = "khu-vuc-binh-luc", "binh-luc", "binh-luc-hcc", "binh-luc-q1"
"""The root, and three units each below the one before."""
ECONOMY, CULTURE, ELSEWHERE = "binh-luc-kt", "binh-luc-vhxh", "binh-my"

NOW = datetime(2026, 9, 7, 3, tzinfo=UTC)
"""A Monday morning."""
DAY = timedelta(days=1)
CITIZEN = Actor("citizen")


def holder(role: str, unit: str = COMMUNE, person: str = "") -> Actor:
    return Actor(person or f"{role}@{unit}", (Grant(role, unit),))


OFFICER, HEAD, READER = holder("officer"), holder("head"), holder("sealed-reader")


def arrived(kind: str = "problem", unit: str = COMMUNE, **changed: object) -> CaseFacts:
    """Return a case as it has just arrived, its time limit running."""
    case = CaseFacts(
        id="case",
        kind=kind,
        state="received",
        unit=unit,
        person=CITIZEN.person,
        received_at=NOW,
        entered_at=NOW,
        category="duong-hong",
    )
    return begin(OFFICE, replace(case, **changed))  # type: ignore[arg-type]


GIVEN = {
    "classify": Act(action="classify", category="chieu-sang"),
    "reclassify": Act(action="reclassify", kind="proposal", reason="đề xuất"),
    "transfer": Act(action="transfer", unit=ECONOMY, reason="đúng việc"),
    "pass-on": Act(action="pass-on", legal_ground="Đ9", text="Sở Xây dựng"),
    "refuse": Act(action="refuse", legal_ground="Đ11", text="Không thuộc thẩm quyền"),
    "assign": Act(action="assign", officer=OFFICER),
    "coordinate": Act(action="coordinate", unit=CULTURE),
    "name": Act(action="name", people=("accused",)),
    "represent": Act(action="represent", people=("speaker",)),
    "group": Act(action="group", same_as="other"),
    "ungroup": Act(action="ungroup", reason="khác việc"),
    "announce": Act(action="announce", text="Mất điện thôn Đồng"),
    "advise": Act(action="advise", text="Mời nộp đơn"),
    "file": Act(action="file", evidence=("12/ĐKN",)),
    "ask": Act(action="ask", text="Ở đâu?"),
    "supply": Act(action="supply", text="Ở thôn 3"),
    "note": Act(action="note", text="Đã gọi"),
    "answer": Act(action="answer", text="Đã vá", evidence=("photo",), outcome="solved"),
    "dispute": Act(action="dispute", reason="Vẫn hỏng"),
    "uphold": Act(action="uphold", reason="Đã làm đúng"),
    "reopen": Act(action="reopen", reason="Làm lại"),
}
"""What each action is given, where it needs anything."""


def act(action: str) -> Act:
    return GIVEN.get(action, Act(action=action))


def done(case: CaseFacts, what: str | Act, actor: Actor, at: datetime = NOW) -> CaseFacts:
    """Do something that is allowed."""
    decided = decide(OFFICE, case, act(what) if isinstance(what, str) else what, actor, at)
    assert isinstance(decided, Decision), decided
    return decided.case


def refused(case: CaseFacts, what: str | Act, actor: Actor, at: datetime = NOW) -> str:
    """Try something that is refused; return the id of the reason."""
    decided = decide(OFFICE, case, act(what) if isinstance(what, str) else what, actor, at)
    assert isinstance(decided, Refusal), decided
    assert isinstance(decided.why, Text)
    return decided.why.id


def led(case: CaseFacts, *steps: tuple[str | Act, Actor]) -> CaseFacts:
    """Do several allowed things one after the other."""
    for what, actor in steps:
        case = done(case, what, actor)
    return case


__all__ = ["TIMER"]
