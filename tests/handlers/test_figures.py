from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.statistics import wilson
from feedback.survey import Form
from feedback.unit import Category, Unit
from handlers.admin.figures_text import top_category
from storage import Keyring, open_storage
from storage.statements import statements
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import (
    BAD,
    GOOD,
    OCTOBER,
    answered,
    boss,
    done,
    jobs,
    outcome,
    reported,
    said,
)
from tests.handlers.staffing import hired, id_of, invitation


@pytest.fixture
def chief(town: Town) -> Citizen:
    return boss(town)


@pytest.fixture
async def october(town: Town) -> None:
    """Forty answers at two communes, three at a third, and twelve reports."""
    await answered(town, "binh-my-q1", {"attitude": GOOD, "waiting": GOOD}, times=16)
    await answered(town, "binh-my-hcc", {"attitude": BAD, "waiting": GOOD}, times=4)
    await answered(town, "binh-an-q1", {"attitude": GOOD, "on-time": "late"}, times=20)
    await answered(town, "binh-son-q1", {"attitude": BAD}, times=3)
    await answered(town, "binh-an-q1", {"attitude": BAD}, times=6, flags=("fast",))
    await reported(town, times=7)
    await reported(town, times=5, kind="praise", state="answered", category="thai-do")


async def test_figures_of_the_whole_office(chief: Citizen, october: None) -> None:
    shown = await chief.say("/thongke tháng trước")
    assert "Số liệu: Khu vực Bình Lục" in shown
    assert "Tháng 10/2026" in shown
    assert "Số phiếu: 49, tính 43 (không tính 6 phiếu nghi ngờ)" in shown
    interval = wilson(43 * 56 / 63, 43)
    assert interval is not None
    low, high = (f"{each:.1f}".replace(".", ",") for each in (interval.low, interval.high))
    assert f"Hài lòng: 88,9 % (khoảng 95 %: {low} %–{high} %)" in shown
    assert "Tính cả phiếu nghi ngờ: 81,2 %" in shown
    assert "thái độ của cán bộ không: 83,7 % (n = 43)" in shown
    assert "Không, bị trễ hẹn 100,0 % (n = 20)" in shown
    assert "Chưa có số liệu tháng 9/2026 để so sánh" in shown
    assert "Phản ánh, kiến nghị, lời khen: 12" in shown
    assert "phản ánh 7 · lời khen 5" in shown
    assert "mới tiếp nhận 7 · đã trả lời 5" in shown


async def test_a_commune_of_few_is_hidden_and_another_with_it(
    town: Town, chief: Citizen, october: None
) -> None:
    shown = await chief.say("/thongke one-stop tháng trước")
    assert "Đơn vị có quá ít phiếu không được nêu." in shown
    # Bình Mỹ and Bình An have twenty each: beside one of them the three would be known.
    assert "• Xã" not in shown
    await answered(town, "binh-luc-q1", {"attitude": GOOD}, times=30)
    shown = await chief.say("/thongke one-stop tháng trước")
    assert [line for line in shown.splitlines() if line.startswith("• Xã")] == [
        "• Xã Bình Lục: 100,0 % (n = 30, khoảng 88,6 %–100,0 %)"
    ]


@pytest.mark.parametrize(
    ("helped", "own", "told"),
    [
        (0, 9, ""),
        (6, 9, "Trong đó điền giúp: 6"),
        (6, 0, "Trong đó điền giúp: 6"),
        (3, 9, "Trong đó điền giúp: dưới 5"),
        (6, 4, "Phần lớn là điền giúp"),
    ],
)
async def test_what_helpers_filled_in_is_told_where_it_gives_nobody_away(
    town: Town, chief: Citizen, helped: int, own: int, told: str
) -> None:
    await answered(town, "binh-my", {"attitude": GOOD}, times=helped, assisted=True)
    await answered(town, "binh-my", {"attitude": GOOD}, times=own)
    await answered(town, "binh-my", {"attitude": GOOD}, flags=("fast",), assisted=True)
    await reported(town, times=helped, assisted=True)
    await reported(town, times=own)
    shown = await chief.say("/thongke tháng trước")
    of_survey, of_cases = shown.split("Phản ánh, kiến nghị, lời khen:")
    for part in (of_survey, of_cases):
        assert (told in part) if told else ("điền giúp" not in part)
    assert "Hài lòng: 100,0 %" in of_survey


