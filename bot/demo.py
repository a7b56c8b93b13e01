"""`langnghe demo`: the sample office with made-up data, to be tried without any token.

It has a database, a key and accounts of its own, and none of the channels that are set up.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot import operations
from bot.settings import Settings
from bot.terminal import chat
from storage.keys import Keyring

_SAMPLE_OFFICE = Path(__file__).parents[1] / "offices" / "binh-luc"
_RESPONSES, _CASES, _CHANCE = 2000, 60, 1


def own_settings() -> Settings:
    """Return the settings of a demo in a folder of its own, with its key in it."""
    folder = Path(tempfile.mkdtemp(prefix="langnghe-demo-"))
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/demo.db",
        master_key_file=folder / "demo.key",
        office=_SAMPLE_OFFICE,
        admins=(),
    )
    Keyring.open(settings.master_key_file)  # here, so that nobody is told to back it up
    return settings


async def in_terminal(settings: Settings, *, ask: bool) -> None:
    """Load sample office and data, then chat as a citizen who may also see figures."""
    code = await operations.seed(settings, _RESPONSES, _CASES, _CHANCE)
    print(  # noqa: T201
        "\nVăn phòng mẫu đã sẵn sàng (dữ liệu bịa). Ông/Bà là người dân, và cũng được xem số liệu."
        "\nThe sample office is ready (made-up data). You are a citizen who may also see figures."
        f"\n\n{_hints(code)}\n"
    )
    if ask:
        await chat(settings, admin=True)


def tell_where(settings: Settings) -> None:
    """Say where the data of the demo is."""
    print(f"Dữ liệu thử nằm ở / the data is in: {settings.master_key_file.parent}")  # noqa: T201


def _hints(code: str) -> str:
    return (
        "  /danhgia   đánh giá sự phục vụ               rate a service\n"
        "  /gopy      phản ánh, góp ý, khen             report a problem, suggest, praise\n"
        f"  /tracuu {code}   tra cứu hồ sơ     look up a case\n"
        "  /thongke   số liệu và biểu đồ                figures and a chart\n"
        "  /xuat      bảng tính Excel                   an Excel workbook\n"
        "  /language  English\n"
    )
