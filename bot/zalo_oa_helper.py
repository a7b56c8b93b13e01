"""The helper of `zalo_oa_exchange`: asks Zalo once and keeps the answer sealed in a file.

Run as a script of its own, so it imports next to nothing and starts in a tenth of a second. Secrets
come by standard input; nothing is printed.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DONE, UNREACHABLE, REFUSED, SLOW_DOWN, NO_ROOM = 0, 3, 4, 5, 6
"""How it ends."""
PLACE = "zalo-oa/answer"
_NONCE = 12
_PATIENCE = 20.0
_ROOM = 16 * 1024
"""Bytes set aside before Zalo is asked; tokens are far shorter."""


def main() -> int:
    """Do one exchange, as ordered on standard input."""
    order = json.load(sys.stdin)
    path = Path(order["answer"])
    try:
        # Before Zalo is asked: without room for the answer it must not be.
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if any(file.read(_NONCE)):
                return DONE  # another helper was first, and has the answer
            file.seek(0)
            file.write(bytes(_ROOM))
            file.flush()
            file.seek(0)
            answer, result = ask(order)
            if answer is not None:
                nonce = os.urandom(_NONCE)
                sealed = AESGCM(bytes.fromhex(order["key"])).encrypt(nonce, answer, PLACE.encode())
                file.truncate(file.write(nonce + sealed))
                file.flush()
                os.fsync(file.fileno())
            else:
                path.unlink(missing_ok=True)
    except OSError:
        return NO_ROOM
    if answer is None:
        return result
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)  # the name survives a power cut as well
    os.close(folder)
    return result


def ask(order: Mapping[str, Any]) -> tuple[bytes | None, int]:
    """Return Zalo's answer, None when it holds no tokens, and how to end."""
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's own setting
        order["url"],
        data=urllib.parse.urlencode(order["form"]).encode(),
        headers={"secret_key": order["secret"]},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_PATIENCE) as response:
            content: bytes = response.read()
            answer = json.loads(content)
    except urllib.error.HTTPError as error:
        error.close()
        return None, SLOW_DOWN if error.code == 429 else UNREACHABLE
    except (OSError, ValueError):
        return None, UNREACHABLE
    if not isinstance(answer, dict):
        return None, UNREACHABLE
    if not answer.get("access_token") or not answer.get("refresh_token"):
        return None, REFUSED
    return content, DONE


if __name__ == "__main__":
    raise SystemExit(main())
