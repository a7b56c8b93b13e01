"""Orders of the operator to the running bot: invitations to a role, and legal holds.

`langnghe invite` makes an office's first administrator, and any later one who is on no list.

A SQLite file is written by the running bot alone. So the command hands its order to the bot, sealed
with the master key that both have, and carries it out itself only where no bot answers.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import aiohttp
from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.bodies import read_at_most, read_body
from bot.ids import Ids
from bot.settings import Settings
from feedback.code import LONG, SHORT, draw
from feedback.errors import Conflict, FeedbackError, RowDamaged, StorageError, WrongKey
from feedback.linking import Invitation
from feedback.person import Grant, grants_of
from feedback.ports import Job
from handlers.admin.offboarding import REVOKED
from storage import Storage
from storage.keys import Keyring
from storage.rights import OPERATOR

PATH = "/operator"
_GOOD_FOR = timedelta(hours=24)
_FRESH = timedelta(minutes=1)
"""An order older than that was listened to by somebody and sent again."""
_ORDER, _ANSWER = "operator/order", "operator/answer"
_LARGEST = 4096
"""Bytes of an order; a few hundred are needed."""
_PATIENCE = aiohttp.ClientTimeout(total=10)
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not listened on

Outcome = Literal["done", "unknown", "again"]
Wish = Literal["role", "hold", "release"]


class Order(BaseModel):
    """What the operator wants: an invitation by its new code, or, without one, that it is void;
    or that the case of a code is held, or released."""

    at: datetime
    id: str
    role: str = ""
    """As `feedback.person.Grant.word` writes it."""
    name: str = ""
    code: str = ""
    wish: Wish = "role"
    reason: str = ""


def invitation(grant: Grant, name: str, now: datetime) -> Order:
    """Return an order for a new invitation."""
    below = secrets.randbelow
    id, code = draw(below, SHORT), draw(below, LONG)
    return Order(at=now, id=id, role=grant.word, name=name, code=code)


async def carry_out(storage: Storage, order: Order) -> Outcome:
    """Commit an order; raises StorageError."""
    work = storage.work()
    if order.wish != "role":
        case = await work.cases.find(order.code)
        if case is None:
            return "unknown"
        if order.wish == "hold":
            work.holds.place(case, order.reason, order.at)
        else:
            work.holds.release(case, order.at)
    elif order.code:
        until = order.at + _GOOD_FOR
        [grant] = grants_of(order.role)
        made = Invitation(order.id, grant, order.at, until, name=order.name)
        work.invitations.invite(made, order.code)
        work.audit.note(OPERATOR, "role.invited", f"{order.role} {order.id}", order.at)
    else:
        revoked = await work.invitations.revoke(order.id)
        if revoked is None:
            return "unknown"
        if revoked.person:  # whose tasks they were is the office pack's to say: the bot sees to it
            rest = {"officer": revoked.person, "role": revoked.grant.word, "by": OPERATOR}
            work.add_job(Job(Ids()(), REVOKED, rest))
        work.audit.note(OPERATOR, "role.revoked", f"{revoked.grant.word} {order.id}", order.at)
    try:
        await work.commit("", "", order.at)
    except Conflict:
        return "again"
    return "done"


def route(
    storage: Storage, clock: Callable[[], datetime], committed: Callable[[], object]
) -> web.RouteDef:
    """Return where the running bot takes orders. Whoever lacks the key gets no answer but 404.

    `committed` is told of each order: it may have left a job.
    """

    async def take(request: web.Request) -> web.Response:
        body = await read_body(request, _LARGEST)
        order = None if body is None else _opened(storage.keys, body)
        if order is None or abs(clock() - order.at) > _FRESH:
            raise web.HTTPNotFound
        try:
            outcome = await carry_out(storage, order)
        except StorageError:
            raise web.HTTPServiceUnavailable from None
        committed()
        return web.Response(body=storage.keys.seal(_ANSWER, outcome.encode()))

    return web.post(PATH, take)


async def ask_the_bot(settings: Settings, keys: Keyring, order: Order) -> Outcome | None:
    """Have the running bot carry out an order; None where none answers."""
    host = "127.0.0.1" if settings.web_host in _EVERYWHERE else settings.web_host
    url = f"http://{host}:{settings.web_port}{PATH}"
    sealed = keys.seal(_ORDER, order.model_dump_json().encode())
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.post(url, data=sealed) as answer,
        ):
            content = await read_at_most(answer.content, _LARGEST)
    except (aiohttp.ClientError, TimeoutError):
        return None
    try:
        told = keys.open_sealed(_ANSWER, content or b"").decode()
    except (RowDamaged, WrongKey):
        return None  # another program listens there, or another installation
    outcomes: tuple[Outcome, ...] = ("done", "unknown", "again")
    return next(each for each in outcomes if each == told)


def complain(outcome: Outcome, id: str) -> None:
    """Raise a FeedbackError unless an order was carried out."""
    if outcome == "unknown":
        raise FeedbackError(f"There is no invitation {id}; see them with: langnghe invite --list")
    if outcome == "again":
        raise FeedbackError("Something changed at the same moment; please type it again")


def _opened(keys: Keyring, body: bytes) -> Order | None:
    try:
        return Order.model_validate_json(keys.open_sealed(_ORDER, body))
    except (RowDamaged, WrongKey, ValidationError):
        return None
