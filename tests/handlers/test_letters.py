"""Letters in the chat: drafted by what happens, filled in, signed off once, and brought."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import docx
import pypdf
import pytest

from bot.app import read_office
from feedback.case import Case, Event
from feedback.errors import Conflict
from feedback.late_file import LateFile
from feedback.letter import APPROVED, DRAFT, DROPPED, REJECTED, Lateness, Letter
from feedback.letter_book import NO_LETTERS
from feedback.messages import Picture, Reply
from feedback.ports import Job
from handlers.case_acting import Desk, keep
from handlers.context import Notice
from handlers.letter_drafts import draft_for_late_file
from handlers.letters import own_papers
from tests.handlers.conftest import OFFICE, TEXTS, Citizen, Town
from tests.handlers.figuring import context, jobs
from tests.handlers.staffing import filed, hired, id_of, set_about, stands

WHO = {"name": "Trần Thị Lan", "phone": "0912345678"}
PRINTED = {"address": "Thôn 3, xã Bình Mỹ", "reason": "Chờ kết quả xác minh tại thực địa"}


@pytest.fixture
def town(town: Town) -> Town:
    town.office = read_office(OFFICE).office
    return town


async def work(town: Town) -> list[Reply]:
    """Do all that waits; what is said to others is kept as the town's notices."""
    said: list[Reply] = []
    while waiting := await jobs(town):
        for job in waiting:
            held = context(town, str(job.payload.get("language", "vi")))
            said += await town.router.jobs[job.kind](job, held)
            await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
            town.notices += held.notices
    return said


async def happened(town: Town, case: Case, what: str, **note: Any) -> list[Reply]:
    """Have something happen to a case, with all that follows."""
    town.pass_by(seconds=1)
    desk = Desk(town.storage.work(), town.office, town.now, lambda: f"j{town.number()}")
    now = await desk.storage.cases.by_id(case.id)
    assert now is not None
    keep(desk, now, Event(case.id, town.now, what, "somebody", note))
    await desk.storage.commit("", "", town.now)  # type: ignore[attr-defined]
    return await work(town)


async def changed(town: Town, case: Case, **facts: Any) -> Case:
    own = town.storage.work()
    before = await own.cases.by_id(case.id)
    assert before is not None
    own.cases.update(replace(before, **facts), before)
    await own.commit("", "", town.now)
    return await stands(town, case)


async def letters(town: Town, case: Case) -> list[Letter]:
    return await town.storage.work().letters.of_case(case.id)


async def late_case(town: Town, **about: Any) -> Case:
    """A case about to be late, with its draft; its notices are not kept."""
    case = await filed(town, identity=WHO, **about)
    await happened(town, case, "warned")
    town.notices.clear()
    return case


def page(picture: Picture | None) -> str:
    assert picture is not None
    assert picture.mime == "application/pdf"
    found = pypdf.PdfReader(io.BytesIO(picture.content))
    return " ".join(" ".join(each.extract_text() for each in found.pages).split())


def told(notices: Sequence[Notice]) -> str:
    return "\n".join(TEXTS.render(line, "vi") for each in notices for line in each.reply.lines)


def of_letters(town: Town) -> list[Notice]:
    """Return what was said of letters; officers hear of other things, too."""
    return [each for each in town.notices if (each.reply.merge or "").startswith("letter-")]


async def fill(person: Citizen, *answers: str) -> str:
    await person.tap("Điền")
    for each in answers:
        await person.say(each)
    return await person.tap("Gửi")


async def whole(town: Town, head: Citizen) -> None:
    """Open the only draft and fill in what a case does not know."""
    await head.say("/thu")
    await head.tap("Thư xin lỗi")
    await fill(head, PRINTED["address"], PRINTED["reason"], "04/01/2027")


@pytest.fixture
async def head(town: Town) -> Citizen:
    return await hired(town, "hung", "head", "binh-my", "Nguyễn Văn Hưởng")


# Drafted by what happens


