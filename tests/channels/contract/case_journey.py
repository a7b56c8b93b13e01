"""What people do with a case, each in their own words: who sends it, who works on it, who decides.

Everybody uses a telephone of the channel that is tried and nothing else; only days pass by the clock.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from functools import cached_property

from bot.app import App
from feedback.calendar import LOCAL
from feedback.code import LONG, SHORT, draw, read, spell
from feedback.linking import Invitation
from feedback.person import Grant
from tests.channels.contract.driver import Driver, Heard, Somebody, Wanted

FIRST_DAY = date(2026, 11, 24)
"""A Tuesday."""
SAID = "đang chờ"
_CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}")
_GROUND = "Khoản 2 Điều 9 Quy chế tiếp nhận phản ánh"


@dataclass(frozen=True)
class Press:
    """A button that is pressed, or chosen as the platform has it chosen."""

    label: str


@dataclass(frozen=True)
class Photo:
    """A photo that is sent, and that it was the last."""


Answer = str | Press | Photo
Asked = tuple[str, Answer]
"""What a question says, and what is answered."""

REVIEWED: Asked = ("xem lại", Press("Gửi"))
WITHOUT_NAME: tuple[Asked, ...] = (("để lại tên", Press("Không")), REVIEWED)


PHOTO: Asked = ("gõ số văn bản", Photo())


def document(number: str) -> tuple[Asked, ...]:
    """Return how an officer gives the number of a document for proof."""
    return (("gõ số văn bản", number), ("Đã ghi lại lời", Press("Xong")))


def with_name(name: str, phone: str) -> tuple[Asked, ...]:
    """Return how somebody leaves their name at the end of a report."""
    return (
        ("để lại tên", Press("Có")),
        ("có đồng ý không", Press("Tôi đồng ý")),
        ("Họ và tên", name),
        ("Số điện thoại", phone),
        REVIEWED,
    )


class Days:
    """A clock that runs faster than ours, and is put forward to the morning of another day."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self.put(FIRST_DAY)

    def put(self, day: date) -> None:
        """Let it be nine o'clock of a day."""
        self._began = time.monotonic()
        self._from = datetime.combine(day, hour(9), LOCAL).astimezone(UTC)

    def __call__(self) -> datetime:
        passed = self._speed * (time.monotonic() - self._began)
        return self._from + timedelta(milliseconds=round(1000 * passed))  # as storage keeps it


@dataclass
class Town:
    """An office with its officers and citizens, all on one channel."""

    driver: Driver
    app: App
    clock: Days
    _dawn: dict[Somebody, int] = field(default_factory=dict)
    """The last that each had heard when the day began."""

    @cached_property
    def lan(self) -> Somebody:
        """A citizen."""
        return self.driver.person(1)

    @cached_property
    def minh(self) -> Somebody:
        """Another one."""
        return self.driver.person(2)

    @cached_property
    def mai(self) -> Somebody:
        """An officer of Bình Mỹ."""
        return self.driver.person(11)

    @cached_property
    def tu(self) -> Somebody:
        """Another one."""
        return self.driver.person(12)

    @cached_property
    def huong(self) -> Somebody:
        """The head of Bình Mỹ."""
        return self.driver.person(13)

    @cached_property
    def dung(self) -> Somebody:
        """An officer of Bình An."""
        return self.driver.person(14)

    @property
    def staff(self) -> tuple[Somebody, ...]:
        """Everybody with a role."""
        return (self.mai, self.tu, self.huong, self.dung)

    async def opens(self) -> None:
        """Give everybody their role: each types the code of an invitation."""
        await asyncio.gather(
            self._hire(self.mai, "officer", "binh-my", "Nguyễn Thị Mai", "cán bộ xử lý"),
            self._hire(self.tu, "officer", "binh-my", "Phạm Văn Tú", "cán bộ xử lý"),
            self._hire(self.huong, "head", "binh-my", "Nguyễn Văn Hưởng", "lãnh đạo"),
            self._hire(self.dung, "officer", "binh-an", "Lê Tiến Dũng", "cán bộ xử lý"),
        )

    async def _hire(self, who: Somebody, role: str, unit: str, name: str, told: str) -> None:
        code, id, now = draw(secrets.randbelow, LONG), draw(secrets.randbelow, SHORT), self.clock()
        work = self.app.storage.work()
        invitation = Invitation(id, Grant(role, unit), now, now + timedelta(hours=1), name=name)
        work.invitations.invite(invitation, code)
        await work.commit("", "", now)
        await who.says(f"/lienket {spell(code)}")
        await who.hears(told)

    async def morning(self, day: date) -> None:
        """Let a day begin: what is due by itself is done, and everybody looks what there is.

        Where the platform lets nobody be written to who has long been silent, that is when they
        are told.
        """
        everybody = (self.lan, self.minh, *self.staff)
        self._dawn = {each: each.latest for each in everybody}
        self.clock.put(day)
        await self.app.time.tick()
        citizens = (_looks(each) for each in (self.lan, self.minh))
        await asyncio.gather(*(tasks(each) for each in self.staff), *citizens)

    async def learns(self, who: Somebody, wanted: Wanted) -> Heard:
        """Wait for what somebody is told today without having asked."""
        return await who.hears(wanted, since=self._dawn.get(who, 0))

    def told(self, who: Somebody) -> str:
        """Return all that somebody was told today."""
        return "\n".join(each.text for each in who.since(self._dawn.get(who, 0)))


