from __future__ import annotations

from datetime import date

import pytest

from feedback.response import Response
from tests.handlers.conftest import Citizen, Town


async def _kept(town: Town, form: str = "one-stop") -> list[Response]:
    work = town.storage.work()
    pages = work.responses.export(form, None, date(2020, 1, 1), date(2030, 1, 1))
    return [response async for page in pages for response in page]


async def _rate(citizen: Citizen, level: str, *, late: str = "Có, đúng hẹn") -> None:
    """Answer the one-stop form from its first scale to the end."""
    await citizen.tap(level)
    await citizen.tap(level)
    await citizen.tap(late)
    if late.startswith("Không"):
        await citizen.tap("Không")
    await citizen.tap(level)
    await citizen.tap(level)
    await citizen.tap("Bỏ qua")
    await citizen.tap("Gửi")


async def test_a_code_at_the_desk_counts_for_unit_procedure_and_desk(
    town: Town, lan: Citizen
) -> None:
    await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1")
    assert "khai sinh" in lan.shown
    await _rate(lan, "Hài lòng")
    [kept] = await _kept(town)
    assert (kept.unit, kept.procedure, kept.desk) == ("binh-luc-hcc", "khai-sinh", "binh-luc-q1")
    assert (kept.flags, kept.source, kept.channel) == ((), "open", "test")
    assert kept.answers["attitude"] == "satisfied" or kept.answers["attitude"]
    assert {name for name, _ in kept.counted} >= {"attitude", "waiting", "on-time", "overall"}
    assert 5 < kept.seconds < 60
    assert lan.turn is not None
    assert kept.respondent != lan.turn.person.id
    assert "Cảm ơn" in lan.shown
    assert "chưa hài lòng" not in lan.shown
    assert lan.answer.replies[0].edit


async def test_late_is_followed_by_the_question_on_the_apology(town: Town, lan: Citizen) -> None:
    await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    await _rate(lan, "Bình thường", late="Không, bị trễ")
    [kept] = await _kept(town)
    assert kept.answers["apology"] == "no"


async def test_who_was_not_served_well_is_offered_help(town: Town, lan: Citizen) -> None:
    await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    await _rate(lan, "Rất không hài lòng")
    assert "Rất tiếc" in lan.shown
    await lan.tap("Kể rõ sự việc")
    assert "Trung tâm Phục vụ hành chính công" in lan.shown
    assert lan.turn is not None
    assert lan.turn.conversation is not None
    assert lan.turn.conversation.form == "case"


async def test_help_without_a_known_unit_goes_to_the_intake_alone(
    town: Town, known: Citizen
) -> None:
    form = town.forms.forms["one-stop"]
    town.forms.forms["one-stop"] = form.model_copy(update={"asks_unit": False})
    await known.press("s:r_one-stop")
    await known.tap("Bỏ qua")
    await _rate(known, "Không hài lòng")
    assert "s:g" in [button.data for button in known.buttons]
    [kept] = await _kept(town)
    assert kept.unit == town.office.root


async def test_the_second_rating_of_one_day_is_kept_and_flagged(town: Town, lan: Citizen) -> None:
    for _ in range(2):
        await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
        await _rate(lan, "Hài lòng")
    assert [kept.flags for kept in await _kept(town)] == [(), ("repeat",)]
    assert "một ý kiến" in lan.shown
    town.pass_by(hours=13)
    await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    await _rate(lan, "Hài lòng")
    assert (await _kept(town))[-1].flags == ()


async def test_haste_and_staff_are_flagged(town: Town) -> None:
    form = town.forms.forms["one-stop"]
    town.forms.forms["one-stop"] = form.model_copy(update={"minimum_seconds": 1000.0})
    town.roles["officer"] = frozenset({"officer"})
    officer = town.citizen("officer")
    await officer.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    await _rate(officer, "Rất hài lòng")
    assert [kept.flags for kept in await _kept(town)] == [("fast", "staff")]


async def test_without_a_code_the_unit_is_asked_first(town: Town, known: Citizen) -> None:
    await known.press("s:r_one-stop")
    assert "được phục vụ ở đâu" in known.shown
    await known.say("trung tam phuc vu hanh chinh cong xa binh my")
    for _ in range(4):
        if "thủ tục" in known.shown:
            break
        await known.press(known.buttons[0].data)
    assert "thủ tục gì" in known.shown
    await known.tap("Bỏ qua")
    await _rate(known, "Hài lòng")
    [kept] = await _kept(town)
    assert kept.unit in town.office.subtree("binh-my")
    assert "unit" not in kept.answers
    assert all(name != "unit" for name, _ in kept.counted)


async def test_several_surveys_are_offered_by_name(town: Town, known: Citizen) -> None:
    await known.say("/danhgia")
    offered = [b.data for b in known.buttons]
    assert "s:r_one-stop" in offered
    assert "s:r_case-follow-up" not in offered


