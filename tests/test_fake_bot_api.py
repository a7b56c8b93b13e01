"""The fake refuses and accepts what it says, seen by python-telegram-bot and by bare HTTP."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import telegram
from aiohttp import web
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from tests.fakes.bot_api import FakeBotApi, Limit, Person

TOKEN = "123456:TEST-token"
Json = dict[str, Any]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(token=TOKEN) as api:
        yield api


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(TOKEN, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot")
    async with bot:
        yield bot


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose the library's future type for retry_after; the old one warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def lan(api: FakeBotApi) -> Person:
    """A person the bot already knows."""
    lan = api.person(1001, first_name="Bà Lan")
    lan.send("/start")
    api.updates.drop()
    return lan


class Raw:
    """Calls methods without a library in between."""

    def __init__(self, api: FakeBotApi, session: aiohttp.ClientSession) -> None:
        self._api = api
        self._session = session

    async def __call__(self, method: str, *, token: str = TOKEN, **params: Any) -> Json:
        url = f"{self._api.url}/bot{token}/{method}"
        async with self._session.post(url, json=params) as response:
            body: Json = await response.json()
            assert response.status == body.get("error_code", 200)
            return body


@pytest.fixture
def raw(api: FakeBotApi, http: aiohttp.ClientSession) -> Raw:
    return Raw(api, http)


class Hook:
    """A webhook that keeps what it is told and answers what it is given."""

    def __init__(self) -> None:
        self.updates: list[Json] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.answer: Json | None = None
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status != 200:
            return web.Response(status=status)
        self.updates.append(await request.json())
        return web.json_response(self.answer) if self.answer else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/telegram", hook.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield hook
    await runner.cleanup()


def buttons(*rows: list[str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(t, callback_data=t) for t in row] for row in rows]
    )


# --- addresses


async def test_tokens_and_methods(raw: Raw) -> None:
    assert (await raw("getMe"))["result"]["username"] == "langnghe_bot"
    assert await raw("getMe", token="123456:WRONG") == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert (await raw("getMe", token="nonsense"))["error_code"] == 404
    assert (await raw("sendMesage"))["description"] == "Not Found: method not found"
    assert (await raw("GETME"))["ok"], "methods are case-insensitive"


async def test_library_sees_its_own_errors(api: FakeBotApi) -> None:
    with pytest.raises(telegram.error.InvalidToken):
        async with telegram.Bot("123456:WRONG", base_url=f"{api.url}/bot"):
            pass


async def test_ways_to_send_parameters(
    api: FakeBotApi, http: aiohttp.ClientSession, lan: Person
) -> None:
    url = f"{api.url}/bot{TOKEN}/sendMessage"
    markup = {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]}
    async with http.get(url, params={"chat_id": "1001", "text": "query"}) as response:
        assert response.status == 200
    form = {"chat_id": "1001", "text": "form", "reply_markup": json.dumps(markup)}
    async with http.post(url, data=form) as response:
        assert (await response.json())["result"]["reply_markup"] == markup
    multipart = aiohttp.FormData({"chat_id": "1001", "text": "parts"})
    multipart.add_field("disable_notification", "true", content_type="text/plain")
    async with http.post(url, data=multipart) as response:
        assert response.status == 200
    async with http.post(
        url, json={"chat_id": 1001, "text": "json", "reply_markup": markup}
    ) as response:
        assert response.status == 200
    async with http.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert [seen.text for seen in lan.messages] == ["query", "form", "parts", "json"]


# --- what is refused


def _keyboard(*rows: list[Json]) -> Json:
    return {"inline_keyboard": list(rows)}


def _button(data: str) -> Json:
    return {"text": "x", "callback_data": data}


TOO_LONG = "reply markup is too long"
REFUSED: list[tuple[Json, str]] = [
    ({"text": "a", "txet": 1}, 'strict fake: sendMessage has no field "txet"'),
    ({}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": 5}, 'field "text" must be of type String'),
    ({"text": "a" * 4097}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
    (
        {"text": "a", "protect_content": "perhaps"},
        'field "protect_content" must be of type Boolean',
    ),
    ({"text": "a", "chat_id": 404}, "chat not found"),
    ({"text": "a", "chat_id": "@nobody"}, "chat not found"),
    ({"text": "a", "chat_id": None}, "chat_id is empty"),
    ({"text": "a", "reply_markup": _keyboard([_button("")])}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": _keyboard([_button("ư" * 33)])}, "BUTTON_DATA_INVALID"),
    (
        {"text": "a", "reply_markup": _keyboard([{"text": "x"}])},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "a", "reply_markup": _keyboard([{"text": "x", "calback_data": "x"}])},
        'strict fake: inline keyboard button has no field "calback_data"',
    ),
    (
        {"text": "a", "reply_markup": _keyboard([{"text": "x", "url": "no link"}])},
        "inline keyboard button URL 'no link' is invalid: Wrong HTTP URL",
    ),
    (
        {"text": "a", "reply_markup": _keyboard([_button("x")] * 9)},
        f"{TOO_LONG}: more than 8 buttons in a row",
    ),
    ({"text": "a", "reply_markup": _keyboard(*[[_button("x")] * 4] * 26)}, TOO_LONG),
    ({"text": "a", "reply_markup": "{"}, "can't parse reply markup JSON object"),
    ({"text": "a", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
    ({"text": "a", "parse_mode": "RTF"}, "unsupported parse_mode"),
    (
        {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 2",
    ),
]


@pytest.mark.parametrize(
    ("params", "sentence"), REFUSED, ids=[str(i) for i in range(len(REFUSED))]
)
async def test_refused_message(raw: Raw, lan: Person, params: Json, sentence: str) -> None:
    answer = await raw("sendMessage", **{"chat_id": 1001, **params})
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {sentence}"}
    assert lan.messages == []


BAD_MARKUP = [
    ("HTML", "<b>Bà", 'Can\'t find end tag corresponding to start tag "b"'),
    ("HTML", "ầ <foo>", 'Unsupported start tag "foo" at byte offset 4'),
    ("HTML", "1 < 2", "Unclosed start tag at byte offset 2"),
    ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
    ("HTML", "<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    (
        "MarkdownV2",
        "một.",
        "Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    ("MarkdownV2", "a *b", "Can't find end of Bold entity at byte offset 2"),
    ("MarkdownV2", "`a", "Can't find end of Code entity at byte offset 0"),
    ("Markdown", "so_far", "Can't find end of the entity starting at byte offset 2"),
]


@pytest.mark.parametrize(("mode", "text", "reason"), BAD_MARKUP)
async def test_bad_formatting(
    bot: telegram.Bot, lan: Person, mode: str, text: str, reason: str
) -> None:
    with pytest.raises(telegram.error.BadRequest, match=r"^Can't parse entities: ") as caught:
        await bot.send_message(lan.id, text, parse_mode=mode)
    # The library puts all but the first letter into lower case
    assert caught.value.message == f"Can't parse entities: {reason.lower()}"


GOOD_MARKUP = [
    ("HTML", "😀 <b>a<i>ô</i></b> &lt;&amp;&#7893;", "😀 aô <&ổ", [("bold", "aô"), ("italic", "ô")]),
    ("HTML", ' <a href="https://x.vn/?a=1&amp;b=2">đây</a>', "đây", [("text_link", "đây")]),
    ("HTML", '<pre><code class="language-py">1</code></pre>', "1", [("pre", "1")]),
    ("MarkdownV2", r"*đậm _và_* ||kín|| __u__ 1\.", "đậm và kín u 1.",
     [("bold", "đậm và"), ("italic", "và"), ("spoiler", "kín"), ("underline", "u")]),
    ("MarkdownV2", "[đây](https://x.vn) `a_b`\n>lời", "đây a_b\nlời",
     [("text_link", "đây"), ("code", "a_b"), ("blockquote", "lời")]),
    ("Markdown", "*b* _i_ `c` [đây](https://x.vn)", "b i c đây",
     [("bold", "b"), ("italic", "i"), ("code", "c"), ("text_link", "đây")]),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "text", "plain", "entities"), GOOD_MARKUP)
async def test_good_formatting(
    bot: telegram.Bot,
    lan: Person,
    mode: str,
    text: str,
    plain: str,
    entities: list[tuple[str, str]],
) -> None:
    message = await bot.send_message(lan.id, text, parse_mode=mode)
    assert message.text == plain
    assert [(entity.type, words) for entity, words in message.parse_entities().items()] == entities


async def test_limits_hold_after_formatting(bot: telegram.Bot, lan: Person) -> None:
    await bot.send_message(lan.id, "<b>" + "a" * 4096 + "</b>", parse_mode="HTML")
    with pytest.raises(telegram.error.BadRequest, match="Message caption is too long"):
        await bot.send_photo(lan.id, b"jpeg", caption="a" * 1025)


async def test_what_the_server_cleans(bot: telegram.Bot, lan: Person) -> None:
    message = await bot.send_message(lan.id, " a\u202eb\r\n\x00c ")
    assert message.text == "ab\n c"


# --- people and what they see


async def test_survey_by_polling(bot: telegram.Bot, lan: Person) -> None:
    lan.send("/danhgia")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.from_user.first_name, update.message.from_user.language_code) == (
        "Bà Lan",
        "vi",
    )
    assert update.message.entities[0].type == "bot_command"
    await bot.send_message(lan.id, "1/2 Có hài lòng không?", reply_markup=buttons(["Có", "Không"]))

    question = await lan.wait_for("hài lòng")
    press = lan.press("Có")
    (update,) = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query is not None
    assert update.callback_query.data == "Có"
    await update.callback_query.answer("Đã ghi")
    await update.callback_query.edit_message_text("2/2 Góp ý gì thêm?")
    assert (await lan.wait_answered(press))["text"] == "Đã ghi"
    seen = await lan.wait_for("Góp ý")
    assert (seen.id, seen.edited, seen.labels) == (question.id, True, [])
    assert question.labels == ["Có", "Không"], "what was seen stays as it was"


async def test_pressing_what_is_not_there(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    with pytest.raises(AssertionError, match="no button 'Có'"):
        lan.press("Có")
    message = await bot.send_message(lan.id, "Chọn", reply_markup=buttons(["Có"]))
    await bot.delete_message(lan.id, message.message_id)
    lan.press_stale(message.message_id, "Có")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_waiting_in_vain_says_what_was_seen(bot: telegram.Bot, lan: Person) -> None:
    await bot.send_message(lan.id, "Xin chào")
    await lan.wait_for(lambda seen: seen.text.startswith("Xin"))
    lan.send("rồi sao?")  # from here on the greeting is old news
    with pytest.raises(AssertionError, match=r"last seen:\n#\d+ Xin chào"):
        await lan.wait_for("Xin chào", timeout=0.02)
    await lan.wait_for("Xin chào", anywhere=True)


async def test_everything_people_send(bot: telegram.Bot, lan: Person) -> None:
    said = lan.send("chao")
    lan.edit(said.id, "chào")
    lan.send_photo(caption="ổ gà")
    await lan.send_album(3, caption="ba ảnh")
    lan.send_voice()
    lan.send_video()
    lan.send_document(name="don.docx")
    lan.send_location(20.4, 106.1)
    lan.send_contact("+84912345678")
    lan.send("chuyển tiếp", forwarded_from=lan)
    updates = await bot.get_updates()
    assert updates[1].edited_message is not None
    assert updates[1].edited_message.text == "chào"
    messages = [update.message for update in updates if update.message]
    album = messages[2:5]
    assert len({message.media_group_id for message in album}) == 1
    assert [message.caption for message in album] == ["ba ảnh", None, None]
    assert messages[5].voice
    assert messages[6].video
    assert messages[7].document
    assert messages[7].document.file_name == "don.docx"
    assert messages[8].location
    assert messages[9].contact
    assert messages[9].contact.user_id == lan.id
    assert messages[10].forward_origin


async def test_blocking(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    lan.block()
    with pytest.raises(
        telegram.error.Forbidden, match=r"^Forbidden: bot was blocked by the user$"
    ):
        await bot.send_message(lan.id, "còn đó không?")
    lan.unblock()
    await bot.send_message(lan.id, "chào lại")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]
    lan.deactivate()
    with pytest.raises(telegram.error.Forbidden, match="user is deactivated"):
        await bot.send_message(lan.id, "a")


async def test_strangers_must_write_first(api: FakeBotApi, bot: telegram.Bot) -> None:
    stranger = api.person(1002)
    with pytest.raises(telegram.error.BadRequest, match=r"^Chat not found$"):
        await bot.send_message(stranger.id, "chào")
    stranger.send("/start")
    await bot.send_message(stranger.id, "chào")


# --- files


async def test_files_both_ways(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    lan.send_photo(content=b"picture")
    lan.send_document(size=21 * 1024 * 1024)
    photo, document = [update.message for update in await bot.get_updates()]
    assert photo is not None
    assert document is not None
    assert document.document is not None
    file = await photo.photo[-1].get_file()
    assert await file.download_as_bytearray() == b"picture"
    with pytest.raises(telegram.error.BadRequest, match=r"^File is too big$"):
        await document.document.get_file()
    with pytest.raises(telegram.error.BadRequest, match="Wrong file_id"):
        await bot.get_file("nonsense")
    again = await bot.send_photo(lan.id, photo.photo[-1].file_id, caption="ảnh của bà")
    assert again.caption == "ảnh của bà"
    with pytest.raises(
        telegram.error.BadRequest, match="Can't use file of type photo as document"
    ):
        await bot.send_document(lan.id, photo.photo[-1].file_id)


async def test_uploads(bot: telegram.Bot, lan: Person) -> None:
    sent = await bot.send_document(lan.id, b"report", filename="bao-cao.xlsx", caption="Tháng 6")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("bao-cao.xlsx", 6)
    album = await bot.send_media_group(
        lan.id,
        [
            telegram.InputMediaPhoto(b"a", caption="một"),
            telegram.InputMediaPhoto(b"b", caption="hai"),
        ],
    )
    assert [message.caption for message in album] == ["một", "hai"]
    assert await bot.send_voice(lan.id, b"OggS")
    assert await bot.send_video(lan.id, b"mp4", duration=3)
    with pytest.raises(telegram.error.BadRequest, match="2-10 items"):
        await bot.send_media_group(lan.id, [telegram.InputMediaPhoto(b"a")])
    with pytest.raises(telegram.error.BadRequest, match="File must be non-empty"):
        await bot.send_document(lan.id, b"")


async def test_too_big_to_send(bot: telegram.Bot, lan: Person) -> None:
    with pytest.raises(telegram.error.BadRequest, match="too big for a photo"):
        await bot.send_photo(lan.id, bytes(10 * 1024 * 1024 + 1))
    with pytest.raises(telegram.error.NetworkError, match="Request Entity Too Large"):
        await bot.send_document(lan.id, bytes(52 * 1024 * 1024), write_timeout=20, read_timeout=20)


# --- editing and answering


async def test_editing(bot: telegram.Bot, lan: Person) -> None:
    message = await bot.send_message(lan.id, "một", reply_markup=buttons(["A"]))
    with pytest.raises(
        telegram.error.BadRequest, match=r"^Message is not modified: specified new message"
    ):
        await message.edit_text("một", reply_markup=buttons(["A"]))
    await message.edit_text("một")
    assert lan.last.labels == [], "an edit without a keyboard takes it away"
    await message.edit_reply_markup(buttons(["B"]))
    assert lan.last.labels == ["B"]
    with pytest.raises(telegram.error.BadRequest, match=r"^Message to edit not found$"):
        await bot.edit_message_text("hai", lan.id, 999)
    with pytest.raises(
        telegram.error.BadRequest, match=r"^There is no caption in the message to edit$"
    ):
        await message.edit_caption("hai")
    with pytest.raises(telegram.error.BadRequest, match=r"^Message can't be edited$"):
        await bot.edit_message_text("của bà", lan.id, lan.history[0].id)
    keyboard = await bot.send_message(lan.id, "Gõ", reply_markup=ReplyKeyboardMarkup([["Có"]]))
    assert lan.last.keys == ["Có"]
    with pytest.raises(telegram.error.BadRequest, match=r"^Message can't be edited$"):
        await keyboard.edit_text("khác")
    photo = await bot.send_photo(lan.id, b"jpeg", caption="một")
    await photo.edit_caption("hai")
    assert lan.last.text == "hai"


async def test_deleting(bot: telegram.Bot, lan: Person) -> None:
    message = await bot.send_message(lan.id, "một")
    await message.delete()
    assert lan.messages == []
    with pytest.raises(telegram.error.BadRequest, match=r"^Message to delete not found$"):
        await message.delete()
    with pytest.raises(telegram.error.BadRequest, match=r"^Message to edit not found$"):
        await message.edit_text("hai")


async def test_answering_presses(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    await bot.send_message(lan.id, "Chọn", reply_markup=buttons(["A"]))
    first, second, third = (lan.press("A") for _ in range(3))
    too_old = "^Query is too old and response timeout expired or query id is invalid$"
    await bot.answer_callback_query(first.id)
    assert first.answered
    with pytest.raises(telegram.error.BadRequest, match=too_old):
        await bot.answer_callback_query(first.id)
    with pytest.raises(telegram.error.BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(second.id, "a" * 201)
    api.expire_presses()
    for press_id in (third.id, "0"):
        with pytest.raises(telegram.error.BadRequest, match=r"(?i)" + too_old):
            await bot.answer_callback_query(press_id)


async def test_keys_for_private_chats_only(
    api: FakeBotApi, bot: telegram.Bot, lan: Person
) -> None:
    group = api.group(-5001, "Tổ dân phố", [lan], bot="member")
    phone = ReplyKeyboardMarkup([[KeyboardButton("Số của tôi", request_contact=True)]])
    place = ReplyKeyboardMarkup([[KeyboardButton("Ở đây", request_location=True)]])
    await bot.send_message(lan.id, "Số?", reply_markup=phone)
    with pytest.raises(
        telegram.error.BadRequest, match=r"^Phone number can be requested in private chats only$"
    ):
        await bot.send_message(group.chat_id, "Số?", reply_markup=phone)
    with pytest.raises(
        telegram.error.BadRequest, match=r"^Location can be requested in private chats only$"
    ):
        await bot.send_message(group.chat_id, "Đâu?", reply_markup=place)


# --- groups


async def test_groups(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    boss = api.person(2001, first_name="Ông Trưởng")
    group = api.group(-5002, "Tổ xử lý", [boss, lan])
    with pytest.raises(telegram.error.Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.chat_id, "a")
    group.add_bot(boss)
    lan.send("nói chuyện riêng", chat=group)
    lan.send("/viec@langnghe_bot", chat=group)
    lan.send("/viec@other_bot", chat=group)
    group.send_anonymously("/viec")
    updates = await bot.get_updates()
    assert [update.effective_message.text for update in updates if update.effective_message] == [
        None,  # the bot was added
        "/viec@langnghe_bot",
        "/viec",
    ]
    hidden = updates[-1].message
    assert hidden is not None
    assert hidden.sender_chat is not None
    assert (hidden.sender_chat.id, hidden.from_user and hidden.from_user.id) == (-5002, 1087968824)
    assert (await bot.get_chat_member(-5002, boss.id)).status == "creator"
    assert [m.user.id for m in await bot.get_chat_administrators(-5002)] == [boss.id]
    api.person(2002)
    with pytest.raises(telegram.error.BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(-5002, 2002)
    await bot.send_message(group.chat_id, "Việc mới", reply_markup=buttons(["Nhận"]))
    assert boss.press("Nhận", chat=group).user_id == boss.id
    group.remove_bot(boss)
    with pytest.raises(telegram.error.Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.chat_id, "a")


async def test_group_becomes_supergroup(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    group = api.group(-5003, "Tổ", [lan], bot="member")
    upgraded = group.migrate()
    with pytest.raises(telegram.error.ChatMigrated) as caught:
        await bot.send_message(group.chat_id, "a")
    assert caught.value.new_chat_id == upgraded.chat_id
    assert (await bot.send_message(upgraded.chat_id, "a")).chat.type == "supergroup"
    old, new = [update.message for update in await bot.get_updates()]
    assert old is not None
    assert new is not None
    assert (old.migrate_to_chat_id, new.migrate_from_chat_id) == (upgraded.chat_id, -5003)
    await bot.leave_chat(upgraded.chat_id)
    with pytest.raises(
        telegram.error.Forbidden, match="bot is not a member of the supergroup chat"
    ):
        await bot.send_message(upgraded.chat_id, "a")


# --- the bot's own face


async def test_commands(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    await bot.set_my_commands([("rate", "Rate a service")])
    await bot.set_my_commands([("danhgia", "Đánh giá")], language_code="vi")
    await bot.set_my_commands([("viec", "Việc")], scope=telegram.BotCommandScopeChat(lan.id))
    assert lan.commands() == ["viec"]
    assert api.person(1002).commands() == ["danhgia"]
    assert api.person(1003, language_code="en").commands() == ["rate"]
    await bot.delete_my_commands(language_code="vi")
    assert api.person(1002).commands() == ["rate"]
    assert (await bot.get_my_commands())[0].command == "rate"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (("DanhGia", "x"), "BOT_COMMAND_INVALID"),
        (("đánh", "x"), "BOT_COMMAND_INVALID"),
        (("a" * 33, "x"), "BOT_COMMAND_INVALID"),
        (("rate", ""), "BOT_COMMAND_DESCRIPTION_INVALID"),
        (("rate", "x" * 257), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_bad_commands(raw: Raw, command: tuple[str, str], reason: str) -> None:
    name, description = command
    answer = await raw("setMyCommands", commands=[{"command": name, "description": description}])
    assert answer["description"] == f"Bad Request: {reason}"


async def test_too_many_commands(raw: Raw) -> None:
    commands = [{"command": f"c{i}", "description": "x"} for i in range(101)]
    assert (await raw("setMyCommands", commands=commands))["error_code"] == 400
    assert (await raw("setMyCommands", commands=commands[1:]))["ok"]


async def test_profile(bot: telegram.Bot, lan: Person) -> None:
    await bot.set_my_name("Lắng Nghe")
    await bot.set_my_description("Nghe dân nói")
    await bot.set_my_short_description("Nghe", language_code="vi")
    assert (await bot.get_my_name()).name == "Lắng Nghe"
    assert (await bot.get_my_short_description(language_code="vi")).short_description == "Nghe"
    await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"
    assert (await bot.get_chat(lan.id)).first_name == "Bà Lan"
    await bot.send_chat_action(lan.id, "typing")
    with pytest.raises(telegram.error.BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(lan.id, "thinking")
    with pytest.raises(telegram.error.BadRequest, match="Bot_short_description_invalid"):
        await bot.set_my_short_description("a" * 121)


# --- polling


async def test_updates_come_again_until_acknowledged(bot: telegram.Bot, lan: Person) -> None:
    for word in ("một", "hai", "ba"):
        lan.send(word)
    first = await bot.get_updates(limit=2)
    assert [update.message and update.message.text for update in first] == ["một", "hai"]
    assert len(await bot.get_updates()) == 3, "nothing was acknowledged yet"
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message and update.message.text for update in rest] == ["ba"]
    assert len(await bot.get_updates()) == 1, "the first two are forgotten"
    lan.send("bốn")
    assert len(await bot.get_updates(offset=-1)) == 1, "a negative offset keeps the last ones"


async def test_long_poll(bot: telegram.Bot, lan: Person) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    assert not poll.done()
    lan.send("đây")
    assert len(await asyncio.wait_for(poll, 1)) == 1
    assert await bot.get_updates(offset=(await poll)[0].update_id + 1, timeout=0) == ()


async def test_second_poller(bot: telegram.Bot, raw: Raw, lan: Person) -> None:
    poll = asyncio.create_task(raw("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    other = asyncio.create_task(raw("getUpdates", timeout=5))
    assert (await poll)["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await bot.set_webhook("http://127.0.0.1:9/telegram")
    assert (await other)["description"] == "Conflict: terminated by setWebhook request"
    with pytest.raises(
        telegram.error.Conflict, match="can't use getUpdates method while webhook is active"
    ):
        await bot.get_updates()
    await bot.delete_webhook()
    await bot.get_updates()


async def test_allowed_updates(raw: Raw, lan: Person) -> None:
    assert (await raw("getUpdates", allowed_updates=["mesage"]))["error_code"] == 400
    await raw("getUpdates", allowed_updates=["callback_query"])
    lan.send("không ai nghe")
    lan.press_stale(1, "nghe")
    assert [list(update) for update in (await raw("getUpdates"))["result"]] == [
        ["update_id", "callback_query"]
    ]


async def test_duplicates_and_disorder(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    api.duplicate_updates = 1.0
    api.reorder_updates(seed=5)
    sent = [lan.send(str(i)).text for i in range(10)]
    got = [update.message.text for update in await bot.get_updates() if update.message]
    assert sorted(got, key=lambda text: int(text or 0)) == sorted(sent * 2, key=int)
    assert got[:10] != sent


# --- webhook


async def test_webhook(api: FakeBotApi, bot: telegram.Bot, hook: Hook, lan: Person) -> None:
    hook.statuses = [500, 404, 200]
    lan.send("trước")
    await bot.set_webhook(hook.url, secret_token="bi-mat")
    lan.send("sau")
    await api.settled()
    assert [update["message"]["text"] for update in hook.updates] == ["trước", "sau"]
    assert hook.secrets == ["bi-mat"] * 4
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (hook.url, 0)
    assert info.last_error_message == "Wrong response from the webhook: 404 Not Found"


async def test_webhook_answers_with_a_method(
    api: FakeBotApi, bot: telegram.Bot, hook: Hook, lan: Person
) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": lan.id, "text": "Chào bà"}
    await bot.set_webhook(hook.url)
    lan.send("chào")
    await lan.wait_for("Chào bà")
    assert api.calls[-1].via == "webhook"
    hook.answer = {"method": "getMe"}
    lan.send("nữa")
    await api.settled()
    assert api.calls[-1].method != "getMe", "methods that get something are not run from an answer"


async def test_failing_chat_keeps_its_order_and_delays_no_other(
    api: FakeBotApi, bot: telegram.Bot, hook: Hook, lan: Person
) -> None:
    minh = api.person(1002)
    hook.statuses = [503]
    await bot.set_webhook(hook.url)
    lan.send("1")
    await asyncio.sleep(0.02)
    lan.send("2")
    minh.send("3")
    await api.settled(quiet=0.1)
    assert [update["message"]["text"] for update in hook.updates] == ["3", "1", "2"]


async def test_webhook_gets_duplicates_and_disorder(
    api: FakeBotApi, bot: telegram.Bot, hook: Hook, lan: Person
) -> None:
    api.duplicate_updates = 1.0
    api.reorder_updates(seed=1)
    await bot.set_webhook(hook.url)
    sent = [lan.send(str(i)).text for i in range(8)]
    await api.settled(quiet=0.1)
    got = [update["message"]["text"] for update in hook.updates]
    assert sorted(got) == sorted(sent * 2)
    assert list(dict.fromkeys(got)) != sent


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"url": "ftp://x.vn"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://x.vn", "secret_token": "có dấu"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://x.vn", "max_connections": 101}, "max_connections must be in 1-100"),
        ({}, 'parameter "url" is required'),
    ],
)
async def test_bad_webhooks(raw: Raw, params: Json, sentence: str) -> None:
    assert (await raw("setWebhook", **params))["description"] == f"Bad Request: {sentence}"


# --- trouble


async def test_refusals_to_order(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    minh = api.person(1002)
    minh.send("/start")
    api.fail("sendMessage", chat_id=lan.id, times=2, kind="429", retry_after=7)
    for _ in range(2):
        with pytest.raises(telegram.error.RetryAfter) as caught:
            await bot.send_message(lan.id, "a")
        assert caught.value.retry_after == timedelta(seconds=7)
    await bot.send_message(minh.id, "others are not concerned")
    await bot.send_message(lan.id, "a")
    api.fail("sendMessage", kind="403")
    with pytest.raises(telegram.error.Forbidden):
        await bot.send_message(lan.id, "a")
    for kind in ("500", "502"):
        api.fail("sendMessage", kind=kind)
        with pytest.raises(telegram.error.NetworkError):
            await bot.send_message(lan.id, "a")
    assert len(lan.messages) == 1
    with pytest.raises(ValueError, match="there is no fault"):
        api.fail("sendMessage", kind="418")  # type: ignore[arg-type]


async def test_connections_to_break(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    api.fail("sendMessage", kind="disconnect-before")
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(lan.id, "mất")
    assert lan.messages == []
    for kind in ("disconnect-after", "500-after", "502-after"):
        api.fail("sendMessage", kind=kind)
        with pytest.raises(telegram.error.NetworkError):
            await bot.send_message(lan.id, kind)
    assert [seen.text for seen in lan.messages] == ["disconnect-after", "500-after", "502-after"]
    assert [call.done for call in api.calls_of("sendMessage", lan.id)] == [False, True, True, True]
    api.fail("sendMessage", kind="timeout", delay=5)
    with pytest.raises(telegram.error.TimedOut):
        await bot.send_message(lan.id, "b", read_timeout=0.05)
    api.fail("sendMessage", kind="slow", delay=0.1)
    started = asyncio.get_running_loop().time()
    await bot.send_message(lan.id, "chậm")
    assert asyncio.get_running_loop().time() - started >= 0.1


async def test_rates_to_enforce(api: FakeBotApi, bot: telegram.Bot, lan: Person) -> None:
    api.limits.per_chat = Limit(2, 60)
    await bot.send_message(lan.id, "1")
    await bot.send_message(lan.id, "2")
    await bot.send_chat_action(lan.id, "typing")
    with pytest.raises(telegram.error.RetryAfter):
        await bot.send_message(lan.id, "3")


async def test_going_down_and_coming_back(
    api: FakeBotApi, bot: telegram.Bot, hook: Hook, lan: Person
) -> None:
    await bot.set_webhook(hook.url)
    await api.down()
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(lan.id, "a")
    lan.send("giữ lại")
    await asyncio.sleep(0.02)
    assert hook.updates == []
    await api.up()
    await api.settled()
    assert [update["message"]["text"] for update in hook.updates] == ["giữ lại"]
    await bot.send_message(lan.id, "b")


async def test_answers_take_their_time(api: FakeBotApi, bot: telegram.Bot) -> None:
    api.delay = 0.05
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*(bot.get_me() for _ in range(5)))
    assert 0.05 <= asyncio.get_running_loop().time() - started < 1


# --- as a process of its own


async def test_own_process(http: aiohttp.ClientSession) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.bot_api",
        "--token",
        TOKEN,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(await process.stdout.readline())}"

        async def call(verb: str, path: str, body: object = None) -> Any:
            async with http.request(verb, url + path, json=body) as response:
                return await response.json()

        said = await call(
            "POST", "/_control/act", {"person": 7, "do": "send", "with": {"text": "/start"}}
        )
        assert said[0]["text"] == "/start"
        assert await call("POST", "/_control/updates", [{"update_id": 5, "poll": {}}]) == [5]
        assert await call(
            "POST", "/_control/faults", {"kind": "429", "method": "sendMessage"}
        ) == {"ok": True}
        send = {"chat_id": 7, "text": "chào"}
        assert (await call("POST", f"/bot{TOKEN}/sendMessage", send))["error_code"] == 429
        assert (await call("POST", f"/bot{TOKEN}/sendMessage", send))["ok"]
        assert [post["text"] for post in await call("GET", "/_control/messages?chat_id=7")] == [
            "/start",
            "chào",
        ]
        state = await call("GET", "/_control/state")
        assert (state["pending"], state["chats"]["7"]["sendMessage"]) == (2, 1)
        assert [entry["done"] for entry in await call("GET", "/_control/log?chat_id=7")] == [
            False,
            True,
        ]
        assert "error" in await call(
            "POST", "/_control/act", {"person": 7, "do": "press", "with": {}}
        )
        assert await call("POST", "/_control/settings", {"outage": True}) == {"ok": True}
        with pytest.raises(aiohttp.ClientError):
            await call("GET", f"/bot{TOKEN}/getMe")
        await call("POST", "/_control/settings", {"outage": False, "delay": 0.01})
        assert (await call("GET", f"/bot{TOKEN}/getMe"))["ok"]
    finally:
        process.terminate()
        await process.wait()
