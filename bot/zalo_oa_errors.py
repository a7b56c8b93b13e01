"""What Zalo's error numbers ask of us, in one table.

Sources: [O] docs.zaloplatforms.com/docs/OA (page "mã lỗi" and, for the window, "điều kiện gửi tin
tư vấn"); [Z] zalo.cloud/zns/guidelines/handle-error-code; [2] several client libraries agree.
Nothing was tried against the real service; a number that is not here is taken for a refusal of
this very message, and logged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.logs import log
from feedback.errors import Blocked, Held, SendError, Throttled, Unavailable, Undeliverable

_log = log(__name__)
_MINUTE, _HOUR = 60.0, 3600.0


class AccessRefused(Unavailable):
    """The access token is not valid (any more): get another and ask again."""


class OutsideWindow(Held):
    """The person has not written for too long; a notice may still reach them."""


class OutOfQuota(Held):
    """The office has used up or not paid for what it may send; it is tried again later."""


class NotAllowed(Unavailable):
    """The app or the account lacks a right: an operator has to act, and nothing is lost until then."""


class UploadRefused(Undeliverable):
    """The file is of a kind or size that is not taken."""


ERRORS: Mapping[int, Callable[[], SendError]] = {
    -32: lambda: Throttled(_MINUTE),  # [2] "Your OA reached limit call api"
    -100: Unavailable,  # [Z] unknown error, try again later
    -124: AccessRefused,  # [Z] access token of a template call
    -201: Undeliverable,  # [2] invalid parameter
    -204: NotAllowed,  # [O] the account was disabled
    -205: NotAllowed,  # [O] the account does not exist
    -207: NotAllowed,  # [O] not registered as a third party
    -209: NotAllowed,  # [O] this API is not activated
    -210: UploadRefused,  # [O] a parameter, or a file, beyond the limit
    -211: lambda: OutOfQuota(_HOUR),  # [O] out of quota
    -212: NotAllowed,  # [O] the account has not registered this API
    -213: OutsideWindow,  # [O] the person does not follow the account, nor has written
    -216: AccessRefused,  # [O] access token invalid
    -217: Blocked,  # [O] the person has blocked invitations
    -218: lambda: OutOfQuota(6 * _HOUR),  # [O] this person has received too much
    -219: NotAllowed,  # [O] the app was removed or disabled
    -220: AccessRefused,  # [O] access token expired or removed
    -221: NotAllowed,  # [O] the account is not verified
    -223: NotAllowed,  # [O] the account has not authorised this
    -224: NotAllowed,  # [O] the account needs a larger package
    -227: Blocked,  # [O] the person is banned, or inactive for 45 days
    -230: OutsideWindow,  # [O] no interaction in the past 7 days
    -232: OutsideWindow,  # [O] no interaction, or the last has expired
    -233: Undeliverable,  # [O] this kind of message is not supported
    -234: lambda: Held(_HOUR),  # [O] not at night (22:00-06:00): asked again each hour
    -244: Blocked,  # [O] the person has restricted messages of this kind
    -248: Undeliverable,  # [O] against the platform's standards
    -305: OutsideWindow,  # [2] 48 hours are over
    -311: lambda: OutOfQuota(_HOUR),  # [2] out of quota for answers
    -320: NotAllowed,  # [O] no Zalo Cloud Account is linked
    -321: lambda: OutOfQuota(_HOUR),  # [O] the Zalo Cloud Account is out of money
}


def told(number: int) -> SendError:
    """Return what an error number asks for; its message may quote the person and is not kept."""
    make = ERRORS.get(number)
    if make is None:
        _log.warning("Zalo answered with an unknown error", channel="zalo_oa", code=number)
        return Undeliverable()
    error = make()
    if isinstance(error, NotAllowed | OutOfQuota):
        _log.error(
            "Zalo does not let this account send; see its page at oa.zalo.me",
            channel="zalo_oa",
            code=number,
        )
    return error