@pytest.mark.parametrize(
    ("kind", "what", "facts", "note", "letter"),
    [
        ("praise", "received", {}, {}, "thanks-praise"),
        ("problem", "received", {}, {}, None),
        ("problem", "note", {}, {}, None),
        ("problem", "warned", {}, {}, "late-case"),
        ("denunciation", "warned", {}, {}, None),
        ("proposal", "answer", {"outcome": "solved"}, {}, "thanks-proposal"),
        (
            "problem",
            "rated",
            {"outcome": "solved", "rating": "satisfied"},
            {"solved": "yes"},
            "thanks-solved",
        ),
        ("problem", "rated", {"outcome": "solved", "rating": "satisfied"}, {"solved": "no"}, None),
        ("problem", "rated", {"outcome": "solved", "rating": "unsatisfied"}, {}, "mistake"),
        ("problem", "rated", {"outcome": "unsolved", "rating": "satisfied"}, {}, None),
        ("problem", "dispute", {"outcome": "solved"}, {}, None),
    ],
)
async def test_what_happens_drafts_the_letter_it_calls_for(
    town: Town, head: Citizen, kind: str, what: str, facts: Any, note: Any, letter: str | None
) -> None:
    case = await filed(town, kind=kind, identity=WHO)
    if facts:
        await changed(town, case, answered_at=town.now, **facts)
    for _ in range(2):  # a job may be done again, an event may come twice
        await happened(town, case, what, **note)
        found = await letters(town, case)
        assert [each.kind for each in found] == ([letter] if letter else [])
    if letter:
        assert found[0].agency == "binh-my"
        assert found[0].fields["addressee"] == WHO["name"]
        assert {each.person for each in of_letters(town)} == {id_of(head)}
        assert WHO["name"] not in told(town.notices)
    else:
        assert of_letters(town) == []


async def test_a_draft_overtaken_by_what_happened_is_dropped(town: Town) -> None:
    case = await filed(town, kind="proposal", identity=WHO)
    await changed(town, case, answered_at=town.now, outcome="solved")
    await happened(town, case, "answer")
    await changed(town, case, rating="very-unsatisfied")
    await happened(town, case, "rated", solved="partly")
    assert {each.kind: each.state for each in await letters(town, case)} == {
        "thanks-proposal": DROPPED,
        "mistake": DRAFT,
    }


async def test_an_office_without_letters_or_agencies_drafts_none(town: Town) -> None:
    await filed(town)
    book = town.office.letters
    for less in (replace(book, kinds={}), replace(book, agencies={})):
        town.office = replace(town.office, letters=less)
        case = await filed(town, kind="praise")
        await happened(town, case, "received")
        assert await letters(town, case) == []


async def test_a_head_the_case_is_about_is_told_nothing(town: Town, head: Citizen) -> None:
    case = await filed(town, identity=WHO)
    await set_about(town, case, id_of(head))
    await happened(town, case, "warned")
    assert len(await letters(town, case)) == 1
    assert of_letters(town) == []
    await head.say("/thu")
    assert "Không có thư nào" in head.shown
    [letter] = await letters(town, case)
    for verb in ("open", "pdf", "fill", f"sign:{letter.id}:1", "reject"):
        data = verb if ":" in verb else f"{verb}:{letter.id}"
        assert "Không thấy thư này" in await head.press(f"letter:{data}")


async def test_time_may_ask_for_the_apology_of_a_case(town: Town) -> None:
    case = await filed(town, identity=WHO)
    for count in (1, 1):
        await happened(town, case, "warned")
        assert len(await letters(town, case)) == count


# Filled in, signed off, brought