async def test_helpers_are_not_told_of_where_nothing_is(town: Town, chief: Citizen) -> None:
    await answered(town, "binh-my", {"attitude": GOOD}, times=4, assisted=True)
    await reported(town, times=4, assisted=True)
    assert "điền giúp" not in (await chief.say("/thongke tháng trước")).lower()


async def test_a_unit_counts_what_is_below_it(chief: Citizen, october: None) -> None:
    shown = await chief.say("/thongke xã bình mỹ tháng trước")
    assert "Số liệu: Xã Bình Mỹ" in shown
    assert "Số phiếu: 20\n" in shown
    assert "Phản ánh, kiến nghị, lời khen: 12" in shown
    few = await chief.say("/thongke binh son thang truoc")
    assert "Dưới 5 phiếu nên không nêu số liệu" in few
    assert "0,0 %" not in few
    assert "chưa có trong kỳ này" in few


async def test_a_unit_without_units_below_it(chief: Citizen, october: None) -> None:
    shown = await chief.say("/thongke binh-my-q1 tháng trước")
    assert "100,0 %" in shown
    assert "Từng đơn vị" not in shown


async def test_many_units_are_told_from_both_ends(chief: Citizen, town: Town) -> None:
    for at in range(7):
        unit = Unit(f"u{at}", {"vi": f"Đơn vị {at}", "en": f"Unit {at}"}, "commune", "binh-luc")
        town.office = replace(town.office, units={**town.office.units, unit.id: unit})
        await answered(town, unit.id, {"attitude": GOOD}, times=5 + at)
        await answered(town, unit.id, {"attitude": BAD}, times=5)
    shown = await chief.say("/thongke binh-luc tháng trước")
    best, lowest = shown.split("Cao nhất:")[1].split("Thấp nhất:")
    assert [f"Đơn vị {n}" in best for n in range(7)] == [False] * 4 + [True] * 3
    assert [f"Đơn vị {n}" in lowest for n in range(7)] == [True] * 3 + [False] * 4
    assert lowest.index("Đơn vị 0") < lowest.index("Đơn vị 1")


async def test_nothing_yet_is_said_plainly(chief: Citizen, town: Town) -> None:
    shown = await chief.say("/thongke")
    assert "Chưa có phiếu nào trong kỳ này." in shown
    assert "lời khen: chưa có trong kỳ này" in shown
    assert await outcome(town) == ()
    assert "Chưa có phiếu nào" in await chief.say("/thongke one-stop")
    assert await outcome(town) == ()
    assert "Tháng 11/2026" in shown


async def test_few_cases_are_not_counted_out(chief: Citizen, town: Town) -> None:
    await reported(town, times=4)
    assert "lời khen: dưới 5" in await chief.say("/thongke tháng trước")
    assert await outcome(town) == ()
    await reported(town, kind="praise")
    shown = await chief.say("/thongke tháng trước")
    assert "lời khen: 5" in shown
    assert "Loại:" not in shown  # four and one: nothing of it may be told
    assert "Tình trạng: mới tiếp nhận 5" in shown


async def test_only_the_cases(chief: Citizen, october: None) -> None:
    shown = await chief.say("/thongke phản ánh tháng trước")
    assert "lời khen: 12" in shown
    assert "Hài lòng" not in shown


async def test_a_survey_in_full_with_its_groups(chief: Citizen, town: Town) -> None:
    sipas = town.forms.forms["sipas"]
    scored = {q.name: GOOD for q in sipas.questions if q.kind == "scale"}
    await answered(town, "binh-my-q1", scored, times=9, form=sipas)
    await answered(town, "binh-my-q1", {next(iter(scored)): GOOD}, times=9, form=sipas)
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=30)
    brief = await chief.say("/thongke tháng trước")
    assert brief.index("một cửa") < brief.index("Khảo sát hài lòng đầy đủ")
    assert "Từng nhóm" not in brief
    assert "n = 9" not in brief
    await chief.tap("Chi tiết: Khảo sát hài lòng")
    assert "Từng nhóm" in chief.shown
    assert chief.shown.count("(n = 9)") >= 22 - 1


