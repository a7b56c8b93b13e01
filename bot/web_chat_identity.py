"""Who a browser is: a random account in a signed cookie, and nothing else.

The account is made up when the page is first opened and is written nowhere before its person says
something. The signing key comes from the master key file, so every replica knows it, and cookies
of an earlier key stay good.
"""

from __future__ import annotations

import re
import secrets

from aiohttp import web

from storage import Keyring

_PURPOSE = "web cookie"
_VALUE = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{64})")
_KEPT = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer. https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html"""


class Identity:
    """Makes and reads the cookie."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    def account_of(self, request: web.Request, *, secure: bool) -> str | None:
        """Return the account of a request, None when its cookie is missing or not ours."""
        found = _VALUE.fullmatch(request.cookies.get(_name(secure), ""))
        if found is None:
            return None
        account, signature = found[1], bytes.fromhex(found[2])
        return account if self._keys.is_signed(_PURPOSE, account, signature) else None

    def cookie(self, account: str, *, secure: bool, embedded: bool) -> str:
        """Return the header that gives a browser its account.

        In a frame of another site the cookie is that site's own (CHIPS): browsers keep no other.
        """
        value = f"{account}.{self._keys.sign(_PURPOSE, account).hex()}"
        return _header(f"{_name(secure)}={value}", _KEPT, secure, embedded)

    def forgotten(self, *, secure: bool, embedded: bool) -> str:
        """Return the header that takes the account away."""
        return _header(f"{_name(secure)}=", 0, secure, embedded)


def new_account() -> str:
    """Return 128 random bits."""
    return secrets.token_hex(16)


def _name(secure: bool) -> str:
    # The prefix keeps other hosts of the same domain from setting it.
    return "__Host-langnghe" if secure else "langnghe"


def _header(pair: str, age: int, secure: bool, embedded: bool) -> str:
    where = "SameSite=None; Secure; Partitioned" if secure and embedded else "SameSite=Lax"
    safe = "; Secure" if secure and not embedded else ""
    return f"{pair}; Path=/; Max-Age={age}; HttpOnly; {where}{safe}"
