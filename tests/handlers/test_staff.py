from __future__ import annotations

import re

import pytest

from feedback.access import Actor
from feedback.code import LONG, read
from feedback.decision import Act
from feedback.errors import Conflict
from feedback.person import Grant
from feedback.ports import Job
from handlers.admin.offboarding import OFFICERS_FORMS, REVOKED
from handlers.case_acting import Desk, Done, perform
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import context, jobs
from tests.handlers.staffing import filed, hired, id_of, invitation, set_about, stands

_CODE = re.compile(r"^/lienket ([2-9A-Y]{5}-[2-9A-Y]{5}-[2-9A-Y]{4})$", re.MULTILINE)
UNKNOWN = "không có lệnh này"


async def chief_of(town: Town, unit: str = "khu-vuc-binh-luc", role: str = "admin") -> Citizen:
    return await hired(town, f"{role}-{unit}", role, unit, "Lê Văn Trưởng")


async def open_card(chief: Citizen, name: str) -> str:
    await chief.say("/canbo")
    return await chief.tap(name)


# Looking


async def test_who_works_where_is_listed_with_their_tasks(town: Town) -> None:
    chief = await chief_of(town)
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    await hired(town, "mai", "head", "binh-an", "Nguyễn Thị Mai")
    for _ in range(2):
        await filed(town, officer=id_of(lan))
    await invitation(town, "officer", "binh-an", "Phạm Văn Tú")
    shown = await chief.say("/canbo")
    assert "Vai trò đang giao: 3" in shown
    assert "– Trần Thị Lan: cán bộ xử lý, từ 24/11/2026, đang làm 2 việc" in shown
    assert "– Nguyễn Thị Mai: lãnh đạo, từ 24/11/2026\n" in shown
    assert "– Phạm Văn Tú: cán bộ xử lý, đã mời, chưa nhận (đến" in shown
    assert shown.index("Xã Bình Mỹ") < shown.index("Trần Thị Lan") < shown.index("Xã Bình An")
    assert id_of(lan) not in shown


async def test_by_words_only_some_are_listed(town: Town) -> None:
    chief = await chief_of(town)
    await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    await hired(town, "mai", "officer", "binh-an", "Nguyễn Thị Mai")
    assert "Mai" not in await chief.say("/canbo tran lan")
    assert "Mai" in await chief.say("/staff binh an")
    assert "Chưa có cán bộ nào" in await chief.say("/canbo xyz")


async def test_many_fill_pages(town: Town) -> None:
    chief = await chief_of(town)
    for number in range(9):
        await hired(town, f"lan{number}", "officer", "binh-my", f"Lan {number}")
    first = await chief.say("/canbo")
    assert "Trang 1/2" in first
    second = await chief.tap("Trang sau")
    assert "Trang 2/2" in second
    assert "Lan 8" in second
    assert "Trang 1/2" in await chief.tap("Trang trước")
    assert "Trang 2/2" in await chief.press("staff:page:99")


async def test_a_head_sees_the_officers_of_their_own_subtree_only(town: Town) -> None:
    head = await chief_of(town, "binh-my", "head")
    await hired(town, "lan", "officer", "binh-my-hcc", "Trần Thị Lan")
    await hired(town, "tu", "officer", "binh-an", "Phạm Văn Tú")
    await hired(town, "boss", "admin", "binh-my", "Quản trị xã")
    await hired(town, "eye", "sealed-reader", "binh-my", "Người đọc kín")
    shown = await head.say("/canbo")
    assert "Trần Thị Lan" in shown
    for other in ("Phạm Văn Tú", "Quản trị xã", "Người đọc kín", "Lê Văn Trưởng"):
        assert other not in shown


async def test_a_case_about_the_viewer_and_a_sealed_one_are_no_tasks_to_be_counted(
    town: Town,
) -> None:
    chief = await chief_of(town)
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    own = await filed(town, officer=id_of(lan))
    await set_about(town, own, id_of(chief))
    await filed(town, officer=id_of(lan), kind="denunciation")
    shown = await chief.say("/canbo")
    assert "– Trần Thị Lan: cán bộ xử lý, từ 24/11/2026\n" in shown


