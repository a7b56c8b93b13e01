"""Photos, recordings and files of a case, sent to those who may see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from feedback.code import spell
from feedback.messages import Picture, Reply
from feedback.ports import Job
from handlers.case_files import SEND
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.figuring import context, done, jobs, said
from tests.handlers.officer.cockpit import attached, audited
from tests.handlers.staffing import filed, hired, id_of, set_about


@pytest.fixture
async def mai(town: Town) -> Citizen:
    """An officer of Bình Mỹ."""
    return await hired(town, "mai", "officer", "binh-my", "Nguyễn Thị Mai")


async def sent_to(town: Town) -> list[Reply]:
    """Do the jobs that send files, and return what arrives."""
    return [
        reply for job in await jobs(town) if job.kind == SEND for reply in await done(town, job)
    ]


async def test_photos_come_as_pictures_and_all_else_as_files(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    large = b"j" * (9 * 1024 * 1024 + 1)
    ids = await attached(
        town,
        case,
        ("photo", "image/jpeg", b"jpeg"),
        ("photo", "image/jpeg", large),
        ("photo", "", b"no picture"),
        ("file", "image/png", b"png"),
        ("voice", "audio/ogg", b"ogg"),
        ("file", "application/pdf", b"pdf"),
        ("file", "application/x-nobody-knows", b"?"),
        ("video", "video/mp4", None),
    )
    await mai.say(f"/hoso {case.code}")
    shown = await mai.tap("Xem tệp (8)")
    assert f"Đang gửi 8 trong 8 tệp của hồ sơ {spell(case.code)}" in shown
    arrived = await sent_to(town)
    start = case.code[:5]
    pictures = [each.picture for each in arrived]
    octets = "application/octet-stream"
    assert pictures == [
        Picture(f"{start}-1.jpg", "image/jpeg", b"jpeg"),
        Picture(f"{start}-2.jpg", octets, large),
        Picture(f"{start}-3", octets, b"no picture"),
        Picture(f"{start}-4.png", octets, b"png"),
        Picture(f"{start}-5.ogg", "audio/ogg", b"ogg"),
        Picture(f"{start}-6.pdf", "application/pdf", b"pdf"),
        Picture(f"{start}-7", "application/x-nobody-knows", b"?"),
        None,
    ]
    assert f"Tệp 1/8 của hồ sơ {spell(case.code)}." in said(arrived)
    assert f"Tệp 8/8 của hồ sơ {spell(case.code)} chưa tải về được." in said(arrived)
    read = [each for each in await audited(town) if each[1] == "evidence.read"]
    assert sorted(read) == [(id_of(mai), "evidence.read", f"{case.id} {id}") for id in ids[:-1]]


async def test_more_than_ten_come_ten_at_a_time(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    await attached(town, case, *[("photo", "image/jpeg", b"j")] * 13)
    assert "Đang gửi 10 trong 13" in await mai.press(f"files:{case.id}")
    assert len(await sent_to(town)) == 10
    assert "Đang gửi 3 trong 13" in await mai.tap("Xem 3 tệp còn lại")
    assert mai.labels == [f"Hồ sơ {spell(case.code)}"]
    assert len(await sent_to(town)) == 3
    for odd in ("x", "²", "99999"):
        assert "Đang gửi 10 trong 13" in await mai.press(f"files:{case.id}:{odd}")
    assert "không có tệp nào" in await mai.press(f"files:{case.id}:500")


async def test_a_case_without_files_has_none_to_see(town: Town, mai: Citizen) -> None:
    case = await filed(town)
    await mai.say(f"/hoso {case.code}")
    assert not [each for each in mai.labels if each.startswith("Xem tệp")]
    assert "không có tệp nào" in await mai.press(f"files:{case.id}")
    assert await jobs(town) == []


async def test_whoever_may_see_no_more_when_it_leaves_gets_nothing(
    town: Town, mai: Citizen
) -> None:
    case = await filed(town)
    await attached(town, case, ("photo", "image/jpeg", b"j"))
    await mai.press(f"files:{case.id}")
    await set_about(town, case, id_of(mai))
    assert await sent_to(town) == []
    assert not [each for each in await audited(town) if each[1] == "evidence.read"]


def payload(person: str, case: str, evidence: str, **more: Any) -> dict[str, Any]:
    return {"person": person, "case": case, "evidence": evidence, "language": "vi", **more}


async def test_what_is_sent_on_reaches_whoever_sent_the_case_wherever_they_are(
    town: Town, mai: Citizen
) -> None:
    lan = town.citizen("lan")
    await lan.say("xin chào")
    await lan.say("/language")
    await lan.tap("English")
    case = await filed(town, sender=id_of(lan))
    [id] = await attached(town, case, ("photo", "image/jpeg", b"j"))
    held = context(town)
    job = Job("j1", SEND, payload(id_of(lan), case.id, id))
    assert await town.router.jobs[SEND](job, held) == ()
    [notice] = held.notices
    assert (notice.person, notice.language) == (id_of(lan), "en")
    assert notice.reply.picture == Picture(f"{case.code[:5]}-1.jpg", "image/jpeg", b"j")
    assert "File 1 of 1" in TEXTS.render(notice.reply.lines[0], "en")
    again = context(town)
    await town.router.jobs[SEND](replace(job, payload=payload(id_of(mai), case.id, id)), again)
    assert [each.language for each in again.notices] == ["vi"]


async def test_what_is_gone_is_sent_to_nobody(town: Town, mai: Citizen) -> None:
    case, other = await filed(town), await filed(town)
    [id] = await attached(town, case, ("photo", "image/jpeg", b"j"))
    lan = town.citizen("lan")
    await lan.say("xin chào")
    for person, of, evidence in (
        (id_of(mai), "nothing", id),
        ("nobody", case.id, id),
        (id_of(lan), case.id, id),
        (id_of(mai), case.id, "nothing"),
        (id_of(mai), other.id, id),
    ):
        job = Job("j1", SEND, payload(person, of, evidence, channel="test", chat="mai"))
        held = context(town)
        assert await town.router.jobs[SEND](job, held) == ()
        assert held.notices == []


async def test_files_of_a_report_are_kept_as_they_came(town: Town) -> None:
    lan = town.citizen("lan")
    await lan.say("/gopy")
    await lan.choose("problem")
    await lan.say("đèn đường không sáng")
    await lan.tap("Bỏ qua")
    await lan.say("Đèn đường đầu ngõ hỏng từ tuần trước")
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await lan.photo()
    await lan.tap("Xong")
    await lan.choose("no")
    await lan.tap("Gửi")
    [case] = await town.storage.work().cases.of(id_of(lan))
    [file] = await town.storage.work().cases.files(case.id)
    [fetch] = [each for each in await jobs(town) if each.kind == "fetch-evidence"]
    assert (fetch.payload["evidence"], fetch.payload["case"]) == (file.id, case.id)
    assert "to" not in fetch.payload
