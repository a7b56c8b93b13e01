"""Reading an office pack: a small sound one, and every way to spoil it, told with its line."""
# ruff: noqa: E501  (the table of slips reads best one to a line)

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import OfficePackInvalid
from feedback.form_lint import INTAKE_KINDS
from feedback.office import Pack, dump_form, load_form, read_pack
from feedback.office_lint import calendar_warning
from feedback.outreach import Outreach
from feedback.unit import (
    SHIFTS,
    AtRisk,
    Clock,
    Extension,
    LateFileRules,
    OwnHours,
    Shift,
)

SOUND = {
    "office.yaml": """
name: {vi: Xã A, en: Commune A}
root: a
shifts:
  - {opens: 08:00, closes: 12:00}
days_off: [2026-03-02]
extra_days:
  - 2026-03-07
calendar_confirmed_until: 2026-12-31
clocks:
  - {kind: pakn, step: acknowledge, amount: 8, measure: working-hours, basis: law}
  - {kind: pakn, step: resolve, amount: 15, measure: working-days, basis: law, valid_from: 2025-07-01}
  - {kind: pakn, step: resolve, amount: 20, measure: days, basis: old law, valid_to: 2025-06-30}
""",
    "units.yaml": """
units:
  - id: a
    name: {vi: Xã A, en: Commune A}
    kind: commune
    contact: {vi: Trụ sở, en: Office}
  - id: a-desk
    name: {vi: Quầy 1, en: Desk 1}
    kind: desk
    parent: a
    code: "013"
    aliases: [cửa 1]
    procedures: [birth]
  - id: old
    name: {vi: Huyện, en: District}
    kind: district
    parent: a
    valid_from: 2000-01-01
    valid_to: 2025-06-30
    successors: [a]
""",
    "procedures.yaml": """
procedures:
  - id: birth
    name: {vi: Khai sinh, en: Birth}
    field: {vi: Hộ tịch, en: Civil status}
    days: 0
""",
    "categories.yaml": """
categories:
  - id: roads
    name: {vi: Đường, en: Roads}
    unit_kind: commune
  - id: holes
    name: {vi: Ổ gà, en: Potholes}
    parent: roads
    urgent: true
""",
    "consents.yaml": """
purposes:
  - id: process-report
    version: 2
    title: {vi: Đồng ý, en: Agree}
    text: {vi: Được dùng tên., en: May use the name.}
""",
    "texts.yaml": """
texts:
  welcome: {vi: Chào, en: Hello}
  privacy: {vi: Riêng tư, en: Privacy}
  emergency: {vi: Gọi 113, en: Call 113}
  filing-complaint: {vi: Gửi đơn, en: Write}
  filing-denunciation: {vi: Đến trực tiếp, en: Come}
  conduct: {vi: Quy tắc, en: Code}
emergency_words: [chay nha]
""",
    "workflow.yaml": """
states:
  - {id: received, name: {vi: đã nhận, en: received}}
  - {id: done, name: {vi: đã trả lời, en: answered}, stage: answered}
  - {id: asked, name: {vi: chờ bổ sung, en: more asked}, pauses: true}
  - {id: over, name: {vi: đã xong, en: over}, stage: ended}
kinds:
  - {id: problem, name: {vi: Phản ánh, en: Problem}, clock: pakn, begins: resolve}
  - {id: proposal, name: {vi: Kiến nghị, en: Proposal}, clock: pakn}
  - {id: praise, name: {vi: Khen, en: Praise}}
  - {id: secret, name: {vi: Tố cáo, en: Denunciation}, sealed: true}
transitions:
  - {action: answer, from: [received], to: done, by: [sealed-reader], needs: [text, evidence, outcome]}
  - {action: ask, from: [received], to: asked, by: [sealed-reader], needs: [text]}
  - {action: supply, from: [asked], to: back, by: [citizen], needs: [text]}
  - {action: lapse, from: [asked], to: over, by: [timer], after: 9}
  - {action: close, kinds: [problem, proposal, praise], from: [done], to: over, by: [head]}
  - {action: close, kinds: [secret], from: [done], to: over, by: [sealed-reader]}
  - {action: reopen, from: [over], to: received, by: [sealed-reader], needs: [reason], begins: resolve}
""",
    "surveys/stop.yaml": """
name: stop
title: {vi: Một cửa, en: One stop}
opens: 2026-01-01
closes: 2026-12-31
factors:
  z-first: {vi: Trước, en: First}
  a-second: {vi: Sau, en: Second}
questions:
  - kind: procedure
    name: procedure
    required: false
    text: {vi: Thủ tục gì?, en: Which procedure?}
  - kind: matrix
    name: all
    factor: z-first
    items:
      - {name: attitude, text: {vi: Thái độ, en: Attitude}}
      - {name: waiting, text: {vi: Chờ đợi, en: Waiting}}
  - kind: choice
    name: time
    factor: a-second
    text: {vi: Đúng hẹn?, en: In time?}
    choices:
      - {name: no, label: {vi: Trễ, en: Late}}
      - {name: yes, label: {vi: Đúng, en: In time}}
  - kind: text
    name: why
    text: {vi: Vì sao?, en: Why?}
    when: {question: time, is: no}
""",
    "forms/case.yaml": """
name: case
purpose: case
title: {vi: Phản ánh, en: Report}
questions:
  - kind: choice
    name: kind
    text: {vi: Việc gì?, en: What?}
    choices:
"""
    + "".join(f"      - {{name: {k}, label: {{vi: {k}, en: {k}}}}}\n" for k in INTAKE_KINDS)
    + """
  - {kind: yes-no, name: accuses, text: {vi: Tố?, en: Accuse?}, when: {question: kind, is: unsure}}
  - {kind: yes-no, name: harmed, text: {vi: Hại?, en: Harm?}, when: {question: accuses, is: no}}
  - kind: note
    name: lawful-denunciation
    ends: true
    text: {vi: "Xin lưu ý. {text:filing-denunciation}", en: "Note: {text:filing-denunciation}"}
    when: {any: [{question: kind, is: denunciation}, {question: accuses, is: yes}]}
  - kind: note
    name: lawful-complaint
    ends: true
    text: {vi: "{text:filing-complaint}", en: "{text:filing-complaint}"}
    when: {any: [{question: kind, is: complaint}, {question: harmed, is: yes}]}
  - {kind: choice, name: category, from: categories, text: {vi: Loại?, en: Category?}}
  - {kind: unit, name: unit, required: false, text: {vi: Ở đâu?, en: Which unit?}}
  - {kind: text, name: what, text: {vi: Kể lại, en: Tell}}
  - {kind: location, name: place, required: false, text: {vi: Chỗ nào?, en: Where?}}
  - {kind: attachments, name: evidence, required: false, text: {vi: Ảnh?, en: Photos?}}
  - {kind: yes-no, name: named, text: {vi: Tên?, en: Name?}}
  - {kind: consent, name: consent, purpose: process-report, text: {vi: Đồng ý?, en: Agree?}}
  - {kind: text, name: name, text: {vi: Tên gì?, en: Name?}}
  - {kind: phone, name: phone, text: {vi: Số?, en: Number?}}
""",
    "forms/welcome.yaml": """
name: welcome
purpose: dialog
title: {vi: Chào, en: Hello}
questions:
  - {kind: yes-no, name: well, text: {vi: Khỏe không?, en: Are you well?}}
""",
}


