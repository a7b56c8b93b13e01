"""What people sent lies nowhere once it led to nothing, and is found where it was sent from."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.messages import Address, Attachment
from tests.handlers.conftest import Citizen, Town
from tests.handlers.reporting import WHAT, finish
from tests.handlers.test_case_intake import DENUNCIATION
from tests.handlers.test_linking import joined

WEB = "web"


@pytest.fixture
def lan(town: Town) -> Citizen:
    """Bà Lan in the web chat, which keeps what is said and sent."""
    return town.citizen("lan", WEB)


async def photo(town: Town, citizen: Citizen, **more: Any) -> str:
    """Send a photo as the web chat takes it in; returns what it is fetched by."""
    uploads = town.storage.uploads
    mark, id = uploads.mark(Address(WEB, citizen.account)), f"{town.number():032}"
    await uploads.begin(mark, id, town.now)
    await uploads.add(mark, id, 0, b"x")
    await uploads.finish(mark, id)
    ref = f"{mark.hex()}/{id}"
    await citizen.send(attachments=(Attachment("photo", ref, 1, "a.jpg", "image/jpeg"),), **more)
    return ref


async def lies_here(town: Town, ref: str) -> bool:
    mark, _, id = ref.partition("/")
    return await town.storage.uploads.fetch(bytes.fromhex(mark), id, town.now) is not None


async def shown(town: Town, citizen: Citizen, id: str) -> None:
    """Have the web chat keep something that was said."""
    mailbox = town.storage.mailbox
    mark = mailbox.mark(Address(WEB, citizen.account))
    await mailbox.add(mark, id * 32, b"{}", None, town.now)


async def kept(town: Town, citizen: Citizen) -> list[str]:
    mailbox = town.storage.mailbox
    found = await mailbox.after(mailbox.mark(Address(WEB, citizen.account)), 0, 9)
    return [each.id[0] for each in found]


async def to_the_review(citizen: Citizen) -> None:
    await citizen.tap("Xong")
    await citizen.tap("Không")


async def begun(town: Town, lan: Citizen) -> str:
    """Tell what happened, with a photo, up to the question after it."""
    await lan.say("/gopy")
    for label in ("Phản ánh", "Việc khác", "Bỏ qua"):
        await lan.tap(label)
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    return await photo(town, lan)


async def test_a_report_that_turns_out_to_be_a_denunciation_is_kept_nowhere(
    town: Town, lan: Citizen
) -> None:
    await lan.say("xin chào")
    await shown(town, lan, "a")
    ref = await begun(town, lan)
    await to_the_review(lan)
    assert WHAT in lan.shown
    await shown(town, lan, "b")
    await lan.tap("Sửa câu trả lời")
    await lan.choose("kind")
    await lan.tap("Tố cáo")
    assert "không lưu lại" in lan.shown
    assert not await lies_here(town, ref)
    assert await kept(town, lan) == ["a"]


@pytest.mark.parametrize("busy", [True, False])
async def test_a_photo_of_a_denunciation_is_kept_nowhere(
    town: Town, lan: Citizen, busy: bool
) -> None:
    if busy:
        before = await begun(town, lan)
    ref = await photo(town, lan, text=DENUNCIATION)
    assert "không được lưu" in lan.shown
    assert not await lies_here(town, ref)
    if busy:
        assert await lies_here(town, before)


async def test_photos_of_a_report_that_was_given_up_go_with_it(town: Town, lan: Citizen) -> None:
    ref = await begun(town, lan)
    await lan.say("/huy")
    assert await lies_here(town, ref)
    await lan.tap("Có, hủy")
    assert not await lies_here(town, ref)


async def test_photos_of_a_report_wait_until_they_are_fetched(town: Town, lan: Citizen) -> None:
    ref = await begun(town, lan)
    await lan.tap("Xong")
    await finish(lan)
    assert await lies_here(town, ref)


async def test_a_report_sent_from_another_channel_finds_its_photos(
    town: Town, lan: Citizen
) -> None:
    """It once looked for a web chat's photo at Telegram, where there was none."""
    telegram = town.citizen("1001", "telegram")
    ref = await begun(town, lan)
    await joined(telegram, lan)
    await telegram.photo()
    await telegram.tap("Xong")
    await finish(telegram)
    jobs = await town.storage.jobs.due(town.now, 9)
    found = {
        (each.payload["channel"], str(each.payload["ref"]))
        for each in jobs
        if each.kind == "fetch-evidence"
    }
    assert (WEB, ref) in found
    assert {channel for channel, _ in found} == {WEB, "telegram"}
