"""Zalo is away for days, or may not be written to: nothing that is owed is lost."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.app import App
from bot.channel import Outgoing
from feedback.messages import Address
from feedback.ports import Post
from tests.bot.phones import Clock
from tests.channels.recorder import until
from tests.channels.running import OFFICE
from tests.channels.zalo_oa_office import office_on
from tests.fakes.zalo_oa import FakeZaloOA, Person

PEOPLE = 25
SAID = ("/trogiup", "/quytac", "/dulieu", "xin chào")
PER_SECOND = 200
FURTHER = "Lựa chọn khác:"


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloOA]:
    async with FakeZaloOA() as fake:
        yield fake


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gate._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.gate._LONGEST_PAUSE", 0.1)
    monkeypatch.setattr("bot.outbox._RELOAD", 0.1)


async def owed(app: App, at: Clock, days: int = 0) -> dict[str, list[str]]:
    """What waits in the database for each account, in order."""
    clock = Clock()
    clock.now = at.now
    clock.pass_by(days=days)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for post in await app.storage.outbox.pending(10_000, clock.now, ["zalo_oa"]):
        found[str(post.payload["chat"])].append(str(post.payload["text"]))
    return dict(found)


def arrived(person: Person) -> list[str]:
    return [seen.text for seen in person.messages if seen.kind == "text"]


@pytest.mark.parametrize("restart", [False, True])
async def test_three_days_without_zalo_lose_nothing(
    restart: bool, tmp_path: Path, zalo: FakeZaloOA
) -> None:
    clock = Clock()
    people = [zalo.person(n) for n in range(PEOPLE)]
    how = {"clock": clock, "per_second": PER_SECOND}
    async with office_on(tmp_path, zalo, **how) as app:  # type: ignore[arg-type]
        await until(lambda: zalo.access, 30)
        zalo.outage = True
        for words in SAID:
            for person in people:
                person.send(words)
            await zalo.settled.wait()
            clock.pass_by(hours=1)
        clock.pass_by(hours=68)
        waiting = await owed(app, clock)
        assert len(waiting) == PEOPLE
        assert all(len(texts) >= len(SAID) for texts in waiting.values())
        assert not any(person.messages for person in people)
        if not restart:
            await drained(app, zalo)
    if restart:
        async with office_on(tmp_path, zalo, **how) as app:  # type: ignore[arg-type]
            await drained(app, zalo)
    assert {person.id: arrived(person) for person in people} == waiting
    assert all(seen.billed for person in people for seen in person.messages[:1])
    assert not [call for call in zalo.calls if call.error == -32], "faster than Zalo allows"
    assert zalo.reused == 0


async def drained(app: App, zalo: FakeZaloOA) -> None:
    zalo.per_second = PER_SECOND + 20
    zalo.outage = False
    await eventually(lambda: _nothing_waits(app))


async def _nothing_waits(app: App) -> bool:
    return not await app.storage.outbox.waiting()


async def eventually(so: Callable[[], Awaitable[object]], patience: float = 60) -> None:
    """Wait until a function that asks the database says yes."""
    async with asyncio.timeout(patience):
        while not await so():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.03)


async def test_after_more_than_a_week_everything_waits_until_the_person_writes(
    tmp_path: Path, zalo: FakeZaloOA
) -> None:
    clock = Clock()
    lan, minh = zalo.person(1), zalo.person(2)
    async with office_on(tmp_path, zalo, clock=clock) as app:
        await until(lambda: zalo.access, 30)
        zalo.outage = True
        for person in (lan, minh):
            person.send("/quytac")
            person.send("/trogiup")
        await zalo.settled.wait()
        waiting = await owed(app, clock)
        clock.pass_by(days=8)
        zalo.outage = False
        await eventually(lambda: _nothing_is_tried(app, clock))
        assert await owed(app, clock, days=1) == waiting, "held, not lost"
        assert not lan.messages
        lan.send("xin chào")
        held = [text for text in waiting[lan.id] if text != FURTHER]
        assert len(held) > 1
        await until(lambda: set(held) <= set(arrived(lan)), 20)
        assert [text for text in arrived(lan) if text in held] == held
        assert not minh.messages
        assert (await owed(app, clock, days=1))[minh.id] == waiting[minh.id]


async def _nothing_is_tried(app: App, clock: Clock) -> bool:
    return not await owed(app, clock)


async def test_a_late_notice_goes_by_template_and_the_message_follows_the_answer(
    tmp_path: Path, zalo: FakeZaloOA
) -> None:
    office = tmp_path / "office"
    copied(OFFICE, office)
    notices = office / "zalo-templates.yaml"
    notices.write_text(notices.read_text("utf-8").replace("state: draft", "state: approved"))
    zalo.templates.add("000000")
    clock = Clock()
    lan = zalo.person(1)
    async with office_on(tmp_path, zalo, clock=clock, office=office) as app:
        lan.send("/trogiup")
        await lan.wait_for("/gopy")
        clock.pass_by(days=15)
        await tell(app, lan, "Phản ánh của Ông/Bà đã được giải quyết.")
        notice = await lan.wait_for(lambda seen: seen.kind == "notice")
        assert "tin mới" in notice.fields["noi_dung"]
        assert notice.fields["co_quan"]
        lan.send("xin chào")
        await lan.wait_for("đã được giải quyết")
        assert sum(seen.kind == "notice" for seen in lan.messages) == 1


async def tell(app: App, person: Person, words: str) -> None:
    """Owe somebody a message nobody asked for, as a case that was resolved would."""
    work = app.storage.work()
    known = await work.people.known(Address("zalo_oa", person.id))
    assert known is not None
    outgoing = Outgoing(chat=person.id, text=words)
    post = Post(app._new_id(), known.id, "zalo_oa", outgoing.dump())
    work.post(post)
    await work.commit("", "", app.clock())
    app.outbox.committed([(post, outgoing)])


def copied(source: Path, target: Path) -> None:
    for path in source.rglob("*.yaml"):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


async def test_who_blocks_is_not_written_to_and_who_was_never_here_withdraws_nothing(
    tmp_path: Path, zalo: FakeZaloOA
) -> None:
    async with office_on(tmp_path, zalo) as app:
        lan, nobody = zalo.person(1), zalo.person(2)
        lan.send("/trogiup")
        await lan.wait_for("/gopy")
        lan.blocked = True
        lan.send("/trogiup")
        nobody.withdraw()
        zalo.bring("unfollow", follower={"id": lan.id})
        zalo.bring("oa_send_text", sender={"id": zalo.oa_id}, message={"msg_id": "1", "text": "a"})
        await zalo.settled.wait()
        await until(lambda: app.outbox.idle, 30)
        people = app.storage.work().people
        assert await people.known(Address("zalo_oa", nobody.id)) is None
        assert await people.known(Address("zalo_oa", lan.id)) is not None
        assert {status for _, status in zalo.deliveries} == {200}
        assert [call.error for call in zalo.calls_of("/message/cs")][-1] == -244


async def test_a_typed_or_foreign_press_and_an_old_button_are_answered_kindly(
    tmp_path: Path, zalo: FakeZaloOA
) -> None:
    async with office_on(tmp_path, zalo):
        lan, minh = zalo.person(1), zalo.person(2)
        for person in (lan, minh):
            person.send("/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1")
            await person.wait_for("Câu 1/6")
        await until(lambda: lan.messages[-1].buttons and minh.messages[-1].buttons, 30)
        minh.send(lan.button("Rất hài lòng")["payload"])
        await minh.wait_for("Nút này đã cũ")
        minh.send("#erase:yes:1")
        await minh.wait_for("Câu 1/6")
        old = lan.button("Không hài lòng")["payload"]
        lan.press("Rất hài lòng")
        await lan.wait_for("Câu 2/6")
        lan.send(old)
        again = await lan.wait_for("Câu 2/6")
        assert "đã cũ" in again.text or "Nút" in again.text
