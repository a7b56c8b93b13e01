"""Settings: environment variables or `.env`, all named `LANGNGHE_…`. The names are a contract."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from feedback.messages import Address

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")


class Settings(BaseSettings):
    """What an installation may choose. A channel without its settings is off."""

    model_config = SettingsConfigDict(
        env_prefix="LANGNGHE_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    database_url: str = Field(
        "sqlite:///langnghe.db", description="`sqlite:///file` or `postgresql://…`"
    )
    office: Path = Field(Path("offices/binh-luc"), description="The folder of the office pack")
    admins: Annotated[tuple[Address, ...], NoDecode] = Field(
        (), description="Who may ask for figures: `telegram:1001,telegram:1002`"
    )
    master_key_file: Path = Field(
        Path("langnghe.key"),
        description="The key that opens what is stored; made at first start. Back it up",
    )
    audit_file: Path | None = Field(
        None,
        description="Where the audit's checkpoints are kept too; `.audit` beside the database",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much the log says; never content, names or tokens"
    )
    web_host: str = Field("127.0.0.1", description="Address the web server listens on")
    web_port: int = Field(8080, ge=0, le=65535, description="Port of the web server; 0: any")
    public_url: str = Field("", description="How the internet reaches the web server, `https://…`")
    notice_patience: int = Field(
        30,
        ge=1,
        description="Minutes a notice waits for a channel that is down, if there is another",
    )

    web_chat: bool = Field(True, description="The chat page at `/`")
    web_embed: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Sites that may show the chat in a frame: `https://one.vn,https://two.vn`"
    )
    web_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"),
        description="Reverse proxies whose `X-Forwarded-…` are believed; addresses or networks",
    )
    web_streams: int = Field(
        5000, ge=1, description="Most browsers that may be connected to the chat at once"
    )

    telegram_token: SecretStr | None = Field(None, description="From @BotFather; none: off")
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="`webhook` needs a public https address"
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="A self-hosted or test Bot API"
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="What Telegram must present; made up at each start when missing"
    )

    zalo_oa_app_id: str = Field("", description="The Zalo app of the Official Account; none: off")
    zalo_oa_app_secret: SecretStr | None = Field(None, description="That app's secret key")
    zalo_oa_webhook_secret: SecretStr | None = Field(
        None, description="What events are signed with; the app's secret when missing"
    )
    zalo_oa_refresh_token: SecretStr | None = Field(
        None, description="The first one; those that follow are kept in the database"
    )
    zalo_oa_api_url: str = Field("https://openapi.zalo.me", description="Zalo's API, or a test")
    zalo_oa_oauth_url: str = Field(
        "https://oauth.zaloapp.com", description="Where Zalo's tokens are renewed, or a test"
    )

    zalo_bot_token: SecretStr | None = Field(
        None, description="From Zalo Bot Creator; none: Zalo Bot is off"
    )
    zalo_bot_mode: Literal["polling", "webhook"] = Field(
        "polling",
        description="`webhook` needs a public https address, and loses nothing in a crash",
    )
    zalo_bot_webhook_secret: SecretStr | None = Field(
        None, description="What Zalo must present; made up at each start when missing"
    )
    zalo_bot_api_url: str = Field(
        "https://bot-api.zaloplatforms.com", description="The Bot Platform's API, or a test"
    )

    @field_validator("admins", mode="before")
    @classmethod
    def _read_admins(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        admins = []
        for each in _listed(given):
            channel, colon, account = each.partition(":")
            if not (channel and colon and account):
                raise ValueError(f"“{each}” is not channel:account, for example telegram:1001")
            admins.append(Address(channel.strip(), account.strip()))
        return tuple(admins)

    @field_validator("web_embed", mode="before")
    @classmethod
    def _read_origins(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        origins = [each.rstrip("/").lower() for each in _listed(given)]
        for each in origins:
            if not _ORIGIN.fullmatch(each):
                raise ValueError(f"“{each}” is no origin, for example https://binhluc.gov.vn")
        return tuple(origins)

    @field_validator("web_proxies", mode="before")
    @classmethod
    def _read_proxies(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        for each in _listed(given):
            try:
                ip_network(each)
            except ValueError:
                raise ValueError(f"“{each}” is no address or network, as 10.0.0.0/8 is") from None
        return tuple(_listed(given))

    @field_validator(
        "telegram_token",
        "telegram_webhook_secret",
        "zalo_oa_app_secret",
        "zalo_oa_webhook_secret",
        "zalo_oa_refresh_token",
        "zalo_bot_token",
        "zalo_bot_webhook_secret",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return None if given == "" else given

    @model_validator(mode="after")
    def _zalo_needs_all_three(self) -> Settings:
        needed = {
            "APP_ID": self.zalo_oa_app_id,
            "APP_SECRET": self.zalo_oa_app_secret,
            "REFRESH_TOKEN": self.zalo_oa_refresh_token,
        }
        missing = [f"LANGNGHE_ZALO_OA_{name}" for name, value in needed.items() if not value]
        if 0 < len(missing) < len(needed):
            raise ValueError(f"Zalo OA also needs {' and '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _webhook_needs_an_address(self) -> Settings:
        if self.telegram_token and self.telegram_mode == "webhook" and not self.public_url:
            raise ValueError("LANGNGHE_TELEGRAM_MODE=webhook needs LANGNGHE_PUBLIC_URL=https://…")
        if self.zalo_bot_token and self.zalo_bot_mode == "webhook" and not self.public_url:
            raise ValueError("LANGNGHE_ZALO_BOT_MODE=webhook needs LANGNGHE_PUBLIC_URL=https://…")
        return self


def _listed(given: str) -> list[str]:
    """Return what stands between commas."""
    return [each for part in given.split(",") if (each := part.strip())]
