"""Buttons, codes and commands of somebody else: nothing is learnt, nothing changes."""

from __future__ import annotations

import os
import random
import re

import pytest

from bot.app import App
from bot.settings import Settings
from feedback.code import ALPHABET
from feedback.messages import Address
from tests.bot.phones import Clock, labels
from tests.faults.wire import Wire, quiet, serving

PROOF = os.environ.get("HYPOTHESIS_PROFILE") == "proof"
STEPS = 50_000 if PROOF else 600
CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}-[{ALPHABET}]{{4}}\b")
LAN, CHIEF, GROUP = 1001, 9000, -100_777
SECRETS = ("Hũ mắm tôm CANARY", "Trần Thị Canary", "0912345678")
ADMIN = ("/thongke", "/stats", "/xuat", "/export", "/thongke@langnghe_bot", "/thongke thang nay")


async def report(wire: Wire) -> None:
    """Have Lan report something with her name."""
    said = ("/gopy", "1", "viec khac", "bo qua", f"{SECRETS[0]} đổ ra đường", "Thôn Đông", "bo qua",
            "có", "đồng ý", SECRETS[1], SECRETS[2], "gửi")  # fmt: skip
    for text in said:
        await wire.bring("message", LAN, text=text)


async def state(app: App) -> tuple[object, ...]:
    """Return everything that is Lan's."""
    work = app.storage.work()
    arrival = await work.people.arrive(Address("telegram", str(LAN)), "x")
    assert arrival.person is not None
    cases = await work.cases.of(arrival.person.id)
    history = [await work.cases.history(case.id) for case in cases]
    consents = await work.people.consents(arrival.person.id)
    return arrival.person, arrival.conversation, arrival.waiting, cases, history, consents


@pytest.mark.timeout(1800)
async def test_attackers_learn_nothing_and_change_nothing(
    settings: Settings, clock: Clock
) -> None:
    chance = random.Random(11)
    admins = (Address("telegram", str(CHIEF)),)
    async with serving(settings, clock, admins=admins) as (app, wire):
        await report(wire)
        for text in ("/gopy", "1"):
            await wire.bring("message", LAN, text=text)
        for text in ("/cuatoi", "/dulieu"):
            await wire.bring("message", LAN, text=text)
        await quiet(app, clock)
        seen = wire.texts(str(LAN))
        [code] = {found for text in seen for found in CODE.findall(text)}
        assert any(SECRETS[0] in text for text in seen), "the owner does see it"
        # Whoever has the code may see how the case stands; here nobody has it.
        bare = code.replace("-", "")
        pressed = {each for each in labels(wire.messages).values() if bare not in each}
        buttons = sorted(pressed | {"erase:sure", "data:export"})
        await wire.bring("message", CHIEF, text="/thongke")
        await quiet(app, clock)
        figures = wire.texts(str(CHIEF))[0]
        assert figures != wire.texts(str(LAN))[0]
        before = await state(app)
        guess = "".join(chance.choice(ALPHABET) for _ in range(14))
        taps = [*buttons, *(f"{data}x" for data in buttons), "c:thongke", "c:xuat", "erase:yes:1"]
        words = [
            *ADMIN,
            *buttons,
            f"/tracuu {guess}",
            "/cuatoi",
            "/mine",
            "/dulieu",
            "/huy",
            "gửi",
        ]
        for _ in range(STEPS):
            attacker = chance.randrange(2000, 2040)
            chat = chance.choice((0, 0, GROUP))
            clock.pass_by(seconds=1)
            match chance.randrange(5):
                case 0 | 1:
                    await wire.bring("callback_query", attacker, chat, data=chance.choice(taps))
                case 2 | 3:
                    await wire.bring("message", attacker, chat, text=chance.choice(words))
                case _:
                    await trick(wire, chance, attacker, chat)
        await quiet(app, clock)
        told = [each for each in wire.messages if each.chat not in (str(LAN), str(CHIEF))]
        assert len(told) > STEPS / 3
        assert {each.mime for each in told} <= {"", "application/json"}, "no picture, no workbook"
        for each in told:
            shown = each.text + (each.content or b"").decode()
            assert not any(secret in shown for secret in (*SECRETS, code))
            assert figures.splitlines()[0] not in shown
        assert await state(app) == before


async def trick(wire: Wire, chance: random.Random, attacker: int, chat: int) -> None:
    """Have an administrator's command come in every way that is not his own word."""
    command = chance.choice(ADMIN)
    match chance.randrange(5):
        case 0:  # what the chief wrote, passed on
            origin = {"type": "user", "date": 1, "sender_user": {"id": CHIEF, "is_bot": False}}
            await wire.bring("message", attacker, chat, text=command, forward_origin=origin)
        case 1:  # what the chief wrote long ago, edited in a group
            await wire.bring("edited_message", CHIEF, GROUP, text=command, edit_date=1_795_482_060)
        case 2:  # an administrator of the group who hides behind its name
            sender = {"sender_chat": {"id": GROUP, "type": "supergroup"}}
            await wire.bring("message", CHIEF, GROUP, text=command, **sender)
        case 3:  # a bot that took the name
            await wire.bring("message", CHIEF, chat, text=command, person={"is_bot": True})
        case _:  # passed on by the chief himself, without reading
            origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Lê"}
            await wire.bring("message", CHIEF, text=command, forward_origin=origin)


async def test_guessing_codes_ends_after_ten_and_right_codes_look_like_wrong_ones_then(
    settings: Settings, clock: Clock
) -> None:
    async with serving(settings, clock) as (app, wire):
        await report(wire)
        await quiet(app, clock)
        code = next(found for text in wire.texts(str(LAN)) for found in CODE.findall(text))
        chance = random.Random(4)
        for _ in range(40):
            clock.pass_by(seconds=3)
            letters = list(code)
            place = chance.randrange(5)
            letters[place] = chance.choice(ALPHABET.replace(letters[place], ""))
            await wire.bring("message", 2000, text=f"/tracuu {''.join(letters)}")
        await wire.bring("message", 2000, text=f"/tracuu {code}")
        await wire.bring("message", 2001, text=f"/tracuu {code}")
        await quiet(app, clock)
        told = wire.texts("2000")
        assert len(set(told[:10])) == 1
        assert len(set(told[10:])) == 1, "the right code too"
        assert told[0] != told[-1]
        assert "15/12/2026" in wire.texts("2001")[0], "others are not kept from theirs"
