"""Filing a report step by step, for tests that begin with one."""

from __future__ import annotations

from feedback.case import Case
from tests.handlers.conftest import Citizen, Town

WHAT = "Đèn đường ở xóm 3 hỏng một tuần nay, tối đi lại rất nguy hiểm"


async def choose_category(citizen: Citizen, *labels: str) -> None:
    for label in labels:
        await citizen.tap(label)


async def report(
    citizen: Citizen,
    *,
    kind: str = "Phản ánh",
    what: str = WHAT,
    named: bool = False,
    consent: str = "agree",
) -> str:
    """File a report from /gopy to the receipt; returns the tracking code as it was shown."""
    await citizen.say("/gopy")
    await citizen.tap(kind)
    await choose_category(citizen, "Đường sá", "Đường hỏng")
    await citizen.tap("Bỏ qua")  # the unit
    await citizen.say(what)
    if kind != "Khen":
        await citizen.tap("Bỏ qua")  # the place
    await citizen.tap("Bỏ qua")  # evidence
    await finish(citizen, named=named, consent=consent)
    return code(citizen)


async def finish(citizen: Citizen, *, named: bool = False, consent: str = "agree") -> None:
    """Answer from "leave your name?" to the receipt."""
    await citizen.tap("Có" if named else "Không")
    if named:
        await citizen.choose(consent)
    if named and consent == "agree":
        await citizen.say("Trần Văn Bình")
        await citizen.say("0912 345 678")
    assert "xem lại" in citizen.shown, citizen.shown
    await citizen.tap("Gửi")


def code(citizen: Citizen) -> str:
    lines = citizen.shown.split("\n")
    return lines[lines.index("Mã hồ sơ của Ông/Bà:") + 1]


async def cases(town: Town, citizen: Citizen) -> list[Case]:
    assert citizen.turn is not None
    return await town.storage.work().cases.of(citizen.turn.person.id)
