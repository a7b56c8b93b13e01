"""A strict Zalo Bot Platform on loopback: it refuses what the platform would refuse.

    async with FakeZaloBot() as zalo:
        lan = zalo.person()
        lan.send("xin chào")            # given away once by getUpdates, or brought to a webhook
        await lan.wait_for("Ông/Bà")

Written from bot.zaloplatforms.com/docs and client libraries; never seen live. That it is not only
our own reading of them, `tests/channels/test_fake_zalo_bot.py` shows with a client by others.
"""

from .people import Person, Seen
from .server import Call, FakeZaloBot

__all__ = ["Call", "FakeZaloBot", "Person", "Seen"]
