"""What people are told of what happens to their case: kind, and never more glad than there is
reason to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from feedback.case import Case, Event
from feedback.unit import Office
from handlers import case_notices
from tests.handlers.conftest import MORNING, TEXTS, Town
from tests.handlers.staffing import filed, id_of

GLAD = ("chúc mừng", "vui", "mừng", "hài lòng", "cảm ơn", "glad", "happy", "pleased", "thank")
"""What nobody wants to read whose problem is unsolved."""
THEIR_OWN = "Nhà bà Nguyễn Thị Bí Mật đổ rác"


def told(office: Office, case: Case, what: str, language: str = "vi", **note: str) -> str:
    event = Event(case.id, MORNING, what, "officer", dict(note))
    reply = case_notices.about(office, case, event)
    return "\n".join(TEXTS.render(each, language) for each in reply.lines)


def pressed(office: Office, case: Case, what: str) -> list[str]:
    reply = case_notices.about(office, case, Event(case.id, MORNING, what, "officer", {}))
    return [each.data for row in reply.rows for each in row]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("outcome", "solved", "unsolved"),
    [("solved", True, False), ("partly", False, False), ("unsolved", False, True),
     ("something-else", False, True)],
)  # fmt: skip
async def test_an_answer_is_called_what_it_is(
    town: Town, language: str, outcome: str, solved: bool, unsolved: bool
) -> None:
    """An outcome nobody knows is told as the worst: hope is not raised for nothing."""
    case = await filed(town, outcome=outcome, state="answered")
    shown = told(town.office, case, "answer", language, text="Xin xem biên bản 45/BB.")
    assert "Xin xem biên bản 45/BB." in shown
    assert ("đã có kết quả" in shown or "it is dealt with." in shown) == solved
    assert ("chưa giải quyết được" in shown or "could not be solved" in shown) == unsolved
    assert not [word for word in GLAD if word in shown.lower()]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("outcome", ["", "solved", "partly", "unsolved"])
@pytest.mark.parametrize("what", case_notices.TOLD)
async def test_nothing_repeats_what_people_wrote_nor_is_glad(
    town: Town, what: str, outcome: str, language: str
) -> None:
    case = await filed(
        town, outcome=outcome, content={"what": THEIR_OWN}, identity={"name": "Trần Văn Kín"}
    )
    shown = told(town.office, case, what, language)
    assert case.code[:4] in shown
    assert "Bí Mật" not in shown
    assert "Kín" not in shown
    assert not [word for word in GLAD if word in shown.lower()]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("what", case_notices.TOLD)
async def test_of_what_is_sealed_there_is_only_news(town: Town, what: str, language: str) -> None:
    case = await filed(town, kind="denunciation", category="", outcome="unsolved")
    shown = told(town.office, case, what, language, text=THEIR_OWN, reason=THEIR_OWN)
    assert shown == told(town.office, case, "answer", language)
    assert "Bí Mật" not in shown
    assert pressed(town.office, case, what) == [f"c:tracuu {case.code}"]
    lapses = case_notices.lapses(town.office, case, date(2026, 12, 1))
    assert [TEXTS.render(each, language) for each in lapses.lines] == [shown]


async def test_praise_ends_with_thanks(town: Town) -> None:
    praise = await filed(town, kind="praise", category="")
    report = await filed(town)
    assert "Xin cảm ơn" in told(town.office, praise, "close")
    assert "Thank you" in told(town.office, praise, "close", "en")
    assert "cảm ơn" not in told(town.office, report, "close")


async def test_the_new_day_stands_where_there_is_one(town: Town) -> None:
    case = await filed(town)
    assert case.promised is not None
    day = f"{case.promised.day}/{case.promised.month}"
    for what in ("accept", "transfer", "reopen", "extend"):
        assert day in told(town.office, case, what)
    praise = await filed(town, kind="praise", category="")
    assert "Hẹn trả lời" not in told(town.office, praise, "transfer")


async def test_a_unit_that_is_no_more_has_no_name(town: Town) -> None:
    case = await filed(town, unit="binh-my-cu")
    assert case.code[:4] in told(town.office, case, "accept")


@pytest.mark.parametrize(
    ("what", "actions"),
    [("ask", ["supply"]), ("answer", ["rate", "confirm", "dispute"]), ("uphold", ["rate"]),
     ("close", []), ("extend", [])],
)  # fmt: skip
async def test_what_can_be_done_next_is_a_press_away(
    town: Town, what: str, actions: list[str]
) -> None:
    case = await filed(town)
    expected = [*(f"own:{case.id}:{each}" for each in actions), f"c:tracuu {case.code}"]
    assert pressed(town.office, case, what) == expected


async def test_all_who_speak_for_a_case_are_told_but_who_did_it(town: Town) -> None:
    """One who was erased, and one who both sent it and represents those who did, too."""
    people = [town.citizen(each) for each in ("lan", "minh")]
    for each in people:
        await each.say("xin chào")
    lan, minh = (id_of(each) for each in people)
    case = replace(await filed(town, sender=lan), representatives=(lan, minh, "erased"))
    work = town.storage.work()
    for who, what, reached in (
        ("officer", "accept", [lan, minh]),
        ("officer", "note", []),
        (minh, "reopen", []),
        (lan, "reopen", []),
    ):
        event = Event(case.id, MORNING, what, who, {})
        notices = await case_notices.of(work, town.office, case, event)
        assert [each.person for each in notices] == reached


async def test_before_it_stops_people_are_told_why(town: Town) -> None:
    """What was asked and what was answered stop for different reasons."""
    day = date(2026, 12, 1)
    for state, end in (("more-asked", "việc sẽ dừng"), ("answered", "hồ sơ sẽ kết thúc")):
        case = await filed(town, state=state)
        reply = case_notices.lapses(town.office, case, day)
        shown = TEXTS.render(reply.lines[0], "vi")
        assert "1/12/2026" in shown
        assert shown.endswith(f"{end}.")
        assert [each.data for row in reply.rows for each in row] == [f"c:tracuu {case.code}"]
