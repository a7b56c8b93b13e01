"""Methods that put new messages into a chat: https://core.telegram.org/bots/api#available-methods."""

from collections.abc import Callable
from typing import Any

from .errors import Json, bad_request
from .fields import Upload, words
from .formatting import read_caption, read_text
from .keyboards import check_markup
from .media import describe
from .world import Chat, World

_ACTIONS = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker"
    " find_location record_video_note upload_video_note"
)
_ALBUM = range(
    2, 11
)  # "must include 2-10 items", https://core.telegram.org/bots/api#sendmediagroup
_ALBUM_FIELDS = words(
    "type media caption parse_mode caption_entities show_caption_above_media has_spoiler thumbnail cover"
    " width height duration start_timestamp supports_streaming disable_content_type_detection"
)
_REPLY_FIELDS = words(
    "message_id chat_id allow_sending_without_reply quote quote_parse_mode quote_entities quote_position"
    " checklist_task_id poll_option_id"
)
_PREVIEW_FIELDS = words("is_disabled url prefer_small_media prefer_large_media show_above_text")


def check_preview(options: Json | None) -> None:
    """Refuse a misspelt LinkPreviewOptions."""
    if options and not _PREVIEW_FIELDS.issuperset(options):
        raise bad_request("strict fake: link_preview_options has an unknown field")


def send_message(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#sendmessage."""
    formatted = read_text(fields["text"], fields.get("parse_mode"), fields.get("entities"))
    check_preview(fields.get("link_preview_options"))
    content: Json = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = formatted.entities
    return _send(world, fields, content)


def _send_file(kind: str) -> Callable[[World, Json], Json]:
    def send(world: World, fields: Json) -> Json:
        chat = world.chat_to_write_to(fields["chat_id"])
        given = _resolve(fields[kind], fields)
        caption = _caption(fields)
        check_markup(fields.get("reply_markup"), private=chat.private)
        content = describe(world.files.accept(kind, given), world.files) | caption
        return _send(world, fields, content)

    return send


def _caption(fields: Json) -> Json:
    formatted = read_caption(
        fields.get("caption"), fields.get("parse_mode"), fields.get("caption_entities")
    )
    caption: Json = {"caption": formatted.text} if formatted.text else {}
    return caption | ({"caption_entities": formatted.entities} if formatted.entities else {})


def _resolve(given: Upload | str, fields: Json) -> Upload | str:
    if isinstance(given, str) and given.startswith("attach://"):
        attached = fields.get(given)
        if not isinstance(attached, Upload):
            raise bad_request("can't find the file to upload by its attach name")
        return attached
    return given


def _send(world: World, fields: Json, content: Json) -> Json:
    chat = world.chat_to_write_to(fields["chat_id"])
    markup = check_markup(fields.get("reply_markup"), private=chat.private)
    extra = _reply(world, chat, fields.get("reply_parameters"))
    if fields.get("protect_content"):
        extra["has_protected_content"] = True
    return world.post(chat, world.bot, content | extra, markup).body


def _reply(world: World, chat: Chat, parameters: Json | None) -> Json:
    if not parameters:
        return {}
    if not _REPLY_FIELDS.issuperset(parameters):
        raise bad_request("strict fake: reply_parameters has an unknown field")
    source = chat.posts.get(parameters.get("message_id", 0))
    if source is None or source.deleted:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in source.body.items() if k != "reply_to_message"}}


def send_media_group(world: World, fields: Json) -> list[Json]:
    """https://core.telegram.org/bots/api#sendmediagroup."""
    chat = world.chat_to_write_to(fields["chat_id"])
    media = fields["media"]
    if len(media) not in _ALBUM:
        raise bad_request("media must include 2-10 items")
    if any(not isinstance(item, dict) or not _ALBUM_FIELDS.issuperset(item) for item in media):
        raise bad_request("can't parse InputMedia: expected an Object with known fields")
    kinds = {item.get("type") for item in media}
    if kinds - {"photo", "video", "document"}:
        raise bad_request("can't parse InputMedia: type of the media is unsupported")
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    group = {"media_group_id": str(13_000_000_000_000_000 + world.serial())}
    contents = [_album_item(world, item, fields) | group for item in media]
    extra = _reply(world, chat, fields.get("reply_parameters"))
    return [world.post(chat, world.bot, content | extra).body for content in contents]


def _album_item(world: World, item: Json, fields: Json) -> Json:
    if not isinstance(item.get("media"), str):
        raise bad_request("media not found")
    stored = world.files.accept(item["type"], _resolve(item["media"], fields))
    return describe(stored, world.files) | _caption(item)


def send_location(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#sendlocation."""
    if abs(fields["latitude"]) > 90 or abs(fields["longitude"]) > 180:
        raise bad_request("wrong location specified")
    return _send(world, fields, {"location": {k: fields[k] for k in ("latitude", "longitude")}})


def send_contact(world: World, fields: Json) -> Json:
    """https://core.telegram.org/bots/api#sendcontact."""
    names = ("phone_number", "first_name", "last_name", "vcard")
    return _send(
        world, fields, {"contact": {name: fields[name] for name in names if name in fields}}
    )


def send_chat_action(world: World, fields: Json) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    world.chat_to_write_to(fields["chat_id"])
    if fields["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


SENDING: dict[str, Callable[[World, Json], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": _send_file("photo"),
    "sendDocument": _send_file("document"),
    "sendVoice": _send_file("voice"),
    "sendVideo": _send_file("video"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "sendChatAction": send_chat_action,
}
