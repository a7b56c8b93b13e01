"""What `Telegram.send` and its neighbours do, over real HTTP against the strict Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channel import CommandName, Key, Outgoing
from bot.channels.telegram import Telegram
from bot.telegram_transport import TokenRefused
from feedback.errors import Blocked, Moved, SendError, Throttled, Unavailable, Undeliverable
from tests.channels.recorder import Recorder, until
from tests.fakes.bot_api import FakeBotApi, Person
from tests.fakes.bot_api.media import tiny_photo

TOKEN = "123456:TEST-token"
ROWS = ((Key("Tốt", "q:c:1:4"), Key("Kém", "q:c:1:2")), (Key("Trang web", url="https://a.vn"),))


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as fake:
        yield fake


@pytest.fixture
async def telegram(api: FakeBotApi) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, api_url=api.url + "/", timeout=2)
    await channel.announce({})
    yield channel
    await channel.close()


@pytest.fixture
def lan(api: FakeBotApi) -> Person:
    person = api.person(1001)
    person.send("chào")
    return person


def to(person: Person, text: str = "Xin chào", **more: object) -> Outgoing:
    return Outgoing(chat=str(person.id), text=text, **more)  # type: ignore[arg-type]


# Words and buttons


async def test_words_stand_out_and_links_show_no_preview(
    telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    sent = await telegram.send(to(lan, "👍 Mã: K7 https://a.vn", strong=((3, 3), (7, 2))))
    assert lan.last.text == "👍 Mã: K7 https://a.vn"
    assert sent == str(lan.last.id)
    bold = [e for e in lan.last.raw["entities"] if e["type"] == "bold"]
    assert [(e["offset"], e["length"]) for e in bold] == [(3, 3), (7, 2)]
    assert api.calls[-1].params["link_preview_options"] == {"is_disabled": True}
    assert lan.last.raw.get("reply_markup") is None


async def test_buttons_come_in_their_rows(telegram: Telegram, lan: Person) -> None:
    await telegram.send(to(lan, rows=ROWS))
    shown = [[(b.label, b.data, b.url) for b in row] for row in lan.last.rows]
    assert shown == [
        [("Tốt", "q:c:1:4", None), ("Kém", "q:c:1:2", None)],
        [("Trang web", None, "https://a.vn")],
    ]


async def test_the_most_that_is_promised_is_taken(telegram: Telegram, lan: Person) -> None:
    most = telegram.capabilities
    key = Key("x", "đ" * 32)  # 64 bytes
    rows = tuple((key,) * most.columns for _ in range(most.buttons // most.columns))
    await telegram.send(to(lan, "😀" * (most.text_length // 2), rows=rows))
    assert len(lan.last.text) == 2048


# Editing


async def test_an_edit_takes_the_place_of_the_message(telegram: Telegram, lan: Person) -> None:
    first = await telegram.send(to(lan, "Câu 1", rows=ROWS))
    second = await telegram.send(to(lan, "Câu 2", edit=first))
    assert second == first
    assert [(m.text, m.labels) for m in lan.messages] == [("Câu 2", [])]


async def test_an_edit_that_changes_nothing_is_done(telegram: Telegram, lan: Person) -> None:
    """The outbox repeats after a lost answer: "message is not modified" is success."""
    first = await telegram.send(to(lan, "Câu 1", rows=ROWS))
    assert await telegram.send(to(lan, "Câu 1", rows=ROWS, edit=first)) == first
    assert len(lan.messages) == 1


@pytest.mark.parametrize("gone", ["999", "no-number", "²"])
async def test_what_cannot_be_edited_is_sent(gone: str, telegram: Telegram, lan: Person) -> None:
    await telegram.send(to(lan, "Câu 1"))
    sent = await telegram.send(to(lan, "Câu 2", rows=ROWS, edit=gone))
    assert sent == str(lan.last.id)
    assert [m.text for m in lan.messages] == ["Câu 1", "Câu 2"]
    assert lan.last.labels == ["Tốt", "Kém", "Trang web"]


async def test_a_picture_is_not_edited_into_words(telegram: Telegram, lan: Person) -> None:
    picture = await telegram.send(to(lan, "Biểu đồ", name="a.png", mime="image/png", content=b"x"))
    await telegram.send(to(lan, "Câu 2", edit=picture))
    assert [m.text for m in lan.messages] == ["Biểu đồ", "Câu 2"]


async def test_an_edit_meets_a_person_who_left(telegram: Telegram, lan: Person) -> None:
    first = await telegram.send(to(lan))
    lan.block()
    with pytest.raises(Blocked):
        await telegram.send(to(lan, "Câu 2", edit=first))


# Keyboards that ask for a number or a place


async def test_a_question_can_offer_to_share_and_go_back(telegram: Telegram, lan: Person) -> None:
    """A message carries buttons or a keyboard, never both: neither may be lost."""
    asked = to(lan, "Số điện thoại?", rows=ROWS, request="phone", request_label="Gửi số của tôi")
    sent = await telegram.send(asked)
    offer, question = lan.messages
    assert offer.reply_markup == {
        "keyboard": [[{"text": "Gửi số của tôi", "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    assert (str(question.id), question.text) == (sent, "Số điện thoại?")
    assert question.labels == ["Tốt", "Kém", "Trang web"]
    await telegram.send(asked)  # asked again: the keyboard is still there
    assert [m.text for m in lan.messages[2:]] == ["Số điện thoại?"]


async def test_a_retry_does_not_offer_twice(
    telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    asked = to(lan, "Ở đâu?", rows=ROWS, request="location", request_label="Gửi vị trí")
    api.fail("sendMessage", kind="slow", delay=0)
    api.fail("sendMessage", kind="502")
    with pytest.raises(Unavailable):
        await telegram.send(asked)
    await telegram.send(asked)
    assert [m.text for m in lan.messages] == ["Gửi vị trí", "Ở đâu?"]
    assert lan.messages[0].reply_markup is not None
    assert lan.messages[0].reply_markup["keyboard"][0][0]["request_location"] is True


async def test_the_keyboard_goes_with_the_next_words(telegram: Telegram, lan: Person) -> None:
    await telegram.send(to(lan, "Số?", request="phone", request_label="Gửi số"))
    assert lan.last.keys == ["Gửi số"]
    await telegram.send(to(lan, "Cảm ơn"))
    assert lan.last.reply_markup == {"remove_keyboard": True}
    await telegram.send(to(lan, "Tạm biệt"))
    assert lan.last.reply_markup is None


@pytest.mark.parametrize("edited", [False, True])
async def test_the_keyboard_goes_before_the_next_buttons(
    edited: bool, telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    first = await telegram.send(to(lan, "Câu 1", rows=ROWS))
    await telegram.send(to(lan, "Số?", rows=ROWS, request="phone", request_label="Gửi số"))
    await telegram.send(to(lan, "Câu 3", rows=ROWS, edit=first if edited else None))
    assert [m.text for m in lan.messages] == (
        ["Câu 3", "Gửi số", "Số?"] if edited else ["Câu 1", "Gửi số", "Số?", "Câu 3"]
    )
    removed = [c for c in api.calls if c.params.get("reply_markup") == {"remove_keyboard": True}]
    assert len(removed) == 1
    assert api.calls_of("deleteMessage")[0].done


async def test_a_trace_that_stays_hurts_nobody(
    telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    await telegram.send(to(lan, "Số?", request="phone", request_label="Gửi số"))
    api.fail("deleteMessage", kind="400")
    await telegram.send(to(lan, "Câu 2", rows=ROWS))
    assert [m.text for m in lan.messages] == ["Số?", "…", "Câu 2"]


async def test_keyboards_are_remembered_of_so_many_chats(
    telegram: Telegram, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram._REMEMBERED_KEYBOARDS", 1)
    people = [api.person(number) for number in (1, 2)]
    for person in people:
        person.send("chào")
        await telegram.send(to(person, "Số?", request="phone", request_label="Gửi số"))
    for person in people:
        await telegram.send(to(person, "Cảm ơn"))
    assert [p.last.reply_markup for p in people] == [None, {"remove_keyboard": True}]


# Pictures and files


async def test_a_picture_with_its_words(telegram: Telegram, api: FakeBotApi, lan: Person) -> None:
    sent = await telegram.send(
        to(
            lan,
            "Biểu đồ tháng 11",
            strong=((0, 7),),
            rows=ROWS,
            name="bieu-do.jpg",
            mime="image/jpeg",
            content=tiny_photo(),
        )
    )
    assert sent == str(lan.last.id)
    assert "photo" in lan.last.raw
    assert lan.last.text == "Biểu đồ tháng 11"
    assert lan.last.raw["caption_entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    assert lan.last.labels == ["Tốt", "Kém", "Trang web"]
    upload = api.calls_of("sendPhoto")[0].params["photo"]
    assert (upload.name, upload.content) == ("bieu-do.jpg", tiny_photo())


async def test_a_file_keeps_its_name(telegram: Telegram, lan: Person) -> None:
    await telegram.send(to(lan, "", name="Báo cáo.xlsx", mime="application/x", content=b"PK"))
    assert lan.last.raw["document"]["file_name"] == "Báo cáo.xlsx"
    await telegram.send(to(lan, "", name='a"\r\nb.xlsx', mime="application/x", content=b"PK"))
    assert lan.last.raw["document"]["file_name"] == "a___b.xlsx"
    assert lan.last.text == ""


async def test_what_is_no_photo_for_telegram_goes_as_a_file(
    telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    api.fail("sendPhoto", kind="400")
    await telegram.send(to(lan, "", name="qr.png", mime="image/png", content=b"PNG"))
    assert lan.last.raw["document"]["file_name"] == "qr.png"
    big = bytes(10 * 1024 * 1024 + 1)
    await telegram.send(to(lan, "", name="big.png", mime="image/png", content=big))
    assert lan.last.raw["document"]["file_size"] == len(big)
    assert len(api.calls_of("sendPhoto")) == 1


async def test_a_file_that_is_too_large_is_refused_for_good(
    telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    """A 413 is told by its number, not by words; the library takes it for a network error."""
    content = bytes(50 * 1024 * 1024 + 1)
    with pytest.raises(Undeliverable):
        await telegram.send(to(lan, "", name="a.bin", mime="application/x", content=content))


# What errors ask for


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        ("403", Blocked),
        ("400", Undeliverable),
        ("500", Unavailable),
        ("502", Unavailable),
        ("500-after", Unavailable),
        ("disconnect-before", Unavailable),
        ("disconnect-after", Unavailable),
        ("429", Throttled),
    ],
)
async def test_each_fault_asks_for_its_own_answer(
    fault: str, wanted: type[SendError], telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    api.fail("sendMessage", kind=fault)  # type: ignore[arg-type]
    with pytest.raises(SendError) as raised:
        await telegram.send(to(lan))
    assert type(raised.value) is wanted
    await telegram.send(to(lan, "Sau đó"))
    assert lan.last.text == "Sau đó"


@pytest.mark.parametrize("seconds", [1, 600])
async def test_slowing_down_is_told_in_seconds(
    seconds: int, telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    api.fail("sendMessage", kind="429", retry_after=seconds)
    with pytest.raises(Throttled) as raised:
        await telegram.send(to(lan))
    assert raised.value.retry_after == seconds


async def test_silence_is_not_waited_for_for_ever(api: FakeBotApi, lan: Person) -> None:
    telegram = Telegram(TOKEN, api_url=api.url, timeout=0.1)
    await telegram.announce({})
    api.fail("sendMessage", kind="timeout", delay=0.5)
    with pytest.raises(Unavailable):
        await telegram.send(to(lan))
    await telegram.close()


async def test_nobody_there(api: FakeBotApi, telegram: Telegram, lan: Person) -> None:
    await api.down()
    with pytest.raises(Unavailable):
        await telegram.send(to(lan))
    await api.up()
    await telegram.send(to(lan))
    assert lan.last.text == "Xin chào"


async def test_people_who_left(telegram: Telegram, api: FakeBotApi, lan: Person) -> None:
    lan.block()
    with pytest.raises(Blocked):
        await telegram.send(to(lan))
    lan.unblock()
    lan.deactivate()
    with pytest.raises(Blocked):
        await telegram.send(to(lan))
    with pytest.raises(Undeliverable):  # nobody ever wrote from there
        await telegram.send(Outgoing(chat="555", text="x"))


async def test_a_group_that_moved_and_one_that_threw_us_out(
    telegram: Telegram, api: FakeBotApi, lan: Person
) -> None:
    group = api.group(-4001, "Một cửa", [lan], bot="member")
    moved = group.migrate()
    with pytest.raises(Moved) as raised:
        await telegram.send(Outgoing(chat="-4001", text="Việc mới"))
    assert raised.value.chat == str(moved.chat_id)
    await telegram.send(Outgoing(chat=raised.value.chat, text="Việc mới"))
    assert moved.last.text == "Việc mới"
    moved.remove_bot(lan)
    with pytest.raises(Blocked):
        await telegram.send(Outgoing(chat=raised.value.chat, text="Việc mới"))


async def test_a_token_that_is_refused_keeps_messages_waiting(api: FakeBotApi) -> None:
    telegram = Telegram("123456:OTHER-token", api_url=api.url)
    with pytest.raises(TokenRefused, match="LANGNGHE_TELEGRAM_TOKEN"):
        await telegram.announce({"vi": [CommandName("huy", "Dừng lại")]})
    with pytest.raises(Unavailable):
        await telegram.send(Outgoing(chat="1001", text="x"))
    await telegram.close()


async def test_before_it_began_and_after_it_ended(api: FakeBotApi, lan: Person) -> None:
    telegram = Telegram(TOKEN, api_url=api.url)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await telegram.send(to(lan))
        with pytest.raises(Unavailable):
            await telegram.fetch("x")
        await telegram.close()


# Fetching


async def test_a_photo_is_fetched(telegram: Telegram, lan: Person) -> None:
    seen = lan.send_photo(content=b"\xff\xd8" + b"x" * 200_000)
    assert await telegram.fetch(seen.raw["photo"][-1]["file_id"]) == b"\xff\xd8" + b"x" * 200_000


async def test_what_is_too_large_or_unknown_is_not_fetched(
    telegram: Telegram, lan: Person
) -> None:
    large = lan.send_document(size=20 * 1024 * 1024 + 1)
    for ref in (large.raw["document"]["file_id"], "unknown"):
        with pytest.raises(Undeliverable):
            await telegram.fetch(ref)


async def test_what_claims_to_be_small_is_cut_off(
    telegram: Telegram, api: FakeBotApi, lan: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = lan.send_document(content=b"x" * 300_000)
    monkeypatch.setattr("bot.channels.telegram.DOWNLOADABLE", 200_000)
    with pytest.raises(Undeliverable):
        await telegram.fetch(seen.raw["document"]["file_id"])
    # By its real length too, whatever getFile says.
    with pytest.raises(Undeliverable):
        await telegram._transport.download("documents/file_1.pdf", 200_000)


async def test_a_download_that_fails(telegram: Telegram, api: FakeBotApi, lan: Person) -> None:
    with pytest.raises(Undeliverable):
        await telegram._transport.download("documents/ở đâu.pdf", 100)
    api.fail("getFile", kind="500")
    with pytest.raises(Unavailable):
        await telegram.fetch("x")
    await api.down()
    with pytest.raises(Unavailable):
        await telegram._transport.download("documents/file_1.pdf", 100)


# The menu


async def test_the_menu_speaks_the_persons_language(api: FakeBotApi, telegram: Telegram) -> None:
    menu = {
        "vi": [CommandName("danhgia", "Đánh giá"), CommandName("huy", "Dừng lại")],
        "en": [CommandName("rate", "Rate a service" * 30)],
    }
    await telegram.announce(menu)
    assert api.person(1, language_code="vi").commands() == ["danhgia", "huy"]
    assert api.person(2, language_code="en-GB").commands() == ["rate"]
    assert api.person(3, language_code="fr").commands() == ["danhgia", "huy"]
    assert len(api.calls_of("setMyCommands")) == 2
    menu["en"] = [CommandName("rate", "Rate a service")]
    await telegram.announce(menu)
    await telegram.announce(menu)
    assert len(api.calls_of("setMyCommands")) == 3  # only what changed


async def test_a_menu_that_cannot_be_set_waits(api: FakeBotApi, telegram: Telegram) -> None:
    api.fail("setMyCommands", kind="500")
    await telegram.announce({"vi": [CommandName("huy", "Dừng lại")]})
    assert api.person(1).commands() == []
    await telegram.start(Recorder())
    await until(lambda: api.person(1).commands() == ["huy"])
    await telegram.stop()
