"""Exchanges a refresh token in a small process of its own, so that no crash of the program loses it.

Zalo takes a refresh token once and answers with the next. A program that dies between that answer
and its commit would have neither. So a helper asks (`zalo_oa_helper`): it outlives the program,
seals the answer into a file beside the master key, and whoever runs next finds it there.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot import zalo_oa_helper as helper
from bot.logs import log
from bot.zalo_oa_transport import Refused, Transport
from feedback.errors import RowDamaged, Throttled, Unavailable
from storage.keys import CaseKey, Keyring

_log = log(__name__)
_PAUSE = 60.0
_HELPER = Path(helper.__file__).resolve()


class Exchange:
    """Asks Zalo for new tokens; what it once answered is answered again until `forget`."""

    def __init__(
        self, transport: Transport, oauth_url: str, app_id: str, secret: str, keys: Keyring
    ) -> None:
        """`transport` asks where no file can be kept beside the master key."""
        self._transport, self._url = transport, oauth_url.rstrip("/") + "/v4/oa/access_token"
        self._app_id, self._secret, self._keys = app_id, secret, keys
        self._beside = keys.path.resolve()

    async def ask(self, token: str) -> Mapping[str, Any]:
        """Return Zalo's answer; raises Refused, Throttled, or Unavailable where it may have acted."""
        if (kept := self._kept(token)) is not None:
            _log.warning("an answer of Zalo that outlived a crash is taken up", channel="zalo_oa")
            return kept
        order = {
            "url": self._url,
            "form": {
                "app_id": self._app_id,
                "grant_type": "refresh_token",
                "refresh_token": token,
            },
            "secret": self._secret,
            "key": self._key(token).hex(),
            "answer": str(self._file(token)),
        }
        try:
            ended = await _help(json.dumps(order).encode())
        except OSError:
            ended = helper.NO_ROOM  # no process can be started
        match ended:
            case helper.DONE if (kept := self._kept(token)) is not None:
                return kept
            case helper.DONE:
                self.forget(token)  # a helper that died wrote half of it
            case helper.REFUSED:
                raise Refused
            case helper.SLOW_DOWN:
                raise Throttled(_PAUSE)
            case helper.NO_ROOM:
                _log.warning("no helper can keep Zalo's answer", channel="zalo_oa")
                return await self._transport.refresh(self._app_id, self._secret, token)
        raise Unavailable

    def forget(self, token: str) -> None:
        """Drop an answer that is stored by now."""
        with suppress(OSError):  # it is sealed, and does no harm
            self._file(token).unlink(missing_ok=True)

    def _file(self, token: str) -> Path:
        mark = hashlib.sha256(token.encode()).hexdigest()[:16]
        return self._beside.with_name(f"{self._beside.name}.zalo-oa-{mark}")

    def _key(self, token: str) -> bytes:
        """Return the key of one answer: made of the master key, never the master key itself."""
        return b"".join(self._keys.mark(f"zalo-oa answer {half}", token) for half in "ab")

    def _kept(self, token: str) -> Mapping[str, Any] | None:
        try:
            sealed = self._file(token).read_bytes()
            answer: Mapping[str, Any] = json.loads(
                CaseKey(self._key(token)).open_sealed(helper.PLACE, sealed)
            )
        except (OSError, ValueError, RowDamaged):
            return None  # none, or a helper died while it wrote: then Zalo is asked
        return answer


async def _help(order: bytes) -> int | None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_HELPER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # what ends the program does not end the helper
    )
    await process.communicate(order)
    return process.returncode
