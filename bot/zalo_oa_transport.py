"""How Zalo's Official Account API is reached: HTTP on aiohttp, errors as ours, a steady pace.

Zalo answers 200 with `error` other than 0 when it refuses. Tokens travel in headers, so no
address, error or log line of ours ever holds one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from bot.downloads import download
from bot.pace import Pace, pause
from bot.zalo_oa_errors import told
from feedback.errors import Throttled, Unavailable

_CONNECT = 5.0


class Refused(Exception):
    """The OAuth service said no; `known` tells whether it said so itself, not a proxy."""


class Transport:
    """One pool of connections for everything that is said to Zalo."""

    def __init__(
        self, api_url: str, oauth_url: str, *, timeout: float = 30.0, per_second: float = 20.0
    ) -> None:
        """`timeout`: seconds a call may take in all."""
        self._api, self._oauth = api_url.rstrip("/"), oauth_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=_CONNECT)
        self._pace = Pace(per_second)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, path: str, token: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post JSON and return `data` of the answer; raises SendError."""
        await self._pace.turn()
        return await self._data(
            path,
            data=orjson.dumps(body),
            headers={"access_token": token, "Content-Type": "application/json"},
        )

    async def upload(self, path: str, token: str, name: str, mime: str, content: bytes) -> Any:
        """Upload a file and return `data` of the answer; raises SendError."""
        await self._pace.turn()
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", content, filename=name, content_type=mime)
        return await self._data(path, data=form, headers={"access_token": token})

    async def refresh(self, app_id: str, secret: str, token: str) -> dict[str, Any]:
        """Exchange a refresh token and return the whole answer.

        Raises Refused when the service itself says no, Unavailable when what became of the token
        is not known.
        """
        form = {"app_id": app_id, "grant_type": "refresh_token", "refresh_token": token}
        answer = await self._answer(
            self._oauth + "/v4/oa/access_token", data=form, headers={"secret_key": secret}
        )
        if not answer.get("access_token") or not answer.get("refresh_token"):
            raise Refused
        return answer

    async def download(self, url: str, largest: int) -> bytes:
        """Return a file a person sent; raises SendError, also when it is larger."""
        return await download(self._open(), url, largest, self._timeout, own=self._api)

    async def _data(self, path: str, **how: Any) -> dict[str, Any]:
        answer = await self._answer(self._api + path, **how)
        number = answer.get("error")
        if number == 0:
            data = answer.get("data")
            return data if isinstance(data, dict) else {}
        if not isinstance(number, int):
            raise Unavailable("the answer is none of Zalo's")
        error = told(number)
        if isinstance(error, Throttled):
            self._pace.rest(error.retry_after)
        raise error

    async def _answer(self, url: str, **how: Any) -> dict[str, Any]:
        failure = "closed"
        try:
            async with self._open().post(
                url, timeout=self._timeout, allow_redirects=False, **how
            ) as response:
                content = await response.read()
                if response.status == 429:
                    seconds = pause(response.headers.get("Retry-After", ""))
                    self._pace.rest(seconds)
                    raise Throttled(seconds)
                if response.status != 200:
                    raise Unavailable(f"HTTP {response.status}")
                answer = orjson.loads(content)
                if not isinstance(answer, dict):
                    raise ValueError
                return answer
        except (aiohttp.ClientError, OSError) as failed:
            failure = type(failed).__name__
        except ValueError:
            failure = "the answer is no JSON object"
        raise Unavailable(failure)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session