# Who sends it


async def reports(who: Somebody, start: str, answers: Iterable[Asked]) -> str:
    """Send a report, from the code on a poster to the receipt; returns the tracking code."""
    await who.says(start)
    await answered(who, answers)
    receipt = await who.hears("Mã hồ sơ")
    found = _CODE.search(receipt.text)
    assert found is not None, receipt.text
    return found[0]


async def _looks(who: Somebody) -> None:
    await who.says("/cuatoi")
    await who.hears(lambda seen: _CODE.search(seen.text))


async def answered(who: Somebody, answers: Iterable[Asked]) -> None:
    """Answer one question after the other, each once it was asked."""
    for asked, answer in answers:
        await who.hears(asked)
        match answer:
            case Press(label):
                await who.presses(label)
            case Photo():
                await who.sends_photos(1)
                await who.hears("Đã nhận 1 tệp")
                await who.presses("Xong")
            case words:
                await who.says(words)


async def own(who: Somebody, code: str, action: str, *answers: Asked, done: str) -> None:
    """Do something about one's own case, as it stands at `/tracuu`."""
    await who.says(f"/tracuu {code}")
    await who.hears(code)
    await who.presses(action)
    await answered(who, answers)
    await who.hears(done)


async def rates(who: Somebody, code: str, solved: str, satisfied: str, after: str) -> None:
    """Rate how a case was handled."""
    answers = (("đã được giải quyết chưa", Press(solved)), ("hài lòng", Press(satisfied)))
    await own(who, code, "Đánh giá kết quả", *answers, REVIEWED, done=after)


# Who works on it, and who decides


async def card(who: Somebody, code: str) -> Heard:
    """Look at a case as an officer."""
    await who.says(f"/hoso {code}")
    return await who.hears(lambda seen: code in seen.text and "Tình trạng" in seen.text)


async def tasks(who: Somebody) -> Heard:
    """Look what is to be done."""
    await who.says("/viec")
    return await who.hears("Việc của")


async def does(who: Somebody, code: str, action: str, *answers: Asked) -> Heard:
    """Do something to a case with the buttons of its card; what needs nothing is agreed to."""
    await card(who, code)
    await who.presses(action)
    await answered(who, (*answers, REVIEWED) if answers else (("đồng ý chứ", Press("Đồng ý")),))
    return await who.hears(f"{action}: đã xong")


async def answers(who: Somebody, code: str, outcome: str, words: str, *proof: Asked) -> Heard:
    """Answer a case, with what proves the answer."""
    return await does(
        who,
        code,
        "Trả lời",
        ("Kết quả giải quyết thế nào", Press(outcome)),
        ("Trả lời người gửi thế nào", words),
        *proof,
    )


def id_of(code: str) -> str:
    """Return a code as storage has it."""
    return str(read(code))