def pack(**files: str | bytes | None) -> Pack:
    """Read the sound pack with some files replaced; `units=None` leaves one out."""
    given = dict(SOUND)
    for name, content in files.items():
        path = name.replace("__", "/") + ".yaml"
        if content is None:
            del given[path]
        else:
            given[path] = content  # type: ignore[assignment]
    return read_pack(
        {path: text if isinstance(text, bytes) else text.encode() for path, text in given.items()}
    )


def faults(**files: str | bytes | None) -> list[str]:
    with pytest.raises(OfficePackInvalid) as raised:
        pack(**files)
    return list(raised.value.faults)


def spoilt(path: str, old: str, new: str) -> list[str]:
    """Return the faults of the pack with one thing changed."""
    assert SOUND[path].count(old) >= 1, old
    name = path.removesuffix(".yaml").replace("/", "__")
    return faults(**{name: SOUND[path].replace(old, new, 1)})


def test_a_sound_pack_is_read() -> None:
    read = pack()
    office = read.office
    assert office.name == {"vi": "Xã A", "en": "Commune A"}
    assert office.root == "a"
    assert list(office.units) == ["a", "a-desk", "old"]
    assert office.units["a"].contact == {"vi": "Trụ sở", "en": "Office"}
    assert office.units["a-desk"].code == "013"
    assert office.units["a-desk"].contact == {}
    assert office.current("old", date(2026, 1, 1)) == "a"
    assert office.procedures["birth"].days == 0
    assert office.categories["holes"].urgent
    assert office.purposes[0].version == 2
    assert office.texts["emergency"]["en"] == "Call 113"
    assert office.emergency_words == ("chay nha",)
    assert office.clocks[0] == Clock("pakn", "acknowledge", 8, "working-hours", "law")
    assert office.days_off == {date(2026, 3, 2)}
    assert office.extra_days == {date(2026, 3, 7)}
    assert office.shifts == (Shift(time(8), time(12)),)
    assert office.calendar_confirmed_until == date(2026, 12, 31)
    assert [form.name for form in read.forms] == ["case", "welcome", "stop"]
    assert read.warnings == ()


