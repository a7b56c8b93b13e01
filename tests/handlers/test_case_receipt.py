from __future__ import annotations

from datetime import date

import pytest

from feedback.office import Pack
from feedback.question import sent
from handlers.case_receipt import competent, kind_of
from tests.handlers.conftest import Citizen, Town
from tests.handlers.reporting import cases

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"kind": "problem"}, "problem"),
        ({"kind": "praise"}, "praise"),
        ({"kind": "unsure", "accuses": "no", "harmed": "no"}, "problem"),
        ({"kind": "unsure", "accuses": "yes"}, None),
        ({"kind": "unsure", "accuses": "no", "harmed": "yes"}, None),
        ({"kind": "complaint"}, None),
        ({"kind": "denunciation"}, None),
        ({}, None),
    ],
)
def test_only_what_may_be_taken_by_chat_has_a_kind(
    answers: dict[str, str], kind: str | None
) -> None:
    assert kind_of(answers) == kind


@pytest.mark.parametrize(
    ("unit", "category", "linked", "competent_unit"),
    [
        ("", "", "", "khu-vuc-binh-luc"),
        ("", "duong-hong", "", "khu-vuc-binh-luc"),
        ("binh-my", "duong-hong", "", "binh-my-kt"),
        ("binh-my", "tieng-on", "binh-luc-q1", "binh-my-vhxh"),
        ("binh-my", "", "", "binh-my"),
        ("binh-my-vhxh", "duong-hong", "", "binh-my-vhxh"),
        ("", "duong-hong", "binh-luc-q1", "binh-luc-kt"),
        ("binh-luc-q1", "duong-hong", "binh-luc-q1", "binh-luc-kt"),
        ("", "", "binh-luc-q1", "binh-luc-q1"),
        ("", "nowhere", "binh-luc-q1", "binh-luc-q1"),
        ("nowhere", "duong-hong", "binh-my", "binh-my-kt"),
        ("", "day-dien-dut", "binh-my-vp", "binh-my"),
    ],
)
def test_the_competent_unit(
    pack: Pack, unit: str, category: str, linked: str, competent_unit: str
) -> None:
    answers = {"category": category} | ({"unit": unit} if unit else {})
    context = {"unit": linked} if linked else {}
    assert competent(pack.office, answers, context, TODAY) == competent_unit


def test_a_category_of_nobody_s_kind_stays_with_the_place(pack: Pack) -> None:
    office = pack.office
    category = office.categories["duong-hong"]
    odd = type(category)("odd", category.name, unit_kind="lighthouse")
    office = type(office)(
        **{
            **{f: getattr(office, f) for f in office.__dataclass_fields__},
            "categories": {"odd": odd},
        }
    )
    assert competent(office, {"category": "odd"}, {"unit": "binh-my-vp"}, TODAY) == "binh-my-vp"


def test_words_beside_a_file_are_no_file() -> None:
    photo = {"kind": "photo", "ref": "r", "size": None, "name": "", "mime": ""}
    assert [each.ref for each in sent([[{"kind": "words", "text": "x"}, photo]])] == ["r"]
    assert sent([None]) == sent(["words"]) == sent([["a-box"]]) == []


async def test_a_form_that_forgets_to_end_still_stores_no_denunciation(
    town: Town, lan: Citizen
) -> None:
    form = town.forms.forms["case"]
    fields = {name: getattr(form, name) for name in type(form).model_fields}
    kept = (form.by_name["kind"], form.by_name["what"])
    town.forms.forms["case"] = type(form)(**{**fields, "questions": kept})
    await lan.say("/gopy")
    await lan.tap("Tố cáo")
    await lan.say("Ông A nhận tiền của dân nhiều năm")
    await lan.tap("Gửi")
    assert await cases(town, lan) == []


async def test_a_short_form_takes_the_subject_from_the_link(town: Town, lan: Citizen) -> None:
    form = town.forms.forms["case"]
    fields = {name: getattr(form, name) for name in type(form).model_fields}
    kept = (form.by_name["kind"], form.by_name["what"])
    town.forms.forms["case"] = type(form)(**{**fields, "questions": kept})
    for start in ("/start g_binh-my_tieng-on", "/gopy"):
        await lan.say(start)
        await lan.tap("Khen")
        await lan.say("Cán bộ xuống tận nơi giải quyết")
        await lan.tap("Gửi")
    newer, older = await cases(town, lan)
    assert (older.category, older.unit) == ("tieng-on", "binh-my-vhxh")
    assert (newer.category, newer.unit) == ("", town.office.root)
    shown = await lan.say("/cuatoi")
    assert "Phòng Văn hóa – Xã hội xã Bình Mỹ" in shown
    assert "đang được phân công" in shown
    assert "Hẹn trả lời" not in shown
