"""`/donvi`: the tree is found by any name, changed by who may, and old codes lead on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedback.errors import Conflict
from handlers.officer.colleagues import on_duty
from handlers.officer.notices import heads
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import BAD, GOOD, answered, jobs
from tests.handlers.staffing import filed, hired, id_of

FIRST = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
async def chief(town: Town) -> Citizen:
    return await hired(town, "chief", "admin", "khu-vuc-binh-luc")


async def change(chief: Citizen, unit: str, action: str, *answers: str) -> str:
    """Answer what the form asks for, and send it; an answer that begins with "=" is tapped."""
    await chief.press(f"unit:do:{unit}:{action}")
    for each in answers:
        await (chief.tap(each[1:]) if each.startswith("=") else chief.say(each))
    return await chief.tap("Gửi")


async def merge(chief: Citizen, unit: str = "binh-my", into: str = "Xã Bình Lục") -> str:
    return await change(chief, unit, "merge", f"={into}", f"=Chọn {into}", "01/12/2026")


async def test_a_unit_is_found_by_any_name_it_has_or_had(chief: Citizen) -> None:
    shown = await chief.say("/donvi")
    assert "Đơn vị bên dưới: 5" in shown
    assert "UBND huyện Bình Lục (đến 30/6/2025) (không hoạt động lúc này)" in shown
    shown = await chief.tap("Xã Bình Mỹ")
    for line in (
        "Xã, phường · mã trong hệ thống: binh-my",
        "Thuộc: Khu vực Bình Lục",
        "Mã hành chính: 13501",
        "Tên gọi khác: UBND xã Bình Mỹ; thị trấn Bình Mỹ; Đồn Xá; La Sơn",
        "Từ ngày 01/07/2025",
        "Tách ra từ: UBND huyện Bình Lục",
    ):
        assert line in shown
    for words in ("13501", "don xa", "thi tran binh my", "binh-my"):
        assert "mã trong hệ thống: binh-my\n" in await chief.say(f"/units {words}"), words
    assert "Tìm thấy 5 đơn vị" in await chief.say("/donvi quay 1")
    assert "Nay là: Xã Bình Sơn" in await chief.say("/donvi 352")
    assert "/donvi binh my" in await chief.say("/donvi sóc trăng")
    assert "Chỉ hiện 8 đơn vị đầu" in await chief.say("/donvi xa binh")
    assert "Thuộc: Khu vực" in (
        await chief.say("/donvi xa binh my")
        and await chief.tap("Lên")
        and await chief.tap("Xã Bình An")
    )


async def test_a_merger_ends_the_old_unit_and_leads_its_codes_on(
    town: Town, chief: Citizen, known: Citizen
) -> None:
    await filed(town, unit="binh-my-hcc")
    shown = await merge(chief)
    assert "Nhập Xã Bình Mỹ vào Xã Bình Lục, từ ngày 01/12/2026" in shown
    assert "Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ) → Quầy 1" in shown
    assert "Còn 1 hồ sơ đang mở" in shown
    assert "xã Bình Mỹ" in await known.say("/start r_one-stop_binh-my-q1")
    await known.say("/huy")
    await known.tap("Có")

    town.now = FIRST
    await town.renew()
    shown = await known.say("/start r_one-stop_binh-my-q1")
    assert (
        "Mã này in cho Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ). Việc ở đó nay do Quầy 1 – Hộ "
        "tịch, chứng thực (xã Bình Lục) làm.\nNơi: Quầy 1 – Hộ tịch, chứng thực (xã Bình Lục)"
    ) in shown
    await known.say("/huy")
    await known.tap("Có")
    shown = await known.say("/start r_one-stop_binh-my-hcc__binh-my-q1")
    assert "Mã này in cho Quầy 1" in shown
    await known.say("/huy")
    await known.tap("Có")
    assert "nay do Xã Bình Lục làm" in await known.say("/start g_binh-my")
    shown = await chief.say("/donvi binh-my")
    assert "Đến hết ngày 30/11/2026\nNay là: Xã Bình Lục" in shown
    assert "đã kết thúc" in await chief.tap("Thay đổi")
    assert "Gồm cả: Xã Bình Mỹ (đến hết ngày 30/11/2026)" in await chief.say("/donvi binh-luc")


async def test_codes_of_a_divided_unit_ask_which(
    town: Town, chief: Citizen, known: Citizen
) -> None:
    assert "ít nhất hai tên" in await change(
        chief, "binh-son", "divide", "Xã Bình Sơn Đông", "01/12/2026"
    )
    shown = await change(
        chief, "binh-son", "divide", "Xã Bình Sơn Đông; Xã Bình Sơn Tây", "01/12/2026"
    )
    assert "Chia Xã Bình Sơn, từ ngày 01/12/2026" in shown
    assert "• Xã Bình Sơn Tây (mã: xa-binh-son-tay)" in shown
    town.now = FIRST
    await town.renew()
    shown = await known.say("/start g_binh-son")
    assert "Nơi đó nay chia thành nhiều đơn vị" in shown
    await known.say("/huy")
    await known.tap("Có")
    shown = await known.say("/start r_one-stop_binh-son-hcc__binh-son-q2")
    assert "Nơi đó nay chia thành nhiều đơn vị" in shown
    assert "Nơi: " not in shown, "which desk it would be nobody knows"
    assert "Ông/Bà được phục vụ ở đâu" in shown
    assert "Tách ra từ: Xã Bình Sơn" in await chief.say("/donvi xa-binh-son-tay")


async def test_a_unit_is_added_renamed_coded_moved_and_closed(town: Town, chief: Citizen) -> None:
    shown = await change(
        chief, "binh-an-hcc", "add", "=Quầy", "Quầy 4 – Lưu động", "=Bỏ qua", "13540.4", "=Hôm nay"
    )
    assert "Thêm Quầy 4 – Lưu động vào Trung tâm Phục vụ hành chính công xã Bình An" in shown
    shown = await change(chief, "quay-4-luu-dong", "name", "13540-4", "xe lưu động; xe hồng")
    assert "Mã hành chính: 13540-4\nMã cũ: 13540.4\n" in await chief.say("/donvi 13540-4")
    assert "Sửa mã, tên gọi khác của Quầy 4" in shown
    await change(chief, "binh-an", "rename", "Phường Bình An", "Bình An ward", "=Hôm nay")
    await change(
        chief, "quay-4-luu-dong", "move", "=Xã Bình Giang", "=Chọn Xã Bình Giang", "02/12/2026"
    )
    assert "Chuyển Quầy 4 – Lưu động về dưới Xã Bình Giang, từ ngày 02/12/2026" in await chief.say(
        "/donvi xe hong"
    )
    assert "Thuộc: Trung tâm Phục vụ hành chính công xã Bình An" in chief.shown
    town.pass_by(days=9)
    await town.renew()
    shown = await chief.say("/donvi 13540.4")
    assert "Thuộc: Xã Bình Giang" in shown
    assert "Trước thuộc: Trung tâm Phục vụ hành chính công xã Bình An (đến hết ngày 01/12" in shown
    assert "Giải thể Quầy 4" in await change(chief, "quay-4-luu-dong", "end", "05/12/2026")
    assert "Phường Bình An" in await chief.say("/donvi xã bình an")
    assert "không thuộc quyền" in await chief.press("unit:do:quay-4-luu-dong:end")


async def test_what_breaks_the_tree_is_refused_with_a_reason(chief: Citizen) -> None:
    shown = await change(chief, "binh-my", "merge", "=Xã Bình Mỹ", "=Chọn", "01/12/2026")
    assert "Xã Bình Mỹ nằm trong Xã Bình Mỹ" in shown
    assert "đã đứng dưới" in await change(chief, "binh-my", "move", "=Bỏ qua", "01/12/2026")
    await change(chief, "binh-my", "add", "=Thôn", "Thôn Đông", "=Bỏ qua", "=Bỏ qua", "01/01/2027")
    shown = await change(chief, "binh-my", "end", "01/12/2026")
    assert "cây đơn vị không còn khớp" in shown
    await chief.tap("Xã Bình Mỹ")
    assert "Đơn vị bên dưới: 4" in chief.shown


async def test_a_change_is_taken_back_unless_another_is_built_on_it(
    town: Town, chief: Citizen
) -> None:
    assert "Chưa có thay đổi nào" in await chief.press("unit:past")
    await change(chief, "binh-an", "add", "=Thôn", "Thôn Bắc", "=Bỏ qua", "=Bỏ qua", "=Hôm nay")
    await change(chief, "thon-bac", "rename", "Thôn Nam", "=Bỏ qua", "=Hôm nay")
    shown = await chief.press("unit:past")
    assert shown.index("Số 2") < shown.index("Số 1")
    assert "dựa vào thay đổi này" in await chief.press("unit:undo:1")
    assert "Bỏ thay đổi này?" in await chief.press("unit:undo:2")
    assert "Đã bỏ:\nĐổi tên thành Thôn Nam" in await chief.tap("Bỏ thay đổi này")
    await chief.press("unit:undone:1")
    assert "không còn nữa" in await chief.press("unit:undone:1")
    assert "Không tìm thấy" in await chief.say("/donvi thôn bắc")
    shown = await chief.press("unit:past")
    assert shown.count("Đã bỏ") == 2
    assert "Thêm Thôn Bắc vào Xã Bình An" in shown
    work = town.storage.work()
    work.unit_changes.add((await work.unit_changes.all())[0])
    with pytest.raises(Conflict):
        await work.commit("", "", town.now)


async def test_who_administers_a_commune_changes_that_and_nothing_else(town: Town) -> None:
    await hired(town, "chief", "admin", "khu-vuc-binh-luc")
    local = await hired(town, "local", "admin", "binh-my")
    assert "Xã Bình Mỹ\n" in await local.say("/donvi")
    assert "Lên" not in local.shown
    await local.tap("Thay đổi")
    assert [each.split()[0] for each in local.labels[:3]] == ["Thêm", "Đổi", "Mã,"]
    assert "không thuộc quyền" in await local.press("unit:do:binh-my:merge")
    assert "không thuộc quyền" in await local.press("unit:show:binh-an")
    assert "Không tìm thấy" in await local.say("/donvi binh giang")
    shown = await change(local, "binh-my-q1", "merge", "=Trung tâm", "=Quầy 2", "01/12/2026")
    assert "Nhập Quầy 1" in shown
    await local.press("unit:do:binh-my-q3:end")
    assert "Từ ngày nào?" in await local.press("unit:do:binh-my-q2:end"), "what is asked stays"
    clerk = await hired(town, "clerk", "officer", "binh-my")
    assert "không có lệnh này" in await clerk.say("/donvi")
    assert "không thuộc quyền" in await clerk.press("unit:past:")
    both = await hired(town, "both", "admin", "binh-an")
    town.roles["both"] = frozenset({"admin@binh-my"})
    assert "Các đơn vị thuộc quyền" in await both.say("/donvi")


async def test_cases_and_figures_go_over_to_the_unit_that_follows(
    town: Town, chief: Citizen
) -> None:
    head = await hired(town, "head", "head", "binh-luc")
    case = await filed(town, unit="binh-my-hcc")
    await answered(town, "binh-my-q1", {"overall": GOOD}, times=6, at=town.now)
    await answered(town, "binh-luc-q1", {"overall": BAD}, times=6, at=town.now)
    await merge(chief)
    assert "chỉ xem được số liệu của đơn vị mình" in await head.say("/thongke binh-my")
    assert case.code[:5] not in await head.say("/viec")
    duty = await on_duty(town.storage.work(), town.office, case)
    assert id_of(head) not in {each.id for each in duty}
    town.now = FIRST
    await town.renew()
    assert case.code[:5] in await head.say("/viec")
    work = town.storage.work()
    assert [each.id for each in await on_duty(work, town.office, case)] == [id_of(head)]
    assert [each.id for each in await heads(work, town.office, case)] == [id_of(head)]

    shown = await chief.say("/thongke one-stop binh-luc tháng 11/2026")
    assert "Gồm cả Xã Bình Mỹ (đến hết ngày 30/11/2026)" in shown
    assert "Số phiếu: 12" in shown
    assert "Hài lòng: 50,0 %" in shown
    shown = await chief.tap("Theo cây đơn vị lúc đó")
    assert "Theo cây đơn vị ngày 30/11/2026" in shown
    assert "Số phiếu: 6\n" in shown
    assert "Số phiếu: 12" in await chief.tap("Theo cây đơn vị hiện nay")
    shown = await chief.say("/thongke one-stop tháng 11/2026")
    assert "• Xã Bình Lục: 50,0 % (n = 12, " in shown
    shown = await chief.tap("Theo cây đơn vị lúc đó")
    assert "• Xã Bình Mỹ: 100,0 % (n = 6, " in shown
    assert "• Xã Bình Lục: 0,0 % (n = 6, " in shown
    shown = await chief.say("/thongke one-stop binh-my tháng 11/2026")
    assert "Số liệu nay tính vào Xã Bình Lục" in shown
    assert "Số phiếu: 6\n" in shown
    assert "Số phiếu: 12" in await head.say("/thongke one-stop tháng 11/2026")
    assert "Số phiếu: 6\n" in await head.say("/thongke one-stop như cũ tháng 11/2026")
    assert "Số phiếu: 6\n" in await head.say("/thongke one-stop binh-my tháng 11/2026")
    await chief.say("/xuat one-stop binh-luc tháng 11/2026 như cũ")
    assert (await jobs(town))[-1].payload["was"] == "2026-11-30"


async def test_a_head_sees_a_moved_part_only_where_it_is_theirs(
    town: Town, chief: Citizen
) -> None:
    head = await hired(town, "head", "head", "binh-luc")
    await change(chief, "binh-luc-kt", "move", "=Xã Bình An", "=Chọn Xã Bình An", "01/12/2026")
    await change(chief, "binh-son", "divide", "Xã Bình Sơn Đông; Xã Bình Sơn Tây", "01/12/2026")
    town.now = FIRST
    await town.renew()
    assert "như cũ" not in await head.say("/thongke tháng 11/2026")
    assert "nay không thuộc quyền" in await head.say("/thongke tháng 11/2026 như cũ")
    shown = await chief.say("/thongke xa-binh-son-tay năm nay")
    assert "Số liệu từ trước khi tách nằm ở Xã Bình Sơn" in shown


async def test_rights_lost_meanwhile_and_a_form_given_up_change_nothing(town: Town) -> None:
    town.roles["both"] = frozenset({"admin"})
    both = town.citizen("both")
    await both.press("unit:do:binh-my-q1:merge")
    for label in ("Xã Bình An", "Trung tâm", "Quầy 1"):
        await both.tap(label)
    await both.say("01/12/2026")
    town.roles["both"] = frozenset({"admin@binh-my"})
    assert "không thuộc quyền" in await both.tap("Gửi")
    await both.press("unit:do:binh-my-q1:end")
    await both.say("01/12/2026")
    town.roles["both"] = frozenset()
    assert "không thuộc quyền" in await both.tap("Gửi")
    town.roles["both"] = frozenset({"admin"})
    await both.press("unit:do:binh-my-q1:end")
    await both.say("/huy")
    await both.tap("Có")
    assert not await town.storage.work().unit_changes.all()


async def test_answers_by_one_time_links_are_shown_apart(town: Town, chief: Citizen) -> None:
    about = {"times": 6, "at": town.now}
    await answered(town, "binh-my-q1", {"overall": GOOD}, source="token", **about)
    await answered(town, "binh-my-q1", {"overall": BAD}, **about)
    shown = await chief.say("/thongke one-stop")
    assert "Hài lòng: 50,0 %" in shown
    assert "Riêng mã dùng một lần: 100,0 % (n = 6)" in shown