async def test_from_the_draft_to_the_citizen(town: Town, head: Citizen) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    case = await late_case(town, sender=id_of(lan))
    assert "1 thư chờ duyệt" in await head.say("/thu")
    assert WHO["name"] not in head.shown
    await head.tap("Thư xin lỗi")
    assert "Còn thiếu: địa chỉ, lý do chậm, ngày hẹn lại" in head.shown
    await head.tap("Duyệt")
    assert "Chưa gửi được. Còn thiếu: địa chỉ, lý do chậm, ngày hẹn lại" in head.shown
    await fill(head, PRINTED["address"], PRINTED["reason"], "04/01/2027")
    assert "Còn thiếu" not in head.shown
    await head.tap("Duyệt")
    assert "Thư được cấp số và gửi ngay" in head.shown
    assert "Thư số 1/2026 đang được gửi" in await head.tap("Duyệt, cấp số")
    [reply] = await work(town)
    assert "Đã gửi thư số 1/2026" in TEXTS.render(reply.lines[0], "vi")
    [brought] = [each for each in town.notices if each.person == id_of(lan)]
    assert "Thư xin lỗi vì trả lời chậm" in told([brought])
    text = page(brought.reply.picture)
    for words in (
        *("Số: 1/TXL-UBND", "ngày 24 tháng 11 năm 2026", WHO["name"], WHO["phone"]),
        *(*PRINTED.values(), "04/01/2027", "Nguyễn Văn Hưởng", "Đèn đường"),
        *("Đã duyệt trên hệ thống ngày 24/11/2026", "TM. ỦY BAN NHÂN DÂN", "Lưu: VT."),
    ):
        assert words.lower() in text.lower()
    [letter] = await letters(town, case)
    assert (letter.state, letter.number, letter.year) == (APPROVED, 1, 2026)
    assert await head.press(f"letter:fill:{letter.id}")
    assert "Không thấy thư này" in head.shown


async def test_who_has_no_channel_gets_it_by_post(town: Town, head: Citizen) -> None:
    await late_case(town, sender="")
    await whole(town, head)
    await head.tap("Duyệt")
    await head.tap("Duyệt, cấp số")
    [reply] = await work(town)
    assert "Xin in, ký, đóng dấu" in TEXTS.render(reply.lines[0], "vi")
    assert WHO["name"] in page(reply.picture)


async def test_everybody_who_speaks_for_many_gets_it(town: Town, head: Citizen) -> None:
    people = [town.citizen(name) for name in ("lan", "minh")]
    for each in people:
        await each.say("xin chào")
    case = await late_case(town, sender=id_of(people[0]))
    await changed(town, case, representatives=(id_of(people[1]), "gone"))
    await whole(town, head)
    await head.tap("Duyệt")
    await head.tap("Duyệt, cấp số")
    await work(town)
    told_of = {each.person for each in town.notices if each.reply.picture is not None}
    assert told_of == {id_of(each) for each in people}


async def test_it_is_looked_at_before_it_is_signed(town: Town, head: Citizen) -> None:
    await late_case(town)
    await whole(town, head)
    assert "Đang làm tệp" in await head.tap("Xem PDF")
    [shown] = await work(town)
    assert "Bản nháp: chưa có số" in TEXTS.render(shown.lines[0], "vi")
    assert PRINTED["reason"] in page(shown.picture)
    assert "Đã duyệt" not in page(shown.picture)
    await head.say("/thu")
    await head.tap("Thư xin lỗi")
    await head.tap("Tải bản Word")
    [word] = await work(town)
    assert word.picture is not None
    assert word.picture.name == "late-case.docx"
    inside = docx.Document(io.BytesIO(word.picture.content)).element.xml
    assert PRINTED["address"] in inside


async def test_a_signed_letter_is_shown_under_its_number(town: Town, head: Citizen) -> None:
    case = await late_case(town)
    await whole(town, head)
    await head.tap("Duyệt")
    await head.tap("Duyệt, cấp số")
    await work(town)
    await head.press(f"letter:case:{case.id}")
    assert "có 1 thư" in head.shown
    await head.tap("Thư xin lỗi")
    assert "Số: 1/2026" in head.shown
    assert "Đã duyệt và gửi" in head.shown
    await head.tap("Xem PDF")
    [shown] = await work(town)
    assert shown.picture is not None
    assert shown.picture.name == "late-case-1-2026.pdf"


async def test_what_changed_since_it_was_shown_is_not_signed(town: Town, head: Citizen) -> None:
    case = await late_case(town)
    await whole(town, head)
    await head.tap("Duyệt")
    [before] = await letters(town, case)
    own = town.storage.work()
    own.letters.update(replace(before, fields={**before.fields, "reason": "Lý do khác"}), before)
    await own.commit("", "", town.now)
    assert "Thư đã thay đổi" in await head.tap("Duyệt, cấp số")
    assert (await letters(town, case))[0].state == DRAFT