async def test_groups_stand_for_questions_in_the_overview(chief: Citizen, town: Town) -> None:
    sipas = town.forms.forms["sipas"]
    scored = {q.name: GOOD for q in sipas.questions if q.kind == "scale"}
    await answered(town, "binh-my-q1", scored, times=9, form=sipas)
    shown = await chief.say("/thongke tháng trước")
    assert "• Tiếp cận dịch vụ: 100,0 % (n = 9)" in shown
    assert "Từng câu hỏi" not in shown


async def test_a_handful_of_doubtful_answers_is_not_counted_out(
    chief: Citizen, town: Town
) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=9)
    await answered(town, "binh-my-q1", {"attitude": BAD}, times=2, flags=("staff",))
    shown = await chief.say("/thongke tháng trước")
    assert "Số phiếu được tính: 9 (không tính vài phiếu nghi ngờ, dưới 5)" in shown
    assert "11" not in shown.split("Từng câu hỏi")[0].replace("Tháng 10", "")
    assert "Tính cả" not in shown


async def test_answers_without_a_score_have_shares_and_no_index(
    chief: Citizen, town: Town
) -> None:
    for answer, times in (("on-time", 12), ("late", 8), ("not-due", 3), ("other", 3)):
        await answered(town, "binh-my-q1", {"on-time": answer}, times=times)
    shown = await chief.say("/thongke one-stop tháng trước")
    assert "Hài lòng:" not in shown
    assert (
        "Có, đúng hẹn hoặc sớm hơn 46,2 % · Không, bị trễ hẹn 30,8 % · các câu trả lời khác 23,1 %"
    ) in shown
    assert "Chưa đến ngày hẹn" not in shown


async def test_answers_that_say_nothing_of_a_question(chief: Citizen, town: Town) -> None:
    await answered(town, "binh-my-q1", {"comment": "Tốt"}, times=9)
    shown = await chief.say("/thongke one-stop tháng trước")
    assert "Số phiếu: 9" in shown
    assert "Từng câu hỏi" not in shown
    assert await outcome(town) == ()


async def test_a_long_question_is_cut_at_a_word(chief: Citizen, town: Town) -> None:
    from feedback.questions.scale import Scale

    long = "Ông/Bà thấy việc hướng dẫn, giải thích, " * 4
    asked = Scale(name="attitude", text={"vi": long, "en": long})
    form = Form(name="one-stop", title={"vi": "Một cửa"}, questions=(asked,))
    town.forms.forms["one-stop"] = form
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=9, form=form)
    shown = await chief.say("/thongke one-stop tháng trước")
    [line] = [line for line in shown.splitlines() if "hướng dẫn" in line]
    assert len(line) < 100
    assert " …: 100,0 % (n = 9)" in line


async def test_categories_in_a_circle_end_somewhere(town: Town) -> None:
    around = {id: Category(id, {"vi": id}, parent) for id, parent in (("a", "b"), ("b", "a"))}
    assert top_category(replace(town.office, categories=around), "a") in around


async def test_hidden_questions_are_counted_and_not_shown(chief: Citizen, town: Town) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=9)
    await answered(town, "binh-my-q1", {"waiting": BAD}, times=2)
    shown = await chief.say("/thongke one-stop tháng trước")
    assert "1 câu có dưới 5 trả lời, không nêu." in shown
    assert "chờ đợi" not in shown
    assert "Hài lòng: 100,0 %" in shown
    await chief.say("/language en")
    assert "One question has fewer than 5 answers" in await chief.say("/stats one-stop last month")


async def test_the_change_since_the_period_before(chief: Citizen, town: Town) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=100)
    early = OCTOBER - timedelta(days=31)
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=50, at=early)
    await answered(town, "binh-my-q1", {"attitude": BAD}, times=50, at=early)
    assert "Tăng 50,0 điểm so với tháng 9/2026" in await chief.say("/thongke 10/2026")
    await answered(town, "binh-my-q1", {"attitude": BAD}, times=100, at=OCTOBER + timedelta(31))
    assert "Giảm 100,0 điểm so với tháng 10/2026" in await chief.say("/thongke 11/2026")


