"""How Zalo's Official Account API is reached: HTTP on aiohttp, errors as ours, a steady pace.

Zalo answers 200 with `error` other than 0 when it refuses. Tokens travel in headers, so no
address, error or log line of ours ever holds one.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
import orjson

from bot.bodies import read_at_most
from bot.zalo_oa_errors import told
from feedback.errors import Throttled, Unavailable, Undeliverable

_HOPS = 4
"""Addresses tried for one file: itself and three redirects."""
_REDIRECTS = (301, 302, 303, 307, 308)
_CONNECT = 5.0
_PATIENCE = 1.0
"""Seconds a call may wait for its turn; who would wait longer leaves the place to other channels."""


class Refused(Exception):
    """The OAuth service said no; `known` tells whether it said so itself, not a proxy."""


class Pace:
    """Keeps calls a little apart, and all of them back when Zalo asks for it."""

    def __init__(self, per_second: float) -> None:
        self._apart = 1 / per_second
        self._free = 0.0

    async def turn(self) -> None:
        """Wait for a turn; raises Throttled where that would take long."""
        now = asyncio.get_running_loop().time()
        wait = self._free - now
        if wait > _PATIENCE:
            raise Throttled(wait * random.uniform(1.0, 1.5))  # noqa: S311 - not a secret
        self._free = max(self._free, now) + self._apart
        if wait > 0:
            await asyncio.sleep(wait)

    def rest(self, seconds: float) -> None:
        """Have everybody wait: the limit is the account's, not a person's."""
        now = asyncio.get_running_loop().time()
        self._free = max(self._free, now + seconds)


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
        """Return a file a person sent; raises SendError, also when it is larger.

        The address comes in an event, so it may lead to the internet only, or to where the API is.
        """
        failure = "closed"
        try:
            for _ in range(_HOPS):
                if not self._may_fetch(url):
                    raise Undeliverable
                # Followed by hand: where a redirect leads is looked at like the first address.
                async with self._open().get(
                    url, timeout=self._timeout, allow_redirects=False
                ) as response:
                    if response.status in _REDIRECTS:
                        url = urljoin(url, response.headers.get("Location", ""))
                        continue
                    if response.status != 200:
                        raise Undeliverable if 400 <= response.status < 500 else Unavailable
                    found = await read_at_most(response.content, largest)
                    if found is None:
                        raise Undeliverable
                    return found
            raise Undeliverable
        except ValueError:  # an address that is none
            raise Undeliverable from None
        except (aiohttp.ClientError, OSError) as failed:
            failure = type(failed).__name__
        raise Unavailable(failure)

    def _may_fetch(self, url: str) -> bool:
        try:
            asked, own = urlsplit(url), urlsplit(self._api)
            if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
                return True
            host = asked.hostname or ""
            if asked.scheme != "https" or asked.port not in (None, 443) or "." not in host:
                return False
        except ValueError:
            return False
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return True
        return False

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
                    pause = _seconds(response.headers.get("Retry-After", ""))
                    self._pace.rest(pause)
                    raise Throttled(pause)
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


def _seconds(said: str) -> float:
    return min(600.0, float(said)) if said.isdecimal() and said != "0" else 60.0
