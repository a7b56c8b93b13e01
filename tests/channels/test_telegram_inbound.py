"""Telegram's updates become `Inbound`s; one file of `payloads/telegram` for each kind."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.telegram_updates import to_inbound
from feedback.messages import Address, Attachment, Contact, Inbound, Location
from feedback.text import clean

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "telegram").glob("*.json"))


def expected(given_: dict[str, Any]) -> Inbound:
    made: dict[str, Any] = dict(given_)
    made["address"] = Address(*made["address"])
    made["attachments"] = tuple(Attachment(**each) for each in made.get("attachments", ()))
    for name, kind in (("location", Location), ("contact", Contact)):
        if name in made:
            made[name] = kind(**made[name])
    if "sent_at" in made:
        made["sent_at"] = datetime.fromisoformat(made["sent_at"])
    return Inbound(**made)


@pytest.mark.parametrize("path", PAYLOADS, ids=[path.stem for path in PAYLOADS])
def test_every_kind_of_update(path: Path) -> None:
    sample = json.loads(path.read_text())
    wanted = sample["inbound"]
    found = to_inbound(sample["update"], "langnghe_bot")
    assert found == (None if wanted is None else expected(wanted)), sample["says"]


def private(**content: Any) -> dict[str, Any]:
    chat = {"id": 1001, "type": "private"}
    person = {"id": 1001, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    return {"update_id": 1, "message": {"message_id": 5, "from": person, "chat": chat, **content}}


def test_a_command_is_read_from_what_was_typed() -> None:
    inbound = to_inbound(private(text="/gopy@LangNghe_bot hè phố"), "langnghe_bot")
    assert inbound is not None
    assert inbound.command == ("gopy", "hè phố")


def test_neither_a_forwarded_nor_an_edited_command_is_one() -> None:
    forwarded = to_inbound(private(text="//xuat", forward_date=1))
    edited = {"update_id": 2, "edited_message": private(text="/xuat")["message"]}
    corrected = to_inbound(edited)
    assert forwarded is not None
    assert forwarded.command is None
    assert corrected is not None
    assert corrected.command is None


def test_half_an_emoji_does_not_reach_the_database() -> None:
    inbound = to_inbound(private(text="tốt \ud83d", contact={"phone_number": "0\ud83d"}))
    assert inbound is not None
    inbound.text.encode()
    assert inbound.contact is not None
    inbound.contact.phone.encode()


def test_a_photo_without_its_words_and_words_without_a_photo() -> None:
    """Zammad #774 lost the words of a photo; here neither loses the other."""
    photo = [{"file_id": "p", "width": 1, "height": 1}]
    both = to_inbound(private(photo=photo, caption="Ổ gà"))
    bare = to_inbound(private(photo=photo))
    assert both is not None
    assert (both.text, len(both.attachments)) == ("Ổ gà", 1)
    assert bare is not None
    assert (bare.text, bare.unsupported) == ("", False)


@pytest.mark.parametrize("id", [None, "7", 7.5, True, 2**64, [], {}])
def test_without_an_id_nothing_can_be_acknowledged(id: object) -> None:
    assert to_inbound({**private(text="x"), "update_id": id}) is None


@pytest.mark.parametrize("id", [-5, 0, 2**40])
def test_ids_may_be_any_number(id: int) -> None:
    inbound = to_inbound({**private(text="x"), "update_id": id})
    assert inbound is not None
    assert inbound.event == str(id)


def test_odd_times_are_no_times() -> None:
    for odd in (None, -1, 2**40, "now", True, 1.5):
        inbound = to_inbound(private(text="x", date=odd))
        assert inbound is not None
        assert inbound.sent_at is None


def test_odd_ids_of_files_are_no_files() -> None:
    for odd in ("", "a\nb", "đ", "x" * 600, 7, None):
        inbound = to_inbound(private(voice={"file_id": odd}))
        assert inbound is not None
        assert inbound.unsupported


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=4)
    ),
    max_leaves=12,
)


def _names(sample: object) -> set[str]:
    if isinstance(sample, dict):
        return set(sample) | {name for value in sample.values() for name in _names(value)}
    if isinstance(sample, list):
        return {name for value in sample for name in _names(value)}
    return set()


SAMPLES = [json.loads(path.read_text())["update"] for path in PAYLOADS]
NAMES = sorted(_names(SAMPLES))


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """A real update in which something was replaced by anything."""
    sample = json.loads(json.dumps(draw(st.sampled_from(SAMPLES))))
    for _ in range(draw(st.integers(1, 4))):
        place: Any = sample
        while isinstance(place, dict) and place:
            name = draw(st.sampled_from(sorted(place)))
            if draw(st.booleans()) or not isinstance(place[name], dict):
                place[draw(st.sampled_from([name, *NAMES]))] = draw(anything)
                break
            place = place[name]
    return sample


def total(update: Any) -> None:
    found = to_inbound(update, "langnghe_bot")
    if found is None:
        return
    assert found.event.lstrip("-").isdigit()
    assert found.chat.lstrip("-").isdigit()
    assert found.text == clean(found.text)
    for each in fields(found):
        value = getattr(found, each.name)
        if isinstance(value, str):
            value.encode()
    said = found.text or found.attachments or found.location or found.contact
    assert said or found.unsupported or found.notice or found.press is not None


@given(anything | st.dictionaries(st.sampled_from(NAMES), anything))
@example(None)
@example([])
@example({"update_id": 1, "message": None})
@example({"update_id": 1, "message": {"from": {"id": 1}, "chat": {"id": float("nan")}}})
def test_any_json_gives_an_event_or_nothing(update: Any) -> None:
    total(update)


@given(broken())
def test_any_broken_update_gives_an_event_or_nothing(update: Any) -> None:
    total(update)


def test_deep_nesting_is_not_walked() -> None:
    deep: Any = "x"
    for _ in range(50_000):
        deep = [deep]
    assert to_inbound(private(text=deep, photo=deep)) is not None
    while isinstance(deep, list):  # taken apart by hand: freeing it at once would recurse
        deep = deep[0]
