"""A strict fake of Telegram's Bot API on real loopback HTTP.

It refuses what Telegram refuses, in Telegram's words (https://core.telegram.org/bots/api, and the open
server at https://github.com/tdlib/telegram-bot-api), and a few things Telegram lets pass so that tests notice
them: those complaints start with "strict fake". Differences that are meant:

* unknown methods' fields and unknown update types are refused instead of ignored;
* rows of more than 8 inline buttons are refused instead of cut;
* a button press can be answered once;
* webhooks may be plain http on any port, and are retried after milliseconds instead of seconds;
* rates are limited only when a test asks for it.

Rooms: ``world`` remembers; ``sending``, ``editing`` and ``profile`` are the methods; ``fields``,
``keyboards`` and ``formatting`` check what the bot sends; ``people``, ``groups`` and ``screens`` are the
human side; ``updates`` delivers; ``faults`` breaks things; ``server`` listens; ``control`` lets other
processes in.
"""

from .errors import ApiError
from .faults import Fault, FaultKind, Limit
from .groups import Group
from .people import Person
from .screens import Button, Seen
from .server import Call, FakeBotApi
from .world import Press

__all__ = [
    "ApiError",
    "Button",
    "Call",
    "FakeBotApi",
    "Fault",
    "FaultKind",
    "Group",
    "Limit",
    "Person",
    "Press",
    "Seen",
]
