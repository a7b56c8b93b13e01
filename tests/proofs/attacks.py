"""P11: only the right person. Everybody there is tries everything there is, and nobody gets more.

First the whole table: every role at every distance, every action, state and kind, against tables
written by hand (`tests/feedback/test_access.py`). Then a siege of the whole bot short of its
channels: people with random grants press each other's buttons, forged ones and old ones, type
codes and commands that are not theirs, use invitations of others, act after they were let go.
After every step an oracle (`attack_oracle.py`) looks at each word that was said to anybody and at
each row that changed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from feedback.access import GRANTED, READING, Actor, Grant
from feedback.workflow import ACTIONS
from handlers import letter_sending
from storage import Keyring, open_storage
from tests.feedback import test_access as table
from tests.feedback.office_work import CITIZEN, WORKFLOW
from tests.proofs.program import new_database
from tests.proofs.proof import Result, Setting
from tests.proofs.siege import Siege

_STEPS = 1000
"""Of one siege: then there are other people and other cases."""
_MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_MOST_FAULTS = 50


async def prove(setting: Setting) -> dict[str, Result]:
    """Read the whole table, then besiege the bot on both kinds of database."""
    told, combinations = whole_table(setting.short)
    faults = [f"table: {each}" for each in told]
    sieges, steps = (2, 300) if setting.short else (45, _STEPS)
    done: Counter[str] = Counter()
    for number in range(sieges):
        postgres = number % 5 == 1
        seed = setting.seed * 1000 + number
        name = "postgres" if postgres else "sqlite"
        progress = partial(setting.progress, f"siege {number + 1}, {name}")
        with TemporaryDirectory(dir=setting.folder) as folder:
            url = f"sqlite:///{folder}/town.db"
            if postgres:
                url = await new_database(setting.server, f"siege{seed}")
            found = await besiege(url, Path(folder) / "key", seed, steps, progress)
        faults += [f"{name} {seed}: {each}" for each in found.faults]
        done += found.done
        if len(faults) > _MOST_FAULTS:
            break
    trials = done["steps"]
    unit = (
        f"of {trials:,} steps of attack got anybody more than theirs ({done['said']:,} things said"
        f" and {done['changes']:,} changes judged); {len(told)} differences in {combinations:,}"
        " cells of the table"
    )
    return {"P11": Result(len(faults), unit, trials, faults[:_MOST_FAULTS], {"tried": dict(done)})}


async def besiege(url: str, key: Path, seed: int, steps: int, progress: object = None) -> Siege:
    """Let a town of strangers and officers at the bot for so many steps."""
    storage = await open_storage(url, Keyring.open(key), migrate=True)
    siege = Siege(storage, url, random.Random(seed), _MORNING)
    try:
        with patch.object(letter_sending, "_drawn", _in_words):
            await siege.settle()
            for step in range(steps):
                await siege.step()
                if callable(progress) and step % 50 == 49:
                    progress(step + 1, steps)
    finally:
        await siege.close()
        await storage.close()
    return siege


def _in_words(_: bytes, values: Mapping[str, str], *__: str) -> bytes:
    """What a letter says: to lay it out takes a second, and hides it from whoever looks for it."""
    return "\n".join(values.values()).encode()


def whole_table(short: bool) -> tuple[list[object], int]:
    """Compare the program with the tables, everywhere; returns differences and cells."""
    relations = ("own", "elsewhere") if short else tuple(table.RELATIONS)
    differing: list[object] = []
    cells = len(WORKFLOW.kinds) * len(WORKFLOW.states) * 2 * len({*ACTIONS, *READING})
    count = 0
    for role, relation, about in product(GRANTED, relations, (False, True)):
        actor = Actor(table.ACTOR, (Grant(role, table.RELATIONS[relation]),))
        differing += table.differing(actor, role, relation in table.REACHING, about)
        count += cells
    everybody = ((CITIZEN, "citizen", True), (table.TIMER, "timer", True))
    for actor, role, reaches in (*everybody, (Actor(table.ACTOR), "stranger", False)):
        differing += table.differing(actor, role, reaches, about=False)
        count += cells
    return differing, count
