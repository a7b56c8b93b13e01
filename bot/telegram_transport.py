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
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from telegram import error
from telegram.request import BaseRequest, RequestData

from bot.bodies import read_at_most, read_json
from feedback.errors import Blocked, Moved, SendError, Throttled, Unavailable, Undeliverable

_CONNECT = 5.0
_JSON = {"Content-Type": "application/json"}
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
        self._usual = aiohttp.ClientTimeout(total=timeout, sock_connect=_CONNECT)
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
        # Not through the library's `post`: its two more coroutines cost a twentieth of an update.
        with translated():
            status, content = await self._ask("POST", method, _body(parameters, upload), timeout)
            answer = self.parse_json_payload(content)
        if status == 200 and answer.get("ok") is True:
            return answer["result"]
        raise _refusal(status, answer)

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
        body = {} if request_data is None else _body(request_data.parameters)
        seconds = read_timeout if isinstance(read_timeout, int | float) else None
        return await self._ask(method, url.rpartition("/")[2], body, seconds)

    async def _ask(
        self,
        verb: str,
        method: str,
        body: dict[str, Any],
        timeout: float | None,  # noqa: ASYNC109 - as in `call`
    ) -> tuple[int, bytes]:
        failure = "closed"
        try:
            async with self._open().request(
                verb,
                self._calls + method,
                timeout=self._patience(timeout),
                allow_redirects=False,
                **body,
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

    def _patience(self, seconds: float | None) -> aiohttp.ClientTimeout:
        if seconds is None:
            return self._usual
        return aiohttp.ClientTimeout(total=seconds, sock_connect=_CONNECT)


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


def _refusal(status: int, answer: Mapping[str, Any]) -> SendError:
    """Return what an answer that is no success means, as the library's wrapper has it."""
    parameters = answer.get("parameters")
    moved = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if moved:
        return Moved(str(moved))
    match status:
        case 403:
            return Blocked()
        case 401 | 404:
            return TokenRefused()
        case 409:
            return AskedTwice()
        case 400:
            return _told(error.BadRequest(str(answer.get("description") or "")))
    return Unavailable(f"HTTP {status}")


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


def _body(parameters: Mapping[str, Any], upload: Upload | None = None) -> dict[str, Any]:
    """Return the body of a request as aiohttp takes it."""
    if upload is not None:
        return {"data": _form(parameters, upload)}
    return {"data": orjson.dumps(parameters), "headers": _JSON}


def _form(parameters: Mapping[str, Any], upload: Upload) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # else names arrive as B%C3%A1o c%C3%A1o.pdf
    for name, value in parameters.items():
        form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    name = _UNSAFE_IN_NAME.sub("_", upload.name)
    content = io.BytesIO(upload.content)
    form.add_field(upload.field, content, filename=name, content_type=upload.mime)
    return form