@pytest.mark.parametrize("name", ["nowhere", "welcome"])
def test_one_time_links_that_open_nothing_are_told(name: str) -> None:
    links = f"late_files: {{survey: {name}, unit_kind: desk}}\nclocks:"
    read = pack(office=SOUND["office.yaml"].replace("clocks:", links))
    told = f"office.yaml:10: `{name}` is no survey of surveys/; one-time links open nothing"
    assert read.warnings == (told,)
    assert read.office.late_files.survey == name


def test_a_pack_may_say_more_of_its_hours_and_time_limits() -> None:
    more = """
own_hours:
  - unit: a-desk
    shifts: [{opens: 09:00, closes: 10:00}]
    days_off: [2026-03-09]
    extra_days: [2026-03-14]
at_risk: {yellow: 50}
late_files: {draft_days: 5, survey: stop, unit_kind: desk}
"""
    head, clocks = SOUND["office.yaml"].split("clocks:")
    clocks = clocks.replace(
        "hours, basis: law}",
        "hours, basis: law, extensions: [{ground: complex, times: 2, by: 4, basis: b},"
        " {ground: late, times: 1, basis: c}]}",
    )
    office = pack(office=f"{head.rstrip()}{more}clocks:{clocks}").office
    days = (frozenset({date(2026, 3, 9)}), frozenset({date(2026, 3, 14)}))
    assert office.own_hours == (OwnHours("a-desk", (Shift(time(9), time(10)),), *days),)
    assert office.at_risk == AtRisk(yellow=50, red=85)
    assert office.late_files == LateFileRules(5, "stop", 60, "desk")
    assert office.clocks[0].extensions == (
        Extension("complex", 2, 4, "b"),
        Extension("late", 1, None, "c"),
    )


def test_without_more_nobody_keeps_other_hours_and_nothing_is_extended() -> None:
    office = pack().office
    assert (office.own_hours, office.at_risk) == ((), AtRisk(60, 85))
    assert {clock.extensions for clock in office.clocks} == {()}


@pytest.mark.parametrize(
    ("own_hours", "told"),
    [
        ("{unit: b, days_off: [2026-03-09]}", "office.yaml:11: `b` is no unit of units.yaml"),
        ("{unit: a}", "office.yaml:11: needs `shifts`, `days_off` or `extra_days`"),
        ("{unit: a, hours: []}", "office.yaml:11: `hours` is not known here"),
        (
            "{unit: a, days_off: [2026-03-09], extra_days: [2026-03-09]}",
            "office.yaml:11: 2026-03-09 is also",
        ),
        (
            "{unit: a, shifts: [{opens: 09:00, closes: 08:00}]}",
            "office.yaml:11: shifts are in order",
        ),
        (
            "{unit: a, days_off: [2026-03-09]}\n  - {unit: a, days_off: [2026-03-10]}",
            "office.yaml:12: a second `a`",
        ),
    ],
)
def test_what_is_wrong_with_a_units_own_hours_is_told(own_hours: str, told: str) -> None:
    office = SOUND["office.yaml"].replace("clocks:", f"own_hours:\n  - {own_hours}\nclocks:")
    found = faults(office=office)
    assert any(fault.startswith(told) for fault in found), found


def test_own_hours_that_are_no_list_are_told() -> None:
    office = SOUND["office.yaml"].replace("clocks:", "own_hours: a\nclocks:")
    assert "office.yaml:10: needs a list `own_hours:`" in faults(office=office)