async def test_a_recommendation_is_a_score_of_its_own(chief: Citizen, town: Town) -> None:
    from feedback.questions.nps import Nps

    nps = Nps(name="recommend", text={"vi": "Có giới thiệu không?", "en": "Recommend?"})
    form = Form(name="one-stop", title={"vi": "Một cửa"}, questions=(nps,))
    town.forms.forms["one-stop"] = form
    await answered(town, "binh-my-q1", {"recommend": 10}, times=6, form=form)
    await answered(town, "binh-my-q1", {"recommend": 3}, times=3, form=form)
    shown = await chief.say("/thongke one-stop tháng trước")
    assert "Có giới thiệu không: điểm giới thiệu (NPS) 33 (n = 9)" in shown


async def test_every_period_and_survey_is_one_button_away(chief: Citizen, october: None) -> None:
    await chief.say("/thongke xã bình mỹ tháng trước")
    assert [label.split(":")[0] for label in chief.labels] == [
        "Tháng này", "Quý này", "Năm nay", "Chi tiết", "Xuất Excel",
    ]  # fmt: skip
    for at in range(len(chief.buttons)):
        button = chief.buttons[at]
        asked = await chief.press(button.data)
        assert "Chưa rõ" not in asked
        assert "Xã Bình Mỹ" in asked or "muốn xuất gì" in asked
        await chief.say("/thongke xã bình mỹ tháng trước")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("command", [("thongke", "stats"), ("xuat", "export")])
async def test_wrong_words_get_examples_that_work(
    chief: Citizen, language: str, command: tuple[str, str]
) -> None:
    await chief.say(f"/language {language}")
    name = command[language == "en"]
    shown = await chief.say(f"/{name} abc xyz")
    assert "abc xyz" in shown
    examples = [line for line in shown.splitlines() if line.startswith("/")]
    assert len(examples) >= 3
    for example in examples:
        assert example.startswith(f"/{name} ")
        answer = await chief.say(example)
        assert "abc xyz" not in answer
        heading = {"vi": ("Số liệu:", "muốn xuất gì"), "en": ("Figures:", "like to export")}
        assert any(words in answer for words in heading[language]), example


async def test_examples_of_an_office_without_communes(town: Town, chief: Citizen) -> None:
    only = {town.office.root: town.office.units[town.office.root]}
    town.office = replace(town.office, units=only)
    shown = await chief.say("/thongke abc")
    assert "/thongke tháng 10" in shown


async def test_a_name_of_several_units_is_asked_back(chief: Citizen, october: None) -> None:
    shown = await chief.say("/thongke quầy 1 tháng trước")
    assert "Có nhiều đơn vị tên như vậy" in shown
    assert await chief.tap("Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ)")
    assert "Số phiếu: 16" in chief.shown
    shown = await chief.say("/thongke xã one-stop tháng trước")
    assert "đơn vị khác; xin gõ rõ tên hơn" in shown
    assert len(chief.buttons) == 8


async def test_a_button_whose_data_would_be_too_long_is_left_out(
    chief: Citizen, town: Town
) -> None:
    long = "x" * 60
    for at in range(2):
        unit = Unit(f"{long}{at}", {"vi": f"Xưởng {at}", "en": f"Shop {at}"}, "desk", "binh-my")
        town.office = replace(town.office, units={**town.office.units, unit.id: unit})
    assert "Có nhiều đơn vị" in await chief.say("/thongke xưởng")
    assert chief.buttons == []


async def test_a_unit_that_is_no_longer_in_the_pack_goes_by_its_id(
    chief: Citizen, town: Town
) -> None:
    await answered(town, "gone", {"attitude": GOOD}, times=6)
    await answered(town, "binh-my", {"attitude": GOOD}, times=6)
    await reported(town, times=6, category="gone-too")
    shown = await chief.say("/thongke tháng trước")
    assert "• gone: 100,0 %" in shown
    assert "gone-too 6" in shown
    known = town.office.units.get("binh-my")
    assert known is not None
    town.office = replace(town.office, root="lost")
    assert "Chính quyền các xã khu vực Bình Lục" in await chief.say("/thongke tháng trước")


