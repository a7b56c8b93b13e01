"""What the Bot Platform brings as `Inbound`s: every kind, every spelling, and whatever else may come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.zalo_bot_updates import events_in, to_inbound
from feedback.messages import Address, Attachment, Inbound

LAN = "e4ea2cd5189df1c3a88c"
AT = datetime(2025, 12, 24, 22, 53, 17, tzinfo=UTC)
PHOTO = "https://photo-stal-22.zdn.vn/jpg/1.jpg"


def event(name: str | None = "message.text.received", **message: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "message": {
            "from": {"id": LAN, "display_name": "Lan", "is_bot": False},
            "chat": {"id": LAN, "chat_type": "PRIVATE"},
            "message_id": "16f6366b3f02645a3d15",
            "date": 1766616797000,
            **message,
        }
    }
    return fields if name is None else {"event_name": name, **fields}


def read(fields: object) -> Inbound:
    found = to_inbound(fields)
    assert found is not None
    return found


def test_a_text() -> None:
    assert read(event(text="Xin chào")) == Inbound(
        event="16f6366b3f02645a3d15",
        address=Address("zalo_bot", LAN),
        chat=LAN,
        text="Xin chào",
        message="16f6366b3f02645a3d15",
        sent_at=AT,
    )


@pytest.mark.parametrize(
    "same",
    [
        event(None, text="Xin chào"),
        event(text="Xin chào", date=1766616797),
        event(text="Xin chào", date="1766616797000"),
        {**event(), "message": {**event(text="Xin chào")["message"], "from": {"id": LAN}}},
        {"event": "message.text.received", **event(None, text="Xin chào")},
        event(text="Xin chào", chat={"id": LAN, "type": "private"}),
        event(text="Xin chào", chat=None),
    ],
)
def test_the_same_in_other_words(same: dict[str, Any]) -> None:
    assert read(same) == read(event(text="Xin chào"))


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ({"photo": PHOTO}, Attachment("photo", PHOTO, mime="image/jpeg")),
        ({"photo_url": PHOTO}, Attachment("photo", PHOTO, mime="image/jpeg")),
        ({"photo": {"url": PHOTO}}, Attachment("photo", PHOTO, mime="image/jpeg")),
        ({"voice_url": PHOTO}, Attachment("voice", PHOTO, mime="audio/aac")),
        ({"sticker": "0e078a"}, Attachment("sticker", "0e078a")),
        ({"sticker": {"id": "0e078a"}}, Attachment("sticker", "0e078a")),
    ],
)
def test_what_is_attached(message: dict[str, Any], meant: Attachment) -> None:
    found = read(event("message.image.received", **message))
    assert found.attachments == (meant,)
    assert not found.unsupported
    captioned = read(event("message.image.received", caption="Đường hỏng", **message))
    assert (captioned.text, captioned.attachments) == ("Đường hỏng", (meant,))


@pytest.mark.parametrize(
    "fields",
    [
        event("message.unsupported.received"),
        event("message.file.received", file={"url": PHOTO}),
        event("message.image.received", photo="x" * 3000),
        event(text=7.5),
        event(text="   "),
    ],
)
def test_what_cannot_be_read_is_answered(fields: dict[str, Any]) -> None:
    assert read(fields).unsupported


@pytest.mark.parametrize(
    "fields",
    [
        None,
        [],
        {},
        "x",
        {"message": None},
        {"event_name": "bot.blocked", **event(None, text="x")},
        {"event_name": "message.text.sent", **event(None, text="x")},
        event(text="x", **{"from": {"id": "no id"}}),
        event(text="x", **{"from": {"id": LAN, "is_bot": True}}),
    ],
)
def test_what_is_no_message_of_a_person(fields: object) -> None:
    assert to_inbound(fields) is None


def test_a_group_is_no_private_chat() -> None:
    found = read(event(text="/thongke", chat={"id": "f00", "chat_type": "GROUP"}))
    assert (found.private, found.chat, found.address.account) == (False, "f00", LAN)


def test_without_an_id_the_same_event_is_known_again() -> None:
    one = event(text="x", message_id=None)
    assert read(one).event == read(dict(reversed(one.items()))).event
    assert read(one).event != read(event(text="y", message_id=None)).event
    assert read(one).message is None


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ({"ok": True, "result": event()}, 1),
        (event(), 1),
        ([event(), event()], 2),
        ({"result": [event(), None, {}]}, 1),
        ({"ok": True, "result": None}, 0),
        ({}, 0),
        (None, 0),
        ("x", 0),
    ],
)
def test_events_with_and_without_their_wrapper(answer: object, count: int) -> None:
    assert len(events_in(answer)) == count


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = ("text", "caption", "photo", "photo_url", "voice_url", "sticker", "date", "message_id")


@given(
    JSON | st.just("message.text.received"),
    JSON | st.just({"id": LAN}),
    JSON,
    st.dictionaries(st.sampled_from(NAMES), JSON),
)
def test_whatever_comes_is_an_event_or_none(
    name: Any, sender: Any, chat: Any, more: dict[str, Any]
) -> None:
    fields = {"event_name": name, "message": {"from": sender, "chat": chat, **more}}
    for each in (fields, {"result": fields}, [fields], sender, more):
        for found in events_in(each):
            inbound = to_inbound(found)
            assert inbound is None or (inbound.address.account and inbound.chat and inbound.event)
