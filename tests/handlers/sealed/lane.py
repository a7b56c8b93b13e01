"""A town with a sealed lane: its readers, their keys, and what they can open."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from feedback.case import Case
from feedback.sealed import open_sealed
from handlers.case_moved import hear
from handlers.jobs import JobContext
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.staffing import hired, id_of


@dataclass
class Reader:
    """A sealed reader at the keyboard, with the private key the bot never sees."""

    at: Citizen
    key: X25519PrivateKey

    @property
    def word(self) -> str:
        return "lnr1-" + self.key.public_key().public_bytes_raw().hex()

    def file(self) -> bytes:
        """Return the file the bot sent last."""
        [picture] = [each.picture for each in self.at.answer.replies if each.picture is not None]
        return picture.content


async def reader(town: Town, account: str, *, unit: str = "") -> Reader:
    at = await hired(town, account, "sealed-reader", unit or town.office.root, f"Ông {account}")
    return Reader(at, X25519PrivateKey.generate())


async def lane(town: Town, *accounts: str) -> list[Reader]:
    """Have readers with their keys set up."""
    readers = [await reader(town, each) for each in accounts or ("an", "binh", "chi")]
    for each in readers:
        assert "Đã nhận khóa" in await each.at.say(f"/kin khoa {each.word}")
    return readers


async def told(town: Town, citizen: Citizen, *words: str) -> Case:
    """Have somebody leave words in the lane; returns the case."""
    await citizen.say("tố cáo")
    await citizen.tap("Để lại lời kể")
    for each in words or ("Chủ tịch xã nhận tiền của dân khi cấp đất.",):
        await citizen.say(each)
    assert "Lời kể đã được khóa" in await citizen.tap("Gửi")
    mark = town.storage.work().sealed_lane.owner(id_of(citizen))
    return (await town.storage.work().cases.of(mark))[0]


def opened(file: bytes, *keys: Reader) -> list[str]:
    """Return what a file says, with the keys of these readers."""
    found = orjson.loads(file)
    return [
        open_sealed(sealed.encode(), place, [each.key for each in keys])
        for place, sealed in found["parts"]
    ]


async def moved(town: Town) -> None:
    """Do the work off the turn that cases left behind; what it says is in the town's notices."""
    while jobs := await town.storage.jobs.due(town.now, 50):
        for job in jobs:
            context = JobContext(
                work=town.storage.work(),
                office=town.office,
                forms=town.forms,
                now=town.now,
                language="vi",
                render=TEXTS.render,
                new_id=lambda: f"x{town.number():09}",
            )
            if job.kind == "case-moved":
                await hear(job, context)
            town.notices += context.notices
            await town.storage.jobs.done(job.id, context.work)  # type: ignore[arg-type]
