"""What can be told of a call before it is let in: where it comes from, and whether by our page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

from bot.logs import log

_log = log(__name__)
HEADER = "X-Langnghe"
"""A page of another site cannot send it: the browser would ask first, and is not answered."""


class Door:
    """Looks at addresses, origins and what proxies tell."""

    def __init__(self, public_url: str, embed: Sequence[str], proxies: Sequence[str]) -> None:
        """`embed`: origins whose pages may show the chat in a frame.

        `proxies`: addresses whose `X-Forwarded-…` are believed.
        """
        self._public_url = public_url.rstrip("/").lower()
        self._embed = tuple(embed)
        self._proxies: tuple[IPv4Network | IPv6Network, ...] = tuple(map(ip_network, proxies))
        # Asked several times for each call, mostly about the same few proxies.
        self._is_proxy = lru_cache(1024)(self._is_one_of_ours)

    @property
    def frames(self) -> str:
        """Who may show the page in a frame, as `frame-ancestors` wants it."""
        return " ".join(("'self'", *self._embed)) if self._embed else "'none'"

    def caller(self, request: web.Request) -> str:
        """Return whom limits count: the address, or its network where one host has a network."""
        at = request.remote or ""
        if self._is_proxy(at):
            # Each proxy adds whom it saw; the last that is no proxy of ours is the caller.
            for each in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
                at = each.strip() or at
                if not self._is_proxy(at):
                    break
        try:
            address = ip_address(at)
        except ValueError:
            return at[:64]
        if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
            return str(ip_network((int(address) >> 64 << 64, 64)))
        return str(address)

    def is_secure(self, request: web.Request) -> bool:
        """Tell whether the browser speaks https."""
        told = request.headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip()
        if told and self._is_proxy(request.remote or ""):
            return told == "https"
        return request.secure or self._public_url.startswith("https:")

    def is_embedded(self, request: web.Request) -> bool:
        """Tell whether the page is asked for by a frame; browsers before 2023 do not say so."""
        if not self._embed:
            return False
        asked_by = request.headers.get("Sec-Fetch-Dest")
        if asked_by is not None:
            return asked_by in ("iframe", "frame")
        page = urlsplit(request.headers.get("Referer", "").lower())
        return f"{page.scheme}://{page.netloc}" in self._embed

    def is_ours(self, request: web.Request) -> bool:
        """Tell whether our own page makes the call."""
        if request.headers.get(HEADER) != "1":
            return False
        return self.is_same_origin(request)

    def is_same_origin(self, request: web.Request) -> bool:
        """Tell whether a page of ours makes the call, as far as the browser says."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        scheme = "https" if self.is_secure(request) else "http"
        ours = {self._public_url, f"{scheme}://{request.headers.get('Host', '')}".lower()}
        if self._is_proxy(request.remote or ""):
            ours.add(f"{scheme}://{request.headers.get('X-Forwarded-Host', '')}".lower())
        if origin.lower() in ours:
            return True
        _log.warning("a call of another site's page was refused", channel="web")
        return False

    def _is_one_of_ours(self, at: str) -> bool:
        try:
            address = ip_address(at)
        except ValueError:
            return False
        return any(address in each for each in self._proxies)