async def test_of_two_heads_at_once_one_signs(town: Town, head: Citizen) -> None:
    other = await hired(town, "hoa", "head", "binh-my", "Phạm Thị Hoa")
    case = await late_case(town)
    await whole(town, head)
    [draft] = await letters(town, case)
    data = f"letter:signed:{draft.id}:{draft.version}"
    await head.press(data)
    assert "Thư đã thay đổi" in await other.press(data)
    [signed] = await letters(town, case)
    assert signed.fields["signer"] == "Nguyễn Văn Hưởng"
    own = town.storage.work()  # one who had read it before the other's commit is run again
    own.letters.update(replace(draft, state=APPROVED, number=2, year=2026), draft)
    with pytest.raises(Conflict):
        await own.commit("", "", town.now)


async def test_a_head_without_a_name_cannot_sign(town: Town) -> None:
    town.roles["boss"] = frozenset({"head"})
    boss = town.citizen("boss")
    await boss.say("xin chào")
    await late_case(town)
    await whole(town, boss)
    assert "Còn thiếu: họ tên người ký" in await boss.tap("Duyệt")


async def test_a_new_day_that_is_over_or_too_early_is_refused(town: Town, head: Citizen) -> None:
    await late_case(town)
    await head.say("/thu")
    await head.tap("Thư xin lỗi")
    shown = await fill(head, PRINTED["address"], PRINTED["reason"], "25/11/2026")
    assert "Ngày hẹn lại phải sau ngày đã hẹn (15/12/2026)" in shown
    await fill(head, PRINTED["address"], PRINTED["reason"], "16/12/2026")
    town.pass_by(days=30)
    await head.say("/thu")
    await head.tap("Thư xin lỗi")
    assert "tính là xin lỗi muộn" in head.shown
    await head.tap("Duyệt")
    assert "Ngày hẹn lại đã qua" in await head.tap("Duyệt, cấp số")


async def test_a_head_may_not_want_it(town: Town, head: Citizen) -> None:
    case = await late_case(town)
    await head.say("/thu")
    await head.tap("Thư xin lỗi")
    await head.tap("Không duyệt")
    assert "Thư không được duyệt" in await head.say("Đã gọi điện xin lỗi trực tiếp")
    [letter] = await letters(town, case)
    assert (letter.state, letter.fields["rejected"]) == (REJECTED, "Đã gọi điện xin lỗi trực tiếp")
    await happened(town, case, "late")
    assert len(await letters(town, case)) == 1, "it is not drafted again"
    assert "Không có thư nào" in await head.say("/thu")


async def test_leaving_the_forms_changes_nothing(town: Town, head: Citizen) -> None:
    case = await late_case(town)
    for button in ("Điền", "Không duyệt"):
        await head.say("/thu")
        await head.tap("Thư xin lỗi")
        await head.tap(button)
        await head.say("/huy")
        await head.tap("Có, hủy")
    assert (await letters(town, case))[0].version == 1


async def test_what_was_decided_meanwhile_stands(town: Town, head: Citizen) -> None:
    """Somebody else signs or rejects while a form is open."""
    case = await late_case(town)
    [draft] = await letters(town, case)
    for button, answers in (
        ("Điền", [*PRINTED.values(), "04/01/2027"]),
        ("Không duyệt", ["thôi"]),
    ):
        await head.say("/thu")
        await head.press(f"letter:open:{draft.id}")
        await head.tap(button)
        for each in answers[:-1]:
            await head.say(each)
        own = town.storage.work()
        [now] = await letters(town, case)
        own.letters.update(replace(now, state=REJECTED), now)
        await own.commit("", "", town.now)
        shown = await head.say(answers[-1])
        if button == "Điền":
            shown = await head.tap("Gửi")
        assert "Thư này đã xong" in shown
        own = town.storage.work()
        [now] = await letters(town, case)
        own.letters.update(replace(now, state=DRAFT), now)
        await own.commit("", "", town.now)