# ---- who may ----


@pytest.mark.parametrize(
    "typed", ["/thongke", "/stats", "/thongke tháng trước", "/xuat", "/export one-stop", "/XUAT"]
)
async def test_others_get_just_what_an_unknown_command_gets(
    town: Town, known: Citizen, typed: str
) -> None:
    unknown = await known.say("/khongco")
    answer = known.answer
    assert await known.say(typed) == unknown
    assert known.answer == answer
    data = f"c:{typed[1:].lower()}"
    pressed_unknown = await known.press("c:khongco")
    assert await known.press(data) == pressed_unknown
    town.roles["minh"] = frozenset({"officer"})
    assert await known.say(typed) == await known.say("/khongco")
    assert await jobs(town) == []


async def test_in_a_group_nobody_learns_which_commands_there_are(
    town: Town, known: Citizen, chief: Citizen
) -> None:
    group: dict[str, Any] = {"private": False, "chat": "-100"}
    await known.say("/khongco", **group)
    answer = known.answer
    for person in (known, chief):
        for typed in ("/thongke", "/stats last month", "/xuat one-stop", "/export"):
            await person.say(typed, **group)
            assert person.answer == answer
    assert await jobs(town) == []


async def test_help_lists_the_commands_to_administrators_only(
    known: Citizen, chief: Citizen
) -> None:
    theirs, mine = await known.say("/trogiup"), await chief.say("/trogiup")
    for name in ("thongke", "xuat"):
        assert f"/{name} – " in mine
        assert name not in theirs
    english = await chief.say("/language en") and await chief.say("/help")
    assert "/stats – " in english
    assert "/export – " in english


# ---- charts ----


async def test_charts_follow_the_figures(town: Town, chief: Citizen, october: None) -> None:
    await chief.say("/thongke tháng trước")
    drawn = await outcome(town)
    names = [reply.picture.name for reply in drawn if reply.picture]
    assert names == ["so-lieu-1.png", "phan-anh.png"]
    captions = said(drawn)
    assert "Biểu đồ: Đánh giá việc phục vụ tại một cửa, Khu vực Bình Lục" in captions
    assert "Biểu đồ phản ánh" in captions
    for reply in drawn:
        assert reply.picture is not None
        assert reply.picture.content.startswith(b"\x89PNG")
        assert reply.picture.mime == "image/png"


async def test_cases_in_small_groups_only_are_not_drawn(town: Town, chief: Citizen) -> None:
    for state in ("received", "answered", "closed"):
        await reported(town, times=3, state=state, category=f"small-{state}")
    shown = await chief.say("/thongke phản ánh tháng trước")
    assert "lời khen: 9" in shown
    assert "phản ánh 9" in shown
    assert "Tình trạng" not in shown
    assert await jobs(town) == []
    await reported(town, times=8, state="extended", category="small-received")
    await chief.say("/thongke phản ánh tháng trước")
    assert len(await outcome(town)) == 1


async def test_a_chart_done_twice_is_the_same(town: Town, chief: Citizen, october: None) -> None:
    await chief.say("/thongke one-stop tháng trước")
    [job] = await jobs(town)
    from tests.handlers.figuring import context

    first = await town.router.jobs["chart"](job, context(town))
    assert await done(town, job) == first
    assert await jobs(town) == []


async def test_a_long_survey_is_several_pictures_with_one_caption(
    town: Town, chief: Citizen
) -> None:
    sipas = town.forms.forms["sipas"]
    scored = {q.name: GOOD for q in sipas.questions if q.kind == "scale"}
    await answered(town, "binh-my-q1", scored, times=9, form=sipas)
    await chief.say("/thongke sipas tháng trước")
    drawn = await outcome(town)
    assert len(drawn) == 3
    assert [bool(reply.lines) for reply in drawn] == [True, False, False]


async def test_a_period_of_few_still_has_the_trend_of_the_months_before(
    town: Town, chief: Citizen
) -> None:
    for months, times in ((1, 20), (2, 12), (3, 8)):
        early = OCTOBER - timedelta(days=31 * months)
        await answered(town, "binh-my-q1", {"attitude": GOOD}, times=times, at=early)
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=2)
    assert "Dưới 5 phiếu" in await chief.say("/thongke one-stop tháng trước")
    [chart] = await outcome(town)
    assert chart.picture is not None


