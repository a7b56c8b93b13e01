"""People whose report is a matter the office knows of are asked, and may join it."""

from __future__ import annotations

import pytest

from feedback.case import Case
from feedback.code import spell
from feedback.decision import Act
from handlers.case_acting import Desk, Done, perform
from handlers.officer.urgency import short
from tests.handlers.conftest import Citizen, Town
from tests.handlers.officer.cockpit import acted, heard
from tests.handlers.officer.timing import follows, happens
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

TITLE = "Mất điện thôn Đồng từ 20/11"
ANSWER = Act(action="answer", text="Đã có điện lại.", evidence=("12/BB",), outcome="solved")


@pytest.fixture
async def tu(town: Town) -> Citizen:
    """The officer of Bình Mỹ."""
    return await hired(town, "tu")


async def announced(town: Town, tu: Citizen, title: str = TITLE, **about: object) -> Case:
    """Have a matter be known, reported by somebody else."""
    case = await filed(town, **about)  # type: ignore[arg-type]
    return await acted(town, case, tu, Act(action="announce", text=title))


async def asked(town: Town, who: Citizen, **about: object) -> tuple[Case, str]:
    """Have somebody file a report, and look at what they are asked."""
    case = await filed(town, sender=id_of(who), **about)  # type: ignore[arg-type]
    await happens(town, case, "received", id_of(who))
    return case, await heard(town, who)


async def test_an_officer_announces_a_matter_and_takes_it_back(town: Town, tu: Citizen) -> None:
    case = await filed(town, identity={"name": "Lê Thị Ngọc", "phone": "0912345678"})
    card = await tu.press(f"case:{case.id}")
    assert "[Thôi báo cho dân]" not in card
    assert "không ghi tên" in await tu.tap("Báo cho dân biết")
    for said in ("Nhà bà lê thị ngọc mất điện", "Mất điện, gọi 0912 345 678"):
        await tu.say(said)
        assert "Xin bỏ tên người và số điện thoại" in await tu.tap("Gửi")
        await tu.tap("Sửa")
        await tu.say("1")
    await tu.say(TITLE)
    assert "đã xong" in await tu.tap("Gửi")
    assert (await stands(town, case)).announced == TITLE
    card = await tu.press(f"case:{case.id}")
    assert f"Đang báo cho dân: “{TITLE}”" in card
    await tu.tap("Thôi báo cho dân")
    await tu.tap("Đồng ý")
    assert (await stands(town, case)).announced == ""
    assert "chưa được báo cho dân" in await tu.press(f"do:{case.id}:unannounce:yes")