async def test_nobody_else_learns_that_there_is_such_a_command(town: Town) -> None:
    lan = await hired(town, "lan", "officer")
    for person in (lan, town.citizen("minh")):
        assert UNKNOWN in await person.say("/canbo")
        assert "/canbo" not in await person.say("/trogiup")
        assert "không thuộc quyền" in await person.press("staff:page:0")


# Inviting


async def invites(chief: Citizen, role: str = "", unit: str = "", name: str = "Hoa") -> str:
    if not chief.shown.startswith("1/"):
        await chief.say("/canbo mời")
    if role:
        await chief.choose(role)
    await (chief.say(unit) if unit else chief.tap("Bỏ qua"))
    await chief.say(name)
    return await chief.tap("Gửi")


async def test_inviting_an_officer(town: Town) -> None:
    chief = await chief_of(town)
    shown = await invites(chief, "officer", "Phòng Kinh tế xã Bình Mỹ", "Phạm  Văn Tú")
    assert "Lời mời Phạm Văn Tú: cán bộ xử lý, Phòng Kinh tế xã Bình Mỹ" in shown
    [code] = _CODE.findall(shown)
    assert f"?start=i_{read(code, LONG)}" in shown
    assert code not in await chief.say("/canbo")
    tu = town.citizen("tu")
    assert "cán bộ xử lý tại Phòng Kinh tế xã Bình Mỹ" in await tu.say(f"/lienket {code}")
    assert tu.turn is not None
    assert tu.turn.person.grants == {Grant("officer", "binh-my-kt")}
    work = town.storage.work()
    [made] = [each for each in await work.invitations.all() if each.name == "Phạm Văn Tú"]
    assert (made.maker, made.person) == (id_of(chief), id_of(tu))


async def test_the_link_of_an_invitation_gives_the_role_too(town: Town) -> None:
    chief = await chief_of(town)
    [code] = re.findall(
        r"\?start=(i_\w+)", await invites(chief, "head", "phong kinh te xa binh an")
    )
    tu = town.citizen("tu")
    assert "lãnh đạo tại Phòng Kinh tế xã Bình An" in await tu.say(f"/start {code}")
    assert "không đúng, đã dùng" in await town.citizen("ba").say(f"/start {code}")
    assert "không còn dùng được" in await tu.say("/start i_hỏng")


async def test_the_whole_office_is_meant_by_whoever_skips_where(town: Town) -> None:
    chief = await chief_of(town)
    [code] = _CODE.findall(await invites(chief, "admin"))
    tu = town.citizen("tu")
    await tu.say(f"/lienket {code}")
    assert tu.turn is not None
    assert tu.turn.person.grants == {Grant("admin")}


async def test_a_head_invites_officers_below_themselves_and_nobody_else(town: Town) -> None:
    head = await chief_of(town, "binh-my", "head")
    await head.say("/canbo moi")
    assert "Quản trị" not in head.shown, "what they may not give is not asked"
    assert "Xã Bình An" not in head.shown
    assert "chưa tìm" in (await head.say("Xã Bình An")).lower() or "Xã Bình An" not in head.shown
    [code] = _CODE.findall(await invites(head, "", "Quầy 1"))
    tu = town.citizen("tu")
    assert "Quầy 1" in await tu.say(f"/lienket {code}")
    assert "xã Bình Mỹ" in tu.shown


async def test_nobody_takes_up_their_own_invitation(town: Town) -> None:
    chief = await chief_of(town, "binh-my")
    [code] = _CODE.findall(await invites(chief, "head"))
    assert "do chính Ông/Bà lập" in await chief.say(f"/lienket {code}")
    assert chief.turn is not None
    assert chief.turn.person.roles == {"admin"}


async def test_at_the_end_counts_what_one_may_give_then(town: Town) -> None:
    root, chief = await chief_of(town), await chief_of(town, "binh-my")
    await chief.say("/canbo moi")
    await chief.choose("admin")
    await chief.tap("Bỏ qua")
    await chief.say("Hoa")
    aside = chief.buttons
    await open_card(root, "Lê Văn Trưởng – quản trị")
    for button in list(root.buttons):
        if root.render(button).startswith("Thôi giao"):
            await root.press(button.data)
    work = town.storage.work()
    [mine] = [e for e in await work.invitations.all() if e.person == id_of(chief)]
    await work.invitations.revoke(mine.id)
    await work.commit("", "", town.now)
    send = next(each for each in aside if chief.render(each).startswith("Gửi"))
    assert "không thuộc quyền" in await chief.press(send.data)
    assert not [e for e in await town.storage.work().invitations.all() if e.name == "Hoa"]