async def test_a_chart_never_holds_what_was_hidden(town: Town, chief: Citizen) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=9)
    await answered(town, "binh-my-q1", {"waiting": BAD}, times=2)
    await chief.say("/thongke one-stop tháng trước")
    [job] = await jobs(town)
    assert "waiting" not in str(job.payload)


async def test_many_categories_fit_into_a_chart(town: Town, chief: Citizen) -> None:
    tops = [c.id for c in town.office.categories.values() if c.parent is None]
    tops += ["another", "one-more"]  # of an older pack
    for category in tops:
        await reported(town, times=6, category=category)
    shown = await chief.say("/thongke phản ánh tháng trước")
    assert f"nhóm ít gộp lại {6 * (len(tops) - 6)}" in shown
    [chart] = await outcome(town)
    assert chart.picture is not None


# ---- quick, whatever there is ----


async def test_figures_are_read_from_counters_in_a_few_queries(
    town: Town, chief: Citizen, october: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    database = town.storage._database
    fetch = database.fetch

    async def noted(name: str, /, **values: Any) -> Sequence[Any]:
        asked.append(name)
        return await fetch(name, **values)

    monkeypatch.setattr(database, "fetch", noted)
    for words in ("", "tháng trước", "năm nay", "xã bình mỹ q3/2026"):
        asked.clear()
        await chief.say(f"/thongke {words}")
        figures = [name for name in asked if name.startswith("statistics.")]
        surveys = len(town.forms.surveys())
        assert len(figures) <= 3 * surveys + 4
        late = "letters.lateness"  # few rows, all in an index
        assert set(asked) - set(figures) <= {"people.arrive", "cases.about", late}


_ASKED = {"form": "s", "grain": "M", "first": 1, "last": 2, "everywhere": 0, "units": '["a"]'}


async def test_every_figure_is_found_by_a_key(tmp_path: Path) -> None:
    """No query of figures walks through a whole table, and none looks at answers."""
    keys = Keyring.open(tmp_path / "key")
    opened = await open_storage(f"sqlite:///{tmp_path}/f.db", keys, migrate=True)
    await opened.close()
    names = [n for n in statements() if n.startswith("statistics.") and n != "statistics.recount"]
    assert len(names) >= 5
    with sqlite3.connect(tmp_path / "f.db") as connection:
        for name in names:
            statement = statements()[name]
            values = statement.arguments(_ASKED)
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement.sqlite}", values).fetchall()
            steps = " / ".join(row[3] for row in plan)
            assert "SEARCH" in steps, name
            assert "SCAN tally" not in steps
            assert "SCAN case_tally" not in steps
            assert "SCAN case_mark" not in steps
            assert "response" not in steps
    connection.close()


# ---- whoever sees a part sees that part ----


@pytest.mark.parametrize("role", ["head", "admin"])
async def test_a_head_sees_their_own_unit_and_what_is_below_it(
    town: Town, october: None, role: str
) -> None:
    head = await hired(town, "head", role, "binh-my")
    shown = await head.say("/thongke tháng trước")
    assert "Số liệu: Xã Bình Mỹ" in shown
    assert "Số phiếu: 20" in shown
    assert "lời khen: 12" in shown
    assert "Số liệu: Quầy 1" in await head.say("/thongke quầy 1 tháng trước")
    assert "xã Bình Mỹ" in head.shown, "of several the one that is theirs"
    for words in ("xã bình an", "binh-an", "một cửa xã bình sơn", "khu-vuc-binh-luc"):
        shown = await head.say(f"/thongke {words} tháng trước")
        assert "Bình An" not in shown
        assert "Khu vực" not in shown
        assert "Số phiếu: 49" not in shown
    assert all("binh-my" in each.data for each in head.buttons if "thongke" in each.data)
    assert "đơn vị mình" in await head.press("c:thongke one-stop binh-an 10/2026")