def test_an_office_is_told_of_a_year_whose_days_off_it_has_not_confirmed() -> None:
    office = replace(pack().office, calendar_confirmed_until=date(2090, 12, 31))
    assert calendar_warning(office, date(2090, 9, 30)) is None
    told = calendar_warning(office, date(2090, 10, 1))
    assert told is not None
    assert told.startswith("office.yaml: the days off and working Saturdays of 2091")
    assert "calendar_confirmed_until: 2091-12-31" in told


def test_a_pack_may_leave_the_usual_hours_as_they_are() -> None:
    office = SOUND["office.yaml"].replace("shifts:\n  - {opens: 08:00, closes: 12:00}\n", "")
    assert pack(office=office).office.shifts == SHIFTS


def test_a_matrix_becomes_its_scales() -> None:
    stop = pack().forms[2]
    assert [question.name for question in stop.questions][1:3] == ["attitude", "waiting"]
    assert {question.factor for question in stop.questions} == {None, "z-first", "a-second"}


def test_office_texts_stand_in_forms_in_their_language() -> None:
    note = pack().forms[0].by_name["lawful-denunciation"]
    assert note.text == {"vi": "Xin lưu ý. Đến trực tiếp", "en": "Note: Come"}


ZALO = """
windows: {free_hours: 48, billed_days: 7, pay: true}
templates:
  - {id: "1", state: pending, longest: 200, fields: {a: "{text}"}}
  - {id: "2", state: approved, longest: 30, fields: {co_quan: "{office}", noi_dung: "{text}"}}
"""


