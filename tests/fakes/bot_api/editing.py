"""Methods that change or answer what is there: https://core.telegram.org/bots/api#updating-messages."""

from collections.abc import Callable
from typing import Any

from .errors import Json, bad_request
from .formatting import Formatted, read_caption, read_text, utf16_length
from .keyboards import check_inline_only
from .sending import check_preview
from .world import Chat, Post, World

MAX_CALLBACK_ANSWER = 200  # https://core.telegram.org/bots/api#answercallbackquery
MAX_DELETED_AT_ONCE = 100  # https://core.telegram.org/bots/api#deletemessages
DELETABLE_FOR = 48 * 3600  # seconds, https://core.telegram.org/bots/api#deletemessage

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"


def edit_text(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#editmessagetext."""
    formatted = read_text(fields["text"], fields.get("parse_mode"), fields.get("entities"))
    check_preview(fields.get("link_preview_options"))
    chat, post = _to_edit(world, fields)
    if "text" not in post.body:
        raise bad_request("there is no text in the message to edit")
    return _replace(world, chat, post, fields, _content("text", "entities", formatted))


def edit_caption(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    formatted = read_caption(
        fields.get("caption"), fields.get("parse_mode"), fields.get("caption_entities")
    )
    chat, post = _to_edit(world, fields)
    if not {"photo", "document", "voice", "video"} & post.body.keys():
        raise bad_request("there is no caption in the message to edit")
    return _replace(world, chat, post, fields, _content("caption", "caption_entities", formatted))


def edit_markup(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    chat, post = _to_edit(world, fields)
    return _replace(world, chat, post, fields, {})


def _content(text: str, entities: str, formatted: Formatted) -> Json:
    return {text: formatted.text or None, entities: formatted.entities or None}


def _to_edit(world: World, fields: Json) -> tuple[Chat, Post]:
    if "inline_message_id" in fields:
        raise bad_request("MESSAGE_ID_INVALID")  # the fake has no inline mode
    if "chat_id" not in fields:
        raise bad_request("chat_id is empty")
    chat = world.chat_to_write_to(fields["chat_id"])
    post = world.find_post(chat, fields.get("message_id"), "edit")
    if not post.editable:
        raise bad_request("message can't be edited")
    return chat, post


def _replace(world: World, chat: Chat, post: Post, fields: Json, content: Json) -> Json:
    # An edit without reply_markup takes the keyboard away
    markup = check_inline_only(fields.get("reply_markup"), private=chat.private)
    content = content | {"reply_markup": markup}
    if all(post.body.get(name) == value for name, value in content.items()):
        raise bad_request(_NOT_MODIFIED)
    body = {name: value for name, value in (post.body | content).items() if value is not None}
    post.body = body | {"edit_date": world.now()}
    post.reply_markup = markup
    world.touch(post)
    return post.body


def delete_message(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#deletemessage."""
    chat = world.chat_to_write_to(fields["chat_id"])
    _delete(world, chat, world.find_post(chat, fields["message_id"], "delete"))
    return True


def delete_messages(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#deletemessages: those that are gone are skipped."""
    ids = fields["message_ids"]
    if not 1 <= len(ids) <= MAX_DELETED_AT_ONCE:
        raise bad_request(
            "message identifiers are not specified" if not ids else "too many message identifiers"
        )
    chat = world.chat_to_write_to(fields["chat_id"])
    for post in [chat.posts[i] for i in ids if i in chat.posts and not chat.posts[i].deleted]:
        _delete(world, chat, post)
    return True


def _delete(world: World, chat: Chat, post: Post) -> None:
    too_old = world.now() - post.body["date"] > DELETABLE_FOR
    theirs = not post.by_bot and not chat.private and chat.bot_status != "administrator"
    if too_old or theirs:
        raise bad_request("message can't be deleted")
    post.deleted = True
    world.touch(post)


def answer_callback(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    press = world.presses.get(fields["callback_query_id"])
    if press is None or press.answered or world.clock() - press.at > world.callback_lifetime:
        raise bad_request(_QUERY_GONE)
    if utf16_length(fields.get("text", "")) > MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if "url" in fields and not fields["url"].startswith(("https://t.me/", "t.me/")):
        raise bad_request("URL_INVALID")
    press.answer = {name: fields[name] for name in ("text", "show_alert", "url") if name in fields}
    world.changed.beat()
    return True


EDITING: dict[str, Callable[[World, Json], Any]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback,
}