async def test_somebody_with_two_units_says_at_which(town: Town) -> None:
    chief = await hired(town, "chief", "admin", "binh-my", "Hai Nơi")
    code = await invitation(town, "head", "binh-an", "Hai Nơi")
    await chief.say(f"/lienket {code}")
    shown = await chief.say("/canbo moi")
    assert "Ông/Bà muốn mời người ở đơn vị nào?" in shown
    await chief.tap("Xã Bình An")
    assert chief.turn is not None
    assert chief.turn.conversation is not None
    assert chief.turn.conversation.answers == {"role": "officer"}
    assert "đang" in (await chief.press("staff:invite:binh-an")).lower()


async def test_a_form_given_up_invites_nobody(town: Town) -> None:
    chief = await chief_of(town)
    await chief.say("/canbo moi")
    await chief.say("/huy")
    await chief.tap("Có, hủy")
    assert len(await town.storage.work().invitations.all()) == 1


async def test_an_office_without_the_form_is_told_who_invites(town: Town) -> None:
    chief = await chief_of(town)
    del town.forms.forms["staff"]
    assert "người vận hành máy chủ" in await chief.say("/canbo moi")


async def test_an_invitation_is_withdrawn(town: Town) -> None:
    chief = await chief_of(town)
    [code] = _CODE.findall(await invites(chief, "officer", "Phòng Kinh tế xã Bình An", "Hoa"))
    await open_card(chief, "Hoa")
    assert "Hủy lời mời Hoa" in await chief.tap("Hủy lời mời")
    assert "Đã hủy lời mời Hoa" in await chief.tap("Hủy lời mời")
    assert "không đúng" in await town.citizen("tu").say(f"/lienket {code}")


# Taking a role away


async def test_their_tasks_go_to_a_colleague(town: Town) -> None:
    chief = await chief_of(town)
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    mai = await hired(town, "mai", "officer", "binh-my", "Nguyễn Thị Mai")
    one, two = await filed(town, officer=id_of(lan)), await filed(town, officer=id_of(lan))
    await set_about(town, two, id_of(mai))
    others = await filed(town, officer=id_of(mai))
    await open_card(chief, "Trần Thị Lan")
    asked = await chief.tap("Thôi giao")
    assert "Đang có 2 việc. Ai làm tiếp?" in asked
    shown = await chief.tap("Giao Nguyễn Thị Mai")
    assert "Trần Thị Lan không còn vai trò cán bộ xử lý, Xã Bình Mỹ" in shown
    assert "Đã giao 1 việc" in shown
    assert "Đã trả 1 việc về đơn vị" in shown, "nobody is given a case about themselves"
    assert (await stands(town, one)).officer == id_of(mai)
    assert (await stands(town, two)).officer == ""
    assert (await stands(town, others)).officer == id_of(mai)
    told = {each.person: each.reply for each in town.notices}
    assert set(told) == {id_of(lan), id_of(mai)}
    assert UNKNOWN in await lan.say("/viec") or "/viec" not in town.router._offers.commands
    assert lan.turn is not None
    assert not lan.turn.person.grants
    history = await town.storage.work().cases.history(one.id)
    assert [(e.what, e.actor) for e in history] == [("handed-over", id_of(chief))]
    assert history[0].note == {"change": {"officer": id_of(mai)}}


async def test_without_a_colleague_they_go_to_the_unit(town: Town) -> None:
    chief = await chief_of(town)
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    case = await filed(town, officer=id_of(lan))
    await open_card(chief, "Trần Thị Lan")
    await chief.tap("Thôi giao")
    assert "Đã trả 1 việc" in await chief.tap("Trả việc về đơn vị")
    assert (await stands(town, case)).officer == ""
    assert len(await jobs(town)) == 1, "everybody concerned hears of it"


