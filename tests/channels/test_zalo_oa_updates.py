"""Zalo's events as `Inbound`s: every kind, both spellings, and whatever else may come."""
# ruff: noqa: E501  (the tables read best one to a line)

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.zalo_oa_updates import STALE, app_of, mark_press, read_press, sent_at, to_inbound
from feedback.messages import Address, Attachment, Contact, Inbound, Location

KEY = b"a key"
LAN = "2468412345678901234"
AT = "1543908534740"
URL = "https://f20.zpc.zdn.vn/jpg/1.jpg"


def event(name: str, message: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "app_id": "360846524940903967",
        "sender": {"id": LAN},
        "user_id_by_app": "552177279717587730",
        "recipient": {"id": "388613280878808645"},
        "event_name": name,
        "timestamp": AT,
        **more,
    }
    if message is not None:
        fields["message"] = {"msg_id": "96d3cdf3af150460909", **message}
    return fields


def attached(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"attachments": [{"type": kind, "payload": payload}]}


def read(fields: object) -> Inbound:
    found = to_inbound(fields, KEY)
    assert found is not None
    return found


def test_a_text() -> None:
    found = read(event("user_send_text", {"text": "xin chào"}))
    assert found == Inbound(
        event="96d3cdf3af150460909",
        address=Address("zalo_oa", LAN),
        chat=LAN,
        text="xin chào",
        message="96d3cdf3af150460909",
        sent_at=datetime(2018, 12, 4, 7, 28, 54, 740000, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("name", "kind", "payload", "meant"),
    [
        ("image", "image", {"url": URL, "thumbnail": URL}, Attachment("photo", URL, mime="image/jpeg")),
        ("gif", "gif", {"url": URL}, Attachment("photo", URL, mime="image/gif")),
        ("audio", "audio", {"url": URL}, Attachment("voice", URL, mime="audio/mpeg")),
        ("video", "video", {"url": URL, "thumbnail": "x"}, Attachment("video", URL, mime="video/mp4")),
        ("sticker", "sticker", {"id": "23311"}, Attachment("sticker", "23311")),
        ("sticker", "sticker", {"id": 23311, "url": URL}, Attachment("sticker", URL)),
        ("file", "file", {"url": URL, "size": "240", "name": "đơn.pdf", "type": "pdf"}, Attachment("file", URL, 240, name="đơn.pdf")),
        ("file", "file", {"url": URL, "size": 10**9}, Attachment("file", URL, 10**9, too_large=True)),
        ("file", "file", {"url": URL, "size": "lớn"}, Attachment("file", URL)),
    ],
)  # fmt: skip
def test_what_is_attached(
    name: str, kind: str, payload: dict[str, Any], meant: Attachment
) -> None:
    found = read(event(f"user_send_{name}", {"text": "đây", **attached(kind, payload)}))
    assert found.attachments == (meant,)
    assert found.text == "đây"
    assert not found.unsupported


@pytest.mark.parametrize(
    "payload",
    [
        {"coordinates": {"latitude": "20.49", "longitude": "105.92"}},
        {"coordinates": {"lat": 20.49, "long": 105.92}},
        {"latitude": "20.49", "longitude": 105.92},
        {"location": {"lat": "20.49", "lon": "105.92"}},
    ],
)
def test_a_place_under_either_name(payload: dict[str, Any]) -> None:
    found = read(event("user_send_location", attached("location", payload)))
    assert found.location == Location(20.49, 105.92)
    assert read(event("user_send_location", payload)).location == Location(20.49, 105.92)


@pytest.mark.parametrize(
    "point",
    [
        {"lat": "north", "long": 1},
        {"lat": 91, "long": 1},
        {"lat": True, "long": 1},
        {"lat": 1},
        {},
    ],
)
def test_a_place_that_is_none_is_told_so(point: dict[str, Any]) -> None:
    found = read(event("user_send_location", attached("location", {"coordinates": point})))
    assert found.location is None
    assert found.unsupported


def test_a_link_is_its_words_and_address() -> None:
    link = attached(
        "link", {"title": "Tin mới", "url": "https://binhluc.vn/1", "description": "x"}
    )
    assert read(event("user_send_link", link)).text == "Tin mới\nhttps://binhluc.vn/1"
    same = {"text": "https://binhluc.vn/1", **attached("link", {"url": "https://binhluc.vn/1"})}
    assert read(event("user_send_link", same)).text == "https://binhluc.vn/1"


@pytest.mark.parametrize(
    ("payload", "meant"),
    [
        ({"description": '{"caption":"Ông Minh","phone":"84912345678"}', "url": URL}, Contact("+84912345678", "Ông Minh", own=False)),
        ({"description": '{"phone": 912345678}'}, Contact("912345678", "", own=False)),
        ({"phone": "0912 345 678", "name": "Bà Lan"}, Contact("0912345678", "Bà Lan", own=False)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["link", "business_card"])
def test_a_business_card(kind: str, payload: dict[str, Any], meant: Contact) -> None:
    found = read(event("user_send_business_card", attached(kind, payload)))
    assert found.contact == meant
    assert not found.text


def test_a_card_without_a_number_is_told_so() -> None:
    found = read(event("user_send_business_card", attached("business_card", {"description": "{"})))
    assert found.contact is None
    assert found.unsupported


@pytest.mark.parametrize(
    ("phone", "meant"),
    [
        ("84912345678", "+84912345678"),
        (84912345678, "+84912345678"),
        ("0912345678", "0912345678"),
        ("+84 912.345.678", "+84912345678"),
    ],
)
def test_shared_information_with_the_number_as_words_or_as_a_number(
    phone: str | int, meant: str
) -> None:
    info = {"name": "Trần Văn Bình", "phone": phone, "address": "Xóm 3", "city": "Ninh Bình"}
    found = read(event("user_submit_info", info=info))
    assert found.contact == Contact(meant, "Trần Văn Bình", own=True)
    assert found.event == f"user_submit_info:{LAN}:{AT}"


@pytest.mark.parametrize("info", [{}, {"phone": ""}, {"phone": "không"}, None])
def test_shared_information_without_a_number_is_nothing(info: object) -> None:
    assert to_inbound(event("user_submit_info", info=info), KEY) is None


def test_a_follow_begins_and_an_unfollow_and_a_withdrawal_are_noted() -> None:
    follower = {"app_id": "1", "event_name": "follow", "follower": {"id": LAN}, "timestamp": AT}
    assert read(follower).text == "/start"
    assert read(follower).address.account == LAN
    gone = read({**follower, "event_name": "unfollow"})
    assert (gone.notice, gone.event) == ("blocked", f"unfollow:{LAN}:{AT}")
    withdrawn = {"app_id": "1", "event_name": "user_withdraw", "user_id": LAN, "timestamp": AT}
    assert read(withdrawn).notice == "withdrew"


@pytest.mark.parametrize(
    "name",
    [
        "oa_send_text",
        "oa_send_image",
        "user_seen_message",
        "user_received_message",
        "",
        "anonymous",
    ],
)
def test_echoes_and_other_news_are_left_alone(name: str) -> None:
    assert to_inbound(event(name, {"text": "x"}), KEY) is None


@pytest.mark.parametrize("name", ["user_send_text", "follow", "unfollow", "user_submit_info"])
def test_an_event_of_nobody_is_nothing(name: str) -> None:
    nobody = event(name, {"text": "x"}, sender={"id": "a b"}, info={"phone": "0912345678"})
    assert to_inbound(nobody, KEY) is None


def test_ids_as_numbers_are_read_to_the_last_digit() -> None:
    found = read(event("user_send_text", {"text": "x"}, sender={"id": 9007199254740993}))
    assert found.address.account == "9007199254740993"


def test_what_cannot_be_read_is_told_so() -> None:
    assert read(event("user_send_image", {"attachments": [{"type": "image"}]})).unsupported
    assert read(event("user_send_image", {"attachments": "x"})).unsupported
    assert read(event("user_send_text", {})).unsupported
    odd = read(event("user_send_file", attached("hologram", {"url": URL})))
    assert odd.unsupported


# Presses


def test_a_press_comes_back_as_a_text() -> None:
    payload = mark_press("q:abc234:4:yes", LAN, KEY)
    found = read(event("user_send_text", {"text": payload}))
    assert (found.press, found.text, found.unsupported) == ("q:abc234:4:yes", "", False)
    assert read_press(mark_press("c:tracuu ABC", LAN, KEY), LAN, KEY) == "c:tracuu ABC"


@pytest.mark.parametrize("data", ["erase:yes:1", "q:abc234:4:yes"])
def test_nobody_presses_by_typing(data: str) -> None:
    others = mark_press(data, "2468400000000000002", KEY)
    for typed in (others, mark_press(data, LAN, b"another key"), f"#{data} aaaaaaaaaa"):
        assert read_press(typed, LAN, KEY) == STALE
    for typed in (f"#{data}", data, f"#{data} ", "#khẩn cấp", "# a"):
        assert read_press(typed, LAN, KEY) is None
    assert read(event("user_send_image", {"text": mark_press(data, LAN, KEY)})).press is None


@given(
    st.text(
        min_size=1, max_size=64, alphabet=st.characters(codec="ascii", exclude_characters="\n")
    )
)
def test_every_payload_of_ours_comes_apart_again(data: str) -> None:
    payload = mark_press(data, LAN, KEY)
    assert read_press(payload, LAN, KEY) == data
    assert len(payload) <= 1000


# Anything


@pytest.mark.parametrize(
    ("said", "at"),
    [
        (AT, datetime(2018, 12, 4, 7, 28, 54, 740000, tzinfo=UTC)),
        (int(AT), datetime(2018, 12, 4, 7, 28, 54, 740000, tzinfo=UTC)),
        ("1543908534", datetime(2018, 12, 4, 7, 28, 54, tzinfo=UTC)),
        ("soon", None),
        ("9" * 30, None),
        ("9" * 15, None),
        (None, None),
    ],
)
def test_when_it_happened(said: object, at: datetime | None) -> None:
    assert sent_at({"timestamp": said}) == at
    assert app_of({"app_id": 360846524940903967}) == "360846524940903967"
    assert app_of(None) == ""


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = ("user_send_text", "user_send_image", "user_send_location", "user_submit_info", "follow", "user_withdraw")  # fmt: skip


@given(st.sampled_from(NAMES), json, json, json)
def test_no_event_makes_the_translation_fall(
    name: str, sender: Any, message: Any, part: Any
) -> None:
    fields = {
        "event_name": name,
        "sender": sender,
        "message": message,
        "info": part,
        "timestamp": part,
    }
    for each in (sender, fields, event(name, {"text": part, "attachments": [part, {"type": "link", "payload": part}]})):  # fmt: skip
        found = to_inbound(each, KEY)
        assert found is None or found.address.account
