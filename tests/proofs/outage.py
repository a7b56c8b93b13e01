"""P9: a provider is away for three days, and nothing that is owed is lost.

The program as it is, one channel after the other, on the strict fakes of the channels' contract;
the clock is simulated. While the provider answers no call, people go on writing where it can still
bring us what they say (webhooks); where it has to be asked, only sending fails. The program ends
and begins again in the middle. Afterwards each person must have got exactly what was owed to them,
in order, and the provider must never have had to say that we are too fast.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from bot.app import App
from tests.bot.phones import Clock
from tests.proofs.proof import Result, Setting

if TYPE_CHECKING:
    from tests.channels.contract.driver import Driver

HOURS = 72
_SAID = ("/trogiup", "/quytac", "/dulieu", "xin chào")
_STEP = 4
_PER_SECOND = 30
"""Calls a fake takes where it counts them: half as many again as the channels allow themselves."""
_IMPATIENT = {
    "bot.gate._FIRST_PAUSE": 0.02,
    "bot.gate._LONGEST_PAUSE": 0.1,
    "bot.outbox._RELOAD": 0.1,
}
"""Pauses in real seconds: the simulated clock does not shorten them."""
_TOO_FAST = {429, -32}


async def prove(setting: Setting) -> dict[str, Result]:
    """Take every provider away once."""
    # Not above: the contract itself starts programs as the proofs do.
    from tests.channels.contract import DRIVERS
    from tests.channels.contract.driver import Ability

    providers = [each for each in DRIVERS if Ability.PROVIDER not in each.lacks]
    people = 6 if setting.short else 200
    owed, faults = 0, []
    with ExitStack() as stack:
        for name, value in _IMPATIENT.items():
            stack.enter_context(patch(name, value))
        for done, kind in enumerate(providers, 1):
            folder = setting.folder / kind.name
            folder.mkdir()
            async with kind() as driver:
                asked = Ability.DOOR in kind.lacks
                count, found = await _without(driver, folder, people, asked)
            owed += count
            faults += [f"{kind.name}: {each}" for each in found]
            setting.progress("providers", done, len(providers))
    names = ", ".join(each.name for each in providers)
    return {
        "P9": Result(
            figure=len(faults),
            unit=f"people of {people * len(providers)} who did not get just what was owed, "
            f"{owed:,} messages, {HOURS} simulated hours without {names}",
            trials=owed,
            faults=faults,
        )
    }


async def _without(
    driver: Driver, folder: Path, people: int, asked: bool
) -> tuple[int, list[str]]:
    """Take one provider away and bring it back; returns how much was owed, and what is wrong."""
    from tests.channels.contract.serving import office_on

    clock = Clock()
    everybody = {each.account: each for each in map(driver.person, range(1, people + 1))}
    channel = driver.kind.name
    async with office_on(driver, folder, clock=clock) as app:
        driver.refuse() if asked else driver.vanish()
        waiting: dict[str, list[str]] = {}
        for words in _SAID:
            before = {account: len(texts) for account, texts in waiting.items()}
            for person in everybody.values():
                await person.says(words)

            async def committed(before: dict[str, int] = before) -> bool:
                nonlocal waiting
                waiting = await _owed(app, channel, clock)
                return all(len(waiting.get(a, ())) > before.get(a, 0) for a in everybody)

            await _eventually(committed)
            clock.pass_by(hours=1)
    async with office_on(driver, folder, clock=clock) as app:
        for _ in range(len(_SAID), HOURS, _STEP):
            clock.pass_by(hours=_STEP)
            await asyncio.sleep(0.02)  # some of the tries that fail
        faults = [
            f"person {at} got something while the provider was away"
            for at, person in enumerate(everybody.values(), 1)
            if person.messages()
        ]
        if await _owed(app, channel, clock) != waiting:
            faults.append("something else is owed than three days before")
        fake = getattr(driver, "zalo", None)
        if fake is not None:
            fake.per_second = _PER_SECOND
        driver.recover()

        async def nothing_waits() -> bool:
            return not await app.storage.outbox.waiting()

        await _eventually(nothing_waits)
    driver.check()
    for at, (account, person) in enumerate(everybody.items(), 1):
        if [each.text for each in person.messages()] != waiting[account]:
            faults.append(f"person {at} did not get just what was owed, in order")
    if fake is not None and any(call.error in _TOO_FAST for call in fake.calls):
        faults.append("it was called faster than it allows")
    return sum(map(len, waiting.values())), faults


async def _owed(app: App, channel: str, clock: Clock) -> dict[str, list[str]]:
    """Return what waits in the database for each account, in order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    late = clock.now + timedelta(days=1)
    for post in await app.storage.outbox.pending(1_000_000, late, [channel]):
        found[str(post.payload["chat"])].append(str(post.payload["text"]))
    return dict(found)


async def _eventually(so: Callable[[], Awaitable[bool]], patience: float = 240) -> None:
    async with asyncio.timeout(patience):
        while not await so():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.03)
