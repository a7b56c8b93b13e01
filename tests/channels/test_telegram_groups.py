"""An officers' group on Telegram: bound by an officer, told of cases, pressed by whoever is in it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import App
from feedback.case import Case, Event
from feedback.code import LONG, draw, spell
from feedback.decision import Act
from feedback.linking import Invitation
from feedback.person import Grant
from handlers.case_acting import Desk, Done, begun, keep, perform
from handlers.context import actor
from handlers.officer.urgency import short
from tests.channels.recorder import until
from tests.channels.running import MODES, office_on
from tests.fakes.bot_api import FakeBotApi, Group, Person
from tests.fakes.bot_api.faults import Limit

TOKEN = "123456:TEST-token"
PATIENCE = 15.0
ROOM = -500


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as fake:
        yield fake


@dataclass
class Office:
    """The program, an officer of Bình Mỹ, and their group."""

    app: App
    api: FakeBotApi
    tu: Person
    mai: Person
    group: Group
    numbers: random.Random

    @property
    def shown(self) -> list[str]:
        """Return what stands in the group besides the answer to `/nhom`."""
        return [each.text for each in self.group.messages if "/nhom" not in each.text]

    async def comes(self) -> Case:
        """Have a case arrive."""
        work = self.app.storage.work()
        now, id = self.app.clock(), self.app._new_id()
        case = begun(
            self.app.dispatcher.world.office,
            Case(
                id=id, kind="problem", state="received", category="chieu-sang", unit="binh-my",
                person="p1", received_at=now, entered_at=now, promised=None, channel="telegram",
                code=draw(self.numbers.randrange), content={"what": "Đèn đường hỏng"},
            ),
        )  # fmt: skip
        work.cases.add(case)
        keep(self._desk(work), case, Event(id, now, "received", "p1"))
        await work.commit("", "", now)
        self.app.jobs.committed()
        return case

    def _desk(self, work: object) -> Desk:
        app = self.app
        return Desk(work, app.dispatcher.world.office, app.clock(), app._new_id)  # type: ignore[arg-type]

    async def does(self, case: Case, act: Act) -> None:
        """Have the officer do something to it."""
        work = self.app.storage.work()
        now = await work.cases.by_id(case.id)
        [tu] = [e.person for e in await work.invitations.staff() if e.name == "Cán bộ Tú"]
        assert now is not None
        who = actor(tu, self.app.dispatcher.world.office)
        done = await perform(self._desk(work), now, act, who)
        assert isinstance(done, Done), done
        await work.commit("", "", self.app.clock())
        self.app.jobs.committed()

    async def card(self, case: Case, *words: str) -> int:
        """Wait until the card of a case says all that; returns the message's id."""

        def says() -> list[int]:
            return [
                each.id
                for each in self.group.messages
                if short(case) in each.text and all(word in each.text for word in words)
            ]

        await until(says, PATIENCE)
        return says()[-1]

    async def quiet(self) -> None:
        """Wait until nothing is owed any more."""

        async def waiting() -> int:
            rows = await self.app.storage._database.fetch(
                "jobs.due", now=2**62, latest=2**62, size=1
            )
            return len(rows) + await self.app.storage.outbox.waiting()

        await _gone(waiting)


