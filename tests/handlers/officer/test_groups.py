"""Officers' groups: who binds them, what a card shows and hides, and who takes a case from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.case import Case
from feedback.code import spell
from feedback.decision import Act, Part
from feedback.errors import Conflict
from feedback.group import Group
from feedback.messages import PRIVATELY, Address, Inbound
from handlers.case_moved import Moved
from handlers.context import Notice
from handlers.officer import groups
from handlers.officer.urgency import short
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.figuring import context, jobs
from tests.handlers.officer.cockpit import acted, audited
from tests.handlers.officer.timing import follows, happens, lives
from tests.handlers.staffing import filed, hired, id_of, invitation, set_about, stands

ROOM = "-500"
WORDS = "Đèn đường hỏng"


@pytest.fixture
async def tu(town: Town) -> Citizen:
    """The officer of Bình Mỹ."""
    return await hired(town, "tu")


async def says(person: Citizen, text: str, chat: str = ROOM) -> str:
    return await person.say(text, chat=chat, private=False)


async def presses(person: Citizen, data: str, chat: str = ROOM) -> str:
    """Press a button in a group; returns the toast, which is all there may be."""
    await person.press(data, chat=chat, private=False)
    assert person.answer.replies == ()
    assert person.answer.toast is not None
    return TEXTS.render(person.answer.toast, person.language)


async def tells(town: Town, notice: str, chat: str = ROOM, **more: str) -> None:
    """Have the platform tell something about a group."""
    await town.receive(
        Inbound(
            event=str(town.number()), address=Address("test", chat), chat=chat, private=False,
            notice=notice, **more,  # type: ignore[arg-type]
        )
    )  # fmt: skip


def cards(town: Town, chat: str = ROOM) -> list[Notice]:
    """Return what was written into a group since the last look."""
    found = [each for each in town.notices if each.card and each.at == Address("test", chat)]
    town.notices = [each for each in town.notices if each not in found]
    return found


def read(card: Notice) -> str:
    return "\n".join(TEXTS.render(line, card.language) for line in card.reply.lines)


def buttons(card: Notice) -> dict[str, str]:
    return {
        TEXTS.render(each.label, card.language): each.data or each.url
        for row in card.reply.rows
        for each in row
    }


async def bound(town: Town) -> list[Group]:
    return await town.storage.work().groups.all()


async def comes(town: Town, **about: object) -> Case:
    case = await filed(town, **about)  # type: ignore[arg-type]
    await happens(town, case, "received")
    return case


async def done(town: Town, case: Case, by: Citizen, act: Act) -> Case:
    after = await acted(town, case, by, act)
    await follows(town)
    return after


# Binding


async def test_an_officer_binds_the_group_they_type_in_to_their_unit(
    town: Town, tu: Citizen
) -> None:
    assert "Bình Mỹ" in await says(tu, "/nhom")
    [group] = await bound(town)
    assert (group.unit, group.address) == ("binh-my", Address("test", ROOM))
    assert "đang nhận việc" in await says(tu, "/nhom")
    assert (await bound(town))[0].id == group.id
    assert "đã gửi giữ nguyên" in await says(tu, "/nhom hủy")
    assert await bound(town) == []
    assert "chưa nhận" in await says(tu, "/nhom huy")
    lines = [line[1:] for line in await audited(town) if line[1].startswith("group.")]
    assert lines == [("group.bound", "binh-my"), ("group.unbound", "binh-my")]


async def test_only_at_ones_own_units_and_below(town: Town, tu: Citizen) -> None:
    assert "Không có đơn vị này" in await says(tu, "/nhom binh-luc")
    assert "Không có đơn vị này" in await says(tu, "/nhom xyz")
    chief = await hired(town, "chief", "admin", town.office.root)
    assert "Bình Mỹ" in await says(chief, "/group Bình Mỹ")
    [group] = await bound(town)
    assert group.unit == "binh-my"
    await says(tu, "/nhom binh-my")  # to the same again: bound anew, by whoever may
    far = await hired(town, "xa", unit="binh-luc")
    assert "không thuộc phạm vi" in await says(far, "/nhom binh-luc")
    assert "không thuộc phạm vi" in await says(far, "/nhom huy")
    [still] = await bound(town)
    assert still.unit == "binh-my"


async def test_who_has_several_units_says_which(town: Town) -> None:
    both = await hired(town, "hai")
    code = await hired_too(town, both)
    assert code
    said = await says(both, "/nhom")
    assert "/nhom binh-my" in said
    assert "/nhom binh-luc" in said
    assert await bound(town) == []
    await says(both, "/nhom binh-luc")
    assert [each.unit for each in await bound(town)] == ["binh-luc"]


async def hired_too(town: Town, person: Citizen) -> str:
    """Give somebody a role at another unit."""
    code = await invitation(town, "officer", "binh-luc", "Cán bộ hai")
    return await person.say(f"/lienket {spell(code)}")


async def test_citizens_learn_nothing_and_bind_nothing(town: Town, known: Citizen) -> None:
    unknown = await says(known, "/khongco")
    assert await says(known, "/nhom binh-my") == unknown
    assert await bound(town) == []
    assert "riêng" in await presses(known, "q:1")
    assert "không thuộc" in await presses(known, "take:x")


async def test_where_messages_cannot_be_changed_there_are_no_groups(
    town: Town, tu: Citizen
) -> None:
    town.keeps_cards = False
    assert "Telegram" in await says(tu, "/nhom")
    assert await bound(town) == []


async def test_in_private_groups_are_listed_and_freed_from_afar(town: Town, tu: Citizen) -> None:
    assert "Chưa có nhóm nào" in await tu.say("/nhom")
    await says(tu, "/nhom")
    far = await hired(town, "xa", unit="binh-luc")
    assert "Chưa có nhóm nào" in await far.say("/nhom")
    [group] = await bound(town)
    assert "không còn nhận" in await far.press(f"group:{group.id}")
    chief = await hired(town, "chief", "admin", town.office.root)
    assert "1. " in await chief.say("/nhom")
    data = [each.data for each in chief.buttons if each.data.startswith("group:")]
    assert data == [f"group:{group.id}"]
    assert "giữ nguyên" in await chief.tap("Thôi gửi")
    assert await bound(town) == []
    assert "không còn nhận" in await chief.press(data[0])


async def test_a_group_that_throws_us_out_is_told_no_more(town: Town, tu: Citizen) -> None:
    await says(tu, "/nhom")
    await tells(town, "left-group", "-7")  # another one
    assert len(await bound(town)) == 1
    await tells(town, "left-group")
    assert await bound(town) == []
    await comes(town)
    assert cards(town) == []


async def test_a_group_that_becomes_another_chat_is_followed(town: Town, tu: Citizen) -> None:
    await says(tu, "/nhom")
    await tells(town, "moved", moved_to="-1005")
    await comes(town)
    assert cards(town) == []
    assert len(cards(town, "-1005")) == 1


# The card


async def test_a_new_case_has_one_card_with_nothing_of_it_and_nobody_in_it(
    town: Town, tu: Citizen
) -> None:
    await says(tu, "/nhom")
    case = await comes(town, identity={"name": "Lê Thị Ngọc"})
    [card] = cards(town)
    shown = read(card)
    assert short(case) in shown
    assert "Phản ánh" in shown
    assert "Bình Mỹ" in shown
    assert "chưa ai nhận" in shown
    assert "Tiếp nhận trước: 08:00 ngày 26/11/2026" in shown
    for secret in (case.code, spell(case.code), WORDS, "Ngọc", "Cán bộ tu"):
        assert secret not in shown
    assert buttons(card) == {
        "Nhận việc": f"take:{case.id}",
        "Mở riêng": f"{PRIVATELY}o_{case.id}",
    }
    assert (card.card, card.reply.merge) == (case.id, f"card:{case.id}")
    assert card.reply.after > 0  # so that what follows at once can take its place
    english = replace(card, language="en")
    assert "In charge: free" in read(english)


async def test_a_card_follows_its_case_to_the_end(town: Town, tu: Citizen) -> None:
    await says(tu, "/nhom")
    case = await comes(town)
    cards(town)
    case = await done(town, case, tu, Act(action="accept"))
    [card] = cards(town)
    assert "đã thụ lý" in read(card)
    await happens(town, case, "message-from-citizen", text="xin chào")
    assert cards(town) == []  # what changes no fact changes no card
    answer = Act(
        action="answer", text="Đã thay bóng đèn ngày 24/11.", evidence=("e1",), outcome="solved"
    )
    await done(town, case, tu, answer)
    [card] = cards(town)
    assert read(card).startswith("✔")
    assert "đã trả lời" in read(card)
    assert "Thời hạn" not in read(card)
    assert list(buttons(card)) == ["Mở riêng"]


async def test_a_case_that_is_late_says_so(town: Town, tu: Citizen) -> None:
    await says(tu, "/nhom")
    case = await comes(town)
    await done(town, case, tu, Act(action="accept"))
    cards(town)
    assert case.promised is not None
    await lives(town, case.promised)
    assert read(cards(town)[-1]).startswith("🟡")
    await lives(town, case.promised + timedelta(days=4))
    shown = read(cards(town)[-1])
    assert shown.startswith("🔴")
    assert "quá hạn" in shown


async def test_a_case_that_waits_for_the_citizen_says_so(town: Town, tu: Citizen) -> None:
    await says(tu, "/nhom")
    case = await comes(town)
    await done(town, case, tu, Act(action="ask", text="Ở đâu?"))
    assert "chờ người dân" in read(cards(town)[-1])


async def test_what_has_no_time_limit_names_none(town: Town, tu: Citizen) -> None:
    await says(tu, "/nhom")
    await comes(town, kind="praise", category="")
    [card] = cards(town)
    assert "Thời hạn" not in read(card)
    assert "chưa ai nhận" in read(card)


async def test_what_goes_elsewhere_is_shown_there_and_here_where_it_went(
    town: Town, tu: Citizen
) -> None:
    await says(tu, "/nhom")
    far = await hired(town, "xa", unit="binh-luc")
    await says(far, "/nhom", "-600")
    chief = await hired(town, "chief", "admin", town.office.root)
    await says(chief, f"/nhom {town.office.root}", "-700")
    case = await comes(town)
    here, above = cards(town), cards(town, "-700")
    assert len(here) == len(above) == 1
    away = next(unit for unit in town.office.units if _apart(town, unit))
    await done(town, case, tu, Act(action="transfer", unit=away, reason="khác"))
    [card] = cards(town)
    assert "Đã chuyển đến: " in read(card)
    assert buttons(card) == {}
    assert len(cards(town, "-700")) == 1


def _apart(town: Town, unit: str) -> bool:
    path = {each.id for each in town.office.path(unit)}
    stands = town.office.units[unit].exists_on(town.now.date())
    return stands and "binh-my" not in path and unit != town.office.root


@pytest.mark.parametrize("how", ["sealed", "about", "named"])
async def test_what_is_sealed_or_about_somebody_is_in_no_group(
    town: Town, tu: Citizen, how: str
) -> None:
    await says(tu, "/nhom")
    mai = await hired(town, "mai")
    if how == "sealed":
        await comes(town, kind="denunciation", category="")
    elif how == "about":
        await comes(town, about=(id_of(mai),))
    assert cards(town) == []
    case = await comes(town)
    assert len(cards(town)) == 1
    if how == "sealed":
        await done(town, case, tu, Act(action="reclassify", kind="denunciation", reason="x"))
    elif how == "about":
        await set_about(town, case, id_of(mai))
        await happens(town, case, "late")
    else:
        await done(town, case, tu, Act(action="name", people=(id_of(mai),)))
    [card] = cards(town)
    assert read(card) == "Việc này không còn hiện ở nhóm."
    assert buttons(card) == {}


async def test_what_is_over_or_came_before_has_no_new_card(town: Town, tu: Citizen) -> None:
    before = await comes(town)
    await says(tu, "/nhom")
    assert cards(town) == []
    await comes(town, state="withdrawn", closed_at=town.now)
    assert cards(town) == []
    await done(town, before, tu, Act(action="accept"))  # from now on it is shown
    assert len(cards(town)) == 1


async def test_parts_and_what_has_no_unit_are_shown_where_they_are_sorted(town: Town) -> None:
    chief = await hired(town, "chief", "admin", town.office.root)
    await says(chief, "/nhom")
    case = await comes(town, unit="gone-long-ago")
    [card] = cards(town)
    assert "chưa rõ đơn vị" in read(card)
    assert short(case) in read(card)


async def test_of_two_that_write_a_card_the_one_that_knows_more_wins(
    town: Town, tu: Citizen
) -> None:
    await says(tu, "/nhom")
    case = await comes(town)
    [first] = await jobs(town) or [None]
    assert first is None
    await acted(town, case, tu, Act(action="accept"))
    [older] = await jobs(town)
    slow = context(town)
    await town.router.jobs[older.kind](older, slow)  # has read, has not committed
    await acted(town, case, tu, Act(action="start"))
    newer = [each for each in await jobs(town) if each.id != older.id]
    for job in newer:
        held = context(town)
        await town.router.jobs[job.kind](job, held)
        await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await town.storage.jobs.done(older.id, slow.work)  # type: ignore[arg-type]
    # One that begins later sees it at once.
    now = await stands(town, case)
    held = context(town)
    events = await held.work.cases.history(case.id)
    moved = Moved(replace(now, version=now.version - 1), events[-1])
    assert await groups.hear(moved, held) == ()


# Taking


async def test_the_first_to_press_has_it(town: Town, tu: Citizen) -> None:
    mai = await hired(town, "mai")
    far = await hired(town, "xa", unit="binh-luc")
    await says(tu, "/nhom")
    case = await comes(town)
    [card] = cards(town)
    data = buttons(card)["Nhận việc"]
    assert "không thuộc phạm vi" in await presses(far, data)
    assert "đã nhận việc" in await presses(tu, data)
    assert (await stands(town, case)).officer == id_of(tu)
    assert "đã có người nhận" in await presses(mai, data)
    assert "đã nhận việc này rồi" in await presses(tu, data)
    assert (await stands(town, case)).officer == id_of(tu)
    await follows(town)
    [card] = cards(town)
    assert "đã có người nhận" in read(card)
    assert list(buttons(card)) == ["Mở riêng"]
    assert "Cán bộ tu" not in read(card)


async def test_what_may_not_be_taken_now_is_refused_with_the_reason(
    town: Town, tu: Citizen
) -> None:
    case = await filed(town, state="answered", answered_at=town.now)
    assert "đã trả lời" in await presses(tu, f"take:{case.id}")
    assert not (await stands(town, case)).officer
    hers = await filed(town, about=(id_of(tu),))
    assert "không thuộc" in await presses(tu, f"take:{hers.id}")
    assert "không thuộc" in await presses(tu, "take:")
    split = Act(
        action="split", parts=(Part("proposal"),), reason="hai việc"
    )  # a case of its own is a card of its own
    await says(tu, "/nhom")
    whole = await comes(town)
    cards(town)
    await done(town, whole, tu, split)
    assert len({each.card for each in cards(town)}) >= 1


async def test_the_link_opens_the_case_for_whoever_may_see_it(town: Town, tu: Citizen) -> None:
    case = await filed(town)
    assert spell(case.code) in await tu.say(f"/start o_{case.id}")
    far = await hired(town, "xa", unit="binh-luc")
    nothing = await far.say("/start o_0123456789abcdef")
    assert await far.say(f"/start o_{case.id}") == nothing
    lan = town.citizen("lan")
    await lan.say("/start x_1")  # is greeted the first time
    damaged = await lan.say("/start x_1")
    assert await lan.say(f"/start o_{case.id}") == damaged
