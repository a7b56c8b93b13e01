"""What may stand under a message: https://core.telegram.org/bots/api#inlinekeyboardmarkup and the like."""

import re
from typing import Any
from urllib.parse import urlsplit

from .errors import Json, bad_request
from .fields import clean

MAX_CALLBACK_DATA = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_BUTTONS = 100  # in one message; not on the reference page, refused by the server
MAX_BUTTONS_IN_A_ROW = (
    8  # not on the reference page; the server cuts longer rows, we refuse so that tests notice
)

_INLINE_ACTIONS = {
    "url": str,
    "callback_data": str,
    "web_app": dict,
    "login_url": dict,
    "switch_inline_query": str,
    "switch_inline_query_current_chat": str,
    "switch_inline_query_chosen_chat": dict,
    "copy_text": dict,
    "callback_game": dict,
    "pay": bool,
}
_LOOKS = {"text": str, "icon_custom_emoji_id": str, "style": str}
_KEY_REQUESTS: dict[str, type] = {
    "request_users": dict,
    "request_chat": dict,
    "request_managed_bot": dict,
    "request_contact": bool,
    "request_location": bool,
    "request_poll": dict,
    "web_app": dict,
}
_MARKUPS: dict[str, dict[str, type]] = {
    "inline_keyboard": {"inline_keyboard": list},
    "keyboard": {
        "keyboard": list,
        "is_persistent": bool,
        "resize_keyboard": bool,
        "one_time_keyboard": bool,
        "input_field_placeholder": str,
        "selective": bool,
    },
    "remove_keyboard": {"remove_keyboard": bool, "selective": bool},
    "force_reply": {"force_reply": bool, "input_field_placeholder": str, "selective": bool},
}
_PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "web_app": "web App buttons can be used in private chats only",
}


def check_markup(markup: Json | None, *, private: bool) -> Json | None:
    """Refuse a bad reply_markup; return it, or None for an inline keyboard without a button."""
    if markup is None or markup == {}:
        return None
    kind = next((kind for kind in _MARKUPS if kind in markup), None)
    if kind is None:
        raise bad_request("object expected as reply markup")
    _check_members(markup, _MARKUPS[kind], "reply markup")
    if kind == "inline_keyboard":
        return _check_inline(markup["inline_keyboard"], private=private)
    if kind == "keyboard":
        _check_reply_keyboard(markup["keyboard"], private=private)
    elif markup[kind] is not True:
        raise bad_request(f'can\'t parse reply markup: field "{kind}" must be True')
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= 64:
        raise bad_request("input field placeholder must be 1-64 characters long")
    return markup


def check_inline_only(markup: Json | None, *, private: bool) -> Json | None:
    """Refuse anything but an inline keyboard, as every edit does."""
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return check_markup(markup, private=private)


def _check_members(thing: Any, members: dict[str, type], what: str) -> None:
    if not isinstance(thing, dict):
        raise bad_request(f"can't parse {what}: expected an Object")
    for name, value in thing.items():
        if name not in members:
            raise bad_request(f'strict fake: {what} has no field "{name}"')
        if not isinstance(value, members[name]):
            raise bad_request(
                f'can\'t parse {what}: field "{name}" must be of type {members[name].__name__}'
            )
        if isinstance(value, str):
            clean(value)


def _rows(keyboard: list[Any]) -> list[list[Any]]:
    if not all(isinstance(row, list) for row in keyboard):
        raise bad_request("can't parse keyboard: expected an Array of Arrays of buttons")
    if sum(map(len, keyboard)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > MAX_BUTTONS_IN_A_ROW for row in keyboard):
        raise bad_request(
            f"reply markup is too long: more than {MAX_BUTTONS_IN_A_ROW} buttons in a row"
        )
    return keyboard


def _check_inline(keyboard: list[Any], *, private: bool) -> Json | None:
    rows = _rows(keyboard)
    for row in rows:
        for button in row:
            _check_inline_button(button, private=private)
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _check_inline_button(button: Any, *, private: bool) -> None:
    what = "inline keyboard button"
    _check_members(button, _LOOKS | _INLINE_ACTIONS, what)
    if not button.get("text", "").strip():
        raise bad_request(f'can\'t parse {what}: field "text" must be non-empty')
    actions = [name for name in _INLINE_ACTIONS if name in button]
    if not actions:
        raise bad_request(f"can't parse {what}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"strict fake: an {what} does one thing, not {' and '.join(actions)}")
    if (
        "callback_data" in button
        and not 1 <= len(button["callback_data"].encode()) <= MAX_CALLBACK_DATA
    ):
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(button["url"])
    if "web_app" in button and not private:
        raise bad_request("BUTTON_TYPE_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in ("http", "https", "tg", "ton") or not re.fullmatch(
        r"[^\s/]+", parts.netloc
    ):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_reply_keyboard(keyboard: list[Any], *, private: bool) -> None:
    for row in _rows(keyboard):
        for key in row:
            if isinstance(key, str):
                key = {
                    "text": key
                }  # "For simple text buttons, String can be used instead of this object"
            _check_members(key, _LOOKS | _KEY_REQUESTS, "keyboard button")
            if not key.get("text", "").strip():
                raise bad_request("keyboard button text must be non-empty")
            asked = next((name for name in _PRIVATE_ONLY if key.get(name)), None)
            if asked and not private:
                raise bad_request(_PRIVATE_ONLY[asked])