async def test_roles_taken_away_end_what_was_begun(town: Town) -> None:
    town.roles["hung"] = frozenset({"head"})
    hung = town.citizen("hung")
    await hung.say("xin chào")
    case = await late_case(town)
    for begin, answers in (
        ("Điền", [*PRINTED.values(), "04/01/2027"]),
        ("Không duyệt", ["không cần"]),
        ("Viết: Thư chia buồn", ["Gia đình ông Ba", "Được tin cụ bà qua đời"]),
    ):
        town.roles["hung"] = frozenset({"head"})
        await hung.say("/thu")
        if not begin.startswith("Viết"):
            await hung.tap("Thư xin lỗi")
        await hung.tap(begin)
        for each in answers[:-1]:
            await hung.say(each)
        town.roles["hung"] = frozenset()
        shown = await hung.say(answers[-1])
        if begin != "Không duyệt":
            shown = await hung.tap("Gửi")
        assert "Không thấy thư này" in shown
    assert [each.version for each in await letters(town, case)] == [1]
    assert "Không thấy thư này" in await hung.press("letter:new:condolence")


async def test_officers_fill_in_and_only_heads_sign(town: Town) -> None:
    officer = await hired(town, "binh", "officer", "binh-my")
    case = await late_case(town)
    await whole(town, officer)
    assert not any(label.startswith(("Duyệt", "Không duyệt")) for label in officer.labels)
    [letter] = await letters(town, case)
    assert "Không thấy thư này" in await officer.press(
        f"letter:signed:{letter.id}:{letter.version}"
    )


async def test_administrators_see_that_it_waits_and_nobodys_name(town: Town) -> None:
    boss = await hired(town, "boss", "admin", "binh-my")
    case = await late_case(town)
    await boss.say("/thu")
    await boss.tap("Thư xin lỗi")
    assert "Bản nháp" in boss.shown
    assert boss.labels == ["Tất cả thư chờ duyệt"]
    [letter] = await letters(town, case)
    for verb in ("pdf", "docx", "fill"):
        assert "Không thấy thư này" in await boss.press(f"letter:{verb}:{letter.id}")
    assert "Không thấy thư này" in await boss.press(f"letter:case:{case.id}")


@pytest.mark.parametrize("data", ["open:x", "sign:x:1", "what:x", "case:x", "new:late-case", ""])
async def test_a_forged_press_opens_nothing(town: Town, head: Citizen, data: str) -> None:
    case = await late_case(town)
    [letter] = await letters(town, case)
    data = data.replace(":x", f":{letter.id}") if data == "what:x" else data
    shown = await head.press(f"letter:{data}")
    assert "Không thấy thư này" in shown or "Thư đã thay đổi" in shown


async def test_citizens_have_no_business_there(town: Town) -> None:
    lan = town.citizen("lan")
    case = await late_case(town)
    [letter] = await letters(town, case)
    assert "Không có lệnh" in await lan.say("/thu") or "/trogiup" in lan.shown
    for verb in ("open", "pdf", "signed"):
        assert "Không thấy thư này" in await lan.press(f"letter:{verb}:{letter.id}:1")


async def test_heads_elsewhere_see_nothing(town: Town) -> None:
    other = await hired(town, "kim", "head", "binh-an")
    case = await late_case(town)
    [letter] = await letters(town, case)
    assert "Không có thư nào" in await other.say("/thu")
    assert "Không thấy thư này" in await other.press(f"letter:open:{letter.id}")


async def test_of_many_the_oldest_are_shown(town: Town, head: Citizen) -> None:
    for _ in range(11):
        await late_case(town)
    await head.say("/thu")
    assert "11 thư chờ duyệt" in head.shown
    assert "Còn 3 thư nữa" in head.shown
    assert sum(label.startswith("Thư xin lỗi vì trả lời") for label in head.labels) == 8


# By hand


