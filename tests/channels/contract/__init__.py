"""Every channel passes the contract suite by being listed here; one that is not fails it."""

from __future__ import annotations

from tests.channels.contract.console import Terminal
from tests.channels.contract.driver import Driver
from tests.channels.contract.telegram import Polling, Webhook
from tests.channels.contract.web import Web
from tests.channels.contract.zalo_oa import OfficialAccount

DRIVERS: tuple[type[Driver], ...] = (
    Polling,
    Webhook,
    Terminal,
    Web,
    OfficialAccount,
)
