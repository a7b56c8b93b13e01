"""Who opens what is sealed, and that it takes two."""

from __future__ import annotations

import pytest

from feedback.sealed import SealedUnreadable
from tests.handlers.conftest import Citizen, Town
from tests.handlers.officer.cockpit import audited, heard
from tests.handlers.sealed.lane import Reader, lane, opened, reader, told
from tests.handlers.staffing import filed, hired, id_of, set_about


async def asked(town: Town, citizen: Citizen) -> tuple[Reader, Reader, Reader, str]:
    """Return three readers and a case that the first of them asks to open."""
    an, binh, chi = await lane(town)
    case = await told(town, citizen)
    assert "30 phút" in await an.at.press(f"kin:ask:{case.id}")
    return an, binh, chi, case.id


async def test_nobody_else_has_the_command_or_the_buttons(town: Town, lan: Citizen) -> None:
    await lane(town)
    case = await told(town, lan)
    for role, unit in (("officer", town.office.root), ("head", town.office.root), ("admin", "")):
        other = await hired(town, f"other-{role}", role, unit or town.office.root)
        assert "không có lệnh này" in await other.say("/kin")
        for what in ("case", "ask", "agree"):
            assert "Không tìm thấy" in await other.press(f"kin:{what}:{case.id}")
        assert "khoa" not in await other.say("/kin khoa lnr1-" + "a" * 64)
        await other.press(f"case:{case.id}")
        assert case.code[:5] not in other.shown
    assert "Không tìm thấy" in await lan.press(f"kin:case:{case.id}")
    assert "Không tìm thấy" in await lan.press("kin:case:")


async def test_a_reader_opens_nothing_that_is_not_sealed(town: Town) -> None:
    an, *_ = await lane(town)
    case = await filed(town)
    assert "Không tìm thấy" in await an.at.press(f"kin:case:{case.id}")
    assert "được khóa: 0" in await an.at.say("/kin")


async def test_the_list_and_the_card_say_no_word_of_it(town: Town, lan: Citizen) -> None:
    an, *_ = await lane(town)
    case = await told(town, lan, "Bí mật lớn của xã.", "Và thêm nữa.")
    shown = await an.at.say("/kin")
    assert "được khóa: 1" in shown
    assert case.code[:5] in shown
    shown = await an.at.press(f"kin:case:{case.id}")
    assert "2 phần, đang khóa" in shown
    assert "Bí mật" not in shown
    assert "[Xin mở]" in shown
    assert id_of(lan) not in shown
    assert (id_of(an.at), "sealed.seen", case.id) in await audited(town)


async def test_two_readers_get_the_file_and_every_step_is_in_the_audit(
    town: Town, lan: Citizen
) -> None:
    an, binh, chi, id = await asked(town, lan)
    assert "Cần Ông/Bà cùng mở" in await heard(town, binh.at)
    await chi.at.press(f"kin:case:{id}")
    assert "[Đồng ý mở]" in chi.at.shown
    await an.at.press(f"kin:case:{id}")
    assert "[Đồng ý mở]" not in an.at.shown
    assert "tệp đang khóa" in await binh.at.press(f"kin:agree:{id}")
    words = ["Chủ tịch xã nhận tiền của dân khi cấp đất."]
    assert opened(binh.file(), an, binh) == words
    await heard(town, an.at)
    assert opened(an.file(), an, chi) == words
    for few in ((an,), (an, an)):
        with pytest.raises(SealedUnreadable):
            opened(binh.file(), *few)
    lines = await audited(town)
    assert (id_of(an.at), "sealed.asked", id) in lines
    assert {(id_of(each.at), "sealed.opened", id) for each in (an, binh)} <= set(lines)
    assert "không còn hiệu lực" in await chi.at.press(f"kin:agree:{id}")


async def test_nobody_agrees_with_themselves_or_too_late(town: Town, lan: Citizen) -> None:
    an, binh, _, id = await asked(town, lan)
    assert "một người khác" in await an.at.press(f"kin:agree:{id}")
    town.pass_by(minutes=31)
    assert "không còn hiệu lực" in await binh.at.press(f"kin:agree:{id}")
    assert not any(each.picture for each in binh.at.answer.replies)


async def test_nothing_was_asked_is_nothing_to_agree_to(town: Town, lan: Citizen) -> None:
    an, *_ = await lane(town)
    case = await told(town, lan)
    assert "không còn hiệu lực" in await an.at.press(f"kin:agree:{case.id}")


async def test_without_a_key_nobody_asks_or_agrees(town: Town, lan: Citizen) -> None:
    _an, _, _, id = await asked(town, lan)
    new = await reader(town, "dung")
    assert "chưa có khóa" in await new.at.press(f"kin:ask:{id}")
    assert "chưa có khóa" in await new.at.press(f"kin:agree:{id}")
    assert "chưa có khóa" in await new.at.say("/kin")


async def test_who_reads_no_more_opens_no_more(town: Town, lan: Citizen) -> None:
    _an, binh, _, id = await asked(town, lan)
    for invitation in await town.storage.work().invitations.all():
        if invitation.name == "Ông an":
            work = town.storage.work()
            await work.invitations.revoke(invitation.id)
            await work.commit("", "", town.now)
    assert "không còn hiệu lực" in await binh.at.press(f"kin:agree:{id}")


async def test_a_case_about_a_reader_is_not_there_for_them(town: Town, lan: Citizen) -> None:
    an, binh, _ = await lane(town)
    case = await told(town, lan)
    await set_about(town, case, id_of(binh.at))
    assert "được khóa: 0" in await binh.at.say("/kin")
    assert "Không tìm thấy" in await binh.at.press(f"kin:case:{case.id}")
    await heard(town, binh.at)
    await an.at.press(f"kin:ask:{case.id}")
    assert await heard(town, binh.at) == ""


async def test_colleagues_hear_of_a_new_key(town: Town) -> None:
    an, binh, _ = await lane(town)
    assert "vừa đặt khóa" in await heard(town, an.at)
    assert "không phải khóa" in await binh.at.say("/kin khoa lnr1-abc")
    assert await heard(town, an.at) == ""
    assert "được khóa: 0" in await binh.at.say("/kin gì đó")


async def test_one_reader_alone_is_told_that_the_lane_is_closed(town: Town) -> None:
    [an] = await lane(town, "an")
    assert "Chưa đủ hai người" in await an.at.say("/kin")


async def test_files_for_a_sealed_case_are_not_kept_readable(town: Town, lan: Citizen) -> None:
    an, *_ = await lane(town)
    case = await told(town, lan)
    await an.at.press(f"do:{case.id}:file")
    await an.at.photo()
    for _ in range(4):
        labels = [each for each in an.at.labels if each.startswith(("Xong", "Gửi", "Bỏ qua"))]
        if not labels:
            break
        await an.at.tap(labels[0])
    assert await town.storage.work().cases.files(case.id) == []


async def test_a_case_that_is_gone_meanwhile_is_left_out_of_the_list(
    town: Town, lan: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, *_ = await lane(town)
    case = await told(town, lan)

    async def gone(self: object, id: str) -> None:
        return None

    monkeypatch.setattr("storage.cases.Cases.by_id", gone)
    assert case.code[:5] not in await an.at.say("/kin")
