from __future__ import annotations

import base64
import io

import openpyxl
import pytest

import handlers.admin.audit as audit
from feedback.messages import Reply
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import outcome, said
from tests.handlers.staffing import filed, hired, id_of, set_about


async def noted(town: Town, actor: str, action: str, *subjects: str) -> None:
    work = town.storage.work()
    for subject in subjects:
        work.audit.note(actor, action, subject, town.now)
    await work.commit("", "", town.now)


async def watcher(town: Town, role: str = "auditor", unit: str = "khu-vuc-binh-luc") -> Citizen:
    return await hired(town, role, role, unit, f"Trần {role}")


async def read(town: Town) -> list[tuple[object, ...]]:
    """Return the rows of the workbook that was ordered."""
    [reply] = await outcome(town)
    return rows_of(reply)


def rows_of(reply: Reply) -> list[tuple[object, ...]]:
    assert reply.picture is not None
    book = openpyxl.load_workbook(io.BytesIO(reply.picture.content))
    return list(book["Nhật ký"].iter_rows(min_row=3, values_only=True))


async def test_by_person_topic_unit_and_period(town: Town) -> None:
    hoa = await hired(town, "hoa", "officer", "binh-my", "Lê Thị Hoa")
    here, there = await filed(town, unit="binh-my"), await filed(town, unit="binh-an")
    await noted(town, id_of(hoa), "case.read", here.id)
    await noted(town, "someone", "case.identified", there.id)
    await noted(town, "operator", "case.held", there.id)
    await noted(town, id_of(hoa), "export", "cases binh-my 11/2026")
    await noted(town, id_of(hoa), "unit.rename", "binh-my")
    await noted(town, id_of(hoa), "survey.retired", "cho-phien version 2")
    ada = await watcher(town)
    all_ = await ada.say("/nhatky")
    assert "Lê Thị Hoa: cây đơn vị: đổi tên" in all_
    assert "Lê Thị Hoa: phiếu khảo sát: thôi dùng" in all_
    assert f"Lê Thị Hoa: hồ sơ: đọc (Xã Bình Mỹ, mã nội bộ …{here.id[-6:]})" in all_
    assert "người không có trong danh sách cán bộ" in all_
    assert "người vận hành: hồ sơ: giữ theo pháp luật" in all_
    assert "Lê Thị Hoa: xuất bảng tính (" in all_
    hers = await ada.say("/audit le thi hoa hồ sơ bình mỹ tháng này")
    assert "Chỉ của: Lê Thị Hoa" in hers
    assert "Chỉ về: hồ sơ" in hers
    assert "hồ sơ: đọc" in hers
    assert "xem người gửi" not in hers
    assert "xuất" not in hers
    assert "hồ sơ: đọc" not in await ada.say("/nhatky Bình An")
    assert "Không có dòng nào" in await ada.say("/nhatky tháng trước")
    assert "/nhatky tháng 10" in await ada.say("/nhatky vô nghĩa quá")
    # Each of these readings is itself a line.
    assert "Trần auditor: nhật ký: đọc" in await ada.say("/nhatky nhật ký")


async def test_an_officer_who_reports_something_is_a_citizen_there(town: Town) -> None:
    hoa = await hired(town, "hoa", "officer", "binh-an", "Lê Thị Hoa")
    hers = await filed(town, unit="binh-my", sender=id_of(hoa))
    await noted(town, id_of(hoa), "case.supply", hers.id)
    await noted(town, id_of(hoa), "data.exported", id_of(hoa))
    ada = await watcher(town)
    shown = await ada.say("/nhatky")
    assert "người dân: hồ sơ: " in shown
    assert "người dân: dữ liệu cá nhân: " in shown
    assert "Lê Thị Hoa: hồ sơ" not in shown
    assert "Lê Thị Hoa: dữ liệu" not in shown
    assert "Không có dòng nào" in await ada.say("/nhatky le thi hoa hồ sơ")
    await ada.press("nhatky:x:case")
    assert [row[1] for row in await read(town)] == ["người dân"]


