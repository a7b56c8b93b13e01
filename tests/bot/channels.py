"""More channels whose phones are in memory, and people who use several."""

from __future__ import annotations

import re
from typing import ClassVar

from bot.app import App
from bot.channel import Capabilities
from feedback.messages import Address
from tests.bot.phones import Phones


class Tablets(Phones):
    """A second channel."""

    name: ClassVar[str] = "tablets"


class Letters(Phones):
    """A third one, on which nobody is written to who has not written lately; and no buttons."""

    name: ClassVar[str] = "letters"
    capabilities: ClassVar[Capabilities] = Capabilities(text_length=500, writes_first=False)


class Pages(Phones):
    """A fourth one, which is looked at only when it is open."""

    name: ClassVar[str] = "pages"
    capabilities: ClassVar[Capabilities] = Capabilities(text_length=500, buttons=100, rings=False)


async def link(host: Phones, guest: Phones, account: str = "lan", patience: float = 10.0) -> None:
    """Have a person join two accounts as people do."""

    async def answered(channel: Phones, words: str, said: int) -> str:
        await channel.until(lambda: words in "\n".join(channel.texts(account)[said:]), patience)
        return "\n".join(channel.texts(account)[said:])

    before = len(host.texts(account))
    await host.say(account, "/lienket")
    shown = await answered(host, "không đưa mã cho ai", before)
    code = re.findall(r"/lienket\s([2-9A-Y]{4}-[2-9A-Y]{4})", shown)[0]
    there = len(guest.texts(account))
    await guest.say(account, f"/lienket {code}")
    await answered(host, "chính Ông/Bà gõ", before)
    await host.say(account, "/lienket đồng ý")
    await answered(guest, "Đã nối", there)
    await answered(host, "Đã nối", before)


async def person_at(app: App, channel: Phones, account: str = "lan") -> str:
    known = await app.storage.work().people.known(Address(channel.name, account))
    assert known is not None
    return known.id
