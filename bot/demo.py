"""`langnghe demo`: the sample office with made-up data, to be tried without any token.

It has a database, a key and accounts of its own, and none of the channels that are set up. In its
web chat a switch makes whoever looks somebody else; `langnghe run` has neither switch nor route.
"""

from __future__ import annotations

import errno
import re
import socket
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot import operations
from bot.app import App
from bot.case_seeds import Team
from bot.channel import Receive
from bot.channels.web_chat import WebChat
from bot.ids import Ids
from bot.seeds import Seeds
from bot.settings import Settings
from bot.terminal import chat
from bot.web_chat_identity import new_account
from feedback.access import Actor
from feedback.errors import FeedbackError
from feedback.linking import Invitation
from feedback.messages import Address
from feedback.person import Grant, Person
from handlers.context import actor
from storage.keys import Keyring

_SAMPLE_OFFICE = Path(__file__).parents[1] / "offices" / "binh-luc"
_RESPONSES, _CASES, _CHANCE = 2000, 60, 1
_CITIZEN, _ADMIN = "citizen", "admin"
_A_MINUTE = timedelta(minutes=1)
_COMMUNE = "binh-my"
"""Where the officers of the demo work."""
_STAFF = (
    ("officer", "officer", "Trần Thị Lan"),
    ("head", "head", "Phạm Văn Tú"),
    ("", "officer", "Nguyễn Thị Mai"),
)
"""Persona, role and name of those who handle cases; a colleague is nobody's persona."""
_OWN = "langnghe-demo-citizen"
"""The cookie that keeps which citizen a browser is while it is somebody else."""
_ACCOUNT = re.compile(r"[0-9a-f]{32}")
_LOCALLY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked for, not listened on
"""Where this machine finds itself when the demo is for the whole house."""


class DemoChat(WebChat):
    """The web chat with a switch between personas."""

    def __init__(self, prepared: Mapping[str, str]) -> None:
        """`prepared`: the accounts of those who have rights, by persona; all others are citizens."""
        super().__init__(admins=frozenset([prepared[_ADMIN]]))
        self._prepared = prepared

    def persona(self, account: str) -> str:
        """Return who an account is."""
        return next((name for name, each in self._prepared.items() if each == account), _CITIZEN)

    def routes(self, receive: Receive) -> Sequence[web.RouteDef]:
        """Add the switch."""
        switch = web.post("/demo/as/{persona}", self._guarded(self._become))
        return [*super().routes(receive), switch]

    async def _become(self, request: web.Request) -> web.StreamResponse:
        """Be another persona; whoever comes back to being a citizen is the one they were."""
        if not self._door.is_same_origin(request):
            raise web.HTTPForbidden
        wanted = request.match_info["persona"]
        if wanted not in (_CITIZEN, *self._prepared):
            raise web.HTTPNotFound
        answer = web.Response(status=303, headers={"Location": "/"})
        now = self._identity.account_of(request, secure=False)
        if now is not None and self.persona(now) == _CITIZEN:
            answer.set_cookie(_OWN, now, path="/demo", httponly=True, samesite="Lax")
            own = now
        else:
            own = request.cookies.get(_OWN, "")
        if not _ACCOUNT.fullmatch(own):
            own = new_account()
        account = self._prepared.get(wanted, own)
        cookie = self._identity.cookie(account, secure=False, embedded=False)
        answer.headers.add("Set-Cookie", cookie)
        return answer


def own_settings(given: Settings) -> Settings:
    """Return the settings of a demo, in a folder of its own and with its key in it.

    Only the address it listens on is taken from those given.
    """
    folder = Path(tempfile.mkdtemp(prefix="langnghe-demo-"))
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{folder}/demo.db",
        master_key_file=folder / "demo.key",
        office=_SAMPLE_OFFICE,
        admins=(),
        web_host=given.web_host,
        web_port=given.web_port,
        public_url="",
    )
    Keyring.open(settings.master_key_file)  # here, so that nobody is told to back it up
    return settings


