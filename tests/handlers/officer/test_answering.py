"""Answers: what they must hold, the words an office has ready, and the files that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from bot.channel import Channel
from bot.evidence import fetch_evidence
from feedback.case import Case
from feedback.code import spell
from feedback.decision import Act
from feedback.ports import Job
from handlers.context import Notice
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import context, jobs
from tests.handlers.officer.cockpit import acted, heard
from tests.handlers.staffing import filed, hired, id_of, stands

ANSWER = "Ngày 23/11 tổ điện đã thay 2 bóng đèn ở ngõ 5, thôn Đồng; đèn đã sáng lại."


@pytest.fixture
async def tu(town: Town) -> Citizen:
    return await hired(town, "tu", "officer", "binh-my", "Phạm Văn Tú")


@pytest.fixture
async def case(town: Town, known: Citizen, tu: Citizen) -> Case:
    arrived = await filed(town, sender=id_of(known))
    return await acted(town, arrived, tu, Act(action="accept"))


async def answer(who: Citizen, case: Case, outcome: str, *said: str) -> str:
    await who.press(f"do:{case.id}:answer")
    await who.choose(outcome)
    for each in said:
        await who.say(each)
    return who.shown


class Platform:
    """Gives every file's bytes, as a channel does."""

    async def fetch(self, ref: str) -> bytes:
        return ref.encode()


async def fetched(town: Town) -> list[Notice]:
    """Do the jobs an answer left, as the program does; returns what was sent to whom."""
    sent: list[Notice] = []
    channels = cast("Mapping[str, Channel]", {"test": Platform()})
    while found := await jobs(town):
        for job in found:
            held = context(town)
            if job.kind == "fetch-evidence":
                await fetch_evidence(job, held.work, channels)
            elif job.kind == "send-evidence":
                assert await town.router.jobs[job.kind](job, held) == ()
                sent += held.notices
            await town.storage.jobs.done(job.id, held.work)  # type: ignore[arg-type]
    return sent


async def test_an_answer_with_a_photo_reaches_the_citizen_in_words_and_picture(
    town: Town, tu: Citizen, known: Citizen, case: Case
) -> None:
    await answer(tu, case, "solved", ANSWER)
    await tu.photo(kind="file")
    await tu.say("125/UBND-KT")
    review = await tu.say("xong")
    assert ANSWER in review
    assert "Đã giải quyết xong" in review
    done = await tu.tap("Gửi")
    assert f"Trả lời: đã xong. Hồ sơ {spell(case.code)} nay đã trả lời." in done
    assert "Hạn trả lời" not in done
    after = await stands(town, case)
    assert (after.state, after.outcome) == ("answered", "solved")
    [file] = await town.storage.work().cases.files(case.id)
    event = (await town.storage.work().cases.history(case.id))[-1]
    assert event.note["evidence"] == [file.id, "125/UBND-KT"]
    assert ANSWER in await heard(town, known)
    [notice] = await fetched(town)
    assert notice.person == id_of(known)
    assert notice.reply.picture is not None
    assert notice.reply.picture.content.startswith(b"file")
    [kept] = await town.storage.work().cases.files(case.id)
    assert kept.fetched


async def test_who_sent_the_same_gets_the_answer_and_its_files_too(
    town: Town, tu: Citizen, known: Citizen, lan: Citizen, case: Case
) -> None:
    await lan.say("xin chào")
    same = await filed(town, sender=id_of(lan))
    await acted(town, same, tu, Act(action="group", same_as=case.id))
    await answer(tu, case, "solved", ANSWER)
    await tu.photo()
    await tu.say("xong")
    await tu.tap("Gửi")
    assert (await stands(town, same)).state == "answered"
    assert ANSWER in await heard(town, lan)
    assert {each.person for each in await fetched(town)} == {id_of(known), id_of(lan)}


