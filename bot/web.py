"""The web server: webhooks of the channels, `/health` for a load balancer, `/metrics`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from bot.metrics import METRICS_TYPE, Metrics

_LARGEST = 1024 * 1024
"""Bytes of the largest body taken; Telegram's updates are far smaller."""


_BACKLOG = 1024
"""Connections that may wait to be taken: after a restart every open page comes back at once."""
_PATIENCE = 75.0
"""Seconds after which a connection that brings no request, or no more, is closed, the same as
nginx has. aiohttp would keep each for an hour, and there is only room for so many."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Stand on every answer that does not say otherwise, also on those to calls of nobody we know."""


class WebServer:
    """Serves on one address until stopped."""

    def __init__(
        self,
        host: str,
        port: int,
        routes: Sequence[web.RouteDef],
        health: Callable[[], Awaitable[dict[str, object]]],
        metrics: Metrics,
    ) -> None:
        self._host, self._port = host, port
        self._health, self._metrics = health, metrics
        self._app = web.Application(client_max_size=_LARGEST)
        self._app.add_routes(
            [web.get("/health", self._say_health), web.get("/metrics", self._say_metrics), *routes]
        )
        self._app.on_response_prepare.append(_harden)
        self._runner = web.AppRunner(
            self._app, access_log=None, shutdown_timeout=10, keepalive_timeout=_PATIENCE
        )

    async def start(self) -> int:
        """Listen and return the port; raises OSError when it is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, backlog=_BACKLOG)
        await site.start()
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        """Finish requests under way and stop listening."""
        await self._runner.cleanup()

    async def _say_health(self, _: web.Request) -> web.Response:
        state = await self._health()
        return web.json_response(state, status=200 if state["status"] == "ok" else 503)

    async def _say_metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics.page(), headers={"Content-Type": METRICS_TYPE})


async def _harden(_: web.Request, answer: web.StreamResponse) -> None:
    headers = answer.headers
    headers["Server"] = "langnghe"  # which version of what library serves is nobody's business
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