async def test_what_another_role_still_allows_stays_theirs(town: Town) -> None:
    chief = await chief_of(town)
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    await lan.say(f"/lienket {await invitation(town, 'head', 'binh-an', 'Trần Thị Lan')}")
    kept = await filed(town, unit="binh-an", officer=id_of(lan))
    gone = await filed(town, officer=id_of(lan))
    await open_card(chief, "Trần Thị Lan – cán bộ")
    await chief.tap("Thôi giao")
    await chief.tap("Trả việc về đơn vị")
    assert (await stands(town, kept)).officer == id_of(lan)
    assert (await stands(town, gone)).officer == ""
    await lan.say("xin chào")
    assert lan.turn is not None
    assert lan.turn.person.grants == {Grant("head", "binh-an")}


async def test_what_they_were_filling_in_and_whom_they_invited_goes_too(town: Town) -> None:
    root = await chief_of(town)
    head = await hired(town, "head", "head", "binh-my", "Phạm Văn Tú")
    [code] = _CODE.findall(await invites(head))
    await head.say("/canbo moi")
    await open_card(root, "Phạm Văn Tú")
    await root.tap("Thôi giao")
    await root.tap("Thôi giao")
    await head.say("binh-my-q1")
    assert head.turn is not None
    assert head.turn.conversation is None
    assert "không đúng" in await town.citizen("tu").say(f"/lienket {code}")


async def test_nobody_takes_away_what_they_could_not_give(town: Town) -> None:
    root = await chief_of(town)
    head = await hired(town, "head", "head", "binh-my", "Phạm Văn Tú")
    admin = await hired(town, "admin", "admin", "binh-my", "Quản Trị Xã")
    await hired(town, "eye", "auditor", "binh-my", "Kiểm Tra")
    await hired(town, "far", "officer", "binh-an", "Ở Xa")
    ids = {e.name: e.id for e in await town.storage.work().invitations.all()}
    for person, name in (
        (head, "Quản Trị Xã"),
        (head, "Phạm Văn Tú"),
        (head, "Ở Xa"),
        (admin, "Ở Xa"),
        (admin, "Lê Văn Trưởng"),
        (admin, "Kiểm Tra"),
        (root, "Kiểm Tra"),
    ):
        for what in ("ask", "off"):
            shown = await person.press(f"staff:{what}:{ids[name]}:")
            assert "không thuộc quyền" in shown or "không còn nữa" in shown
    assert len(await town.storage.work().invitations.all()) == 5
    await root.press(f"staff:show:{ids['Kiểm Tra']}")
    assert "Kiểm Tra" in root.shown
    assert not any(label.startswith("Thôi giao") for label in root.labels)


async def test_the_last_administrator_stays(town: Town) -> None:
    chief = await chief_of(town)
    await hired(town, "small", "admin", "binh-my", "Quản Trị Xã")
    await open_card(chief, "Lê Văn Trưởng")
    await chief.tap("Thôi giao")
    assert "người quản trị cuối cùng" in await chief.tap("Thôi giao")
    second = await hired(town, "second", "admin", "khu-vuc-binh-luc", "Người Thứ Hai")
    await open_card(chief, "Lê Văn Trưởng")
    await chief.tap("Thôi giao")
    shown = await chief.tap("Thôi giao")
    assert "Lê Văn Trưởng không còn vai trò quản trị" in shown
    assert UNKNOWN in await chief.say("/canbo")
    assert "Vai trò đang giao: 2" in await second.say("/canbo")


async def test_whoever_takes_their_own_role_away_has_no_form_of_it_left(town: Town) -> None:
    chief = await chief_of(town)
    await hired(town, "second", "admin", "khu-vuc-binh-luc", "Người Thứ Hai")
    await chief.say("/canbo moi")
    [mine] = [e for e in await town.storage.work().invitations.all() if e.name[:2] == "Lê"]
    shown = await chief.press(f"staff:off:{mine.id}:")
    assert "không còn vai trò quản trị" in shown
    assert "Quay lại" not in shown
    await chief.say("xin chào")
    assert chief.turn is not None
    assert chief.turn.conversation is None


