"""An officer's day on a phone with buttons and on one without any: the whole program, one case."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from PIL import Image

from bot.app import App
from bot.channel import Capabilities, Outgoing
from feedback.case import Case
from feedback.code import LONG, draw, spell
from feedback.errors import Unavailable
from feedback.linking import Invitation
from feedback.messages import Attachment
from feedback.person import Grant
from feedback.text import fold
from handlers.case_acting import begun
from tests.bot.conftest import Running
from tests.bot.phones import Clock, Phones
from tests.channels.recorder import until


class Words(Phones):
    """Telephones without buttons, pictures and files."""

    capabilities: ClassVar[Capabilities] = Capabilities(text_length=2000)


class FewButtons(Phones):
    """Telephones that carry a few buttons, as Zalo's Official Account does."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        text_length=2000, buttons=5, pages=3, pictures=True, captions=False
    )


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(made, "JPEG")
    return made.getvalue()


@dataclass
class Somebody:
    """One person at a phone; knows what was shown last."""

    phones: Phones
    app: App
    clock: Clock
    account: str
    seen: int = 0
    shown: str = ""

    @property
    def mine(self) -> list[Outgoing]:
        return [each for each in self.phones.messages if each.chat == self.account]

    async def look(self) -> str:
        """Wait until nothing more is to be sent or done, and read what is new."""
        while True:
            await until(lambda: self.app.outbox.idle or self.clock.pass_by(seconds=0.2))
            if not await self.app.jobs.run_due():
                break
        new = self.mine[self.seen :]
        self.seen += len(new)
        self.shown = "\n".join(each.text for each in new)
        return self.shown

    async def say(self, text: str = "", **more: object) -> str:
        self.clock.pass_by(seconds=3)
        await self.look()
        await self.phones.say(self.account, text, **more)
        return await self.look()

    async def choose(self, label: str) -> str:
        """Press what begins with these words, or type its number where nothing can be pressed."""
        wanted = fold(label)
        for message in reversed(self.mine):
            for key in (key for row in message.rows for key in row):
                if fold(key.label).startswith(wanted):
                    return await self.say(press=key.data, message="m1")
            for number, words in re.findall(r"^(\d+)\. (.+)$", message.text, re.MULTILINE):
                if fold(words).startswith(wanted):
                    return await self.say(number)
        raise AssertionError(f"nothing to choose for “{label}” in {self.shown}")


@asynccontextmanager
async def office(
    running: Running, phones: Phones, clock: Clock
) -> AsyncIterator[tuple[Somebody, Somebody]]:
    """A citizen and an officer of Bình Mỹ."""
    async with running(channel=phones) as app:
        await app.jobs.stop()  # done by `look`, so that it knows when nothing is left
        citizen = Somebody(phones, app, clock, "lan")
        officer = Somebody(phones, app, clock, "mai")
        code = draw(secrets.randbelow, LONG)
        work = app.storage.work()
        grant, until = Grant("officer", "binh-my"), clock.now + timedelta(hours=1)
        named = Invitation("i1", grant, clock.now, until, name="Nguyễn Thị Mai")
        work.invitations.invite(named, code)
        await work.commit("", "", clock.now)
        assert "Ông/Bà nay" in await officer.say(f"/lienket {spell(code)}")
        yield citizen, officer


async def reports(citizen: Somebody) -> str:
    """Report a lamp with a photo, and return the code."""
    citizen.phones.files["p1"] = photo()
    await citizen.say("/start g_binh-my_chieu-sang")
    await citizen.choose("Phản ánh")
    await citizen.say("Đèn đường đầu ngõ 12 không sáng từ tuần trước")
    await citizen.say("bỏ qua")
    await citizen.say("đầu ngõ 12")
    await citizen.say(attachments=(Attachment("photo", "p1", 900),))
    await citizen.say("xong")
    await citizen.choose("Không")
    shown = await citizen.say("gửi")
    found = re.search(r"\b\w{5}-\w{5}-\w{4}\b", shown)
    assert found, shown
    return found[0]


async def kept(app: App, clock: Clock, number: int) -> str:
    """Keep a case that has just arrived, and return its code."""
    case = Case(
        id=f"c{number}",
        code=draw(secrets.randbelow),
        kind="problem",
        state="received",
        unit="binh-my",
        person="p1",
        channel="phones",
        received_at=clock.now,
        entered_at=clock.now,
        promised=None,
    )
    work = app.storage.work()
    work.cases.add(begun(app.dispatcher.world.office, case))
    await work.commit("", "", clock.now)
    return case.code


