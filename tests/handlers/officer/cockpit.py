"""What officers hear and leave behind, for the tests of what they see."""

from __future__ import annotations

from feedback.access import may
from feedback.case import Case, Evidence
from feedback.decision import Act
from feedback.messages import Attachment
from handlers.case_acting import Desk, Done, perform
from handlers.context import Answer, actor
from tests.handlers.conftest import Citizen, Town
from tests.handlers.staffing import id_of


async def heard(town: Town, person: Citizen) -> str:
    """Look at what a person was told without asking, and have its buttons at hand."""
    mine = [each for each in town.notices if each.person == id_of(person)]
    town.notices = [each for each in town.notices if each not in mine]
    person.answer = Answer(tuple(each.reply for each in mine))
    person.shown = "\n---\n".join(person._show(reply) for reply in person.answer.replies)
    return person.shown


async def acted(town: Town, case: Case, by: Citizen, act: Act) -> Case:
    """Do something to a case as one may."""
    town.pass_by(seconds=1)
    work = town.storage.work()
    before = await work.cases.by_id(case.id)
    person = await work.people.by_id(id_of(by))
    assert before is not None
    assert person is not None
    desk = Desk(work, town.office, town.now, lambda: f"x{town.number():09}")
    assert may(town.office, actor(person, town.office), act.action, before)
    done = await perform(desk, before, act, actor(person, town.office))
    assert isinstance(done, Done), done
    await work.commit("", "", town.now)
    return done.case


async def attached(town: Town, case: Case, *files: tuple[str, str, bytes | None]) -> list[str]:
    """Have evidence with a case: kind, type and bytes of each, None for what is not there yet."""
    work = town.storage.work()
    assert await work.cases.by_id(case.id) is not None
    ids = [f"e{town.number():09}" for _ in files]
    for id, (kind, mime, _) in zip(ids, files, strict=True):
        sent = Attachment(kind, id, mime=mime)  # type: ignore[arg-type]
        work.cases.evidence(Evidence(id, case.id, sent, "test"))
    await work.commit("", "", town.now)
    for id, (_, mime, content) in zip(ids, files, strict=True):
        if content is not None:
            work = town.storage.work()
            assert await work.cases.open_evidence(id)
            work.cases.store_evidence(id, content, mime)
            await work.commit("", "", town.now)
    return ids


async def audited(town: Town) -> list[tuple[str, str, str]]:
    """Return the audit's lines: who, what, about which."""
    rows = await town.storage._database.fetch("audit.unchained", after="", size=9999)
    return [(row[2], row[3], row[4]) for row in rows]