async def test_the_pictures_and_the_workbook_show_no_more(town: Town, october: None) -> None:
    await reported(town, unit="binh-an", times=6)
    head = await hired(town, "head", "head", "binh-my")
    await head.say("/thongke tháng trước")
    [job] = await jobs(town)
    drawings = job.payload["drawings"]
    assert isinstance(drawings, list)
    assert [each["unit"]["vi"] for each in drawings] == ["Xã Bình Mỹ"] * 2
    await done(town, job)
    await head.say("/xuat phản ánh tháng trước")
    assert "12 dòng" in said(await outcome(town))
    assert "đơn vị mình" in await head.say("/xuat phản ánh xã bình an tháng trước")
    assert await jobs(town) == []


async def test_a_head_of_two_units_says_which(town: Town, october: None) -> None:
    head = await hired(town, "head", "head", "binh-my")
    await head.say(f"/lienket {await invitation(town, 'admin', 'binh-an')}")
    assert "Có nhiều đơn vị" in await head.say("/thongke tháng trước")
    assert "Số liệu: Xã Bình An" in await head.tap("Xã Bình An")


async def test_of_a_unit_the_office_has_dropped_nothing_is_shown(town: Town) -> None:
    head = await hired(town, "head", "head", "binh-my")
    units = {id: unit for id, unit in town.office.units.items() if id != "binh-my"}
    town.office = replace(town.office, units=units)
    assert "đơn vị mình" in await head.say("/thongke")


@pytest.mark.parametrize("role", ["officer", "auditor", "sealed-reader"])
async def test_no_other_role_sees_figures(town: Town, role: str) -> None:
    other = await hired(town, "other", role, "binh-my")
    for command in ("/thongke", "/xuat"):
        assert "không có lệnh này" in await other.say(command)


async def test_cases_about_the_very_person_who_asks_are_not_there_for_them(town: Town) -> None:
    head = await hired(town, "head", "head", "binh-my")
    mine = id_of(head)
    other = await hired(town, "other", "head", "binh-my")
    await reported(town, times=7)
    await reported(town, times=5, about=(mine, "p9"), assisted=True, kind="proposal")
    await reported(town, unit="binh-an", about=(mine,))
    await reported(town, about=(mine,), at=OCTOBER - timedelta(days=40))
    await reported(town, times=6, kind="denunciation")
    shown = await head.say("/thongke tháng trước")
    assert "lời khen: 7" in shown
    assert "điền giúp" not in shown
    assert "lời khen: 12" in await other.say("/thongke tháng trước")
    await head.say("/xuat phản ánh tháng trước")
    await other.say("/xuat phản ánh tháng trước")
    waiting = [job for job in await jobs(town) if job.kind == "workbook"]
    told = [said(await done(town, job)) for job in waiting]
    assert ["7 dòng" in told[0], "12 dòng" in told[1]] == [True, True]


async def test_a_month_is_compared_with_the_same_month_a_year_ago(
    town: Town, chief: Citizen
) -> None:
    await answered(town, "binh-my", {"attitude": GOOD}, times=20)
    shown = await chief.say("/thongke tháng trước")
    assert "tháng 10/2025" not in shown
    await answered(town, "binh-my", {"attitude": BAD}, times=20, at=OCTOBER - timedelta(days=365))
    shown = await chief.say("/thongke tháng trước")
    assert "Tăng 100,0 điểm so với tháng 10/2025" in shown


@pytest.mark.parametrize(
    ("good", "told"),
    [
        (9, "Các khoảng chồng lên nhau: chưa thể nói đơn vị nào hơn đơn vị nào."),
        (0, ""),
    ],
)
async def test_a_ranking_says_what_it_cannot_tell(
    town: Town, chief: Citizen, good: int, told: str
) -> None:
    await answered(town, "binh-my", {"attitude": GOOD}, times=10)
    await answered(town, "binh-an", {"attitude": GOOD}, times=good)
    await answered(town, "binh-an", {"attitude": BAD}, times=10 - good)
    shown = await chief.say("/thongke tháng trước")
    assert "• Xã Bình Mỹ: 100,0 % (n = 10, khoảng 72,2 %–100,0 %)" in shown
    assert (told in shown) if told else ("chồng lên nhau" not in shown)