async def test_who_reports_the_same_is_asked_joins_and_hears_the_answer(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    matter = await announced(town, tu, unit="binh-my-kt")
    await lan.say("xin chào")
    case, question = await asked(town, lan, unit="khu-vuc-binh-luc")
    assert f"Về hồ sơ {spell(case.code)}: cơ quan đã biết việc “{TITLE}”." in question
    assert matter.code not in question
    assert "Đèn đường hỏng" not in question
    joined = await lan.tap("Đúng, cùng việc này")
    assert f"Hồ sơ {spell(case.code)} được giải quyết cùng việc “{TITLE}”" in joined
    after = await stands(town, case)
    assert (after.state, after.same_as, after.code) == ("grouped", matter.id, case.code)
    last = (await town.storage.work().cases.history(case.id))[-1]
    assert (last.what, last.actor) == ("group", id_of(lan))
    await follows(town)
    town.notices.clear()
    same = f"known:{case.id}:{matter.id[-8:]}"
    assert await lan.press(same) == joined  # pressed again
    # Whoever pressed the wrong button takes it back, and the officer hears of it.
    assert "giải quyết riêng" in await lan.press(f"known:{case.id}:other")
    assert (await stands(town, case)).same_as == ""
    assert await lan.press(same) == joined
    await acted(town, matter, tu, Act(action="accept"))
    # The officer of one unit answers for both, though the other lies above it.
    town.pass_by(seconds=1)
    work = town.storage.work()
    now = await work.cases.by_id(matter.id)
    assert now is not None
    assert tu.turn is not None
    desk = Desk(work, town.office, town.now, lambda: f"x{town.number():09}")
    done = await perform(desk, now, ANSWER, tu.turn.actor)
    assert isinstance(done, Done)
    await work.commit("", "", town.now)
    town.notices += done.notices
    assert "Đã có điện lại." in await heard(town, lan)
    assert (await stands(town, case)).state == "answered"
    assert "không còn nhận thêm" in await lan.press(same)
    assert "chưa làm được" in await lan.press(f"known:{case.id}:other")


async def test_only_matters_of_the_same_place_and_category_are_offered_three_at_most(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    await lan.say("xin chào")
    assert (await asked(town, lan))[1] == ""
    other = await announced(town, tu, category="rac-thai-moi-truong")
    over = await announced(town, tu)
    await acted(town, over, tu, Act(action="accept"))
    await acted(town, over, tu, ANSWER)
    assert (await asked(town, lan))[1] == ""
    made = [await announced(town, tu, f"Việc số {n} ở đây") for n in range(4)]
    case, question = await asked(town, lan)
    titles = [f"• Việc số {n} ở đây" for n in (3, 2, 1)]
    assert [each for each in question.splitlines() if each.startswith("•")] == titles
    for each in (other, over):
        assert "không còn nhận thêm" in await lan.press(f"known:{case.id}:{each.id[-8:]}")
    assert (await stands(town, case)).state == "received"
    assert "được giải quyết riêng" in await lan.press(f"known:{case.id}:other")
    await lan.press(f"known:{case.id}:{made[1].id[-8:]}")
    assert (await stands(town, case)).same_as == made[1].id
    for about in ({"unit": "binh-an"}, {"category": ""}, {"kind": "praise"}):
        assert (await asked(town, lan, **about))[1] == ""


async def test_nobody_joins_with_a_case_of_others_nor_by_an_action_of_officers(
    town: Town, tu: Citizen, lan: Citizen, known: Citizen
) -> None:
    matter = await announced(town, tu)
    await lan.say("xin chào")
    case, _ = await asked(town, lan)
    for who in (known, tu):
        for data in (f"known:{case.id}:{matter.id[-8:]}", f"known:{case.id}:other", "known:"):
            assert "Không tìm thấy hồ sơ này" in await who.press(data)
    await lan.press(f"do:{case.id}:group")
    await lan.press(f"own:{case.id}:group")
    assert (await stands(town, case)).state == "received"
    # What an officer takes in for others asks nobody.
    await happens(town, case, "received", id_of(tu))
    assert await heard(town, lan) == ""


async def test_what_is_about_an_officer_is_announced_to_nobody(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    matter = await announced(town, tu)
    head = await hired(town, "binh", "head", "khu-vuc-binh-luc")
    named = await acted(town, matter, tu, Act(action="name", people=(id_of(tu),)))
    assert named.announced == ""
    await head.press(f"do:{matter.id}:announce")
    await head.say(TITLE)
    assert "thì không báo cho dân" in await head.tap("Gửi")
    await lan.say("xin chào")
    assert (await asked(town, lan))[1] == ""


async def test_the_title_is_sealed_in_the_database(town: Town, tu: Citizen) -> None:
    await announced(town, tu)
    rows = await town.storage._database.fetch("cases.of", person="p1")
    assert rows
    assert "thôn Đồng".encode() not in b"".join(e for e in rows[0] if isinstance(e, bytes))
    assert "thôn Đồng" not in "".join(e for e in rows[0] if isinstance(e, str))


async def test_officers_choose_among_the_latest_of_the_place_or_type_a_code(
    town: Town, tu: Citizen
) -> None:
    matter = await announced(town, tu)
    for _ in range(6):
        town.pass_by(minutes=1)
        last = await filed(town)
    away = await filed(town, unit="binh-an")
    about = await filed(town, about=(id_of(tu),))
    await acted(town, last, tu, Act(action="group", same_as=matter.id))
    case = await filed(town)
    asked = await tu.press(f"do:{case.id}:group")
    offered = [each for each in tu.labels if "24/11" in each]
    assert offered[0] == f"{short(matter)} · 24/11 · {TITLE}"
    assert len(offered) == 5
    for hidden in (away, about, last, case):
        assert not any(short(hidden) in each for each in offered), asked
    await tu.tap(short(matter))
    await tu.tap("Gửi")
    assert (await stands(town, case)).same_as == matter.id
    assert "Hồ sơ cùng nội dung: 2, của 1 người" in await tu.press(f"case:{matter.id}")
    await set_about(town, case, id_of(tu))  # and is counted for them no more
    assert "cùng nội dung: 1, của 1 người" in await tu.press(f"case:{matter.id}")
    # Without a category there is nothing to go by.
    bare = await filed(town, category="")
    await tu.press(f"do:{bare.id}:group")
    assert not any("24/11" in each for each in tu.labels)


async def test_of_a_matter_about_themselves_people_hear_nothing(
    town: Town, tu: Citizen, lan: Citizen
) -> None:
    await lan.say("xin chào")
    matter = await announced(town, tu)
    assert (await asked(town, lan))[1]
    town.notices.clear()
    await set_about(town, await stands(town, matter), id_of(lan))
    assert (await asked(town, lan))[1] == ""
