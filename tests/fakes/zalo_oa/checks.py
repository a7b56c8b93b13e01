"""What a call may hold. Anything else is refused, so that a slip of ours is seen here."""

from typing import Any

BUTTONS = 5
LONGEST_TEXT = 2000
LONGEST_TITLE = 100
LONGEST_PAYLOAD = 1000
BUTTON_TYPES = ("oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.phone", "oa.open.sms")


class Refusal(Exception):
    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number = number


def need(so: object, why: str, number: int = -201) -> None:
    if not so:
        raise Refusal(number, why)


def only(fields: object, *names: str) -> dict[str, Any]:
    need(isinstance(fields, dict), "an object is needed")
    unknown = set(fields) - set(names)  # type: ignore[call-overload]
    need(not unknown, f"unknown fields {sorted(unknown)}")
    return fields  # type: ignore[return-value]


def text(value: object, longest: int, what: str) -> str:
    need(isinstance(value, str) and value.strip(), f"{what} is needed")
    assert isinstance(value, str)
    # Counted as the narrowest reading of "characters" would.
    need(len(value.encode("utf-16-le")) // 2 <= longest, f"{what} is longer than {longest}")
    return value


def check_message(body: object) -> tuple[str, dict[str, Any]]:
    """Return whom a consulting message is for, and the message."""
    fields = only(body, "recipient", "message")
    to = text(only(fields.get("recipient"), "user_id").get("user_id"), 64, "user_id")
    message = only(fields.get("message"), "text", "attachment")
    attachment = message.get("attachment")
    if attachment is None:
        text(message.get("text"), LONGEST_TEXT, "text")
        return to, message
    only(attachment, "type", "payload")
    if attachment.get("type") == "file":
        need("text" not in message, "a file takes no text")
        text(only(attachment["payload"], "token").get("token"), 200, "token")
        return to, message
    need(attachment.get("type") == "template", "attachment type")
    payload = only(attachment.get("payload"), "template_type", "buttons", "elements")
    kind = payload.get("template_type")
    if kind is None:
        only(payload, "buttons")
        text(message.get("text"), LONGEST_TEXT, "text")
        check_buttons(payload.get("buttons"))
        return to, message
    only(payload, "template_type", "elements")
    elements = payload.get("elements")
    need(isinstance(elements, list) and len(elements) == 1, "one element")
    if kind == "media":
        only(elements[0], "media_type", "attachment_id")
        need(elements[0].get("media_type") == "image", "media type")
        text(elements[0].get("attachment_id"), 200, "attachment_id")
        if "text" in message:
            text(message["text"], LONGEST_TEXT, "text")
        return to, message
    need(kind == "request_user_info", "template type")
    need("text" not in message, "a card takes no text")
    only(elements[0], "title", "subtitle", "image_url")
    text(elements[0].get("title"), 100, "title")
    text(elements[0].get("subtitle"), 500, "subtitle")
    need(str(elements[0].get("image_url")).startswith("https://"), "image_url")
    return to, message


def check_buttons(buttons: object) -> None:
    need(isinstance(buttons, list) and 1 <= len(buttons) <= BUTTONS, "1 to 5 buttons")
    assert isinstance(buttons, list)
    for each in buttons:
        only(each, "title", "type", "payload")
        text(each.get("title"), LONGEST_TITLE, "title")
        need(each.get("type") in BUTTON_TYPES, "button type")
        if each["type"] == "oa.open.url":
            need(str(only(each["payload"], "url").get("url")).startswith("https://"), "url")
        else:
            text(each.get("payload"), LONGEST_PAYLOAD, "payload")


def check_notice(body: object) -> tuple[str, str, dict[str, str]]:
    """Return whom a notice is for, its template and its fields."""
    fields = only(body, "user_id", "template_id", "template_data")
    to = text(fields.get("user_id"), 64, "user_id")
    template = text(fields.get("template_id"), 64, "template_id")
    data = fields.get("template_data")
    need(isinstance(data, dict) and data, "template_data")
    assert isinstance(data, dict)
    for name, value in data.items():
        text(value, 200, name)
    return to, template, data
