"""What stands around the chat in an office: a portal that embeds it, a web server before it."""

from __future__ import annotations

import html
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import aiohttp
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@asynccontextmanager
async def portal(tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve a page that shows the address in `?shown=` in a frame; yields the port."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(
            text=f"<!doctype html><title>Cổng thông tin</title><h1>Cổng thông tin</h1>"
            f'<iframe src="{html.escape(request.query["shown"])}" width="360" height="600"'
            ' title="Lắng Nghe" allow="geolocation; microphone"></iframe>',
            content_type="text/html",
        )

    async def icon(_: web.Request) -> web.Response:
        return web.Response(status=204)

    async with _serving([web.get("/", page), web.get("/favicon.ico", icon)], tls) as port:
        yield port


@asynccontextmanager
async def front(
    port: int, tls: ssl.SSLContext | None = None, *, forgetful: bool = False
) -> AsyncIterator[int]:
    """Serve what a port serves, as the web server before an office's program does: by https, or
    forgetful, so that every other answer to something sent is lost on the way back: the line
    breaks, upon which browsers may send it again by themselves, or the page is told 504."""
    lost = cycle(["answer", "", "line", ""])

    async def pass_on(request: web.Request) -> web.StreamResponse:
        told = {"X-Forwarded-For": request.remote or ""}
        if tls is not None:
            told["X-Forwarded-Proto"] = "https"
        async with session.request(
            request.method,
            f"http://127.0.0.1:{port}{request.raw_path}",
            headers={**request.headers, **told},
            data=request.content if request.can_read_body else None,
            timeout=aiohttp.ClientTimeout(total=None),
            allow_redirects=False,
        ) as inner:
            loses = next(lost) if forgetful and request.method == "POST" else ""
            if loses:
                await inner.read()
                assert inner.status == 200
            if loses == "line" and request.transport is not None:
                request.transport.abort()
            if loses == "answer":
                return web.Response(status=504)
            outer = web.StreamResponse(status=inner.status)
            for name, value in inner.headers.items():
                if name.lower() not in {"transfer-encoding", "connection"}:
                    outer.headers.add(name, value)
            with suppress(ConnectionError):  # whoever left hears no more
                await outer.prepare(request)
                async for piece in inner.content.iter_any():
                    await outer.write(piece)
                await outer.write_eof()
            return outer

    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        _serving([web.route("*", "/{rest:.*}", pass_on)], tls) as outside,
    ):
        yield outside


@asynccontextmanager
async def _serving(routes: list[web.RouteDef], tls: ssl.SSLContext | None) -> AsyncIterator[int]:
    app = web.Application(client_max_size=32 * 1024 * 1024)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def certificate(folder: Path, *hosts: str) -> ssl.SSLContext:
    """Make a certificate that nobody but a test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([*map(x509.DNSName, hosts)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "tls.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