async def test_a_condolence_is_written_numbered_and_printed(town: Town, head: Citizen) -> None:
    """Never with a survey, never with a smile (domain §7)."""
    await head.say("/thu")
    await head.tap("Viết: Thư chia buồn")
    await head.say("Gia đình ông Trần Văn Ba")
    await head.say("Được tin cụ bà Nguyễn Thị Tư từ trần, chúng tôi vô cùng thương tiếc.")
    await head.tap("Gửi")
    assert "Còn thiếu" not in head.shown
    await head.tap("Duyệt")
    await head.tap("Duyệt, cấp số")
    replies = await work(town)
    [reply] = replies
    text = page(reply.picture)
    assert "Số: 1/TCB-UBND" in text
    assert "vô cùng thương tiếc" in text
    shown = text + TEXTS.render(reply.lines[0], "vi")
    assert not any(ord(letter) > 0x2FFF for letter in shown)
    assert "đánh giá" not in shown
    assert "hài lòng" not in shown
    assert town.notices == []


async def test_what_it_lacks_is_asked_again(town: Town, head: Citizen) -> None:
    await head.say("/thu")
    await head.tap("Viết: Thư chúc mừng")
    await head.say("Anh Nguyễn Văn Nam")
    await head.tap("Bỏ qua")
    await head.tap("Gửi")
    assert "Còn thiếu: nội dung thư" in head.shown


async def test_without_its_forms_nothing_is_asked(town: Town, head: Citizen) -> None:
    await late_case(town)
    del town.forms.forms["letter"], town.forms.forms["letter-reason"]
    for button in ("Điền", "Không duyệt"):
        await head.say("/thu")
        await head.tap("Thư xin lỗi")
        assert "Không thấy thư này" in await head.tap(button)


# One-stop files


def a_file(**about: Any) -> LateFile:
    given = {
        "name": "Trần Thị Lan", "address": "Thôn 3", "phone": "0912345678", "field": "Hộ tịch",
        "received": date(2026, 11, 3), "due": date(2026, 11, 26), "reason": "Chờ xác minh thêm",
        "rated_until": date(2027, 1, 23), **about,
    }  # fmt: skip
    return LateFile(id="f1", unit="binh-my-hcc", number="H42-7", **given)


async def listed(town: Town, file: LateFile) -> None:
    own = town.storage.work()
    own.late_files.add(file)
    await own.commit("", "", town.now)
    held = context(town)
    await draft_for_late_file(file, held)
    await held.work.commit("", "", town.now)  # type: ignore[attr-defined]


async def test_a_file_gets_its_one_new_day_with_the_letter(town: Town, head: Citizen) -> None:
    await listed(town, a_file())
    await head.say("/thu")
    await head.tap("Phiếu xin lỗi")
    assert "Còn thiếu: ngày hẹn lại" in head.shown
    await fill(head, "02/12/2026")
    before = await town.storage.work().late_files.by_id("f1")
    assert before is not None
    assert before.new_date is None, "nothing is promised before it is signed"
    await head.tap("Duyệt")
    await head.tap("Duyệt, cấp số")
    [reply] = await work(town)
    assert "H42-7" in page(reply.picture)
    after = await town.storage.work().late_files.by_id("f1")
    assert after is not None
    assert (after.new_date, after.appointments) == (date(2026, 12, 2), 1)
    own = town.storage.work()
    own.letters.late("f1", "binh-my-hcc", after.due)
    await own.commit("", "", town.now)
    assert await lateness(town) == Lateness(1, 0, 0)


async def test_a_second_new_day_is_refused(town: Town, head: Citizen) -> None:
    await listed(town, a_file(new_date=date(2026, 12, 1), appointments=1))
    await head.say("/thu")
    await head.tap("Phiếu xin lỗi")
    assert "Còn thiếu" not in head.shown
    await head.tap("Điền")
    await head.tap("Sửa")
    await head.tap("Trang sau")
    await head.choose("new-date")
    await head.say("09/12/2026")
    await head.tap("Gửi")
    assert "01/12/2026" in head.shown


async def test_a_later_list_goes_into_the_unsigned_letter(town: Town) -> None:
    await listed(town, a_file(reason=""))
    for reason, version in (("Máy chủ hỏng", 2), ("Máy chủ hỏng", 2)):
        held = context(town)
        assert await draft_for_late_file(a_file(reason=reason), held) == ()
        await held.work.commit("", "", town.now)  # type: ignore[attr-defined]
        [letter] = await town.storage.work().letters.of_late_file("f1")
        assert (letter.fields["reason"], letter.version) == (reason, version)


