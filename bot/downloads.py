"""Fetches what a person sent from the address a provider gives: from the internet, never from within."""

from __future__ import annotations

import ipaddress
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.bodies import read_at_most
from feedback.errors import Unavailable, Undeliverable

_HOPS = 4
"""Addresses tried for one file: itself and three redirects."""
_REDIRECTS = (301, 302, 303, 307, 308)


async def download(
    session: aiohttp.ClientSession,
    url: str,
    largest: int,
    timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - handed to aiohttp
    *,
    own: str,
) -> bytes:
    """Return a file; raises SendError, also when it is larger than `largest` bytes.

    The address comes in an event, so it may lead to the internet only, or to where the provider's
    API is (`own`).
    """
    failure = "closed"
    try:
        for _ in range(_HOPS):
            if not leads_outside(url, own):
                raise Undeliverable
            # Followed by hand: where a redirect leads is looked at like the first address.
            async with session.get(url, timeout=timeout, allow_redirects=False) as response:
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


def leads_outside(url: str, own: str) -> bool:
    """Tell whether an address leads to the internet, or to where the API itself is."""
    try:
        asked, api = urlsplit(url), urlsplit(own)
        if (asked.scheme, asked.netloc) == (api.scheme, api.netloc):
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
