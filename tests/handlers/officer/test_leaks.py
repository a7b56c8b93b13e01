"""Who learns what of a case, by every door there is for officers: a table, written by hand."""

from __future__ import annotations

import pytest

from feedback.case import Case
from feedback.decision import Act
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import done, jobs, said
from tests.handlers.officer.cockpit import acted, attached, heard
from tests.handlers.staffing import filed, hired, id_of, stands

CODE, CONTENT, NOTE, MESSAGE = (
    "its code",
    "gốc đa làng Vọc",
    "nghi do chuột cắn",
    "tối nay cúp điện",
)
NAME, PHONE, FILE = "Lê Thị Ngọc", "+84912345678", "Tệp 1/1"

EVERYTHING = frozenset({CODE, CONTENT, NOTE, MESSAGE, NAME, PHONE, FILE})
FACTS = frozenset({CODE})
NOTHING: frozenset[str] = frozenset()

LEARN = {
    # role, unit: what is learned of a case at binh-my-kt that binh-an was asked to help with
    ("officer", "binh-my-kt"): EVERYTHING,
    ("officer", "binh-my"): EVERYTHING,
    ("head", "binh-my"): EVERYTHING,
    ("officer", "khu-vuc-binh-luc"): EVERYTHING,
    ("officer", "binh-an"): EVERYTHING - {NAME, PHONE},
    ("head", "binh-an"): EVERYTHING - {NAME, PHONE},
    ("officer", "binh-an-kt"): NOTHING,
    ("officer", "binh-my-vhxh"): NOTHING,
    ("head", "binh-my-hcc"): NOTHING,
    ("admin", "binh-my"): FACTS,
    ("admin", "khu-vuc-binh-luc"): FACTS,
    ("admin", "binh-an"): NOTHING,
    ("auditor", "khu-vuc-binh-luc"): NOTHING,
    ("sealed-reader", "khu-vuc-binh-luc"): NOTHING,
    ("", ""): NOTHING,
}
NEVER = ("about", "sender")
"""Also with the highest role of all: whom it is about learns nothing, who sent it is no officer."""


async def a_case(town: Town, sender: Citizen, **about: object) -> Case:
    """A case with everything in it that somebody might want to know."""
    who = {"name": NAME, "phone": PHONE}
    case = await filed(
        town,
        sender=id_of(sender),
        unit="binh-my-kt",
        state="in-progress",
        coordinating=("binh-an",),
        content={"what": f"Đèn ở {CONTENT} không sáng"},
        identity=who,
        **about,  # type: ignore[arg-type]
    )
    await attached(town, case, ("photo", "image/jpeg", b"jpeg"))
    officer = await hired(town, "thu", "officer", "binh-my-kt", "Vũ Thị Thu")
    await acted(town, case, officer, Act(action="note", text=NOTE))
    await sender.press(f"tell:{case.id}")
    await sender.say(f"Xin báo {MESSAGE}")
    await sender.tap("Bỏ qua")
    await sender.tap("Gửi")
    return await stands(town, case)


async def learned(town: Town, person: Citizen, case: Case) -> str:
    """Try every door, with the code and without, and return all that was shown."""
    shown = [await heard(town, person)]
    for words in ("/viec", "/viec triage", f"/hoso {case.code}", f"/case {case.code[:5]}"):
        shown.append(await person.say(words))
    for view in ("unit", "mine", "late", "triage"):
        shown.append(await person.press(f"tasks:{view}:0"))
    for door in (
        *("case:{}", "case:{}:history", "case:{}:history:1", "case:{}:again"),
        *("who:{}", "who:{}:yes", "talk:{}", "files:{}", "files:{}:0"),
    ):
        shown.append(await person.press(door.format(case.id)))
    for job in await jobs(town):
        if job.kind == "send-evidence":
            shown.append(said(await done(town, job)))
    await person.press(f"write:{case.id}")
    shown.append(person.shown)
    return "\n".join(shown)


@pytest.mark.parametrize(("role", "unit"), LEARN)
async def test_what_each_role_learns(town: Town, role: str, unit: str) -> None:
    sender = town.citizen("lan")
    await sender.say("xin chào")
    person = await hired(town, "x", role, unit) if role else town.citizen("x")
    await person.say("xin chào")
    case = await a_case(town, sender)
    shown = await learned(town, person, case)
    expected = {case.code[:5] if each == CODE else each for each in LEARN[role, unit]}
    secrets = {case.code[:5] if each == CODE else each for each in EVERYTHING}
    assert {each for each in secrets if each in shown} == expected
    assert id_of(sender) not in shown
    answered = "write:" + case.id in [b.data for b in person.buttons] or "Câu 1/2" in shown
    assert answered == (LEARN[role, unit] == EVERYTHING)


@pytest.mark.parametrize("standing", NEVER)
async def test_what_is_learned_of_a_case_of_one_s_own(town: Town, standing: str) -> None:
    chief = await hired(town, "chief", "head", "khu-vuc-binh-luc", "Trần Chủ Tịch")
    await hired(town, "chief", "admin", "khu-vuc-binh-luc", "Trần Chủ Tịch")
    await hired(town, "chief", "sealed-reader", "khu-vuc-binh-luc", "Trần Chủ Tịch")
    sender = town.citizen("lan")
    await sender.say("xin chào")
    if standing == "about":
        case = await a_case(town, sender, about=(id_of(chief),))
    else:
        case = await a_case(town, chief)
    shown = await learned(town, chief, case)
    secrets = {case.code[:5] if each == CODE else each for each in EVERYTHING}
    assert {each for each in secrets if each in shown} == NOTHING


async def test_officers_and_the_citizen_are_nobody_to_each_other(town: Town) -> None:
    sender = town.citizen("lan")
    await sender.say("xin chào")
    officer = await hired(town, "mai", "officer", "binh-my", "Nguyễn Thị Mai")
    case = await a_case(town, sender, officer=id_of(officer))
    await officer.press(f"write:{case.id}")
    await officer.say("Chúng tôi đang đến")
    await officer.tap("Bỏ qua")
    await officer.tap("Gửi")
    told = await heard(town, sender)
    told += await sender.say(f"/tracuu {case.code}")
    told += await sender.say("/cuatoi")
    for hidden in ("Nguyễn Thị Mai", "Vũ Thị Thu", id_of(officer), NOTE, "mai"):
        assert hidden not in told