def test_a_pack_may_say_what_zalo_takes_from_it() -> None:
    assert pack().zalo == Outreach()
    zalo = pack(**{"zalo-templates": ZALO}).zalo
    assert (zalo.free, zalo.billed, zalo.pay) == (timedelta(hours=48), timedelta(days=7), True)
    assert [each.id for each in zalo.templates] == ["1", "2"]
    assert zalo.approved is not None
    assert zalo.approved.id == "2"
    assert not zalo.card_image
    card = "https://binhluc.example/the.png"
    assert pack(**{"zalo-templates": f"{ZALO}card_image: {card}"}).zalo.card_image == card
    open_ended = pack(**{"zalo-templates": "templates: []"}).zalo
    assert open_ended == Outreach()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (ZALO.replace("approved", "fine"), "zalo-templates.yaml:5: `state`"),
        (ZALO.replace("48", "0"), "zalo-templates.yaml:2: `free_hours`"),
        (ZALO.replace("free_hours", "free_hour"), "zalo-templates.yaml:2: `free_hour` is not known"),
        (ZALO.replace('"2"', '"1"'), "zalo-templates.yaml:5: a second `1`"),
        ("windows: {}", "zalo-templates.yaml:1: needs a list `templates:`"),
        (ZALO + "card_image: http://x/a.png", "zalo-templates.yaml:6: `card_image` must be"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_notices_for_zalo_is_told(content: str, told: str) -> None:
    found = faults(**{"zalo-templates": content})
    assert any(told in fault for fault in found), found


def test_other_files_beside_a_pack_do_no_harm() -> None:
    files = {path: text.encode() for path, text in SOUND.items()}
    assert read_pack({**files, "README.md": b"\xff", "logo/seal.png": b"\x00"}).office.root == "a"


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        # one file by itself
        ("office.yaml", "root: a", "root: [", "office.yaml:5: not readable as YAML"),
        ("office.yaml", "root: a", "rooot: a", "office.yaml:3: `rooot` is not known here"),
        ("office.yaml", "root: a\n", "", "office.yaml:2: `root` is missing; add it"),
        ("office.yaml", "root: a", "root: b", "office.yaml:3: `b` is no unit of units.yaml"),
        ("office.yaml", "en: Commune A", "fr: A", "office.yaml:2: `name` needs words for `en`"),
        ("office.yaml", "08:00", "8 h", "office.yaml:5: `opens`: "),
        ("office.yaml", "[2026-03-02]", "[2026-02-30]", "office.yaml:6: `days_off`: "),
        ("office.yaml", "amount: 8", "amount: 0", "office.yaml:11: `amount`: "),
        ("office.yaml", "amount: 8", "amuont: 8", "office.yaml:11: `amuont` is not known here; did"),
        ("office.yaml", "working-hours", "hours", "office.yaml:11: `measure`: "),
        ("office.yaml", "clocks:", "clocks: 1\nx:", "office.yaml:10: needs a list `clocks:`"),
        ("units.yaml", "id: a-desk", "id: a_desk", "units.yaml:7: `a_desk` cannot be a name"),
        ("units.yaml", "id: a-desk", "id: a", "units.yaml:7: a second `a`"),
        ("units.yaml", 'code: "013"', "code: 13", "units.yaml:11: `code` must be text; put it in"),
        ("units.yaml", "vi: Quầy 1", "vi: ''", "units.yaml:8: `name` needs words for `vi`"),
        ("units.yaml", "units:", "unit:", "units.yaml:2: `unit` is not known here; remove it"),
        ("texts.yaml", "en: Hello", "en: ' '", "texts.yaml:3: `welcome` needs words for `en`"),
        ("texts.yaml", "{vi: Chào, en: Hello}", "[Chào]", "texts.yaml:3: `welcome` needs words for `vi` and `en`"),
        ("texts.yaml", "en: Hello", "en: 12", "texts.yaml:3: `welcome` needs words for `en`"),
        ("texts.yaml", "[chay nha]", "[Cháy nhà]", "texts.yaml:9: emergency words are small letters"),
        ("texts.yaml", "[chay nha]", "[12]", "texts.yaml:9: emergency words are small letters"),
        ("texts.yaml", "[chay nha]", "chay  nha", "texts.yaml:9: emergency words are small letters"),
        # what the files say about each other
        ("office.yaml", "- 2026-03-07", "- 2026-03-02", "office.yaml:7: 2026-03-02 is also a day off"),
        ("office.yaml", "closes: 12:00", "closes: 07:00", "office.yaml:5: shifts are in order"),
        ("office.yaml", "  - {opens: 08:00, closes: 12:00}", "  []", "office.yaml:4: needs at least one"),
        ("office.yaml", "valid_to: 2025-06-30", "valid_to: 2026-06-30", "office.yaml:13: two rules for"),
        ("office.yaml", "valid_to: 2025-06-30", "valid_to: 2025-06-28", "office.yaml:13: no rule for pakn · resolve holds from then until 2025-07-01"),
        ("office.yaml", "hours, basis: law", "hours, basis: law, extensions: [{ground: a, times: 1, basis: b}, {ground: a, times: 2, basis: b}]", "office.yaml:11: `a` is here twice"),
        ("office.yaml", "hours, basis: law", "hours, basis: law, extensions: [{ground: a, times: 0, basis: b}]", "office.yaml:11: `times`: "),
        ("office.yaml", "clocks:", "at_risk: {yellow: 90, red: 80}\nclocks:", "office.yaml:10: a time limit is yellow before"),
        ("office.yaml", "clocks:", "late_files: {survey: stop}\nclocks:", "office.yaml:10: no unit of units.yaml is of the kind `one-stop-centre`"),
        ("office.yaml", "clocks:", "late_files: {draft_days: 0}\nclocks:", "office.yaml:10: `draft_days`: "),
        ("office.yaml", "clocks:", "at_risk: {yellow: 0}\nclocks:", "office.yaml:10: `yellow`: "),
        ("office.yaml", "clocks:", "reminders: {from_hour: 20, to_hour: 8}\nclocks:", "office.yaml:10: `reminders` from_hour must be before"),
        ("office.yaml", "15, measure", "15, valid_to: 2025-08-01, measure", "office.yaml:10: the program needs"),
        ("office.yaml", "15, measure", "15, valid_to: 2025-01-01, measure", "office.yaml:12: the rule ends before"),
        ("office.yaml", "hours, basis", "hours, before: true, basis", "office.yaml:11: only days are counted"),
        ("units.yaml", "parent: a\n    code", "parent: b\n    code", "units.yaml:10: `b` is nothing of"),
        ("units.yaml", "parent: a\n    code", "parent: a-desk\n    code", "units.yaml:10: `a-desk` stands below"),
        ("units.yaml", "parent: a\n    code", "code", "units.yaml:7: only the root has no parent"),
        ("units.yaml", "parent: a\n    code", "parent: old\n    code", "units.yaml:10: `old` ends on 2025-06-30"),
        ("units.yaml", "kind: commune\n", "kind: commune\n    parent: old\n", "units.yaml:3: the root has no parent"),
        ("units.yaml", "[birth]", "[death]", "units.yaml:13: `death` is no procedure"),
        ("units.yaml", "successors: [a]", "successors: [b]", "units.yaml:20: `b` is no unit of this"),
        ("units.yaml", "successors: [a]", "successors: [old]", "units.yaml:20: `old` follows itself"),
        ("units.yaml", "parent: a\n    code", "parent: a\n    earlier_parents: [[2025-06-30, b]]\n    code", "units.yaml:11: `b` is no unit of this"),
        ("units.yaml", "    valid_to: 2025-06-30\n", "", "units.yaml:19: `old` has successors but does"),
        ("units.yaml", "valid_from: 2000", "valid_from: 2030", "units.yaml:19: the unit ends before"),
        ("categories.yaml", "parent: roads", "parent: road", "categories.yaml:8: `road` is nothing of"),
        ("categories.yaml", "parent: roads", "parent: holes", "categories.yaml:8: `holes` stands below"),
        ("categories.yaml", "kind: commune", "kind: army", "categories.yaml:5: no unit of units.yaml is"),
        ("texts.yaml", "  conduct: {vi: Quy tắc, en: Code}\n", "", "texts.yaml:2: the program needs the text `conduct`"),
        ("texts.yaml", "[chay nha]", "[]", "texts.yaml:9: needs the words that mean danger"),
        # forms
        ("surveys/stop.yaml", "name: stop", "name: go", "surveys/stop.yaml:2: the name must be that of"),
        ("surveys/stop.yaml", "name: stop", "name: stop\npurpose: case", "surveys/stop.yaml:3: surveys/ holds"),
        ("surveys/stop.yaml", "name: stop", "name: stop\nversion: 2", "surveys/stop.yaml:3: `version` is given"),
        ("surveys/stop.yaml", "title:", "tilte:", "surveys/stop.yaml:3: `tilte` is not known here; did"),
        ("surveys/stop.yaml", "kind: choice", "kind: chioce", "surveys/stop.yaml:20: kind is “chioce”"),
        ("surveys/stop.yaml", "    items:", "    itmes:", "surveys/stop.yaml:14: a matrix needs items"),
        ("surveys/stop.yaml", "{vi: Đúng hẹn?,", "{en: Now?,", "surveys/stop.yaml:23: `en` is here twice"),
        ("surveys/stop.yaml", "    text: {vi: Đúng hẹn?, en: In time?}\n", "", "surveys/stop.yaml:20: `text` is missing"),
        ("surveys/stop.yaml", "    choices:", "    choics:", "surveys/stop.yaml:24: `choics` is not known here; did"),
        ("surveys/stop.yaml", "{name: no, label", "{name: yes, label", "surveys/stop.yaml:20: two choices are named"),
        ("surveys/stop.yaml", "label: {vi: Trễ, en: Late}", "label: {vi: Trễ}", "surveys/stop.yaml:25: needs words for `en`"),
        ("surveys/stop.yaml", "{question: time, is: no}", "{question: time, is: late}", "surveys/stop.yaml:30: `time` can never"),
        ("surveys/stop.yaml", "{question: time, is: no}", "{question: tim, is: no}", "surveys/stop.yaml:30: `tim` does not exist"),
        ("surveys/stop.yaml", "{question: time, is: no}", "{question: time}", "surveys/stop.yaml:30: `when` a test on"),
        ("surveys/stop.yaml", "factor: z-first", "factor: third", "surveys/stop.yaml:16: `third` is not among"),
        ("surveys/stop.yaml", "closes: 2026-12-31", "closes: 2025-12-31", "surveys/stop.yaml:5: the form closes"),
        ("surveys/stop.yaml", "questions:", "question:", "surveys/stop.yaml:2: needs a list `questions:`"),
        ("surveys/stop.yaml", "en: Why?", 'en: "{text:gone}"', "surveys/stop.yaml:29: `{text:gone}` is no text"),
        ("surveys/stop.yaml", "en: Why?", 'en: "{tim}"', "surveys/stop.yaml:29: `{tim}` stands for no earlier"),
        ("forms/welcome.yaml", "purpose: dialog\n", "", "forms/welcome.yaml:2: surveys/ holds"),
        ("forms/case.yaml", "purpose: process-report", "purpose: gone", "`gone` is no purpose of consents.yaml"),
        ("forms/case.yaml", "name: what", "name: which", "the program needs a question named `what`"),
    ],
)  # fmt: skip
def test_every_slip_is_told_with_its_line(path: str, old: str, new: str, told: str) -> None:
    assert any(told in each for each in spoilt(path, old, new)), spoilt(path, old, new)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("units.yaml", "en: Desk 1", "fr: Desk"),
        ("units.yaml", "id: a\n    name: {vi: Xã A,", "id: a\n    name: {vi: '',"),
        ("procedures.yaml", "days: 0", "days: many"),
        ("categories.yaml", "urgent: true", "urgent: perhaps"),
        ("consents.yaml", "version: 2", "version: 0"),
        ("texts.yaml", "filing-complaint: {vi: Gửi đơn, en: Write}", "filing-complaint: {vi: x}"),
        ("office.yaml", "root: a", "root: A"),
        ("office.yaml", "amount: 15", "amount: x"),
        ("units.yaml", "units:", "units: ["),
        ("texts.yaml", "texts:", "texts: ["),
    ],
)
def test_one_slip_is_told_once_and_nothing_that_follows_from_it(
    path: str, old: str, new: str
) -> None:
    told = spoilt(path, old, new)
    assert len(told) == 1, told
    assert told[0].startswith(f"{path}:")