async def _gone(count: Callable[[], Awaitable[int]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while await count():  # noqa: ASYNC110 - the program has no event for it
            await asyncio.sleep(0.01)


async def hired(app: App, person: Person, name: str, unit: str = "binh-my") -> None:
    """Have somebody take up an invitation."""
    work = app.storage.work()
    now, code = app.clock(), draw(random.Random(name).randrange, LONG)
    until_ = now.replace(year=2027)
    invited = Invitation(
        draw(random.Random(code).randrange), Grant("officer", unit), now, until_, name=name
    )
    work.invitations.invite(invited, code)
    await work.commit("", "", now)
    person.send(f"/lienket {spell(code)}")
    await person.wait_for("Ông/Bà nay", PATIENCE)


@pytest.fixture(params=MODES)
async def office(
    request: pytest.FixtureRequest, tmp_path: Path, api: FakeBotApi
) -> AsyncIterator[Office]:
    async with office_on(tmp_path, api, request.param) as app:
        tu, mai, lan = api.person(2001), api.person(2002), api.person(1001)
        await hired(app, tu, "Cán bộ Tú")
        await hired(app, mai, "Cán bộ Mai")
        group = api.group(ROOM, "Tổ một cửa", [tu, mai, lan])
        group.add_bot(tu)
        tu.send("/nhom@langnghe_bot", chat=group)
        await group.wait_for("từ nay nhận việc", PATIENCE)
        yield Office(app, api, tu, mai, group, random.Random(7))


async def test_a_case_has_one_card_that_follows_it_and_opens_in_private(office: Office) -> None:
    case = await office.comes()
    first = await office.card(case, "chưa ai nhận")
    [shown] = office.shown
    assert case.code not in shown
    assert "Đèn đường hỏng" not in shown
    _, link = office.group.find_button("Mở riêng")
    assert link.url == f"https://t.me/langnghe_bot?start=o_{case.id}"
    office.tu.send(f"/start o_{case.id}")
    await office.tu.wait_for("Đèn đường hỏng", PATIENCE)
    await office.does(case, Act(action="accept"))
    assert await office.card(case, "đã thụ lý") == first
    away = Act(action="transfer", unit="binh-luc", reason="khác địa bàn")
    await office.does(case, away)
    assert await office.card(case, "Đã chuyển đến: Xã Bình Lục") == first
    assert len(office.shown) == 1
    await office.quiet()


async def test_of_all_who_press_one_has_it_and_each_is_told_alone(office: Office) -> None:
    case = await office.comes()
    first = await office.card(case, "chưa ai nhận")
    lan = office.api.person(1001)
    presses = [
        each.press("Nhận việc", first, chat=office.group) for each in (lan, office.tu, office.mai)
    ]
    await until(lambda: all(each.answered for each in presses), PATIENCE)
    toasts = [str((each.answer or {}).get("text")) for each in presses]
    assert "không thuộc phạm vi" in toasts[0]
    assert sorted("đã nhận việc" in each for each in toasts[1:]) == [False, True]
    assert any("đã có người nhận" in each for each in toasts[1:])
    assert await office.card(case, "đã có người nhận") == first
    now = await office.app.storage.work().cases.by_id(case.id)
    assert now is not None
    assert now.officer
    await office.quiet()
    assert len(office.shown) == 1
    assert lan.messages == []


async def test_a_card_that_was_deleted_is_sent_anew(office: Office) -> None:
    case = await office.comes()
    first = await office.card(case)
    office.group.chat.posts[first].deleted = True
    await office.does(case, Act(action="accept"))
    assert await office.card(case, "đã thụ lý") > first
    await office.quiet()
    assert len(office.shown) == 1


async def test_a_storm_is_as_few_messages_as_there_are_cases_within_the_groups_rate(
    office: Office,
) -> None:
    office.api.limits.per_chat = Limit(4, 1.0)  # 20 a minute, in less time
    cases = [await office.comes() for _ in range(10)]
    for case in cases:
        await office.does(case, Act(action="accept"))
        await office.does(case, Act(action="start"))
    for case in cases:
        await office.card(case, "đang giải quyết")
    await office.quiet()
    assert len(office.shown) == len(cases)
    assert len({each for each in office.shown}) == len(cases)
    assert len(office.api.calls_of("sendMessage", ROOM)) > len(cases)  # it was slowed down


async def test_a_group_that_becomes_a_supergroup_has_its_cards_there(office: Office) -> None:
    case = await office.comes()
    await office.card(case)
    other = await office.comes()
    await office.card(other)
    office.group = office.group.migrate()
    await office.does(case, Act(action="accept"))
    first = await office.card(case, "đã thụ lý")
    # In the new chat messages are numbered anew: none is taken for what it was in the old one.
    await office.does(case, Act(action="start"))
    assert await office.card(case, "đang giải quyết") == first
    await office.does(other, Act(action="accept"))
    assert await office.card(other, "đã thụ lý") != first
    await office.quiet()
    assert len(office.shown) == 2


async def test_a_bot_that_is_thrown_out_says_no_more(office: Office) -> None:
    office.group.remove_bot(office.tu)
    await until(lambda: not office.api.updates.pending, PATIENCE)
    await office.comes()
    await office.quiet()
    assert office.shown == []
    assert await office.app.storage.work().groups.all() == []


async def test_nothing_that_is_typed_in_a_group_is_kept(
    office: Office, tmp_path: Path, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.group.privacy_mode = False
    office.tu.send("chị Ngọc ở số 7 gửi đấy", chat=office.group)

    async def broken(*_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(office.app._router, "_group", broken)
    office.mai.send("/nhom@langnghe_bot chị Ngọc ở số 7", chat=office.group)
    await office.group.wait_for("/nhom", PATIENCE, anywhere=True)
    await until(lambda: not api.updates.pending, PATIENCE)
    rows = await office.app.storage._database.fetch(
        "sealed.quarantine.payload.others", channel="", event="", current=b"none", size=9
    )
    assert len(rows) == 1
    for channel, event, sealed in rows:
        opened = office.app.storage._keys.open_sealed(f"quarantine/{channel}/{event}", sealed)
        assert "Ngọc" not in opened.decode()
    await office.quiet()
