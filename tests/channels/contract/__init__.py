"""Every channel passes the contract suite by being listed here; one that is not fails it."""

from __future__ import annotations

from tests.channels.contract import telegram, zalo_bot
from tests.channels.contract.console import Terminal
from tests.channels.contract.driver import Driver
from tests.channels.contract.web import Web
from tests.channels.contract.zalo_oa import OfficialAccount

DRIVERS: tuple[type[Driver], ...] = (
    telegram.Polling,
    telegram.Webhook,
    Terminal,
    Web,
    OfficialAccount,
    zalo_bot.Polling,
    zalo_bot.Webhook,
)