async def test_a_unit_may_be_named_with_the_command(town: Town, known: Citizen) -> None:
    await known.say("/danhgia xa binh my")
    assert "s:r_one-stop_binh-my" in [button.data for button in known.buttons]


async def test_the_only_survey_begins_at_once(town: Town, known: Citizen) -> None:
    town.forms.forms = {
        name: form
        for name, form in town.forms.forms.items()
        if name == "one-stop" or form.purpose != "survey"
    }
    assert "được phục vụ ở đâu" in await known.say("danh gia")
    await known.say("/huy")
    await known.tap("Có, hủy")
    assert "thủ tục gì" in await known.say("/start r__binh-luc-hcc")


async def test_no_survey_at_all(town: Town, known: Citizen) -> None:
    town.forms.forms = {
        name: form for name, form in town.forms.forms.items() if form.purpose != "survey"
    }
    assert "không có phiếu" in await known.say("/rate")


async def test_what_no_longer_exists_of_a_code_is_left_out(town: Town, lan: Citizen) -> None:
    await lan.say("/start r_one-stop_binh-luc-hcc_bo-roi_mat-roi")
    assert lan.turn is not None
    assert lan.turn.conversation is not None
    assert lan.turn.conversation.context == {"unit": "binh-luc-hcc", "source": "open"}


async def test_cancelling_counts_nothing(town: Town, lan: Citizen) -> None:
    await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    await lan.tap("Hài lòng")
    await lan.say("/huy")
    await lan.tap("Có, hủy")
    assert await _kept(town) == []
    assert "c:danhgia" in [button.data for button in lan.buttons]


async def test_sending_twice_counts_once(town: Town, lan: Citizen) -> None:
    await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    await _rate(lan, "Hài lòng")
    assert lan.turn is not None
    send = lan.turn.inbound.press
    assert send is not None
    assert "đã xong" in await lan.press(send)
    assert len(await _kept(town)) == 1


async def test_a_form_with_nothing_left_to_ask_is_finished_at_once(
    town: Town, known: Citizen
) -> None:
    form = town.forms.forms["one-stop"]
    fields = {name: getattr(form, name) for name in type(form).model_fields}
    fields |= {"questions": (form.by_name["procedure"],), "review": False}
    town.forms.forms["one-stop"] = type(form)(**fields)
    shown = await known.say("/start r_one-stop_binh-luc-hcc_khai-sinh")
    assert "Cảm ơn" in shown
    [kept] = await _kept(town)
    assert kept.answers == {"procedure": "khai-sinh"}


async def test_the_desk_is_named(lan: Citizen) -> None:
    await lan.say("/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1")
    assert "Nơi: Quầy 1" in lan.shown


async def test_the_daily_survey_is_offered_first(town: Town, known: Citizen) -> None:
    await known.say("/danhgia")
    assert known.buttons[0].data == "s:r_one-stop"


async def test_a_denunciation_is_no_comment(town: Town, known: Citizen) -> None:
    await known.say("/start r_one-stop_binh-my-q1_khai-sinh")
    for _ in range(2):
        await known.say("5")
    await known.say("1")
    for _ in range(2):
        await known.say("5")
    assert "góp ý điều gì" in known.shown
    await known.say("Tôi tố cáo cán bộ quầy 1 đòi tiền của tôi")
    assert "không được lưu" in known.shown
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert "comment" not in known.turn.conversation.answers


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("binh my", "binh-my"),
        ("bình lục", "binh-luc"),
        ("quay 1 binh my", "binh-my-q1"),
        ("quầy 1", ""),  # there are five
        ("trung tam phuc vu hanh chinh", ""),  # the first of five was taken for the one meant
        ("ở trên trời", ""),
    ],
)
async def test_words_name_a_unit_only_when_they_name_one(
    known: Citizen, words: str, unit: str
) -> None:
    await known.say(f"/danhgia {words}")
    await known.tap("Đánh giá việc phục vụ")
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.context.get("unit", "") == unit


@pytest.mark.parametrize("words", ["một cửa", "mot cua", "desk rate", "one-stop"])
async def test_words_name_a_survey(known: Citizen, words: str) -> None:
    await known.say(f"/danhgia {words}")
    assert known.turn is not None
    assert known.turn.conversation is not None
    assert known.turn.conversation.form == "one-stop"


async def test_the_list_of_surveys_in_the_middle_of_a_form_leads_back(known: Citizen) -> None:
    await known.say("/gopy")
    await known.say("/danhgia")
    assert known.labels[-1] == "Làm tiếp: Gửi phản ánh, kiến nghị"


async def test_help_with_a_level_suggests_none(known: Citizen) -> None:
    await known.say("/start r_one-stop_binh-my-q1_khai-sinh")
    for _ in range(3):
        await known.say("hừm")
    assert "Trợ giúp" in known.labels
    assert "Ví dụ" not in known.shown