@pytest.mark.parametrize(("state", "count"), [(REJECTED, 1), (DROPPED, 2)])
async def test_a_letter_that_was_not_wanted_is_not_drafted_again(
    town: Town, state: str, count: int
) -> None:
    await listed(town, a_file())
    own = town.storage.work()
    [before] = await own.letters.of_late_file("f1")
    own.letters.update(replace(before, state=state), before)
    await own.commit("", "", town.now)
    held = context(town)
    await draft_for_late_file(a_file(reason="Lý do mới"), held)
    await held.work.commit("", "", town.now)  # type: ignore[attr-defined]
    assert len(await town.storage.work().letters.of_late_file("f1")) == count


async def test_a_file_of_a_procedure_is_in_its_field(town: Town) -> None:
    id, procedure = next(iter(town.office.procedures.items()))
    await listed(town, a_file(field="", procedure=id))
    [letter] = await town.storage.work().letters.of_late_file("f1")
    assert letter.fields["field"] == procedure.field["vi"]


async def test_a_file_without_its_centre_in_the_pack_is_left_alone(town: Town) -> None:
    file = replace(a_file(), unit="gone")
    held = context(town)
    assert await draft_for_late_file(file, held) == ()


async def lateness(town: Town) -> Lateness:
    day = date(2026, 11, 1)
    return await town.storage.work().letters.lateness(None, day, day + timedelta(days=90))


async def test_late_without_an_apology_is_a_figure_of_its_own(town: Town, head: Citizen) -> None:
    lan = await late_case(town)
    minh = await filed(town, kind="complaint")
    await whole(town, head)
    await head.tap("Duyệt")
    await head.tap("Duyệt, cấp số")
    await work(town)
    town.pass_by(days=40)
    sealed = await changed(
        town, await filed(town, kind="denunciation"), promised=date(2026, 12, 1)
    )
    for case in (lan, await filed(town), minh, sealed):
        case = await changed(town, case, promised=case.promised)
        await happened(town, case, "late")
        await happened(town, case, "late")
    assert await lateness(town) != Lateness(0, 0, 0)
    found = await town.storage.work().letters.lateness(None, date(2026, 1, 1), date(2027, 12, 31))
    assert (found.in_time, found.too_late, found.without) == (1, 0, 1)
    boss = await hired(town, "boss", "admin", "binh-my")
    shown = await boss.say("/thongke q4/2026")
    assert "Trễ hẹn: 1 (xin lỗi trước hạn 1, xin lỗi muộn 0, chưa xin lỗi 0)" in shown
    await set_about(town, lan, id_of(boss))
    assert "Trễ hẹn" not in await boss.say("/thongke q4/2026")


# A citizen's own papers


async def test_the_slip_of_a_report(town: Town) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    case = await filed(town, sender=id_of(lan))
    [button] = own_papers(town.office, case)
    assert own_papers(replace(town.office, letters=NO_LETTERS), case) == ()
    assert "Đang làm tệp" in await lan.press(button.data)
    [reply] = await work(town)
    assert "Xin giữ kín mã" in TEXTS.render(reply.lines[0], "vi")
    text = page(reply.picture)
    assert "PHIẾU TIẾP NHẬN" in text
    assert case.code[:5] in text
    assert "Phản ánh" in text
    images = pypdf.PdfReader(io.BytesIO(reply.picture.content)).pages[0].images  # type: ignore[union-attr]
    assert len(images) == 1


async def test_papers_are_made_ten_times_an_hour(town: Town) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    case = await filed(town, sender=id_of(lan))
    for _ in range(10):
        assert "Đang làm tệp" in await lan.press(f"letter:receipt:{case.id}")
    assert "sau một giờ" in await lan.press(f"letter:receipt:{case.id}")
    town.pass_by(hours=1)
    assert "Đang làm tệp" in await lan.press(f"letter:receipt:{case.id}")


