"""Officers at work with the whole program: two at the same moment, and an answer on its way."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.settings import Settings
from feedback.case import Case
from feedback.code import LONG, SHORT, draw, spell
from feedback.linking import Invitation
from feedback.messages import Address, Attachment
from feedback.person import Grant
from handlers.case_acting import begun
from handlers.context import Answer, Turn
from tests.bot.conftest import OFFICE, Running
from tests.bot.phones import Clock, Phones

ANSWER = "Ngày 23/11 tổ điện đã thay 2 bóng đèn ở ngõ 5, thôn Đồng; đèn đã sáng lại."


@pytest.fixture
def settings(tmp_path: Path, lasting_url: str) -> Settings:
    return Settings(
        _env_file=None,
        database_url=lasting_url,
        office=OFFICE,
        master_key_file=tmp_path / "key",
        web_port=0,
    )


@pytest.fixture
async def app(running: Running, phones: Phones, clock: Clock) -> AsyncIterator[App]:
    """The program, and two officers of one commune."""
    async with running() as app:
        for account in ("tu", "mai"):
            code = draw(secrets.randbelow, LONG)
            work = app.storage.work()
            until, id = clock() + timedelta(hours=1), draw(secrets.randbelow, SHORT)
            grant = Grant("officer", "binh-my")
            work.invitations.invite(Invitation(id, grant, clock(), until, name=account), code)
            await work.commit("", "", clock())
            await phones.say(account, f"/lienket {spell(code)}")
            await phones.until(lambda who=account: "Ông/Bà nay" in "".join(phones.texts(who)))  # type: ignore[misc]
        yield app


async def received(app: App, clock: Clock, sender: str = "p1") -> Case:
    work = app.storage.work()
    case = begun(
        app.dispatcher.world.office,
        Case(
            id="0198c7c8-0000-7000-8000-000000000001",
            code=draw(random.Random(1).randrange),
            kind="problem",
            state="received",
            unit="binh-my",
            category="chieu-sang",
            person=sender,
            channel="phones",
            received_at=clock(),
            entered_at=clock(),
            promised=None,
            content={"what": "Đèn hỏng"},
        ),
    )
    work.cases.add(case)
    await work.commit("", "", clock())
    return case


def meeting(app: App) -> None:
    """Have both turns read the case before either of them is committed."""
    route, both = app._router.handle, asyncio.Barrier(2)
    met: set[str] = set()

    async def instead(turn: Turn) -> Answer:
        answer = await route(turn)
        if turn.inbound.event not in met:
            met.add(turn.inbound.event)
            await both.wait()
        return answer

    app.dispatcher._handle = instead


async def test_of_two_at_once_one_does_it_and_the_other_is_told(
    app: App, phones: Phones, clock: Clock
) -> None:
    case = await received(app, clock)
    meeting(app)
    before = {who: len(phones.texts(who)) for who in ("tu", "mai")}
    await asyncio.gather(
        *(phones.say(who, press=f"do:{case.id}:accept:yes") for who in ("tu", "mai"))
    )
    await phones.until(lambda: all(len(phones.texts(who)) > n for who, n in before.items()))
    said = {who: "\n".join(phones.texts(who)[n:]) for who, n in before.items()}
    won = [who for who, words in said.items() if "Thụ lý: đã xong" in words]
    told = [who for who, words in said.items() if "Có thể đồng nghiệp vừa làm" in words]
    assert len(won) == len(told) == 1, said
    assert won != told
    work = app.storage.work()
    assert [each.what for each in await work.cases.history(case.id)] == ["accept"]
    assert await app.storage.quarantine.count() == 0


async def test_of_two_who_answer_at_once_the_other_keeps_every_word(
    app: App, phones: Phones, clock: Clock
) -> None:
    case = await received(app, clock)
    await phones.say("tu", press=f"do:{case.id}:accept:yes")
    clock.pass_by(seconds=1)
    for who in ("tu", "mai"):
        await phones.say(who, press=f"do:{case.id}:answer")
        for words in ("Đã giải quyết xong", f"{ANSWER} ({who})", "125/UBND-KT", "xong"):
            await phones.say(who, words)
    await phones.until(lambda: all(ANSWER in phones.texts(who)[-1] for who in ("tu", "mai")))
    meeting(app)
    await asyncio.gather(*(phones.say(who, "gửi") for who in ("tu", "mai")))
    await phones.until(
        lambda: all(
            "Trả lời: đã xong" in phones.texts(who)[-1] or "Chưa làm được" in phones.texts(who)[-1]
            for who in ("tu", "mai")
        )
    )
    [told] = [who for who in ("tu", "mai") if "Chưa làm được" in phones.texts(who)[-1]]
    assert f"{ANSWER} ({told})" in phones.texts(told)[-1]
    [won] = {"tu", "mai"} - {told}
    history = await app.storage.work().cases.history(case.id)
    assert [each.note["text"] for each in history if each.what == "answer"] == [
        f"{ANSWER} ({won})"
    ]


async def test_an_answer_and_its_file_come_to_the_phone_of_who_reported(
    app: App, phones: Phones, clock: Clock
) -> None:
    await phones.say("lan", "xin chào")
    known = (await app.storage.work().people.arrive(Address("phones", "lan"), "0")).person
    assert known is not None
    case = await received(app, clock, known.id)
    phones.files["scan"] = b"%PDF-1.7 bien ban"
    await phones.say("tu", press=f"do:{case.id}:accept:yes")
    clock.pass_by(seconds=1)
    await phones.say("tu", press=f"do:{case.id}:answer")
    await phones.say("tu", "Đã giải quyết xong")
    await phones.say("tu", ANSWER)
    await phones.say("tu", attachments=(Attachment("file", "scan", mime="application/pdf"),))
    await phones.say("tu", "xong")
    await phones.say("tu", "gửi")
    await phones.until(lambda: any(each.content for each in phones.messages))
    [file] = [each for each in phones.messages if each.content]
    assert (file.chat, file.content, file.mime) == ("lan", phones.files["scan"], "application/pdf")
    assert any(ANSWER in words for words in phones.texts("lan"))
    assert not any(known.id in each.text for each in phones.messages)
