"""A JSON door for proofs that run the fake as a process of its own (``python -m tests.fakes.bot_api``)."""

from collections import Counter, defaultdict
from dataclasses import asdict
from typing import Any

from aiohttp import web

from .errors import Json
from .faults import Limit
from .people import Person
from .screens import Seen
from .server import Call, FakeBotApi


def control_routes(api: FakeBotApi) -> list[web.RouteDef]:
    """Return everything under /_control/."""
    door = _Control(api)
    return [
        web.get("/_control/state", door.state),
        web.get("/_control/log", door.log),
        web.get("/_control/messages", door.messages),
        web.post("/_control/act", door.act),
        web.post("/_control/updates", door.put_updates),
        web.post("/_control/faults", door.order_fault),
        web.delete("/_control/faults", door.clear_faults),
        web.post("/_control/settings", door.settings),
    ]


class _Control:
    def __init__(self, api: FakeBotApi) -> None:
        self._api = api

    async def state(self, _: web.Request) -> web.Response:
        """Say how much happened: calls done by method and by chat, updates pending and acknowledged."""
        methods: Counter[str] = Counter()
        chats: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for call in self._api.calls:
            methods[call.method] += call.done
            if call.chat_id is not None:
                chats[str(call.chat_id)][call.method] += call.done
        updates = self._api.updates
        return web.json_response(
            {
                "calls": len(self._api.calls),
                "methods": methods,
                "chats": chats,
                "pending": len(updates.pending),
                "pending_ids": list(updates.pending),
                "acknowledged": len(updates.acknowledged),
                "attempts": updates.attempts,
                "webhook": updates.webhook.url,
                "unanswered_presses": sum(
                    not p.answered for p in self._api.world.presses.values()
                ),
            }
        )

    async def log(self, request: web.Request) -> web.Response:
        """Return calls after number ``since``, of one ``method`` or ``chat_id`` if asked."""
        since = int(request.query.get("since", 0))
        wanted = [
            (name, request.query[name]) for name in ("method", "chat_id") if name in request.query
        ]
        calls = [
            c
            for c in self._api.calls[since:]
            if all(str(getattr(c, name)) == v for name, v in wanted)
        ]
        return web.json_response([_show_call(call) for call in calls])

    async def messages(self, request: web.Request) -> web.Response:
        """Return what a chat shows now."""
        chat = self._api.world.chats.get(int(request.query["chat_id"]))
        posts = [post for post in chat.posts.values() if not post.deleted] if chat else []
        return web.json_response([{"by_bot": post.by_bot, **post.body} for post in posts])

    async def act(self, request: web.Request) -> web.Response:
        """Let people do things: ``{"person": 1001, "do": "send", "with": {"text": "hi"}}``, or a list."""
        body = await request.json()
        try:
            results = [
                await self._one(act) for act in (body if isinstance(body, list) else [body])
            ]
        except (AssertionError, TypeError, ValueError, KeyError, AttributeError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(results)

    async def _one(self, act: Json) -> Any:
        person = self._api.person(act["person"], **act.get("as", {}))
        if act["do"] not in _DEEDS:
            raise ValueError(f"there is no deed {act['do']!r}, only {', '.join(sorted(_DEEDS))}")
        result = getattr(person, act["do"])(**act.get("with", {}))
        if act["do"] == "send_album":
            result = await result
        return _show(result)

    async def put_updates(self, request: web.Request) -> web.Response:
        """Queue a list of raw updates, numbered unless they are; those of one ``lane`` keep their order."""
        lane = request.query.get("lane", "raw")
        return web.json_response(
            [self._api.updates.put_raw(update, lane) for update in await request.json()]
        )

    async def order_fault(self, request: web.Request) -> web.Response:
        """Order a fault: the arguments of FakeBotApi.fail as JSON; "times": null lasts."""
        order = {"method": None} | await request.json()
        try:
            self._api.fail(**order)
        except (TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"ok": True})

    async def clear_faults(self, _: web.Request) -> web.Response:
        """Call off all faults."""
        self._api.faults.clear()
        return web.json_response({"ok": True})

    async def settings(self, request: web.Request) -> web.Response:
        """Change settings; ``_set`` knows which."""
        for name, value in (await request.json()).items():
            if not await self._set(name, value):
                return web.json_response({"error": f"there is no setting {name!r}"}, status=400)
        return web.json_response({"ok": True})

    async def _set(self, name: str, value: Any) -> bool:
        api = self._api
        if name in ("delay", "duplicate_updates"):
            setattr(api, name, float(value))
        elif name == "reorder_seed":
            api.reorder_updates(value)
        elif name == "next_update_id":
            api.updates.next_id = int(value)
        elif name == "callback_lifetime":
            api.world.callback_lifetime = float(value)
        elif name in ("per_chat", "in_all"):
            setattr(api.limits, name, Limit(*value) if value else None)
        elif name == "outage":
            # This door must stay open, so the port does too: bot calls are cut off instead
            api.outage = bool(value)
            if api.outage:
                await api.updates.pause()
            else:
                api.updates.resume()
        else:
            return False
        return True


_DEEDS = frozenset(
    name for name in vars(Person) if name.startswith(("send", "press", "edit", "block", "unblock"))
)


def _show(result: Any) -> Any:
    if isinstance(result, list):
        return [_show(item) for item in result]
    if isinstance(result, Seen):
        return result.raw
    return asdict(result) if result is not None else None


def _show_call(call: Call) -> Json:
    shown = asdict(call)
    shown["params"] = {k: v if _is_json(v) else repr(v) for k, v in call.params.items()}
    return shown


def _is_json(value: Any) -> bool:
    return isinstance(value, str | int | float | bool | list | dict) or value is None