def test_faults_of_all_files_come_together_in_order() -> None:
    told = faults(
        units=SOUND["units.yaml"].replace("en: Desk 1", "fr: Desk 1"),
        categories=SOUND["categories.yaml"].replace("parent: roads", "parent: none"),
        surveys__stop=SOUND["surveys/stop.yaml"].replace("time, is: no", "time, is: late"),
        forms__welcome="a: [",
    )
    assert [each.split(":")[0] for each in told] == [
        "categories.yaml",
        "forms/welcome.yaml",
        "surveys/stop.yaml",
        "units.yaml",
    ]


@pytest.mark.parametrize("name", [path for path in SOUND if "stop" not in path])
def test_a_missing_file_is_told(name: str) -> None:
    files = {path: text.encode() for path, text in SOUND.items() if path != name}
    with pytest.raises(OfficePackInvalid) as raised:
        read_pack(files)
    assert f"{name}:1: the file is missing; the program needs it" in raised.value.faults


@pytest.mark.parametrize(
    "path", ["unit.yaml", "survey/x.yaml", "surveys/deep/x.yaml", "units.yml"]
)
def test_a_misnamed_file_is_told(path: str) -> None:
    files = {name: text.encode() for name, text in SOUND.items()}
    with pytest.raises(OfficePackInvalid, match="no file of a pack"):
        read_pack({**files, path: b"a: 1"})


