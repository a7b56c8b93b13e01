"""How Zalo's Bot Platform is called: JSON over HTTP on aiohttp, errors as ours.

The token is part of every address, so no address is ever logged or put into an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from bot.downloads import download
from bot.logs import log
from bot.pace import Pace, pause
from feedback.errors import Blocked, SendError, Throttled, Unavailable, Undeliverable

_log = log(__name__)
_CONNECT = 5.0
_PER_SECOND = 20.0
"""Calls; the platform names no limit but answers 429, which makes everybody wait."""


class Idle(Unavailable):
    """Nobody wrote while the question was open."""


class TokenRefused(Unavailable):
    """The bot's token is not valid (any more)."""


class Transport:
    """One pool of connections for everything that is said to the platform."""

    def __init__(self, token: str, api_url: str, timeout: float = 30.0) -> None:
        """`timeout`: seconds a call may take in all."""
        self._own = api_url.rstrip("/")
        self._address = f"{self._own}/bot{token}"
        self._timeout = timeout
        self._pace = Pace(_PER_SECOND)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, method: str, body: Mapping[str, Any]) -> Any:
        """Say something to a person, at a steady pace; raises SendError."""
        await self._pace.turn()
        try:
            return await self.call(method, body)
        except Throttled as throttled:
            self._pace.rest(throttled.retry_after)
            raise

    async def call(
        self,
        method: str,
        body: Mapping[str, Any],
        timeout: float | None = None,  # noqa: ASYNC109 - handed to aiohttp
    ) -> Any:
        """Return the result of a method; raises SendError."""
        failure = "closed"
        try:
            async with self._open().post(
                f"{self._address}/{method}",
                data=orjson.dumps(body),
                headers={"Content-Type": "application/json"},
                timeout=self._patience(timeout),
                allow_redirects=False,
            ) as response:
                content = await response.read()
                answer = _object(content)
                if response.status == 200 and answer.get("ok", True) is True:
                    return answer.get("result", answer)
                raise _told(method, response, answer)
        except (aiohttp.ClientError, OSError) as failed:
            failure = type(failed).__name__
        except ValueError:
            failure = "the answer is no JSON object"
        raise Unavailable(failure)

    async def download(self, url: str, largest: int) -> bytes:
        """Return a photo a person sent; raises SendError, also when it is larger."""
        return await download(self._open(), url, largest, self._patience(), own=self._own)

    def _patience(self, seconds: float | None = None) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=seconds or self._timeout, sock_connect=_CONNECT)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


def _object(content: bytes) -> dict[str, Any]:
    answer = orjson.loads(content)
    if not isinstance(answer, dict):
        raise ValueError
    return answer


def _told(method: str, response: aiohttp.ClientResponse, answer: Mapping[str, Any]) -> SendError:
    """Return what a refusal asks for; its description may quote the person and is not kept.

    The number comes as the status or in the answer, which may have status 200.
    """
    said = answer.get("error_code")
    number = said if isinstance(said, int) and said else response.status
    if number == 429:
        asked = answer.get("retry_after", response.headers.get("Retry-After", ""))
        return Throttled(pause(str(asked)))
    if number == 408 and method == "getUpdates":
        return Idle()
    # Who asks about a chat may be told that there is none; everybody else, that there is no bot.
    if number == 401 or (number == 404 and not method.startswith("send")):
        _log.critical("Zalo refuses LANGNGHE_ZALO_BOT_TOKEN", channel="zalo_bot")
        return TokenRefused()
    if number == 403:
        return Blocked()
    if 400 <= number < 500 and number != 408:
        _log.warning("Zalo refused a call", channel="zalo_bot", code=number)
        return Undeliverable()
    return Unavailable(f"HTTP {number}")