async def test_of_the_last_two_who_leave_at_once_one_stays(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await chief_of(town)
    two = await hired(town, "two", "admin", "khu-vuc-binh-luc", "Người Thứ Hai")
    ids = {e.name: e.id for e in await town.storage.work().invitations.all()}
    handle = town.router.handle

    async def slow(turn: object) -> object:
        """Let the other one leave after this turn has read and before it is written."""
        answer = await handle(turn)  # type: ignore[arg-type]
        monkeypatch.setattr(town.router, "handle", handle)
        await two.press(f"staff:off:{ids['Người Thứ Hai']}:")
        return answer

    monkeypatch.setattr(town.router, "handle", slow)
    with pytest.raises(Conflict):  # so that the program runs the turn again
        await one.press(f"staff:off:{ids['Lê Văn Trưởng']}:")
    assert "người quản trị cuối cùng" in await one.press(f"staff:off:{ids['Lê Văn Trưởng']}:")


async def test_an_administrator_by_the_settings_may_drop_an_invitation_of_their_own(
    town: Town,
) -> None:
    await chief_of(town)
    boss = await hired(town, "boss", "officer", "binh-my", "Sếp")
    town.roles["boss"] = frozenset({"admin"})
    await open_card(boss, "Sếp")
    await boss.tap("Thôi giao")
    assert "Sếp không còn vai trò" in await boss.tap("Thôi giao")
    assert not town.notices
    assert "Vai trò đang giao: 1" in await boss.say("/canbo")


async def test_whoever_is_let_go_at_the_same_moment_is_given_no_task(town: Town) -> None:
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    case = await filed(town)
    assert lan.turn is not None
    head = Actor("p9", (Grant("head", "binh-my"),))
    work = town.storage.work()
    read = await work.cases.by_id(case.id)
    assert read is not None
    desk = Desk(work, town.office, town.now, lambda: f"x{town.number():09}")
    gives = Act(action="assign", officer=lan.turn.actor)
    assert isinstance(await perform(desk, read, gives, head), Done)
    meanwhile = town.storage.work()
    [mine] = await meanwhile.invitations.all()
    await meanwhile.invitations.revoke(mine.id)
    await meanwhile.commit("", "", town.now)
    with pytest.raises(Conflict):
        await work.commit("", "", town.now)


async def test_those_nearest_are_offered_first_and_nobody_of_elsewhere(town: Town) -> None:
    chief = await chief_of(town)
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    for account, role, unit in (
        ("far", "officer", "binh-an"),
        ("above", "officer", "khu-vuc-binh-luc"),
        ("below", "officer", "binh-my-kt"),
        ("same", "head", "binh-my"),
    ):
        await hired(town, account, role, unit, account)
    both = await invitation(town, "officer", "binh-my-q1", "same")
    await town.citizen("same").say(f"/lienket {both}")
    await filed(town, officer=id_of(lan))
    await open_card(chief, "Trần Thị Lan")
    await chief.tap("Thôi giao")
    offered = [each for each in chief.labels if each.startswith("Giao")]
    assert offered[0] == "Giao same làm tiếp"
    assert set(offered[1:]) == {"Giao above làm tiếp", "Giao below làm tiếp"}
    gone = next(b.data for b in chief.buttons if chief.render(b).startswith("Giao above"))
    work = town.storage.work()
    [left] = [each for each in await work.invitations.all() if each.name == "above"]
    await work.invitations.revoke(left.id)
    await work.commit("", "", town.now)
    assert "Ai làm tiếp?" in await chief.press(gone), "they have left meanwhile"
    assert len(await town.storage.work().invitations.staff()) == 5


async def test_a_form_of_a_citizen_stays_with_whoever_is_let_go(town: Town) -> None:
    chief = await chief_of(town)
    lan = await hired(town, "lan", "head", "binh-my", "Trần Thị Lan")
    await lan.say("/canbo moi")
    await lan.say("/gopy")
    await lan.tap("Bắt đầu")
    await lan.tap("Phản ánh")
    await open_card(chief, "Trần Thị Lan")
    await chief.tap("Thôi giao")
    await chief.tap("Thôi giao")
    await lan.say("xin chào")
    assert lan.turn is not None
    assert lan.turn.conversation is not None
    assert lan.turn.conversation.form == "case"
    assert await town.storage.work().conversations.waiting(id_of(lan)) == []


async def test_a_forged_button_does_nothing(town: Town) -> None:
    chief = await chief_of(town)
    await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    [lan] = [e.id for e in await town.storage.work().invitations.all() if e.name[0] == "T"]
    case = await filed(town, officer="p9")
    for data in (
        *("staff:", "staff:off", "staff:off::", "staff:show:", "staff:page:x", "staff:page:9999"),
        *(f"staff:off:{lan}:{lan}", f"staff:off:{lan}:XXXX", f"staff:fly:{lan}"),
        "staff:invite:binh-an:x",
    ):
        assert await chief.press(data)
    assert len(await town.storage.work().invitations.staff()) == 2
    assert (await stands(town, case)).officer == "p9"


async def test_a_role_the_operator_took_away_leaves_nothing_undone(town: Town) -> None:
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    case = await filed(town, officer=id_of(lan))
    work = town.storage.work()
    [mine] = await work.invitations.all()
    await work.invitations.revoke(mine.id)
    rest = {"officer": mine.person, "role": mine.grant.word, "by": "operator"}
    work.add_job(Job("j1", REVOKED, rest))
    await work.commit("", "", town.now)
    [job] = await jobs(town)
    held = context(town)
    await town.router.jobs[job.kind](job, held)
    await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
    assert (await stands(town, case)).officer == ""
    assert [each.person for each in held.notices] == [id_of(lan)]


async def test_of_whoever_was_erased_meanwhile_nobody_is_told(town: Town) -> None:
    rest = {"officer": "gone", "role": "officer@nowhere", "by": "operator"}
    held = context(town)
    await town.router.jobs[REVOKED](Job("j1", REVOKED, rest), held)
    assert held.notices == []


# Erasing an officer


async def test_an_officer_who_is_erased_leaves_the_offices_history(town: Town) -> None:
    lan = await hired(town, "lan", "officer", "binh-my", "Trần Thị Lan")
    case = await filed(town, officer=id_of(lan))
    was = id_of(lan)
    await lan.say("/dulieu")
    assert "Ông/Bà là cán bộ" in await lan.tap("Xóa")
    await lan.press("erase:sure")
    await lan.press(f"erase:yes:{int(town.now.timestamp())}")
    assert (await stands(town, case)).officer == ""
    [line] = await town.storage.work().cases.history(case.id)
    assert (line.what, line.actor) == ("handed-over", was)
    assert await town.storage.work().people.by_id(was) is None
    assert await town.storage.work().invitations.all() == []
    assert UNKNOWN in await lan.say("/canbo")


async def test_every_form_is_known_to_be_the_citizens_or_the_officers(town: Town) -> None:
    citizens = {"survey", "case", "dialog", "correction", "own-case", "denunciation"}
    for form in town.forms.forms.values():
        assert (form.purpose in citizens) != (form.name in OFFICERS_FORMS), form.name


# Linking


async def test_a_role_counts_with_the_unit_it_is_held_at(town: Town) -> None:
    """An officer of one unit joins nobody who is that elsewhere, or less; only who is all of it."""
    mine = await hired(town, "mine", "officer", "binh-my", "Trần Thị Lan")
    for account, role, unit, joins in (
        ("elsewhere", "officer", "binh-an", False),
        ("below", "officer", "binh-my-kt", False),
        ("above", "officer", "khu-vuc-binh-luc", False),
        ("head", "head", "binh-my", False),
        ("same", "officer", "binh-my", True),
    ):
        host = await hired(town, account, role, unit, account)
        [code] = re.findall(r"^[2-9A-Y]{4}-[2-9A-Y]{4}$", await host.say("/lienket"), re.MULTILINE)
        shown = await mine.say(f"/lienket {code}")
        assert ("trả lời câu hỏi" in shown) == joins, account
    assert mine.turn is not None
    assert mine.turn.person.grants == {Grant("officer", "binh-my")}


async def test_whoever_was_let_go_meanwhile_takes_nothing_along(town: Town) -> None:
    """The code was made with a role; it is joined with what its maker has by then."""
    host = await hired(town, "host", "officer", "binh-my", "Trần Thị Lan")
    guest = await hired(town, "guest", "officer", "binh-my", "Nguyễn Thị Mai")
    [code] = re.findall(r"^[2-9A-Y]{4}-[2-9A-Y]{4}$", await host.say("/lienket"), re.MULTILINE)
    await guest.say(f"/lienket {code}")
    [lost] = [e for e in await town.storage.work().invitations.all() if e.name[0] == "T"]
    work = town.storage.work()
    await work.invitations.revoke(lost.id)
    await work.commit("", "", town.now)
    assert "quyền mà Ông/Bà không có" in await host.say("/lienket đồng ý")
    assert host.turn is not None
    assert not host.turn.person.grants