@pytest.mark.parametrize("content", ["just words", "- a list", "~", "12"])
@pytest.mark.parametrize("name", ["office", "units", "texts", "surveys__stop", "forms__case"])
def test_a_file_of_another_shape_is_told(name: str, content: str) -> None:
    path = name.replace("__", "/")
    assert any(each.startswith(f"{path}.yaml:1: ") for each in faults(**{name: content}))


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ("[x]", "must be a question with"),
        ("[{kind: note}]", "`name` is missing"),
        ("[{kind: matrix, items: [{name: a}]}]", "`text` is missing"),
        ("[{name: a}]", "kind is “None”"),
        ("[{kind: [text], name: a}]", "kind is"),
        ("[]", "nothing is asked"),
        ("[{kind: text, name: a, text: {vi: x, en: y}, min_length: many}]", "`min_length`: "),
        ("[{kind: text, name: a, text: [x]}]", "`text`: "),
    ],
)
def test_odd_questions_are_told(questions: str, told: str) -> None:
    form = f"name: stop\ntitle: {{vi: x, en: y}}\nquestions: {questions}\n"
    assert any("stop.yaml:3: " in each and told in each for each in faults(surveys__stop=form))


@pytest.mark.parametrize("rows", ["[x]", "[~]", "[[a]]", "[{id: [a]}]"])
def test_odd_rows_are_told(rows: str) -> None:
    assert any(
        each.startswith("procedures.yaml:1: ") for each in faults(procedures=f"procedures: {rows}")
    )


def test_two_forms_of_one_name_are_told() -> None:
    other = SOUND["surveys/stop.yaml"].replace("name: stop", "name: case")
    told = faults(surveys__case=other)
    assert told == ["surveys/case.yaml:2: `case` is also the name of forms/case.yaml"]


