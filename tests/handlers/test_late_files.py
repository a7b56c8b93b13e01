"""An officer of a one-stop centre and their list, from the file to links on receipts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from feedback.errors import Conflict, Undeliverable
from feedback.late_file import LateFile
from feedback.messages import Attachment, Reply
from handlers.context import Answer
from handlers.jobs import JobContext
from handlers.payload import Once, read
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.figuring import context, done, jobs, said

CENTRE = "binh-luc-hcc"
HEADING = ["Số hồ sơ", "Họ và tên", "Địa chỉ", "Số điện thoại", "Thủ tục", "Ngày nhận", "Hạn trả"]
LAN = ["H42.26-0001", "Trần Thị Lan", "Thôn 3", "0912345678", "khai-sinh", "20/11/2026"]
LAN.append("30/11/2026")
MINH = ["H42.26-0002", "Lê Văn Minh", "Thôn 4", 987654321, "sổ đỏ", date(2026, 11, 2)]
MINH.append(date(2026, 12, 20))


def xlsx(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.fixture
def hoa(town: Town) -> Citizen:
    """An officer of one centre."""
    town.roles["hoa"] = frozenset({f"officer@{CENTRE}"})
    return town.citizen("hoa")


async def send(officer: Citizen, content: bytes, name: str = "ds.xlsx", **about: Any) -> str:
    """Send a list as an officer does; return what is said once it is read."""
    town = officer.town
    ref = f"file{town.number()}"
    town.files[ref] = content
    await officer.say("/hosotre")
    file = Attachment("file", ref, about.pop("size", len(content)), name)
    await officer.send(attachments=(file,))
    await officer.tap("Xong")
    return await work(officer)


async def work(officer: Citizen) -> str:
    """Do what waits, and have the officer look at it."""
    replies: list[Reply] = []
    for job in await jobs(officer.town):
        replies += await done(officer.town, job)
    if replies:
        officer.answer = Answer(tuple(replies))
    return said(officer.answer.replies)


def links(officer: Citizen) -> list[dict[str, Any]]:
    """Return the rows of the workbook that was sent, by the names of their columns."""
    [reply] = [each for each in officer.answer.replies if each.picture]
    assert reply.picture is not None
    assert reply.picture.name.endswith(".xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(reply.picture.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


async def kept(town: Town, *numbers: str) -> dict[str, LateFile]:
    return dict(await town.storage.work().late_files.known(CENTRE, numbers))


async def written(officer: Citizen, *rows: Sequence[Any]) -> list[dict[str, Any]]:
    await send(officer, xlsx(HEADING, *rows))
    await officer.tap("Ghi")
    await work(officer)
    return links(officer)


async def test_a_list_is_shown_before_it_is_written_and_comes_back_with_links(
    town: Town, hoa: Citizen
) -> None:
    asked = await hoa.say("/hosotre")
    assert "Trung tâm Phục vụ hành chính công xã Bình Lục" in asked
    assert "số hồ sơ, họ tên, ngày hẹn trả" in asked
    bad = ["H42.26-0003", "Vũ Văn Nam", "", "", "", "", "31/11/2026"]
    shown = await send(hoa, xlsx(["UBND xã Bình Lục"], [], HEADING, LAN, MINH, bad))
    assert "3 hồ sơ: 2 mới, 0 thay đổi, 0 đã có, 1 lỗi." in shown
    assert "• Dòng 6: “ngày hẹn trả” không phải là ngày. Xin ghi kiểu 05/11/2026." in shown
    assert "thiếu cột: lĩnh vực" in shown
    assert await kept(town, "H42.26-0001") == {}, "nothing is written before a yes"
    await hoa.tap("Ghi 2 hồ sơ")
    assert "Đã ghi: 2 hồ sơ mới" in await work(hoa)
    first, second = links(hoa)
    assert first["number"] == "H42.26-0001"
    assert first["name"] == "Trần Thị Lan"
    assert first["procedure"] == "Đăng ký khai sinh"
    assert first["due"] == datetime(2026, 11, 30)  # noqa: DTZ001 - a cell knows no zone
    code = first["link"].removeprefix("https://gopy.example.vn/?s=")
    assert first["typed"] == f"/start {code}"
    assert isinstance(read(code), Once)
    assert second["link"] != first["link"]
    files = await kept(town, "H42.26-0001", "H42.26-0002", "H42.26-0003")
    assert len(files) == 2
    lan, minh = files["H42.26-0001"], files["H42.26-0002"]
    assert (lan.procedure, lan.desk, lan.field) == ("khai-sinh", "binh-luc-q1", "Hộ tịch")
    assert (minh.phone, minh.procedure, minh.desk) == ("0987654321", "so-do", "binh-luc-q2")
    assert lan.rated_until == town.now.date() + timedelta(days=60)
    assert lan.received == date(2026, 11, 20)


async def test_the_same_list_again_changes_nothing_and_prints_the_same_links(
    town: Town, hoa: Citizen
) -> None:
    before = await written(hoa, LAN, MINH)
    files = await kept(town, "H42.26-0001", "H42.26-0002")
    shown = await send(hoa, xlsx(HEADING, LAN, MINH))
    assert "2 hồ sơ: 0 mới, 0 thay đổi, 2 đã có, 0 lỗi." in shown
    await hoa.tap("Gửi lại các link đánh giá")
    await work(hoa)
    assert links(hoa) == before
    assert await kept(town, "H42.26-0001", "H42.26-0002") == files


async def test_a_changed_day_or_reason_is_taken_and_a_second_new_date_is_not(
    town: Town, hoa: Citizen
) -> None:
    heading = [*HEADING[:2], "Hạn trả", "Lý do", "Ngày hẹn lại", "Ngày trả"]
    row = LAN[:2]

    async def again(*cells: str) -> tuple[str, LateFile]:
        shown = await send(hoa, xlsx(heading, [*row, *cells]))
        if any("Ghi" in label for label in hoa.labels):
            await hoa.tap("Ghi")
            await work(hoa)
        return shown, (await kept(town, LAN[0]))[LAN[0]]

    _, file = await again("30/11/2026", "", "", "")
    assert (file.due, file.reason, file.appointments) == (date(2026, 11, 30), "", 0)
    shown, file = await again("01/12/2026", "Chờ xác minh", "", "")
    assert "1 hồ sơ: 0 mới, 1 thay đổi" in shown
    assert (file.due, file.reason) == (date(2026, 12, 1), "Chờ xác minh")
    _, file = await again("01/12/2026", "", "08/12/2026", "")
    assert (file.new_date, file.reason, file.appointments) == (
        date(2026, 12, 8),
        "Chờ xác minh",
        1,
    )
    shown, file = await again("01/12/2026", "", "15/12/2026", "")
    assert "Dòng 2: hồ sơ đã được hẹn lại đến 08/12/2026; chỉ được hẹn lại một lần" in shown
    assert "NĐ 61/2018/NĐ-CP Đ19.9" in shown
    assert file.new_date == date(2026, 12, 8)
    shown, file = await again("20/12/2026", "", "", "")
    assert "chỉ được hẹn lại một lần" in shown, (
        "moving the promised day is a new date by another name"
    )
    assert file.due == date(2026, 12, 1)
    shown, file = await again("01/12/2026", "Máy hỏng", "08/12/2026", "23/11/2026")
    assert (file.reason, file.returned) == ("Máy hỏng", date(2026, 11, 23))


async def test_no_means_no(town: Town, hoa: Citizen) -> None:
    await send(hoa, xlsx(HEADING, LAN))
    yes = next(each for each in hoa.buttons if each.data.startswith("late:yes"))
    assert "Chưa có gì được ghi" in await hoa.tap("Không ghi")
    assert "đã được xử lý hoặc đã quá một ngày" in await hoa.press(yes.data)
    assert await kept(town, LAN[0]) == {}


async def test_a_yes_pressed_twice_writes_once(town: Town, hoa: Citizen) -> None:
    await send(hoa, xlsx(HEADING, LAN))
    yes = next(each for each in hoa.buttons if each.data.startswith("late:yes"))
    await hoa.press(yes.data)
    await hoa.press(yes.data)
    first, second = await jobs(town)
    assert "Đã ghi: 1 hồ sơ mới" in said(await done(town, first))
    assert "đã được xử lý" in said(await done(town, second))
    assert len(await kept(town, LAN[0])) == 1


async def test_of_two_lists_with_the_same_file_the_later_sees_the_earlier(
    town: Town, hoa: Citizen
) -> None:
    await send(hoa, xlsx(HEADING, LAN))
    await hoa.tap("Ghi")
    await send_more(hoa, xlsx(HEADING, [*LAN[:6], "01/12/2026"]))
    one, other = await jobs(town)
    ahead = context(town)
    await town.router.jobs[one.kind](one, ahead)
    await done(town, other)
    with pytest.raises(Conflict):
        await town.storage.jobs.done(one.id, ahead.work)  # type: ignore[arg-type]
    assert "Đã ghi: 0 hồ sơ mới, 1 hồ sơ thay đổi" in said(await done(town, one)), "done again"
    assert (await kept(town, LAN[0]))[LAN[0]].due == date(2026, 11, 30)


async def send_more(officer: Citizen, content: bytes) -> None:
    """Say yes to a second list while the first is still to be written."""
    town = officer.town
    town.files["second"] = content
    await officer.say("/hosotre")
    await officer.send(attachments=(Attachment("file", "second", 9, "ds.xlsx"),))
    await officer.tap("Xong")
    [reading] = [job for job in await jobs(town) if job.kind == "read-late-list"]
    officer.answer = Answer(await done(town, reading))
    await officer.tap("Ghi")
    town.pass_by(minutes=10)  # what was claimed is claimed again


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "Excel cũ (.xls) hoặc có mật khẩu"),
        (b"x" * (5 * 1024 * 1024 + 1), "Tệp lớn quá 5 MB"),
        (b"PK\x03\x04 and no more", "Không đọc được tệp này"),
        (b"", "Không đọc được tệp này"),
        ("STT;Ghi chú\n1;x".encode(), "Chưa thấy cột: số hồ sơ, họ tên, ngày hẹn trả"),
        ("Số hồ sơ;Họ tên\n1;Lan".encode(), "Chưa thấy cột: ngày hẹn trả"),
        ("Số hồ sơ;Họ tên;Hạn trả\n;;".encode(), "Danh sách chưa có hồ sơ nào"),
    ],
)
async def test_what_is_no_list_is_refused_kindly(hoa: Citizen, content: bytes, why: str) -> None:
    shown = await send(hoa, content, size=None)
    assert why in shown
    assert "Xin sửa rồi gửi lại bằng lệnh /hosotre" in shown
    assert not hoa.buttons


async def test_what_is_no_file_or_too_large_is_not_even_fetched(hoa: Citizen) -> None:
    await hoa.say("/hosotre")
    await hoa.send(attachments=(Attachment("file", "never", 6_000_000, "ds.xlsx"),))
    assert "Tệp lớn quá 5 MB" in await hoa.tap("Xong")
    await hoa.say("/hosotre")
    await hoa.photo()
    assert "Chưa thấy tệp Excel" in await hoa.tap("Xong")
    await hoa.say("/hosotre")
    await hoa.say("đây ạ")
    assert "Chưa thấy tệp Excel" in await hoa.tap("Xong")
    assert await jobs(hoa.town) == []


async def test_a_list_that_is_given_up_leaves_nothing(hoa: Citizen) -> None:
    await hoa.say("/hosotre")
    await hoa.send(attachments=(Attachment("file", "never", 9, "ds.xlsx"),))
    await hoa.say("/huy")
    await hoa.tap("Có, hủy")
    assert await jobs(hoa.town) == []


async def test_rows_nobody_could_take_are_told_ten_at_a_time(hoa: Citizen) -> None:
    rows = [[f"{number}", "", "", "", "", "", "30/11/2026"] for number in range(12)]
    shown = await send(hoa, xlsx(HEADING, *rows))
    assert "12 hồ sơ: 0 mới, 0 thay đổi, 0 đã có, 12 lỗi." in shown
    assert shown.count("thiếu họ tên") == 10
    assert "… và 2 dòng nữa." in shown
    assert not hoa.buttons, "there is nothing to say yes to"


async def test_who_is_above_several_centres_says_which(town: Town) -> None:
    town.roles["boss"] = frozenset({"admin"})
    boss = town.citizen("boss")
    shown = await boss.say("/latefiles")
    assert len(boss.buttons) == 5
    assert "/hosotre bình mỹ" in shown
    await boss.tap("Trung tâm Phục vụ hành chính công xã Bình Mỹ")
    assert "xã Bình Mỹ: nhập danh sách" in boss.shown
    await boss.say("/huy")
    await boss.tap("Có, hủy")
    assert "xã Bình An: nhập danh sách" in await boss.say("/hosotre binh an")
    assert len(boss.buttons) != 5
    await boss.say("/huy")
    await boss.tap("Có, hủy")
    await boss.say("/hosotre xã nào đó")
    assert len([each for each in boss.buttons if each.data.startswith("c:hosotre")]) == 5


@pytest.mark.parametrize("roles", ["", "auditor", "sealed-reader@binh-luc"])
async def test_nobody_else_learns_of_the_command(town: Town, known: Citizen, roles: str) -> None:
    town.roles[known.account] = frozenset(roles.split())
    shown = await known.say("/hosotre")
    assert shown == await known.say("/lenhkhongco")


async def test_an_officer_elsewhere_has_no_centre(town: Town) -> None:
    town.roles["kt"] = frozenset({"officer@binh-luc-kt"})
    officer = town.citizen("kt")
    assert "Chưa có bộ phận một cửa" in await officer.say("/hosotre")
    assert "đã được xử lý" in await officer.press("late:yes:nothing")


async def test_a_list_of_another_centre_is_none(town: Town, hoa: Citizen) -> None:
    await send(hoa, xlsx(HEADING, LAN))
    [yes, no] = [each.data for each in hoa.buttons]
    town.roles["my"] = frozenset({"officer@binh-my-hcc"})
    other = town.citizen("my")
    assert "đã được xử lý" in await other.press(yes)
    assert "đã được xử lý" in await other.press(no)
    assert "đã được xử lý" in await other.press(yes.replace("yes", "maybe"))
    assert await jobs(town) == []


async def test_a_role_lost_on_the_way_ends_it(town: Town, hoa: Citizen) -> None:
    await hoa.say("/hosotre")
    await hoa.send(attachments=(Attachment("file", "f", 9, "ds.xlsx"),))
    town.roles["hoa"] = frozenset()
    assert "Chưa có bộ phận một cửa" in await hoa.tap("Xong")
    assert await jobs(town) == []


async def test_an_office_without_the_form_takes_no_lists(town: Town, hoa: Citizen) -> None:
    del town.forms.forms["late-files"]
    assert "Chưa có bộ phận một cửa" in await hoa.say("/hosotre")


async def test_a_file_is_erased_at_its_person_s_wish(town: Town, hoa: Citizen) -> None:
    [row] = await written(hoa, LAN)
    assert "Chưa có hồ sơ nào mang số “H42.26-9”" in await hoa.say("/hosotre xoá H42.26-9")
    asked = await hoa.say("/hosotre xoa h42.26-0001")
    assert "Xoá hồ sơ H42.26-0001 của Trần Thị Lan" in asked
    erase = next(each.data for each in hoa.buttons if each.data.startswith("late:erase"))
    town.roles["my"] = frozenset({"officer@binh-my-hcc"})
    assert "đã được xử lý" in await town.citizen("my").press(erase)
    assert "Đã xoá hồ sơ" in await hoa.tap("Xoá hồ sơ này")
    assert "đã được xử lý" in await hoa.press(erase)
    assert await kept(town, LAN[0]) == {}
    citizen = town.citizen("lan")
    assert "không còn dùng được" in await citizen.say(row["typed"])


async def test_names_in_a_list_compute_nothing(hoa: Citizen) -> None:
    evil = ["@SUM(1)", "+cmd|' /C calc'!A0", "", "", "", "", "30/11/2026"]
    [row] = await written(hoa, evil)
    assert row["number"] == "'@SUM(1)"
    assert str(row["name"]).startswith("'+cmd")


async def test_who_saw_and_changed_what_is_in_the_audit(town: Town, hoa: Citizen) -> None:
    await written(hoa, LAN)
    await hoa.say("/hosotre xoa H42.26-0001")
    await hoa.tap("Xoá hồ sơ này")
    rows = await town.storage._database.fetch("audit.unchained", after="", size=99)
    noted = [(row[3], row[4]) for row in rows]
    assert [action for action, _ in noted] == [
        *("late-files.imported", "late-file.read", "late-file.erased")
    ]
    assert noted[0][1] == f"{CENTRE} new 1 changed 0"
    assert "Lan" not in repr(noted)
    assert "0001" not in repr(noted[0])


async def test_in_english(town: Town, hoa: Citizen) -> None:
    hoa.about["language"] = "en"
    asked = await hoa.say("/latefiles")
    assert "Needed columns: file number, name, due date" in asked
    assert TEXTS.render(hoa.answer.replies[0].lines[0], "en") in asked


async def test_a_job_that_was_made_of_nothing_sent_has_nothing_to_fetch(town: Town) -> None:
    plain = JobContext(
        work=town.storage.work(), office=town.office, forms=town.forms, now=town.now,
        language="vi", render=TEXTS.render, new_id=lambda: "x",
    )  # fmt: skip
    with pytest.raises(Undeliverable):
        await plain.fetch(Attachment("file", "f"))


async def test_a_list_without_a_page_of_our_own_has_codes_to_type(
    town: Town, hoa: Citizen
) -> None:
    await send(hoa, xlsx(HEADING, LAN))
    await hoa.tap("Ghi")
    [job] = await jobs(town)
    offline = replace(context(town), public_url="")
    hoa.answer = Answer(await town.router.jobs[job.kind](job, offline))
    [row] = links(hoa)
    assert row["link"] is None
    assert str(row["typed"]).startswith("/start t_")