async def test_the_complaint_to_print_and_sign(town: Town) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    said = "Ủy ban thu hồi đất của tôi không có quyết định. {{ 7*7 }}"
    case = await filed(
        town, kind="complaint", sender=id_of(lan), identity=WHO, content={"what": said}
    )
    _, form = own_papers(town.office, case)
    await lan.press(form.data)
    [reply] = await work(town)
    assert "Xin in, ký tên và nộp" in TEXTS.render(reply.lines[0], "vi")
    text = page(reply.picture)
    for words in ("ĐƠN KHIẾU NẠI", WHO["name"], said, "XÃ BÌNH MỸ", "Ký và ghi rõ họ tên"):
        assert words.replace("\xa0", " ") in text.replace("\xa0", " ")


async def test_papers_are_for_whose_case_it_is(town: Town, head: Citizen) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    report = await filed(town, sender=id_of(lan))
    sealed = await filed(town, kind="denunciation", sender=id_of(lan))
    for person, data in (
        (head, f"receipt:{report.id}"),
        (lan, f"complaint-form:{report.id}"),
        (lan, f"receipt:{sealed.id}"),
        (lan, "receipt:nothing"),
    ):
        assert "Không thấy thư này" in await person.press(f"letter:{data}")
    assert await work(town) == []


async def test_what_is_gone_when_the_job_is_done_is_said(town: Town) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    case = await filed(town, sender=id_of(lan))
    await happened(town, case, "warned")
    [letter] = await letters(town, case)
    about = {"person": "p1", "channel": "test", "chat": "x", "language": "vi", "format": "pdf"}
    own = town.storage.work()
    own.people.erase(id_of(lan), town.now)
    await own.commit("", "", town.now)
    for kind, more in (
        ("letter-show", {"letter": "none"}),
        ("letter-send", {"letter": letter.id}),
        ("letter-own", {"case": case.id, "kind": "receipt"}),
    ):
        held = context(town)
        replies = await town.router.jobs[kind](Job("j", kind, {**about, **more}), held)
        assert "Không thấy thư này" in TEXTS.render(replies[0].lines[0], "vi")


async def test_letters_follow_what_people_say_of_their_own_data(town: Town, head: Citizen) -> None:
    """Corrected in a draft, handed over once signed, forgotten when the consent is withdrawn."""
    lan = town.citizen("lan")
    await lan.say("xin chào")
    case = await late_case(town, sender=id_of(lan))
    await lan.press(f"data:correct:{case.id}")
    await lan.say("Trần Thị Lan Anh")
    await lan.tap("Bỏ qua")
    await lan.tap("Gửi")
    [draft] = await letters(town, case)
    assert draft.fields["addressee"] == "Trần Thị Lan Anh"
    assert draft.fields["phone"] == WHO["phone"]
    await whole(town, head)
    await lan.press("data:export")
    picture = lan.answer.replies[-1].picture
    assert picture is not None
    assert PRINTED["reason"] not in picture.content.decode()
    await head.tap("Duyệt")
    await head.tap("Duyệt, cấp số")
    await work(town)
    await lan.press("data:export")
    picture = lan.answer.replies[-1].picture
    assert picture is not None
    assert PRINTED["reason"] in picture.content.decode()
    await lan.press(f"data:correct:{case.id}")
    await lan.say("Trần Thị Lan Em")
    await lan.tap("Bỏ qua")
    await lan.tap("Gửi")
    [signed] = await letters(town, case)
    assert signed.fields["addressee"] == "Trần Thị Lan Anh", "as it was signed"
    await lan.press("consent:withdraw:process-report")
    [signed] = await letters(town, case)
    assert (signed.fields, signed.number) == ({}, 1)


async def test_a_recording_is_no_text_of_a_complaint(town: Town) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    spoken = [{"kind": "voice", "ref": "v1"}]
    case = await filed(
        town, kind="complaint", category="gone", unit=town.office.root, sender=id_of(lan),
        content={"what": spoken},
    )  # fmt: skip
    await lan.press(own_papers(town.office, case)[1].data)
    [reply] = await work(town)
    assert "ĐƠN KHIẾU NẠI" in page(reply.picture)
