"""Which methods and fields exist, and what type each field has.

The real API ignores unknown fields, so a misspelt one is never noticed. This one refuses them with a 400.
Source of the names: https://core.telegram.org/bots/api#available-methods, Bot API 10.1.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Json, bad_request

# One line per method: its name, then name:type of each field; "!" marks a required one, "+x" includes set x.
_SETS = {
    "to": "business_connection_id:str chat_id!:chat message_thread_id:int",
    "topic": "direct_messages_topic_id:int suggested_post_parameters:object",
    "how": "disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id:str"
    " reply_parameters:object",
    "send": "+to +topic +how reply_markup:object",
    "caption": "caption:str parse_mode:str caption_entities:array",
    "edited": "business_connection_id:str chat_id:chat message_id:int inline_message_id:str"
    " reply_markup:object",
}
_METHODS = """
getMe
getUpdates offset:int limit:int timeout:int allowed_updates:array
setWebhook url!:str certificate:file ip_address:str max_connections:int allowed_updates:array \
drop_pending_updates:bool secret_token:str
deleteWebhook drop_pending_updates:bool
getWebhookInfo
sendMessage +send text!:str parse_mode:str entities:array link_preview_options:object
sendPhoto +send +caption photo!:file show_caption_above_media:bool has_spoiler:bool
sendDocument +send +caption document!:file thumbnail:file disable_content_type_detection:bool
sendVoice +send +caption voice!:file duration:int
sendVideo +send +caption video!:file duration:int width:int height:int thumbnail:file cover:file \
start_timestamp:int show_caption_above_media:bool has_spoiler:bool supports_streaming:bool
sendMediaGroup +to +how direct_messages_topic_id:int media!:array
sendLocation +send latitude!:float longitude!:float horizontal_accuracy:float live_period:int heading:int \
proximity_alert_radius:int
sendContact +send phone_number!:str first_name!:str last_name:str vcard:str
sendChatAction +to action!:str
editMessageText +edited text!:str parse_mode:str entities:array link_preview_options:object \
rich_message:object
editMessageCaption +edited +caption show_caption_above_media:bool
editMessageReplyMarkup +edited
deleteMessage chat_id!:chat message_id!:int
deleteMessages chat_id!:chat message_ids!:array
answerCallbackQuery callback_query_id!:str text:str show_alert:bool url:str cache_time:int
getFile file_id!:str
setMyCommands commands!:array scope:object language_code:str
deleteMyCommands scope:object language_code:str
getMyCommands scope:object language_code:str
setMyName name:str language_code:str
getMyName language_code:str
setMyDescription description:str language_code:str
getMyDescription language_code:str
setMyShortDescription short_description:str language_code:str
getMyShortDescription language_code:str
setChatMenuButton chat_id:int menu_button:object
getChatMenuButton chat_id:int
getChat chat_id!:chat
getChatMember chat_id!:chat user_id!:int
getChatAdministrators chat_id!:chat return_bots:bool
leaveChat chat_id!:chat
"""

# What Telegram says when a required field is missing; the rest get the generic sentence.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "video": "there is no video in the request",
    "media": "there are no messages to send",
    "message_id": "message identifier is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "invalid file_id",
    "action": "wrong parameter action in request",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
}


@dataclass(frozen=True)
class Field:
    """One field of one method."""

    kind: str
    required: bool


@dataclass(frozen=True)
class Upload:
    """A file that came in the request itself."""

    name: str
    content: bytes
    content_type: str

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {len(self.content)} bytes)"  # the log must stay readable


def words(text: str) -> frozenset[str]:
    """Return a set of names written as one line of text."""
    return frozenset(text.split())


def _expand(line: str) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for word in line.split():
        if word.startswith("+"):
            fields |= _expand(_SETS[word[1:]])
        else:
            name, kind = word.split(":")
            fields[name.rstrip("!")] = Field(kind, name.endswith("!"))
    return fields


def _table() -> dict[str, dict[str, Field]]:
    lines = (line.partition(" ") for line in _METHODS.strip().splitlines())
    return {name: _expand(words) for name, _, words in lines}


METHODS = _table()
# "All methods in the Bot API are case-insensitive" - https://core.telegram.org/bots/api#making-requests
CANONICAL_NAMES = {name.lower(): name for name in METHODS}


def check(method: str, raw: Mapping[str, Any]) -> Json:
    """Return the fields in their types, or raise what is wrong with them.

    Form bodies carry everything as text, with nested values as JSON; JSON bodies may do either.
    """
    fields = METHODS[method]
    attached = _attached_names(raw)
    unknown = [name for name in raw if name not in fields and name not in attached]
    if unknown:
        raise bad_request(f'strict fake: {method} has no field "{unknown[0]}"')
    values: Json = {}
    for name, field in fields.items():
        value = raw.get(name)
        if value is None:
            if field.required:
                raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
            continue
        values[name] = _READERS[field.kind](name, value)
    # An attached file travels under a name of its own: https://core.telegram.org/bots/api#sending-files
    return values | {f"attach://{name}": raw[name] for name in attached if name in raw}


def _attached_names(raw: Mapping[str, Any]) -> set[str]:
    """Find every name an ``attach://`` speaks of, wherever it is nested."""
    texts = (
        value if isinstance(value, str) else json.dumps(value, default=repr)
        for value in raw.values()
    )
    return {name for text in texts for name in re.findall(r"attach://([\w.-]+)", text)}


def _wrong_type(name: str, expected: str) -> Exception:
    return bad_request(f'field "{name}" must be of type {expected}')


def _integer(name: str, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}", value.strip()):
        return int(value)
    raise _wrong_type(name, "Number")


def _number(name: str, value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _wrong_type(name, "Number") from None


def _truth(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else None
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0"):
        return False
    raise _wrong_type(name, "Boolean")


# The server drops \r and the invisible controls U+2028-U+202E, and turns other controls into spaces:
# clean_input_string in https://github.com/tdlib/td/blob/master/td/telegram/misc.cpp
_CLEANING: dict[int, str | None] = {code: " " for code in range(0x20) if code not in (0x09, 0x0A)}
_CLEANING |= dict.fromkeys((0x0D, *range(0x2028, 0x202F)))


def _string(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong_type(name, "String")
    return clean(value)


def clean(text: str) -> str:
    """Clean text as the server does, or refuse what is not Unicode text at all."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return text.translate(_CLEANING)


def _chat(name: str, value: Any) -> int | str:
    if isinstance(value, str) and re.fullmatch(r"@\w{4,32}", value):
        return value
    if isinstance(value, str) and not value.strip():
        raise bad_request(_MISSING["chat_id"])
    try:
        return _integer(name, value)
    except Exception:
        raise bad_request("chat not found") from None


def _nested(expected: type, label: str) -> Callable[[str, Any], Any]:
    def read(name: str, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
        if not isinstance(value, expected):
            raise _wrong_type(name, label)
        return value

    return read


def _file(name: str, value: Any) -> Upload | str:
    if isinstance(value, Upload):
        return value
    if isinstance(value, str) and value:
        return value
    raise bad_request(_MISSING.get(name, f"there is no {name} in the request"))


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "int": _integer,
    "float": _number,
    "bool": _truth,
    "str": _string,
    "chat": _chat,
    "array": _nested(list, "Array"),
    "object": _nested(dict, "Object"),
    "file": _file,
}
