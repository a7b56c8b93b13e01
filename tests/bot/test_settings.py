from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.channels import open_channels
from bot.channels.zalo_oa import ZaloOA
from bot.settings import Settings
from feedback.messages import Address


def settings() -> Settings:
    return Settings(_env_file=None)


def test_admins_are_channel_and_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_ADMINS", "telegram:1001, web:abc:d,")
    assert settings().admins == (Address("telegram", "1001"), Address("web", "abc:d"))


def test_an_admin_without_channel_is_refused_with_an_example(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGNGHE_ADMINS", "1001")
    with pytest.raises(ValidationError, match="telegram:1001"):
        settings()


def test_a_webhook_needs_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("LANGNGHE_TELEGRAM_MODE", "webhook")
    with pytest.raises(ValidationError, match="LANGNGHE_PUBLIC_URL"):
        settings()
    monkeypatch.setenv("LANGNGHE_PUBLIC_URL", "https://bot.example.vn")
    assert settings().telegram_mode == "webhook"


def test_an_empty_token_means_no_channel_and_a_token_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", "")
    assert settings().telegram_token is None
    monkeypatch.setenv("LANGNGHE_TELEGRAM_TOKEN", "12345:hidden")
    assert "hidden" not in repr(settings())


def test_zalo_oa_is_all_of_three_settings_or_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_WEB_CHAT", "false")
    assert open_channels(settings()) == {}
    assert ZaloOA.from_settings(settings()) is None
    monkeypatch.setenv("LANGNGHE_ZALO_OA_APP_ID", "3608400000000000001")
    monkeypatch.setenv("LANGNGHE_ZALO_OA_APP_SECRET", "")
    with pytest.raises(ValidationError, match="ZALO_OA_APP_SECRET and LANGNGHE_ZALO_OA_REFRESH"):
        settings()
    monkeypatch.setenv("LANGNGHE_ZALO_OA_APP_SECRET", "hidden secret")
    monkeypatch.setenv("LANGNGHE_ZALO_OA_REFRESH_TOKEN", "hidden token")
    assert "hidden" not in repr(settings())
    assert list(open_channels(settings())) == ["zalo_oa"]


def test_lists_of_the_web_chat_are_read_as_people_write_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert settings().web_embed == ()
    assert settings().web_proxies == ("127.0.0.1", "::1")
    monkeypatch.setenv("LANGNGHE_WEB_EMBED", "https://BinhLuc.gov.vn/ , http://127.0.0.1:8000,")
    monkeypatch.setenv("LANGNGHE_WEB_PROXIES", "10.0.0.0/8, ::1")
    assert settings().web_embed == ("https://binhluc.gov.vn", "http://127.0.0.1:8000")
    assert settings().web_proxies == ("10.0.0.0/8", "::1")
    monkeypatch.setenv("LANGNGHE_WEB_PROXIES", "")
    assert settings().web_proxies == ()
    given = Settings(_env_file=None, web_embed=("https://a.vn",), web_proxies=("10.0.0.1",))  # type: ignore[call-arg]
    assert (given.web_embed, given.web_proxies) == (("https://a.vn",), ("10.0.0.1",))
