"""A strict Zalo Official Account API on loopback: it refuses what Zalo would refuse.

    async with FakeZaloOA() as zalo:
        lan = zalo.person()
        lan.send("xin chào")            # brought to zalo.webhook, signed, until it is answered 200
        await lan.wait_for("Ông/Bà")

Written from /docs of docs.zaloplatforms.com and several client libraries; never seen live.
"""

from .people import Person, Seen
from .server import Call, FakeZaloOA

__all__ = ["Call", "FakeZaloOA", "Person", "Seen"]