def test_a_qr_code_that_is_too_long_is_told_and_shown() -> None:
    long_names = {
        "units": SOUND["units.yaml"].replace("id: a-desk", "id: a-very-long-desk-id-22"),
        "procedures": SOUND["procedures.yaml"].replace("id: birth", "id: birth-of-a-child-again"),
    }
    units = long_names["units"].replace("[birth]", "[birth-of-a-child-again]")
    survey = SOUND["surveys/stop.yaml"].replace("name: stop", "name: friendly-government")
    told = faults(
        units=units,
        procedures=long_names["procedures"],
        surveys__stop=None,
        **{"surveys__friendly-government": survey},
    )
    code = "ra_friendly-government_a_birth-of-a-child-again_a-very-long-desk-id-22"
    assert told == [
        "surveys/friendly-government.yaml:2: the QR code "
        f"`{code}` has {len(code)} characters, 62 at most fit; shorten one of its ids"
    ]


def test_a_form_that_asks_no_procedure_has_none_in_its_code() -> None:
    survey = SOUND["surveys/stop.yaml"].replace("kind: procedure", "kind: text")
    assert pack(surveys__stop=survey).forms[2].name == "stop"


def test_what_only_looks_wrong_is_a_warning() -> None:
    label = "Một câu trả lời dài quá nút bấm trên điện thoại"
    survey = SOUND["surveys/stop.yaml"].replace("vi: Trễ", f"vi: {label}")
    read = pack(surveys__stop=survey)
    assert len(read.warnings) == 1
    assert read.warnings[0].startswith(
        f"surveys/stop.yaml:20: the button “{label}” has 47 letters"
    )


@given(
    st.dictionaries(
        st.sampled_from([*SOUND, "forms/x.yaml"]),
        st.one_of(
            st.binary(max_size=60),
            st.recursive(
                st.one_of(
                    st.text("ab1:{}[]-, \n", max_size=20), st.sampled_from(["null", "units:"])
                ),
                lambda inner: st.lists(inner, max_size=4).map("\n".join),
            ).map(str.encode),
        ),
        max_size=4,
    )
)
def test_no_file_makes_the_reader_fall(files: dict[str, bytes]) -> None:
    with suppress(OfficePackInvalid):
        read_pack({**{path: text.encode() for path, text in SOUND.items()}, **files})


@given(st.data())
def test_no_spoilt_line_makes_the_reader_fall(data: st.DataObject) -> None:
    """Take a sound pack and change one word of it into another word of the pack."""
    path = data.draw(st.sampled_from(sorted(SOUND)))
    parts = SOUND[path].split(" ")
    place = data.draw(st.integers(0, len(parts) - 1))
    every = sorted({word for text in SOUND.values() for word in text.split(" ")})
    parts[place] = data.draw(st.sampled_from([*every, "~", "-1", "2026-01-01", "[]", "{}"]))
    with suppress(OfficePackInvalid):
        read_pack({**{p: t.encode() for p, t in SOUND.items()}, path: " ".join(parts).encode()})


def test_published_forms_come_back_as_they_were() -> None:
    for form in pack().forms:
        published = dump_form(form)
        assert load_form(published, version=3) == form.model_copy(update={"version": 3})
        assert dump_form(load_form(published, version=3)) == published


def test_equal_content_gives_equal_json_however_it_is_written() -> None:
    text = SOUND["surveys/stop.yaml"]
    other = (
        text.replace("title: {vi: Một cửa, en: One stop}", "title: {en: One stop, vi: Một cửa}")
        .replace("name: stop\n", "name: stop\nreview: true\nversion_less: 1\n")
        .replace("version_less: 1\n", "purpose: survey\n")
    )
    one, same = dump_form(pack().forms[2]), dump_form(pack(surveys__stop=other).forms[2])
    assert list(map(str, one.items())) == list(map(str, same.items()))


def test_other_content_gives_other_json() -> None:
    text = SOUND["surveys/stop.yaml"]
    first, second = text.index("  z-first:"), text.index("  a-second:")
    turned = (
        text[:first]
        + text[second : text.index("questions:")]
        + text[first:second]
        + text[text.index("questions:") :]
    )
    changed = [turned, text.replace("Trễ", "Muộn"), text.replace("is: no", "is: yes")]
    dumps = [dump_form(pack(surveys__stop=each).forms[2]) for each in (text, *changed)]
    assert all(one != other for n, one in enumerate(dumps) for other in dumps[:n])
    reordered = load_form(dumps[1])
    assert list(reordered.factors) == ["a-second", "z-first"]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"questions": "x"},
        {"questions": ["x"]},
        {"questions": [{"kind": "gone"}]},
        {"questions": [], "factors": {}, "name": "a"},
    ],
)
def test_what_is_no_published_form_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        load_form(content)  # type: ignore[arg-type]
