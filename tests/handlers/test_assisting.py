"""A helper fills in for somebody else, through the real router, engine and storage."""

from __future__ import annotations

import json
from datetime import date

import pytest

from feedback.case import Event
from feedback.messages import Text
from feedback.response import Response
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.reporting import WHAT, cases, choose_category, code, finish

BEGUN = TEXTS.render(Text("assisted-begun"), "vi")
DESK = "r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1"
HELPERS, HELPING = DESK.replace("r_", "rh_", 1), DESK.replace("r_", "ra_", 1)


async def kept(town: Town) -> list[Response]:
    work = town.storage.work()
    pages = work.responses.export("one-stop", None, date(2020, 1, 1), date(2030, 1, 1))
    return [response async for page in pages for response in page]


async def rate(citizen: Citizen, level: str = "Hài lòng") -> None:
    """Answer the one-stop form from its first scale to the end."""
    for answer in (level, level, "Có, đúng hẹn", level, level, "Bỏ qua", "Gửi"):
        await citizen.tap(answer)


async def report(citizen: Citizen, *, named: bool = False, consent: str = "agree") -> None:
    """Answer the intake from its first question to the receipt."""
    await citizen.tap("Phản ánh")
    await choose_category(citizen, "Đường sá", "Đường hỏng")
    if "Bỏ qua" in citizen.labels:  # no code said which unit
        await citizen.tap("Bỏ qua")
    await citizen.say(WHAT)
    await citizen.tap("Bỏ qua")
    await citizen.tap("Bỏ qua")
    await finish(citizen, named=named, consent=consent)


async def test_a_code_where_helpers_sit_asks_for_whom(town: Town, known: Citizen) -> None:
    assert "cho mình hay điền giúp người khác?" in await known.say(f"/start {HELPERS}")
    assert known.labels == ["Tôi điền cho mình", "Tôi điền giúp người khác"]
    await known.tap("Tôi điền giúp")
    assert known.shown.startswith(BEGUN)
    assert "Quầy 1" in known.shown
    await rate(known)
    [response] = await kept(town)
    assert response.assisted
    assert (response.flags, response.desk) == ((), "binh-luc-q1")
    assert known.labels == ["Điền tiếp cho người khác", "Các việc khác"]
    assert known.buttons[0].data == f"s:{HELPING}"


async def test_whoever_fills_in_for_oneself_does_so_as_ever(town: Town, known: Citizen) -> None:
    await known.say(f"/start {HELPERS}")
    await known.tap("Tôi điền cho mình")
    assert BEGUN not in known.shown
    await rate(known)
    [response] = await kept(town)
    assert not response.assisted
    assert "Điền tiếp cho người khác" not in known.labels


async def test_the_question_in_the_middle_of_a_form_leads_back(known: Citizen) -> None:
    await known.say("/gopy")
    await known.say("/start gh")
    assert known.labels[-1].startswith("Làm tiếp:")
    await known.tap("Tôi điền giúp")
    assert "đang làm dở" in known.shown  # their own report is not taken for another person's
    await known.tap("Bắt đầu")
    assert known.shown.startswith(BEGUN)
    await known.press("s:ga")
    assert "ở đúng phần này rồi" in known.shown


@pytest.mark.parametrize("typed", ["điền giúp", "dien ho me toi", "for somebody else"])
async def test_the_menu_and_plain_words_lead_to_it(known: Citizen, typed: str) -> None:
    await known.say("/start")
    await known.tap("Điền giúp người khác")
    assert known.labels == ["Đánh giá sự phục vụ", "Phản ánh, góp ý, khen"]
    assert "điền giúp việc gì?" in await known.say(typed)
    await known.tap("Phản ánh")
    assert known.shown.startswith(BEGUN)


@pytest.mark.parametrize(
    "typed",
    ["/danhgia giúp xã bình mỹ", "/danhgia Điền giúp người khác bình mỹ", "/rate helping binh my"],
)
async def test_a_command_may_say_that_one_helps(town: Town, known: Citizen, typed: str) -> None:
    await known.say(typed)
    assert "đánh giá về việc gì" in known.shown
    assert {button.data[:5] for button in known.buttons} == {"s:ra_"}
    await known.tap("Đánh giá việc phục vụ")
    assert known.shown.startswith(BEGUN)
    assert "Nơi: Xã Bình Mỹ" in known.shown


async def test_help_and_other_words_are_told_apart(known: Citizen) -> None:
    await known.say("/gopy giup")
    assert known.shown.startswith(BEGUN)
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.context["assisted"] == "yes"
    await known.say("/huy")
    await known.tap("Có, hủy")
    await known.say("/gopy giupnhau")
    assert BEGUN not in known.shown
    assert "/danhgia giúp" in await known.town.citizen("other").say("/help")


