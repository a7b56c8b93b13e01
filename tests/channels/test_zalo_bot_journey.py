"""What is the Bot Platform's own in a journey: everything is typed, and much cannot be shown."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feedback.messages import Address
from tests.channels.contract.journey import AT_THE_DESK, NAME, PHONE, WHAT
from tests.channels.contract.serving import responses
from tests.channels.zalo_bot_office import office_on
from tests.fakes.zalo_bot import FakeZaloBot, Person, Seen

PATIENCE = 40.0

pytestmark = pytest.mark.usefixtures("in_a_hurry")


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as fake:
        fake.longest_poll = 0.3
        yield fake


async def say(person: Person, text: str, wanted: str) -> Seen:
    person.send(text)
    return await person.wait_for(wanted, PATIENCE)


async def choose(person: Person, label: str, wanted: str) -> Seen:
    """Type the number that stands beside a label in the last list."""
    person.choose(label)
    return await person.wait_for(wanted, PATIENCE)


async def rate(person: Person) -> None:
    await say(person, AT_THE_DESK, "Câu 1/6")
    for number in range(2, 7):
        await choose(person, "Rất hài lòng" if number != 4 else "Có, đúng hẹn", f"Câu {number}/6")
    await say(person, "bo qua", "xem lại")
    await say(person, "gui", "Cảm ơn")


async def test_a_number_means_what_stands_beside_it_and_nothing_else(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    async with office_on(tmp_path, zalo) as app:
        lan = zalo.person(1)
        await say(lan, "xin chào", "Ông/Bà cần việc gì?")
        await say(lan, "99", "chỉ có từ 1 đến")
        await choose(lan, "Phản ánh", "Câu 1/")
        await choose(lan, "Phản ánh", "Câu 2/")
        await choose(lan, "Đường sá", "Câu 2/")
        await choose(lan, "Đường hỏng", "Câu 3/")
        await choose(lan, "Bỏ qua", "Câu 4/")
        lan.send_unsupported()
        await lan.wait_for("Câu 4/", PATIENCE)
        await say(lan, WHAT, "Câu 5/")
        await say(lan, "3", "Câu 5/")  # no place, and none of an older list
        await say(lan, "Ngõ 3, cổng chợ Phủ", "Câu 6/")
        await say(lan, "bo qua", "Câu 7/")
        await choose(lan, "Có", "Câu 8/")
        await choose(lan, "Tôi đồng ý", "Câu 9/")
        await say(lan, NAME, "Câu 10/")
        review = await say(lan, PHONE, "xem lại")
        assert "Có thể gõ:\nGửi\n" in review.text
        line = re.search(rf"^(\d+)\. .*{NAME}", review.text, re.MULTILINE)
        assert line is not None
        await say(lan, line[1], "Sửa câu trả lời:")
        await say(lan, "Trần Văn Bảy", "xem lại")
        await say(lan, "gửi", "Mã hồ sơ")
        work = app.storage.work()
        person = await work.people.known(Address("zalo_bot", lan.id))
        assert person is not None
        [case] = await work.cases.of(person.id)
        assert case.identity["name"] == "Trần Văn Bảy"


async def test_a_number_that_is_an_answer_presses_nothing(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    lan = zalo.person()
    async with office_on(tmp_path, zalo) as app:
        await say(lan, AT_THE_DESK, "Câu 1/6")
        for n in range(2, 7):
            await say(lan, "1", f"Câu {n}/6")
        asked = lan.messages[-1].text
        assert "Có thể gõ:\nQuay lại · Bỏ qua\nĐể sau · Hủy" in asked
        assert not re.search(r"^\d+\. ", asked, re.MULTILINE)
        review = await say(lan, "3", "xem lại")
        assert "– 3" in review.text
        await say(lan, "GỬI", "Cảm ơn")
        [kept] = await responses(app.storage, "one-stop")
        assert kept.answers["comment"] == "3"


async def test_without_a_public_address_a_chart_is_said_to_be_elsewhere(
    tmp_path: Path, zalo: FakeZaloBot
) -> None:
    chief = zalo.person(99)
    async with office_on(tmp_path, zalo, admins=f"zalo_bot:{chief.id}", speed=200, public=False):
        people = [zalo.person(10 + n) for n in range(6)]
        await asyncio.gather(*(rate(person) for person in people))
        chief.send("/thongke one-stop")
        await chief.wait_for("không gửi được ở đây", PATIENCE)
    assert not zalo.calls_of("sendPhoto")
