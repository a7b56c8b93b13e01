"""What is Telegram's own in a journey: corrections, editing in place, groups, blocking."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feedback import code as codes
from tests.channels.contract import serving
from tests.channels.contract.journey import AT_THE_DESK, WHAT, report
from tests.channels.contract.telegram import Polling, Webhook
from tests.channels.recorder import until
from tests.channels.running import MODES, office_on
from tests.fakes.bot_api import FakeBotApi, Group, Person, Seen

TOKEN = "123456:TEST-token"
PATIENCE = 15.0


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as fake:
        yield fake


async def say(person: Person, text: str, wanted: str) -> Seen:
    """Write something and wait for what is said to it."""
    person.send(text)
    return await person.wait_for(wanted, PATIENCE)


async def tap(person: Person, label: str, wanted: str) -> Seen:
    """Press the latest button with this label; it must stop spinning, and be answered."""
    press = person.press(label)
    seen = await person.wait_for(wanted, PATIENCE)
    await until(lambda: press.answered, PATIENCE)
    return seen


@pytest.mark.parametrize("mode", [Polling, Webhook], ids=MODES)
async def test_what_was_sent_before_is_corrected(
    mode: type[Polling | Webhook], tmp_path: Path, in_a_hurry: None
) -> None:
    async with mode() as driver, serving.office_on(driver, tmp_path) as app:
        lan = driver.person()
        code = await report(driver, lan)
        [sent] = [seen for seen in lan.at.history if seen.text == WHAT]
        lan.at.edit(sent.id, WHAT + " ở cổng trường")
        await lan.hears("ghi thêm")
        work = app.storage.work()
        case = await work.cases.find(str(codes.read(code)))
        assert case is not None
        history = await work.cases.history(case.id)
        assert [event.what for event in history] == ["received", "amended"]


@pytest.mark.parametrize("mode", MODES)
async def test_a_survey_stays_in_one_message_until_that_cannot_be_changed(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode):
        lan = api.person(1001)
        first = await say(lan, AT_THE_DESK, "Câu 1/6")
        second = await tap(lan, "Hài lòng", "Câu 2/6")
        assert second.id == first.id
        assert second.edited
        # Deleted by the person, or too old: the next question is sent anew.
        api.fail("editMessageText", 1001, kind="400")
        third = await tap(lan, "Hài lòng", "Câu 3/6")
        assert third.id > first.id
        # A tap on the old message is recognised and not taken for an answer to another question.
        press = lan.press("Rất không hài lòng", second)
        again = await lan.wait_for("Câu 3/6", PATIENCE)
        assert "câu trả lời không thay đổi" in again.text
        await until(lambda: press.answered, PATIENCE)


@pytest.mark.parametrize("mode", MODES)
async def test_a_chat_that_is_slowed_down_delays_no_other(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode):
        slow, lan = api.person(1001), api.person(1002)
        api.fail("sendMessage", 1001, kind="429", retry_after=3)
        slow.send("/trogiup")
        await until(lambda: api.calls_of("sendMessage", 1001), PATIENCE)
        for _ in range(3):
            await say(lan, "/trogiup", "/gopy")
        assert slow.messages == []
        await slow.wait_for("/gopy", PATIENCE)
        assert len(slow.messages) == 1


@pytest.mark.parametrize("mode", MODES)
async def test_who_blocks_the_bot_is_left_alone_and_welcome_back(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode) as app:
        lan = api.person(1001)
        await say(lan, "/trogiup", "/gopy")

        def reachable() -> bool:
            with sqlite3.connect(f"file:{tmp_path}/bot.db?mode=ro", uri=True) as database:
                [(known,)] = database.execute("SELECT reachable FROM address").fetchall()
            database.close()
            return bool(known)

        assert reachable()
        api.fail("sendMessage", 1001, kind="403")
        lan.send("/trogiup")
        lan.block()
        await until(lambda: not api.updates.pending and app.outbox.idle, PATIENCE)
        await until(lambda: not app._errands, PATIENCE)
        assert not reachable()
        calls = len(api.calls_of("sendMessage", 1001))
        lan.unblock()
        await until(lambda: not api.updates.pending, PATIENCE)
        assert reachable()
        assert len(api.calls_of("sendMessage", 1001)) == calls  # nothing is said to that
        await say(lan, "/trogiup", "/gopy")


async def _in_group(api: FakeBotApi, *members: Person) -> Group:
    group = api.group(-500, "Tổ một cửa", list(members))
    group.add_bot(members[0])
    return group


@pytest.mark.parametrize("mode", MODES)
async def test_in_a_group_citizens_are_asked_to_write_in_private(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode, admins="telegram:2001") as app:
        lan, chief = api.person(1001), api.person(2001)
        group = await _in_group(api, lan, chief)
        group.privacy_mode = False
        lan.send("đèn hỏng rồi các bác ơi", chat=group)
        lan.send_photo(chat=group, caption="đây")
        group.send_anonymously("/gopy@langnghe_bot")
        lan.send("/gopy@another_bot", chat=group)
        lan.send("/gopy@langnghe_bot", chat=group, forwarded_from=chief)
        lan.send("/gopy@langnghe_bot", chat=group)
        await group.wait_for("nhắn riêng", PATIENCE)
        chief.send("/thongke@langnghe_bot", chat=group)
        await group.wait_for("nhắn riêng", PATIENCE)
        await until(lambda: not api.updates.pending and app.outbox.idle, PATIENCE)
        assert len(group.messages) == 2
        assert len({message.text for message in group.messages}) == 1
        assert lan.messages == chief.messages == []
        group.remove_bot(lan)
        await until(lambda: not api.updates.pending, PATIENCE)
        await say(lan, "/gopy", "Câu 1/7")  # in private all is as it was


@pytest.mark.parametrize("mode", MODES)
async def test_what_is_owed_to_a_group_follows_it(
    mode: str, tmp_path: Path, api: FakeBotApi
) -> None:
    async with office_on(tmp_path, api, mode) as app:
        lan = api.person(1001)
        group = await _in_group(api, lan)
        api.fail("sendMessage", -500, kind="500")  # the answer waits while the group moves
        lan.send("/gopy@langnghe_bot", chat=group)
        await until(lambda: api.calls_of("sendMessage", -500), PATIENCE)
        moved = group.migrate()
        found = await moved.wait_for("nhắn riêng", PATIENCE)
        assert found.text
        lan.send("/gopy@langnghe_bot", chat=moved)
        await until(lambda: len(moved.messages) == 2, PATIENCE)
        await until(lambda: app.outbox.idle, PATIENCE)
        assert await app.storage.outbox.waiting() == 0
