from __future__ import annotations

import time_machine

from bot.ids import Ids


def test_ids_of_one_process_sort_as_they_were_made() -> None:
    ids = Ids()
    made = [ids() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {len(id) for id in made} == {32}
    assert {id[12] for id in made} == {"7"}


def test_they_do_so_when_the_clock_steps_back_or_stands_still() -> None:
    ids = Ids()
    with time_machine.travel("2026-11-24 10:00:00", tick=False):
        made = [ids() for _ in range(5000)]
    with time_machine.travel("2026-11-24 09:00:00", tick=False):
        made += [ids() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