async def in_browser(settings: Settings) -> tuple[App, str]:
    """Load sample office and data; returns what serves the web chat, and the code of a case."""
    prepared = {name: new_account() for name in ("officer", "head", _ADMIN)}
    port = _free_port(settings.web_host, settings.web_port)
    admins = (Address(DemoChat.name, prepared[_ADMIN]),)
    settings = settings.model_copy(update={"admins": admins, "web_port": port})
    channel = DemoChat(prepared)
    app = await App.open(settings, {channel.name: channel}, migrate=True)
    try:
        world = app.dispatcher.world
        teams = {_COMMUNE: await _hire(app, prepared)}
        maker = Seeds(app.storage, world.office, world.forms, app.clock(), _CHANCE, teams)
        return app, await operations.make_up(maker, _RESPONSES, _CASES)
    except BaseException:
        await app.stop()
        raise


async def _hire(app: App, prepared: Mapping[str, str]) -> Team:
    """Have people work at one commune, so that there is something to be seen by its officers."""
    actors: dict[str, Actor] = {}
    now, office, ids = app.clock(), app.dispatcher.world.office, Ids()
    for persona, role, name in _STAFF:
        grant, person = Grant(role, _COMMUNE), Person(ids())
        made = Invitation(ids(), grant, now, now + _A_MINUTE, name=name)
        work = app.storage.work()
        work.people.add(person, Address(DemoChat.name, prepared.get(persona, new_account())), now)
        work.invitations.invite(made, ids())
        await work.commit("", "", now)
        work = app.storage.work()
        await work.invitations.accept(made, person.id, DemoChat.name, now)
        await work.commit("", "", now)
        actors.setdefault(role, actor(replace(person, grants=frozenset({grant})), office))
    return Team(actors["officer"], actors["head"])


def _free_port(host: str, port: int) -> int:
    """Return the port, or 0, which is any, where another program has it. Raises FeedbackError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return port
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return 0
        raise FeedbackError(
            f"{host}:{port} cannot be listened on ({error.strerror}); set LANGNGHE_WEB_HOST"
        ) from None


async def in_terminal(settings: Settings, *, ask: bool) -> None:
    """Load sample office and data, then chat as a citizen who may also see figures."""
    code = await operations.seed(settings, _RESPONSES, _CASES, _CHANCE)
    print(  # noqa: T201
        "\nVăn phòng mẫu đã sẵn sàng (dữ liệu bịa). Ông/Bà là người dân, và cũng được xem số liệu."
        "\nThe sample office is ready (made-up data). You are a citizen who may also see figures."
        f"\n\n{_hints(code)}"
    )
    if ask:
        await chat(settings, admin=True)


def welcome(app: App, code: str) -> None:
    """Say where the chat is and what to try there."""
    host = _LOCALLY.get(app.settings.web_host, app.settings.web_host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{app.port}/"
    print(  # noqa: T201
        "\nVăn phòng mẫu đã sẵn sàng (dữ liệu bịa). Mời Ông/Bà mở bằng trình duyệt:"
        "\nThe sample office is ready (made-up data). Open it in a browser:"
        f"\n\n  {address}            tiếng Việt\n  {address}?lang=en    English"
        "\n\nỞ đầu trang chọn vai người dân, cán bộ, lãnh đạo hoặc quản trị. Thử gõ:"
        "\nAt the top of the page choose citizen, officer, head or admin. Try to type:"
        f"\n\n{_hints(code)}"
        "\nCtrl-C để dừng / to stop\n",
        flush=True,
    )


def tell_where(settings: Settings) -> None:
    """Say where the data of the demo is."""
    print(f"Dữ liệu thử nằm ở / the data is in: {settings.master_key_file.parent}")  # noqa: T201


def _hints(code: str) -> str:
    return (
        "  /danhgia   đánh giá sự phục vụ               rate a service\n"
        "  /gopy      phản ánh, góp ý, khen             report a problem, suggest, praise\n"
        f"  /tracuu {code}   tra cứu hồ sơ     look up a case\n"
        "  /viec      việc của tôi (cán bộ, lãnh đạo)   my tasks (officer, head)\n"
        "  /canbo     cán bộ (lãnh đạo, quản trị)       staff (head, admin)\n"
        "  /thongke   số liệu và biểu đồ (quản trị)     figures and a chart (admin)\n"
        "  /xuat      bảng tính Excel (quản trị)        an Excel workbook (admin)\n"
        "  /language  English\n"
    )
