"""Cases that say the same are answered together, whatever leads to what."""

from __future__ import annotations

from dataclasses import replace

from feedback.access import Actor, Grant
from feedback.decision import Act
from handlers.case_acting import Desk, Done, perform
from tests.handlers.conftest import Town
from tests.handlers.staffing import filed, stands

OFFICER = Actor("p9", (Grant("officer", "binh-my"),))
ANSWER = Act(action="answer", text="Đã sửa xong.", evidence=("12/BB",), outcome="solved")


async def test_those_that_lead_in_a_circle_are_answered_once_each(town: Town) -> None:
    made = [await filed(town, state="grouped") for _ in range(4)]
    for each, other in zip(made, (*made[1:3], made[0], made[0]), strict=True):
        work = town.storage.work()
        before = await work.cases.by_id(each.id)
        assert before is not None
        work.cases.update(replace(before, same_as=other.id), before)
        await work.commit("", "", town.now)
    work = town.storage.work()
    case = await work.cases.by_id(made[0].id)
    assert case is not None
    desk = Desk(work, town.office, town.now, lambda: f"x{town.number():09}")
    done = await perform(desk, case, ANSWER, OFFICER)
    assert isinstance(done, Done)
    await work.commit("", "", town.now)
    for each in made:
        assert (await stands(town, each)).state == "answered"
        assert len(await town.storage.work().cases.history(each.id)) == 1
