"""Phones that speak Telegram's own language, for tests of everything behind its border."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from bot.app import App
from bot.settings import Settings
from bot.telegram_updates import to_inbound
from tests.bot.phones import Clock, Phones


class Wire(Phones):
    """Phones that speak Telegram's own language."""

    name: ClassVar[str] = "telegram"

    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)

    async def bring(self, kind: str, account: int, chat: int = 0, **fields: Any) -> bool:
        """Have an update handled as Telegram would bring it; False when it means nothing to us.

        `chat`: the group it happens in; none: the private chat.
        """
        number = next(self._numbers)
        person = {"id": account, "is_bot": False, **fields.pop("person", {})}
        where = {"id": chat, "type": "supergroup"} if chat else {"id": account, "type": "private"}
        message = {"message_id": number, "chat": where}
        if kind == "callback_query":
            body = {"id": str(number), "from": person, "message": message, **fields}
        else:
            body = {**message, "from": person, "date": 1_795_482_000, **fields}
        inbound = to_inbound({"update_id": number, kind: body}, "langnghe_bot")
        if inbound is None:
            return False
        assert self.receive is not None
        await self.receive(inbound)
        return True


async def quiet(app: App, clock: Clock) -> None:
    """Wait until everything owed has left."""
    clock.pass_by(seconds=5)
    async with asyncio.timeout(20):
        while await app.storage.outbox.waiting():  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # what is waited for has no event


@asynccontextmanager
async def serving(
    settings: Settings, clock: Clock, **changes: object
) -> AsyncIterator[tuple[App, Wire]]:
    """The whole program behind such phones."""
    wire = Wire()
    settings = settings.model_copy(update=changes)
    app = await App.open(settings, {wire.name: wire}, clock=clock, migrate=True)
    try:
        await app.start(web=False)
        yield app, wire
    finally:
        await app.stop()
