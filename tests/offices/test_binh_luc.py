"""The office pack that ships: its facts, its promises to citizens, and every way through its forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from feedback import case_clock
from feedback.calendar import WorkingCalendar
from feedback.case import MORE_KINDS
from feedback.conversation import Conversation, Ended, Submitted, advance, begin
from feedback.deadline import rule
from feedback.form_lint import INTAKE_KINDS
from feedback.messages import Address, Inbound
from feedback.office import Pack, dump_form, load_form, read_pack
from feedback.question import Around, Value
from feedback.survey import Form
from feedback.text import fold
from feedback.unit import Office

FOLDER = Path(__file__).parents[2] / "offices" / "binh-luc"
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
COMMUNES = {
    "binh-luc": "13504",
    "binh-my": "13501",
    "binh-an": "13540",
    "binh-giang": "13531",
    "binh-son": "13558",
}


@cache
def pack() -> Pack:
    return read_pack(
        {
            path.relative_to(FOLDER).as_posix(): path.read_bytes()
            for path in FOLDER.rglob("*")
            if path.is_file()
        }
    )


def office() -> Office:
    return pack().office


def form(name: str) -> Form:
    return next(each for each in pack().forms if each.name == name)


def test_the_pack_has_no_faults_and_no_warnings() -> None:
    assert pack().warnings == ()


# Units


def test_the_five_communes_have_their_codes_and_the_same_offices() -> None:
    today = [unit for unit in office().children(office().root) if unit.exists_on(TODAY)]
    assert {unit.id: unit.code for unit in today} == COMMUNES
    for commune in COMMUNES:
        below = [office().units[id] for id in office().subtree(commune) if id != commune]
        kinds = sorted(unit.kind for unit in below)
        desks = ["desk"] * 3
        assert kinds == sorted(
            ["secretariat", "economy", "culture-society", "one-stop-centre", *desks]
        )
        assert all(unit.valid_from == date(2025, 7, 1) for unit in below)


@pytest.mark.parametrize(
    ("old", "heirs"),
    [
        ("huyen-binh-luc", set(COMMUNES)),
        ("huyen-mot-cua", {f"{commune}-hcc" for commune in COMMUNES}),
    ],
)
def test_a_qr_code_of_the_old_district_still_finds_somebody(old: str, heirs: set[str]) -> None:
    assert office().current(old, date(2025, 6, 30)) == old
    assert set(office().heirs(old, date(2025, 7, 1))) == heirs
    assert office().current(old, TODAY) in heirs


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("xa binh an", "binh-an"),
        ("ngoc lu", "binh-an"),
        ("dong du", "binh-luc"),
        ("thi tran binh my", "binh-my"),
        ("13558", "binh-son"),
        ("mot cua huyen", "huyen-mot-cua"),
        ("phong kinh te binh giang", "binh-giang-kt"),
    ],
)
def test_places_are_found_under_the_names_people_use(typed: str, found: str) -> None:
    assert found in [unit.id for unit in office().find_units(typed)]


def test_every_procedure_has_a_desk_in_every_commune() -> None:
    for commune in COMMUNES:
        at_desks = [
            procedure
            for id in office().subtree(commune)
            for procedure in office().units[id].procedures
        ]
        assert sorted(at_desks) == sorted(office().procedures)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("so do", "so-do"),
        ("giay doc than", "doc-than"),
        ("sao y", "sao-y"),
        ("ho tich", "khai-sinh"),
    ],
)
def test_procedures_are_found_under_the_names_people_use(typed: str, found: str) -> None:
    assert found in [procedure.id for procedure in office().find_procedures(typed)]


def test_every_category_has_somebody_competent_in_every_commune() -> None:
    assert len(office().categories) >= 25
    for category in office().categories.values():
        for commune in COMMUNES:
            units = [office().units[id] for id in office().subtree(commune)]
            assert any(unit.kind == category.unit_kind for unit in units), category.id


def test_dangers_are_urgent_and_service_is_not_judged_by_the_desk_itself() -> None:
    urgent = {each.id for each in office().categories.values() if each.urgent}
    assert {"day-dien-dut", "de-dieu", "cay-do", "ho-ga"} <= urgent
    assert office().categories["thai-do"].unit_kind == "secretariat"


# Clocks


@pytest.mark.parametrize(
    ("kind", "step", "on", "amount", "measure"),
    [
        ("pakn", "acknowledge", TODAY, 8, "working-hours"),
        ("pakn", "urgent", TODAY, 4, "working-hours"),
        ("pakn", "pass-on", TODAY, 5, "working-days"),
        ("pakn", "pass-on-portal", TODAY, 2, "working-days"),
        ("pakn", "ask-more", TODAY, 5, "working-days"),
        ("pakn", "resolve", TODAY, 15, "working-days"),
        ("pakn", "publish", TODAY, 2, "working-days"),
        ("complaint", "accept", date(2026, 6, 30), 10, "days"),
        ("complaint", "accept", date(2026, 7, 1), 7, "working-days"),
        ("complaint", "resolve", TODAY, 30, "days"),
        ("complaint", "resolve-complex", TODAY, 45, "days"),
        ("complaint", "remote", TODAY, 45, "days"),
        ("complaint", "remote-complex", TODAY, 60, "days"),
        ("complaint", "second", TODAY, 45, "days"),
        ("complaint", "second-complex", TODAY, 60, "days"),
        ("complaint", "second-remote", TODAY, 60, "days"),
        ("complaint", "second-remote-complex", TODAY, 70, "days"),
        ("denunciation", "accept", TODAY, 7, "working-days"),
        ("denunciation", "pass-on", TODAY, 5, "working-days"),
        ("denunciation", "resolve", TODAY, 30, "days"),
        ("reception", "answer", TODAY, 10, "working-days"),
        ("late-file", "apologise", TODAY, 1, "days"),
        ("dialogue", "announce", TODAY, 7, "days"),
        ("dialogue", "publish", TODAY, 10, "days"),
        ("petition", "untouched", TODAY, 45, "days"),
    ],
)
def test_clocks_are_those_of_the_law(
    kind: str, step: str, on: date, amount: int, measure: str
) -> None:
    clock = rule(office().clocks, kind, step, on)
    assert (clock.amount, clock.measure) == (amount, measure)
    assert clock.basis


@pytest.mark.parametrize(
    ("kind", "step", "allowed"),
    [
        ("complaint", "resolve", [("complex", 1, 15)]),  # 30, complex 45
        ("complaint", "remote", [("complex", 1, 15)]),  # 45, 60
        ("complaint", "second", [("complex", 1, 15)]),  # 45, 60
        ("complaint", "second-remote", [("complex", 1, 10)]),  # 60, 70
        ("denunciation", "accept", [("verification", 1, 3)]),  # 7, at most 10
        ("denunciation", "resolve", [("complex", 1, 30), ("especially-complex", 2, 30)]),
        ("late-file", "apologise", [("new-date", 1, None)]),  # one re-appointment only
    ],
)
def test_extensions_are_those_of_the_law(
    kind: str, step: str, allowed: list[tuple[str, int, int | None]]
) -> None:
    found = rule(office().clocks, kind, step, TODAY).extensions
    assert [(each.ground, each.times, each.by) for each in found] == allowed
    assert all(each.basis for each in found)


def test_what_the_law_does_not_extend_has_no_extension() -> None:
    extended = {(c.kind, c.step) for c in office().clocks if c.extensions}
    assert len(extended) == 7
    assert not {step for kind, step in extended if kind == "pakn"}


def test_a_report_of_march_is_answered_by_the_23rd() -> None:
    clock = rule(office().clocks, "pakn", "resolve", TODAY)
    assert case_clock.begin(clock, NOW, WorkingCalendar.of(office())).promised == date(2026, 3, 23)


def test_a_dialogue_is_announced_a_week_before() -> None:
    clock = rule(office().clocks, "dialogue", "announce", TODAY)
    event = datetime(2026, 3, 19, 1, tzinfo=UTC)
    assert case_clock.begin(clock, event, WorkingCalendar.of(office())).promised == date(
        2026, 3, 12
    )


# Words


def words_of(value: object) -> list[Mapping[str, str]]:
    """Return every sentence of the pack, wherever it stands."""
    if isinstance(value, dict):
        if "vi" in value and isinstance(value["vi"], str):
            return [value]
        return [words for each in value.values() for words in words_of(each)]
    if isinstance(value, list | tuple):
        return [words for each in value for words in words_of(each)]
    return []


def test_sentences_are_plain_text_without_markup_or_emoji() -> None:
    sentences = [*office().texts.values()]
    for each in pack().forms:
        sentences += words_of(dump_form(each))
    assert len(sentences) > 100
    for words in sentences:
        for sentence in words.values():
            assert not re.search(r"[*_`<>#]|\]\(", sentence), sentence
            assert all(ord(letter) < 0x2600 for letter in sentence), sentence


def test_conduct_shows_six_five_and_three_items_clearly_marked_as_placeholders() -> None:
    for language, marker in (("vi", "(nội dung do cơ quan ban hành)"), ("en", "(wording issued")):
        code = office().texts["conduct"][language]
        assert code.count(marker) == 14
        numbered = re.findall(r"^(\d)\. ", code, re.MULTILINE)
        assert numbered == [*"123456", *"12345", *"123"]


def test_the_emergency_text_names_the_three_numbers() -> None:
    for sentence in office().texts["emergency"].values():
        assert all(number in sentence for number in ("113", "114", "115"))


def test_filing_texts_say_that_a_message_is_no_filing_and_what_is() -> None:
    complaint = office().texts["filing-complaint"]
    assert "chưa phải là khiếu nại hợp lệ" in complaint["vi"]
    assert "90 ngày" in complaint["vi"]
    assert "90 days" in complaint["en"]
    denunciation = office().texts["filing-denunciation"]
    assert "không phải là tố cáo hợp lệ" in denunciation["vi"]
    assert "không lưu lại" in denunciation["vi"]
    assert "không hỏi Ông/Bà là ai" in denunciation["vi"]
    assert "Telegram hoặc Zalo" in denunciation["vi"]


def is_emergency(text: str) -> bool:
    folded = f" {fold(text)} "
    return any(f" {words} " in folded for words in office().emergency_words)


@pytest.mark.parametrize(
    "text",
    [
        "Cháy nhà ở thôn 3, cứu với!",
        "chay nha roi",
        "Có đám cháy gần chợ",
        "kho hàng đang bốc cháy",
        "Có người bị đuối nước ở sông Sắt",
        "mẹ tôi bất tỉnh, cần cấp cứu",
        "Nó cầm dao dọa giết tôi",
        "con tôi đang bị đánh",
        "Tôi muốn tự tử",
        "tôi không muốn sống nữa",
        "Đê vỡ rồi",
        "Rò rỉ gas ở chung cư",
        "Dây điện đứt, có người bị điện giật",
        "My house is on fire",
        "he is not breathing",
    ],
)
def test_danger_to_life_is_noticed(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "Xe tải chạy qua thôn làm hỏng đường",
        "Máy có chạy không, cán bộ làm từ từ quá",
        "Nước chảy tràn, ống nằm dưới nước",
        "Biển cấm đào bị đổ",
        "Vợ đẻ rồi, tôi đi làm khai sinh",
        "Nắp cống dễ bị vỡ",
        "Đoạn đường này hay xảy ra tai nạn giao thông",
        "Mùi hôi khó thở quá",
        "Khoa cấp cứu thái độ chưa tốt",
        "Tủ sắt ở một cửa bị hỏng",
        "Gia đình được xã cưu mang, xin cảm ơn",
        "Giá gửi xe bị chém quá đắt",
        "Hồ sơ của tôi bị chậm từ tháng trước",
        "Cá chết dưới sông",
        "Quán chay nhạc to",
        "Karaoke ồn ào, nóng muốn chết",
        "Đèn đường không sáng",
        "Xin sáp nhập hai thôn",
        "Cán bộ rất nhiệt tình, xin cảm ơn",
        "The road is bad and the light is broken",
    ],
)
def test_everyday_reports_raise_no_false_alarm(text: str) -> None:
    assert not is_emergency(text)


def test_consents_are_asked_for_one_purpose_each_and_say_how_to_withdraw() -> None:
    purposes = {each.id: each for each in office().purposes}
    assert set(purposes) == {"process-report", "follow-up", "announcements"}
    for purpose in purposes.values():
        assert "/dulieu" in purpose.text["vi"]
        assert "/mydata" in purpose.text["en"]


# Surveys


def test_sipas_has_its_five_factors_and_22_criteria() -> None:
    scales = [each for each in form("sipas").questions if each.kind == "scale"]
    by_factor = {
        name: sum(each.factor == name for each in scales) for name in form("sipas").factors
    }
    assert list(by_factor.values()) == [4, 5, 6, 3, 4]
    assert len(scales) == 22


def test_every_scale_has_the_five_levels_word_for_word_and_not_applicable() -> None:
    levels = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]
    around = Around(office=office(), now=NOW, language="vi")
    scales = [each for f in pack().forms for each in f.questions if each.kind == "scale"]
    assert len(scales) == 22 + 14 + 4 + 1
    for scale in scales:
        choices = scale.ask(around, None).choices
        labels = [each.label["vi"] for each in choices if isinstance(each.label, Mapping)]
        assert labels[:5] == levels
        assert labels[5].startswith("Không áp dụng")
        scores = [scale.score(each.name) for each in choices]
        assert scores == [0, 25, 50, 75, 100, None]


def test_friendly_government_asks_the_fourteen_items() -> None:
    survey = form("friendly-government")
    by_factor = {
        name: sum(each.factor == name for each in survey.questions) for name in survey.factors
    }
    assert by_factor == {"biet": 6, "khong": 5, "the-hien": 3}
    assert all("(nội dung do cơ quan ban hành)" in each.text["vi"] for each in survey.questions)


def test_apology_is_asked_only_of_people_whose_file_was_late() -> None:
    survey = form("one-stop")
    asked = {
        answer: "apology" in [each.name for each in survey.live({"on-time": answer})]
        for answer in ("on-time", "late", "not-due")
    }
    assert asked == {"on-time": False, "late": True, "not-due": False}
    assert 5 <= len(survey.live({"on-time": "on-time"})) <= 7


def test_follow_up_asks_why_only_where_something_is_left_and_is_never_glad() -> None:
    survey = form("case-follow-up")
    asked = {
        answer: "why" in [each.name for each in survey.live({"solved": answer})]
        for answer in ("yes", "partly", "no")
    }
    assert asked == {"yes": False, "partly": True, "no": True}
    assert survey.thanks is not None
    thanks = " ".join(survey.thanks.values()).lower()
    assert not re.search("vui|mừng|đã giải quyết|đã được giải quyết|glad|happy|solved", thanks)
    assert not survey.listed


def test_only_the_everyday_surveys_are_offered() -> None:
    listed = [f.name for f in pack().forms if f.purpose == "survey" and f.listed]
    assert listed == ["friendly-government", "one-stop", "sipas"]


# Every form, played through by the engine


def play(name: str, chosen: Mapping[str, str], typed: Mapping[str, str]) -> list[object]:
    """Answer a form: with what is given by question, else by pressing the first choice.

    Returns the questions asked and, last, the outcome.
    """
    asked_form = form(name)
    held: Conversation | None = begin(
        asked_form, "abc234", Around(office(), NOW, "vi"), {"unit": "binh-an"}
    ).conversation
    asked: list[object] = []
    for number in range(80):
        assert held is not None
        around = Around(office(), NOW, "vi", held.answers, {"unit": "binh-an"})
        if held.stage == "reviewing":
            press, text = f"r:{held.id}:submit", ""
        else:
            assert held.at is not None
            asked += [] if held.at in asked else [held.at]
            question = asked_form.by_name[held.at]
            choices = question.ask(around, held.drafts.get(held.at)).choices
            press, text = None, typed.get(held.at, "")
            if not text and held.at in chosen:
                press = f"q:{held.id}:{held.at}:{chosen[held.at]}"
            elif not text and not question.required:
                press = f"n:{held.id}:{held.at}:skip"
            elif not text:
                press = f"q:{held.id}:{held.at}:{choices[0].name}"
        inbound = Inbound(
            event=str(number), address=Address("web", "1"), chat="1", text=text, press=press
        )
        step = advance(asked_form, held, inbound, around)
        if step.outcome is not None:
            return [*asked, step.outcome]
        held = step.conversation
    raise AssertionError(f"{name} never ends: {asked}")


STORY = {
    "what": "Đường thôn 3 nhiều ổ gà, mưa là ngập.",
    "name": "Trần Văn A",
    "phone": "0912345678",
}


def submitted(played: list[object]) -> Mapping[str, Value]:
    outcome = played[-1]
    assert isinstance(outcome, Submitted), played
    return outcome.answers


@pytest.mark.parametrize(
    "name", ["one-stop", "sipas", "friendly-government", "case-follow-up", "welcome"]
)
def test_a_survey_can_be_answered_by_pressing_alone(name: str) -> None:
    answers = submitted(play(name, {}, {}))
    required = [each.name for each in form(name).live(answers) if each.required]
    assert set(required) <= set(answers)


def test_a_late_file_leads_through_the_apology() -> None:
    answers = submitted(play("one-stop", {"on-time": "late", "apology": "no"}, {}))
    assert answers["apology"] == "no"


@pytest.mark.parametrize("kind", ["problem", "proposal", "praise"])
def test_a_report_comes_to_its_end(kind: str) -> None:
    played = play("case", {"kind": kind, "named": "no"}, STORY)
    answers = submitted(played)
    assert answers["kind"] == kind
    assert answers["category"] in office().categories
    assert not {"accuses", "harmed", "name", "phone", "consent"} & set(map(str, played[:-1]))
    assert ("place" in played) is (kind != "praise")


def test_a_report_with_a_name_asks_for_consent_before_the_name() -> None:
    played = play("case", {"kind": "problem", "named": "yes", "consent": "agree"}, STORY)
    asked = [each for each in played if each in ("named", "consent", "name", "phone")]
    assert asked == ["named", "consent", "name", "phone"]
    answers = submitted(played)
    assert answers["consent"] == {"purpose": "process-report", "version": 1, "given": True}
    assert answers["phone"] == "+84912345678"


def test_who_refuses_consent_is_not_asked_for_name_and_number_all_the_same() -> None:
    played = play("case", {"kind": "problem", "named": "yes", "consent": "refuse"}, STORY)
    assert not {"name", "phone"} & submitted(played).keys()
    assert "consent" in played


@pytest.mark.parametrize(
    ("chosen", "note"),
    [
        ({"kind": "denunciation"}, "lawful-denunciation"),
        ({"kind": "unsure", "accuses": "yes"}, "lawful-denunciation"),
        ({"kind": "complaint", "record": "no"}, "not-recorded"),
        ({"kind": "unsure", "accuses": "no", "harmed": "yes", "record": "no"}, "not-recorded"),
    ],
)
def test_lawful_filing_ends_the_intake_before_anything_is_told(
    chosen: dict[str, str], note: str
) -> None:
    played = play("case", chosen, {})
    assert played[-1] == Ended(note)
    assert played[:-1] == list(chosen)
    lawful = "lawful-denunciation" if note == "lawful-denunciation" else "lawful-complaint"
    filing = office().texts[lawful.replace("lawful", "filing")]
    assert form("case").by_name[lawful].text == filing


def test_somebody_unsure_who_accuses_nobody_and_was_not_harmed_may_report() -> None:
    chosen = {"kind": "unsure", "accuses": "no", "harmed": "no", "named": "no"}
    assert submitted(play("case", chosen, STORY))["harmed"] == "no"


@pytest.mark.parametrize(
    ("category", "extra"),
    [
        ("cham-ho-so", {"receipt", "appointment"}),
        ("chieu-sang", {"pole"}),
        ("tieng-on", {"noise-hours"}),
        ("rac-thai", set()),
    ],
)
def test_some_categories_ask_for_more(category: str, extra: set[str]) -> None:
    every = {"receipt", "appointment", "pole", "noise-hours"}
    live = {each.name for each in form("case").live({"kind": "problem", "category": category})}
    assert live & every == extra


def test_the_intake_offers_every_kind() -> None:
    around = Around(office(), NOW, "vi")
    offered = [each.name for each in form("case").by_name["kind"].ask(around, None).choices]
    assert {*offered} == {*INTAKE_KINDS, *MORE_KINDS}


def test_denunciation_and_complaint_never_ask_who_somebody_is() -> None:
    identifying = {"name", "phone", "consent", "named"}
    for answers in ({"kind": "denunciation"}, {"kind": "complaint"}):
        live = [each.name for each in form("case").live(answers)]
        note = next(n for n, name in enumerate(live) if name.startswith("lawful-"))
        assert not identifying & set(live[: note + 1])


def test_every_form_is_published_and_read_back_unchanged() -> None:
    for each in pack().forms:
        assert load_form(dump_form(each), 2) == each.model_copy(update={"version": 2})
