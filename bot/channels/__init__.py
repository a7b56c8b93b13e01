"""The channels of this program, one explicit list: a channel without its settings is off."""

from __future__ import annotations

from collections.abc import Callable

from bot.channel import Channel
from bot.settings import Settings


def _telegram(settings: Settings) -> Channel | None:
    if settings.telegram_token is None:
        return None
    # Imported only when used: python-telegram-bot takes a good part of a cold start.
    from bot.channels.telegram import Telegram

    return Telegram.from_settings(settings)


def _zalo_oa(settings: Settings) -> Channel | None:
    if not settings.zalo_oa_app_id:
        return None
    # Imported only when used: Pillow takes its time too.
    from bot.channels.zalo_oa import ZaloOA

    return ZaloOA.from_settings(settings)


def _zalo_bot(settings: Settings) -> Channel | None:
    if settings.zalo_bot_token is None:
        return None
    from bot.channels.zalo_bot import ZaloBot

    return ZaloBot.from_settings(settings)


def _web_chat(settings: Settings) -> Channel | None:
    if not settings.web_chat:
        return None
    from bot.channels.web_chat import WebChat

    return WebChat.from_settings(settings)


FACTORIES: tuple[Callable[[Settings], Channel | None], ...] = (
    _telegram,
    _zalo_oa,
    _zalo_bot,
    _web_chat,
)


def open_channels(settings: Settings) -> dict[str, Channel]:
    """Return every channel that has its settings, by name."""
    made = (factory(settings) for factory in FACTORIES)
    return {channel.name: channel for channel in made if channel is not None}