@pytest.mark.parametrize("kind", [Phones, FewButtons, Words])
async def test_from_the_list_to_the_case_and_a_talk_about_it(
    running: Running, clock: Clock, kind: type[Phones]
) -> None:
    phones = kind()
    async with office(running, phones, clock) as (citizen, officer):
        code = await reports(citizen)
        listed = await officer.say("/viec")
        assert f"🟡 {code[:5]} · Phản ánh, Đèn đường không sáng" in listed
        assert "ngõ 12" not in listed
        shown = await officer.choose(f"🟡 {code[:5]}")
        assert "Đèn đường đầu ngõ 12 không sáng" in shown
        assert "Tệp kèm theo: 1" in shown

        before = len(officer.mine)
        shown = await officer.choose("Xem tệp (1)")
        pictures = [each for each in officer.mine[before:] if each.content is not None]
        if phones.capabilities.pictures:
            [picture] = pictures
            assert (picture.name, picture.mime) == (f"{code[:5]}-1.jpg", "image/jpeg")
        else:
            assert pictures == []
            assert f"Tệp “{code[:5]}-1.jpg” không gửi được ở đây" in shown
            assert "Telegram hoặc trang web" in shown

        await officer.choose(f"Hồ sơ {code}")
        phones.files["m1"] = photo()
        await officer.choose("Nhắn người gửi")
        await officer.say("Có phải cột số 7 không ạ?")
        await officer.say(attachments=(Attachment("photo", "m1", 900),))
        await officer.say("xong")
        before = len(citizen.mine)
        assert "Đã gửi lời nhắn" in await officer.say("gửi")
        told = await citizen.look()
        assert f"nhắn Ông/Bà về hồ sơ {code}" in told
        assert "Có phải cột số 7 không ạ?" in told
        assert "Mai" not in told
        arrived = [each for each in citizen.mine[before:] if each.content is not None]
        assert len(arrived) == phones.capabilities.pictures

        # Where choices are typed, an answer to a notice is typed in words.
        answer = "Trả lời tin này"
        await (citizen.choose(answer) if phones.capabilities.buttons else citizen.say(answer))
        await citizen.say("Đúng cột số 7")
        await citizen.say("bỏ qua")
        assert "đã đến nơi giải quyết" in await citizen.say("gửi")
        told = await officer.look()
        assert "người gửi vừa nhắn tin" in told
        assert "cột số 7" not in told
        read = "Đọc tin nhắn"
        shown = await (officer.choose(read) if phones.capabilities.buttons else officer.say(read))
        assert "Đúng cột số 7" in shown
        assert "lan" not in fold(shown).split()


async def test_a_file_that_comes_late_is_sent_on_once_it_is_there(
    running: Running, clock: Clock, phones: Phones
) -> None:
    async with office(running, phones, clock) as (citizen, officer):
        code = await reports(citizen)
        phones.files["m1"] = Unavailable()
        await officer.say(f"/hoso {code}")
        await officer.choose("Nhắn người gửi")
        await officer.say("Sơ đồ ở đây")
        await officer.say(attachments=(Attachment("photo", "m1", 900),))
        await officer.say("xong")
        await officer.say("gửi")
        assert "Sơ đồ ở đây" in await citizen.look()
        await officer.say(f"/hoso {code}")
        assert "chưa tải về được" in await officer.choose("Xem tệp (2)")
        phones.files["m1"] = photo()
        clock.pass_by(hours=1)
        assert f"Tệp 2/2 của hồ sơ {code}." in await citizen.look()
        assert len([each for each in citizen.mine if each.content is not None]) == 1


async def test_many_tasks_are_turned_over_by_number(running: Running, clock: Clock) -> None:
    words = Words()
    async with office(running, words, clock) as (_, officer):
        codes = [await kept(officer.app, clock, number) for number in range(9)]
        shown = await officer.say("/viec")
        assert "Trang 1/2" in shown
        shown = await officer.choose("Trang sau")
        assert "Trang 2/2" in shown
        [last] = re.findall(r"^🟡 (\w{5}) ·", shown, re.MULTILINE)
        assert last in {code[:5] for code in codes}
        assert "Nơi giải quyết: Xã Bình Mỹ" in await officer.choose(f"🟡 {last}")
        await officer.choose("Việc cần làm")
        assert "Trang 1/2" in officer.shown
        assert "Thụ lý" in await officer.say(f"/hoso {codes[0][:5]}")