async def test_twenty_people_helped_are_twenty_answers_and_the_helpers_own_is_one_more(
    town: Town, known: Citizen
) -> None:
    await known.say(f"/start {HELPING}")
    for _ in range(20):
        await rate(known)
        await known.tap("Điền tiếp")
    await known.say("/huy")
    await known.tap("Có, hủy")
    await known.say(f"/start {DESK}")
    await rate(known)
    responses = await kept(town)
    assert len(responses) == 21
    assert {response.flags for response in responses} == {()}
    assert [response.assisted for response in responses].count(True) == 20
    assert len({response.respondent for response in responses}) == 2
    await known.say(f"/start {DESK}")
    await rate(known)
    assert ("repeat",) in [response.flags for response in await kept(town)]


async def test_nobody_outvotes_a_commune_by_helping(town: Town, known: Citizen) -> None:
    await known.say(f"/start {HELPING}")
    for _ in range(41):
        await rate(known)
        await known.tap("Điền tiếp")
    assert [response.flags for response in await kept(town)].count(("repeat",)) == 1
    town.pass_by(hours=25)
    await rate(known)
    assert (await kept(town))[-1].flags == ()


async def test_an_officer_who_helps_is_no_staff_that_rates_itself(
    town: Town, known: Citizen
) -> None:
    town.roles["minh"] = frozenset({"admin"})
    for payload in (HELPING, DESK):
        await known.say(f"/start {payload}")
        await rate(known)
    assert {(r.assisted, r.flags) for r in await kept(town)} == {(True, ()), (False, ("staff",))}


async def test_a_bad_answer_of_somebody_helped_leads_to_their_report(
    town: Town, known: Citizen
) -> None:
    await known.say(f"/start {HELPING}")
    await rate(known, "Rất không hài lòng")
    await known.tap("Kể rõ sự việc")
    assert known.shown.startswith(BEGUN)
    await report(known)
    [case] = await cases(town, known)
    assert (case.assisted, case.unit) == (True, "binh-luc-kt")  # of roads, from the desk's commune


async def test_a_report_for_somebody_else_is_marked_everywhere(town: Town, known: Citizen) -> None:
    await known.say("/gopy giúp")
    await known.tap("Phản ánh")
    await choose_category(known, "Đường sá", "Đường hỏng")
    await known.tap("Bỏ qua")
    await known.say(WHAT)
    await known.tap("Bỏ qua")
    await known.tap("Bỏ qua")
    await known.tap("Không")
    assert "Điền giúp người khác." in known.shown  # the review
    await known.tap("Gửi")
    assert TEXTS.render(Text("assisted-hand-over"), "vi") in known.shown
    assert known.labels[0] == "Điền tiếp cho người khác"
    spelled = code(known)
    [case] = await cases(town, known)
    assert case.assisted
    assert "điền giúp người khác" in await known.say("/cuatoi")
    other = town.citizen("the-person-helped")
    shown = await other.say(f"/tracuu {spelled}")
    assert "đã tiếp nhận" in shown
    assert "điền giúp" not in shown
    await known.press("data:export")
    [reply] = known.answer.replies
    assert reply.picture is not None
    assert json.loads(reply.picture.content)["cases"][0]["assisted"] is True


async def test_the_review_of_ones_own_report_says_nothing_of_it(known: Citizen) -> None:
    await known.say("/gopy")
    await known.tap("Phản ánh")
    await choose_category(known, "Đường sá", "Đường hỏng")
    await known.tap("Bỏ qua")
    await known.say(WHAT)
    for _ in range(2):
        await known.tap("Bỏ qua")
    await known.tap("Không")
    assert "xem lại" in known.shown
    assert "Điền giúp" not in known.shown


@pytest.mark.parametrize(("consent", "given"), [("agree", True), ("refuse", False)])
async def test_what_another_agrees_to_is_no_consent_of_the_helper(
    town: Town, known: Citizen, consent: str, given: bool
) -> None:
    await known.say("/gopy giúp")
    await report(known, named=True, consent=consent)
    assert known.turn is not None
    work = town.storage.work()
    assert await work.people.consents(known.turn.person.id) == []
    [case] = await work.cases.of(known.turn.person.id)
    assert bool(case.identity) is given
    history: list[Event] = await work.cases.history(case.id)
    said = history[0].note["consent"]
    assert isinstance(said, dict)
    assert (said["purpose"], said["given"]) == ("process-report", given)