async def test_pages_go_on_where_they_stopped(town: Town) -> None:
    ada = await watcher(town)
    await noted(town, "p9", "export", *(f"cases binh-my {n}" for n in range(20)))
    pages = [await ada.say("/nhatky xuất")]
    while "Cũ hơn" in ada.labels:
        pages.append(await ada.tap("Cũ hơn"))
    assert [page.count("xuất bảng tính (") for page in pages] == [8, 8, 4]
    await ada.say("/nhatky xuất")
    await ada.tap("Lập bảng tính")
    subjects = [str(row[4]) for row in await read(town)]
    assert subjects == [f"cases binh-my {n}" for n in reversed(range(20))]
    assert "Xin gõ lại" in await ada.press("nhatky:!!:")
    assert "Xin gõ lại" in await ada.press("nhatky:a:")
    assert "Chưa rõ" in await ada.press("nhatky:x:vô nghĩa quá")


async def test_nobody_reads_of_a_case_about_them_and_only_auditors_of_the_sealed_lane(
    town: Town,
) -> None:
    chief, ada = await watcher(town, "admin"), await watcher(town)
    against = await filed(town, unit="binh-my")
    await set_about(town, against, id_of(chief))
    secret = await filed(town, kind="denunciation", category="")
    await noted(town, "p1", "case.read", against.id)
    await noted(town, "p1", "case.listed", secret.id)
    await noted(town, "p1", "sealed.opened", secret.id)
    assert "Không có dòng nào" in await chief.say("/nhatky hồ sơ")
    assert "Không có dòng nào" in await chief.say("/nhatky kín")
    assert "xem dòng trong danh sách" in await ada.say("/nhatky hồ sơ")
    assert "hồ sơ kín: mở" in await ada.say("/nhatky kín")
    # What an auditor may read here is in no file all the same.
    await ada.press("nhatky:x:sealed")
    assert "Không có dòng nào" in said(await outcome(town))
    await ada.press("nhatky:x:case")
    assert [row[4] for row in await read(town)] == ["…" + against.id[-6:]]


async def test_a_workbook_is_harmless_and_for_who_still_holds_the_role(town: Town) -> None:
    ada = await watcher(town)
    await hired(town, "evil", "officer", "binh-my", "=1+1")
    await ada.press("nhatky:x:role")
    assert any(row[1] == "'=1+1" for row in await read(town))
    await ada.press("nhatky:x:role")
    work = town.storage.work()
    [hers] = [each for each in await work.invitations.all() if each.person == id_of(ada)]
    await work.invitations.revoke(hers.id)
    await work.commit("", "", town.now)
    assert "Không có dòng nào" in said(await outcome(town))
    assert "Lập bảng tính" not in await ada.press("nhatky:x:role")
    assert "không" in (await ada.say("/nhatky")).lower()


async def test_an_auditor_of_one_unit_reads_of_that_unit(town: Town) -> None:
    await noted(town, "p1", "case.read", (await filed(town, unit="binh-my")).id)
    await noted(town, "p2", "case.listed", (await filed(town, unit="binh-an")).id)
    mine = await (await watcher(town, unit="binh-my")).say("/nhatky hồ sơ")
    assert "hồ sơ: đọc" in mine
    assert "xem dòng" not in mine


async def test_what_is_too_much_at_once_is_said(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await watcher(town)
    await noted(town, "p9", "export", *(f"cases binh-my {n}" for n in range(9)))
    monkeypatch.setattr(audit, "_LOOKED_AT", 4)
    monkeypatch.setattr(audit, "_ROWS", 5)
    assert "Chưa thấy dòng nào" in await ada.say("/nhatky thư")
    assert "Cũ hơn" in ada.labels
    await ada.press("nhatky:x:export")
    [reply] = await outcome(town)
    assert "Chỉ có 5 dòng mới nhất" in said([reply])
    assert len(rows_of(reply)) == 5
    long = "Nguyễn Hoàng Phương Thảo Nguyên"
    await hired(town, "long", "officer", "binh-my", long)
    cursor = base64.urlsafe_b64encode(bytes.fromhex("f" * 24)).decode()
    assert "phạm vi hẹp hơn" in await ada.press(f"nhatky:{cursor}:{long} bình mỹ tháng này")
