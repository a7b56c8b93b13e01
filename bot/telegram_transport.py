"""How Telegram's Bot API is reached: python-telegram-bot's seam for networks, on aiohttp.

httpx, the library's own choice, costs 5 ms of CPU a call; this costs a tenth. The token lives in
this object alone: neither the library nor any error or log line of either ever holds an address.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

import aiohttp
import orjson
from telegram import error
from telegram.request import BaseRequest, RequestData

from bot.bodies import read_at_most, read_json
from feedback.errors import Blocked, Moved, SendError, Throttled, Unavailable, Undeliverable

_CONNECT = 5.0
_LEAVE_IT = ("message is not modified", "query is too old", "query id is invalid")
_UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f"\\\x7f]')
_NO_ADDRESS = "api"
"""What the library takes for the address of the Bot API; the transport knows the real one."""


class TokenRefused(Unavailable):
    """Telegram does not know the bot; what waits to be sent is kept until it does again."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the token. Copy it again from @BotFather into"
            " LANGNGHE_TELEGRAM_TOKEN, and check LANGNGHE_TELEGRAM_API_URL."
        )


class AskedTwice(Unavailable):
    """Another program asks for the same bot's updates, or has set a webhook for it."""


class AlreadySo(Undeliverable):
    """Nothing to do: the message shows this already, or the press is too old to be answered."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of ours; `field` is the parameter that takes it."""

    field: str
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Call:
    """Parameters that skip the library's parameter objects."""

    parameters: Mapping[str, Any]
    upload: Upload | None


class _SlowDown(error.TelegramError):
    """A 429. The library's own error cannot be made without a deprecation warning of its own."""

    def __init__(self, seconds: float) -> None:
        super().__init__("slow down")
        self.seconds = seconds


class Transport(BaseRequest):
    """One pool of connections for everything that is said to Telegram."""

    def __init__(self, token: str, api_url: str, timeout: float = 30.0) -> None:
        """`timeout`: seconds a call may take in all, a question for updates apart."""
        base = api_url.rstrip("/")
        self._calls = f"{base}/bot{token}/"
        self._files = f"{base}/file/bot{token}/"
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    def address(self, _: str) -> str:
        """Return what the library is told instead of an address with the token in it."""
        return _NO_ADDRESS

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may take."""
        return self._timeout

    async def initialize(self) -> None:
        """Open the pool of connections, once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(
        self,
        method: str,
        parameters: Mapping[str, Any],
        upload: Upload | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - handed to aiohttp, which does it better
    ) -> Any:
        """Call a method and return its result as plain JSON; raises SendError."""
        data = cast(RequestData, _Call(parameters, upload))
        with translated():
            return await self.post(f"{_NO_ADDRESS}/{method}", data, timeout or self._timeout)

    async def download(self, path: str, largest: int) -> bytes:
        """Return a file by the path `getFile` told; raises SendError, also when it is larger."""
        failure = "closed"
        try:
            async with self._open().get(
                self._files + quote(path), timeout=self._patience(None), allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise Undeliverable if 400 <= response.status < 500 else Unavailable
                found = await read_at_most(response.content, largest)
                if found is None:
                    raise Undeliverable
                return found
        except (aiohttp.ClientError, OSError) as failed:
            failure = type(failed).__name__
        raise Unavailable(failure)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Do one HTTP request for the library. Redirects are not followed: the token is in it."""
        failure = "closed"
        try:
            async with self._open().request(
                method,
                self._calls + url.rpartition("/")[2],
                timeout=self._patience(read_timeout),
                allow_redirects=False,
                **_body(request_data),
            ) as response:
                content = await response.read()
                if response.status == 429:
                    raise _SlowDown(_retry_after(content))
                if response.status == 413:  # the library takes it for trouble with the network
                    raise error.BadRequest("request entity too large")
                if response.status >= 300 and not _is_refusal(content):
                    # A proxy's page: what it says of our message means nothing.
                    raise error.NetworkError(f"HTTP {response.status}")
                return response.status, content
        except (aiohttp.ClientError, OSError) as failed:
            failure = type(failed).__name__
        # Outside of the handler: the cause would hold the address.
        raise error.NetworkError(failure)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer; the library would log the whole of one it cannot read."""
        try:
            answer = read_json(payload)
        except ValueError:
            raise error.NetworkError("the answer is no JSON") from None
        if not isinstance(answer, dict) or (answer.get("ok") is True) != ("result" in answer):
            raise error.NetworkError("the answer is none of the Bot API")
        return answer

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise error.NetworkError("closed")
        return self._session

    def _patience(self, seconds: object) -> aiohttp.ClientTimeout:
        total = seconds if isinstance(seconds, int | float) else self._timeout
        return aiohttp.ClientTimeout(total=total, sock_connect=_CONNECT)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the library's errors into ours, which say what to do and quote nothing."""
    try:
        yield
    except error.TelegramError as failed:
        raise _told(failed) from None
    except KeyError:  # an answer of 200 that says it failed
        raise Unavailable from None


def _told(failed: error.TelegramError) -> SendError:
    match failed:
        case _SlowDown():
            return Throttled(failed.seconds)
        case error.ChatMigrated():
            return Moved(str(failed.new_chat_id))
        case error.Forbidden():  # blocked, deactivated, removed from the group
            return Blocked()
        case error.InvalidToken():
            return TokenRefused()
        case error.Conflict():
            return AskedTwice()
        case error.BadRequest():
            words = failed.message.lower()
            return AlreadySo() if any(each in words for each in _LEAVE_IT) else Undeliverable()
    return Unavailable(type(failed).__name__)


def _is_refusal(content: bytes) -> bool:
    """Tell whether the Bot API itself refused."""
    try:
        answer = read_json(content)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("ok") is False


def _retry_after(content: bytes) -> float:
    try:
        seconds = read_json(content)["parameters"]["retry_after"]
        return max(1.0, float(seconds))
    except (ValueError, TypeError, LookupError):
        return 1.0


def _body(data: object) -> dict[str, Any]:
    """Return the body of a request as aiohttp takes it."""
    if data is None:
        return {}
    if isinstance(data, _Call):
        if data.upload is not None:
            return {"data": _form(data.parameters, data.upload)}
        parameters: Mapping[str, Any] = data.parameters
    else:
        parameters = cast(RequestData, data).parameters
    return {
        "data": orjson.dumps(parameters),
        "headers": {"Content-Type": "application/json"},
    }


def _form(parameters: Mapping[str, Any], upload: Upload) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # else names arrive as B%C3%A1o c%C3%A1o.pdf
    for name, value in parameters.items():
        form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    name = _UNSAFE_IN_NAME.sub("_", upload.name)
    content = io.BytesIO(upload.content)
    form.add_field(upload.field, content, filename=name, content_type=upload.mime)
    return form