async def test_files_sent_to_somebody_else_leave_for_nobody(
    town: Town, tu: Citizen, lan: Citizen, case: Case
) -> None:
    await lan.say("xin chào")
    await answer(tu, case, "solved", ANSWER)
    await tu.photo()
    await tu.say("xong")
    await tu.tap("Gửi")
    await fetched(town)
    [file] = await town.storage.work().cases.files(case.id)
    held = context(town)
    about: dict[str, Any] = {"person": id_of(lan), "case": case.id, "evidence": file.id}
    await town.router.jobs["send-evidence"](Job("j", "send-evidence", about), held)
    assert held.notices == []


async def test_files_of_what_was_filed_are_kept_and_sent_to_nobody(
    town: Town, tu: Citizen, known: Citizen
) -> None:
    case = await filed(town, kind="complaint", sender=id_of(known))
    await tu.press(f"do:{case.id}:file")
    assert "ảnh đơn đã nhận" in tu.shown
    await tu.photo()
    await tu.say("xong")
    await tu.tap("Gửi")
    assert (await stands(town, case)).state == "filed"
    assert await fetched(town) == []
    [kept] = await town.storage.work().cases.files(case.id)
    assert kept.fetched


@pytest.mark.parametrize("proof", ["125/UBND-KT", "Biên bản số 7 ngày 23/11"])
async def test_the_number_of_a_document_is_proof_enough(
    town: Town, tu: Citizen, case: Case, proof: str
) -> None:
    await answer(tu, case, "partly", ANSWER, proof, "xong")
    await tu.tap("Gửi")
    assert (await stands(town, case)).outcome == "partly"


async def test_words_alone_prove_nothing_and_are_not_lost(
    town: Town, tu: Citizen, case: Case
) -> None:
    await answer(tu, case, "solved", ANSWER, "đã làm xong rồi", "xong")
    refused = await tu.tap("Gửi")
    assert "Trả lời cần có căn cứ" in refused
    assert ANSWER in refused
    assert (await stands(town, case)).state == "accepted"
    await tu.tap("Sửa")
    await tu.tap("3.")
    await tu.photo()
    await tu.say("xong")
    await tu.tap("Gửi")
    assert (await stands(town, case)).state == "answered"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Đã ghi nhận phản ánh của Ông/Bà", "chưa nói điều gì cụ thể"),
        ("Đã sửa", "ngắn quá"),
        ("Ngày [ngày] đã thay 2 bóng đèn ở ngõ 5, thôn Đồng", "Còn chỗ chưa điền: [ngày]"),
    ],
)
async def test_an_empty_answer_is_not_taken_and_one_is_told_how_to_put_it_right(
    tu: Citizen, case: Case, said: str, told: str
) -> None:
    assert told in await answer(tu, case, "solved", said)
    await tu.say(ANSWER)
    assert "Xin gửi ảnh, văn bản" in tu.shown


async def test_templates_follow_the_outcome_and_are_filled_with_the_case(
    tu: Citizen, case: Case
) -> None:
    assert "[Đèn đường: đã sửa]" in await answer(tu, case, "solved")
    draft = await tu.tap("Đèn đường: đã sửa")
    assert f"phản ánh ({spell(case.code)}) đã được Xã Bình Mỹ sửa ngày [ngày]" in draft
    assert "Mẫu còn chỗ trống" in draft
    assert "Dùng mẫu này" not in draft
    await tu.tap("← Mẫu khác")
    await tu.tap("Quay lại")
    await tu.choose("partly")
    assert "[Mới xong một phần]" in tu.shown
    assert "[Đèn đường: đã sửa]" not in tu.shown


async def test_what_the_office_asks_of_an_answer_meanwhile_is_asked(
    town: Town, tu: Citizen, case: Case
) -> None:
    """The gate is the office's at the moment of sending, also for what was written before."""
    await answer(tu, case, "solved", ANSWER, "125/UBND-KT", "xong")
    stricter = replace(town.office.replies, min_length=400)
    town.office = replace(town.office, replies=stricter)
    assert "ngắn quá" in await tu.tap("Gửi")
    assert (await stands(town, case)).state == "accepted"
