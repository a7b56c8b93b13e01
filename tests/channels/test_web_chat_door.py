"""Who may come in to the web chat, from where, how often, and what every answer carries."""
# ruff: noqa: E501  (the tables read best one to a line)

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import web_chat_intake
from bot.web_chat_door import Door
from bot.web_chat_limits import Limit
from feedback.errors import StorageError
from feedback.messages import Address
from feedback.person import Person
from storage import Keyring
from tests.channels.web_chat_office import IN_MEMORY, Hall, hall
from tests.channels.web_visitor import Visitor, new_id

PORTAL = "https://binhluc.gov.vn"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Hall]:
    async with hall(tmp_path, IN_MEMORY, proxies=("127.0.0.1",), embed=(PORTAL,)) as served:
        yield served


@pytest.fixture
async def lan(door: Hall) -> AsyncIterator[Visitor]:
    async with Visitor(door.base) as visitor:
        yield visitor


# The page


async def test_the_page_is_whole_and_carries_strict_headers(lan: Visitor) -> None:
    page = await lan.open()
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "{{" not in page.text
    assert '<html lang="vi"' in page.text
    policy = dict(
        part.split(" ", 1) for part in page.headers["Content-Security-Policy"].split("; ")
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": f"'self' {PORTAL}",
    }
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(self), microphone=(self), camera=(self)"),
        ("Cache-Control", "no-store"),
        ("Server", "langnghe"),
    ):
        assert page.headers[name] == value
    assert "Strict-Transport-Security" not in page.headers


async def test_nobody_else_may_frame_it_unless_allowed(tmp_path: Path) -> None:
    async with hall(tmp_path, IN_MEMORY) as closed, Visitor(closed.base) as lan:
        page = await lan.open()
        assert page.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/web/page.js", 200), ("GET", "/web/page.css", 200), ("GET", "/web/icon.svg", 200),
        ("GET", "/web/page.html", 404), ("GET", "/web/..%2fsettings.py", 404), ("GET", "/web/../bot/app.py", 404),
        ("GET", "/web/script/1-page.js", 404), ("GET", "/nothing", 404), ("POST", "/web/page.js", 405),
        ("GET", "/web/stream", 401), ("GET", "/web/messages", 401), ("GET", "/web/files/" + "a" * 32, 401),
        ("POST", "/web/messages", 403), ("POST", "/web/leave", 403), ("POST", "/demo/as/admin", 404),
        ("GET", "/health", 200), ("HEAD", "/", 200), ("HEAD", "/web/page.css", 200), ("HEAD", "/web/stream", 404),
    ],
)  # fmt: skip
async def test_every_answer_is_hardened_and_only_what_is_listed_is_served(
    lan: Visitor, method: str, path: str, status: int
) -> None:
    answer = await lan.call(method, path)
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "aiohttp" not in answer.headers["Server"]


async def test_files_of_the_page_are_kept_for_ever_under_their_version_only(lan: Visitor) -> None:
    page = await lan.open()
    named = re.findall(r'"(/web/[\w.]+\?v=(\w+))"', page.text)
    assert len({version for _, version in named}) == 1
    for path, _ in named:
        kept = await lan.call("GET", path)
        assert kept.status == 200
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in ("/web/page.js", "/web/page.js?v=old"):
        assert (await lan.call("GET", path)).headers["Cache-Control"] == "public, max-age=300"


async def test_what_travels_is_packed_for_who_can_unpack_it(door: Hall) -> None:
    async with Visitor(door.base) as lan:
        for path in ("/", "/web/page.js", "/web/page.css"):
            plain = await lan.call("GET", path, headers={"Accept-Encoding": "identity"})
            assert "Content-Encoding" not in plain.headers
            asked = {"Accept-Encoding": "gzip, br"}
            async with lan._session.get(lan.base + path, headers=asked) as answer:
                assert answer.headers["Content-Encoding"] == "gzip"
                assert answer.headers["Vary"] == "Accept-Encoding"
                assert int(answer.headers["Content-Length"]) < len(plain.content)
                unpacked = await answer.read()  # by aiohttp's client
            if path != "/":
                assert unpacked == plain.content
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(plain.content)


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/", "", "vi"), ("/?lang=en", "vi", "en"), ("/?lang=vi", "en", "vi"), ("/?lang=fr", "", "vi"),
        ("/", "en-GB,en;q=0.9", "en"), ("/", "fr, en;q=0.8, vi;q=0.7", "en"), ("/", "vi-VN,en", "vi"), ("/", "fr;q=1", "vi"),
    ],
)  # fmt: skip
async def test_the_page_speaks_as_asked_for_or_as_the_browser_says(
    lan: Visitor, path: str, accepted: str, language: str
) -> None:
    page = await lan.open(path, **({"Accept-Language": accepted} if accepted else {}))
    assert f'<html lang="{language}"' in page.text


async def test_the_page_speaks_as_its_person_chose(
    door: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lan.open()
    work = door.storage.work()
    chosen = Person("p1", "en-simple")
    work.people.add(chosen, Address("web", lan.account), door.clock())
    await work.commit("", "", door.clock())
    page = await lan.open(**{"Accept-Language": "vi"})
    assert '<html lang="en"' in page.text
    assert 'data-large="true"' in page.text
    assert '<html lang="vi"' in (await lan.open("/?lang=vi")).text

    async def broken(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(door.storage._database, "fetch", broken)
    assert '<html lang="vi"' in (await lan.open()).text, "it works without the database"


async def test_an_administrator_sees_it_on_the_page(tmp_path: Path) -> None:
    chief = "a" * 32
    served = hall(tmp_path, IN_MEMORY, admins=frozenset({chief}))
    async with served as door, Visitor(door.base) as visitor:
        assert 'data-admin=""' in (await visitor.open()).text
        signature = Keyring.open(tmp_path / "key").sign("web cookie", chief).hex()
        visitor.set_cookie("langnghe", f"{chief}.{signature}")
        assert 'data-admin="true"' in (await visitor.open()).text


@pytest.mark.parametrize(
    ("start", "shown"),
    [("r_one-stop_binh-luc-hcc", True), ("x" * 64, True), ("x" * 65, False), ('"><script>', False), ("a b", False)],
)  # fmt: skip
async def test_what_a_qr_code_carries_is_on_the_page_if_it_can_be_one(
    lan: Visitor, start: str, shown: bool
) -> None:
    async with lan._session.get(lan.base + "/", params={"s": start}) as answer:
        page = await answer.text()
    assert f'data-start="{start if shown else ""}"' in page
    assert "<script>" not in page


# The cookie


def cookie_of(header: str) -> Any:
    [(_, morsel)] = SimpleCookie(header.replace("; Partitioned", "")).items()
    return morsel


async def test_a_browser_gets_an_account_and_keeps_it(door: Hall, lan: Visitor) -> None:
    first = await lan.open()
    morsel = cookie_of(first.headers["Set-Cookie"])
    assert (morsel.key, morsel["path"], morsel["max-age"]) == ("langnghe", "/", "34560000")
    assert (morsel["httponly"], morsel["samesite"], morsel["secure"]) == (True, "Lax", "")
    account = lan.account
    assert re.fullmatch(r"[0-9a-f]{32}", account)
    await lan.open()
    assert lan.account == account
    async with Visitor(door.base) as mai:
        await mai.open()
        assert mai.account != account
    assert door.heard.events == []


async def test_over_https_the_cookie_is_the_host_s_own(lan: Visitor) -> None:
    page = await lan.open(**{"X-Forwarded-Proto": "https"})
    header = page.headers["Set-Cookie"]
    assert header.startswith("__Host-langnghe=")
    assert header.endswith("; SameSite=Lax; Secure")
    assert "Partitioned" not in header
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("headers", "embedded"),
    [
        ({"Sec-Fetch-Dest": "iframe"}, True), ({"Sec-Fetch-Dest": "document"}, False),
        ({"Referer": PORTAL + "/"}, True), ({"Referer": "https://evil.example/"}, False),
        ({"Referer": PORTAL + ".evil.example/"}, False), ({}, False),
    ],
)  # fmt: skip
async def test_in_a_portal_s_frame_the_cookie_is_for_that_frame(
    lan: Visitor, headers: dict[str, str], embedded: bool
) -> None:
    page = await lan.open(**{"X-Forwarded-Proto": "https", **headers})
    assert ("SameSite=None; Secure; Partitioned" in page.headers["Set-Cookie"]) is embedded
    plain = await lan.open(**headers)
    assert "SameSite=Lax" in plain.headers["Set-Cookie"], "no browser keeps another over http"


def test_without_allowed_portals_nothing_is_embedded() -> None:
    assert not Door("", (), ()).is_embedded(call(headers={"Sec-Fetch-Dest": "iframe"}))


@pytest.mark.parametrize("change", ["account", "signature", "short", "none", "other", "letters"])
async def test_a_forged_cookie_is_nobody(
    door: Hall, lan: Visitor, tmp_path: Path, change: str
) -> None:
    await lan.open()
    account, _, signature = lan.cookies["langnghe"].partition(".")
    (tmp_path / "elsewhere").mkdir()
    strange = Keyring.open(tmp_path / "elsewhere" / "key").sign("web cookie", account).hex()
    forged = {
        "account": f"{'0' * 32}.{signature}",
        "signature": f"{account}.{signature[:-1]}{'0' if signature[-1] != '0' else '1'}",
        "short": f"{account}.",
        "none": account,
        "other": f"{account}.{strange}",
        "letters": f"{account}.{'é' * 64}",
    }[change]
    lan.set_cookie("langnghe", forged)
    assert (await lan.say("a")).status == 401
    assert (await lan.upload(b"x")).status == 401
    for path in ("/web/stream", "/web/messages", "/web/files/" + "a" * 32):
        refused = await lan.call("GET", path)
        assert (refused.status, refused.json["error"]) == (401, "cookie")
    assert door.heard.tries == 0
    page = await lan.open()
    assert account not in page.headers["Set-Cookie"]
    assert (await lan.say("a")).status == 200


async def test_a_cookie_outlives_a_change_of_the_master_key(tmp_path: Path) -> None:
    key = tmp_path / "key"
    async with hall(tmp_path, IN_MEMORY) as before, Visitor(before.base) as lan:
        await lan.open()
        old = lan.cookies["langnghe"]
    ring = json.loads(key.read_text())
    (tmp_path / "second").mkdir()
    Keyring.open(tmp_path / "second" / "key")
    added = json.loads((tmp_path / "second" / "key").read_text())["keys"]
    key.write_text(json.dumps({"keys": ring["keys"] + added}))
    async with hall(tmp_path, IN_MEMORY) as after, Visitor(after.base) as lan:
        lan.set_cookie("langnghe", old)
        assert (await lan.say("a")).status == 200
        await lan.open()
        assert lan.account == old.partition(".")[0]
        assert lan.cookies["langnghe"] != old, "signed with the new key from now on"


async def test_at_a_shared_computer_the_account_can_be_left(door: Hall, lan: Visitor) -> None:
    await lan.open()
    account = lan.account
    assert (await lan.call("POST", "/web/leave")).status == 403
    left = await lan.call("POST", "/web/leave", headers={"X-Langnghe": "1"})
    assert left.status == 204
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert left.headers["Set-Cookie"] == ("langnghe=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    assert (await lan.say("a")).status == 401
    await lan.open()
    assert lan.account != account
    assert door.heard.tries == 0


async def test_who_left_is_written_to_elsewhere(
    door: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has the cookie any more: what is said there would be read by nobody."""
    await lan.open()
    here, leave = Address("web", lan.account), {"X-Langnghe": "1"}
    cookie = lan.cookies["langnghe"]
    assert (await lan.call("POST", "/web/leave", headers=leave)).status == 204
    assert await door.storage.work().people.known(here) is None, "who said nothing is nobody"
    work = door.storage.work()
    work.people.add(Person("p1"), here, door.clock())
    await work.commit("", "", door.clock())

    async def reachable() -> list[bool]:
        return [each.reachable for each in await door.storage.work().people.accounts("p1")]

    async def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    lan.set_cookie("langnghe", cookie)
    with monkeypatch.context() as broken, capture_logs() as lines:
        broken.setattr(door.storage._database, "commit", fail)
        left = await lan.call("POST", "/web/leave", headers=leave)
    assert left.status == 204
    assert [each["event"] for each in lines] == ["that a person left was not kept"]
    assert await reachable() == [True]
    lan.set_cookie("langnghe", cookie)
    assert (await lan.call("POST", "/web/leave", headers=leave)).status == 204
    assert await reachable() == [False]


async def test_in_a_frame_it_can_be_left_too(lan: Visitor) -> None:
    """A call from a frame does not say that it is one, and its cookie is another."""
    headers = {"X-Langnghe": "1", "X-Forwarded-Proto": "https"}
    async with lan._session.post(lan.base + "/web/leave", headers=headers) as left:
        cookies = left.headers.getall("Set-Cookie")
    assert sorted(each.partition("HttpOnly; ")[2] for each in cookies) == [
        "SameSite=Lax; Secure",
        "SameSite=None; Secure; Partitioned",
    ]
    assert all(each.startswith("__Host-langnghe=; Path=/; Max-Age=0") for each in cookies)


# Other sites


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Langnghe": ""}, 403), ({"X-Langnghe": "2"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "{base}"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403), ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "{base}"}, 200), ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403),
        ({"Origin": PORTAL}, 403),  # it may show the page, and not act for it
        ({"Origin": "https://chat.binhluc.gov.vn", "X-Forwarded-Host": "chat.binhluc.gov.vn", "X-Forwarded-Proto": "https"}, 401),
        ({"Origin": "https://chat.binhluc.gov.vn", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}, 403),
    ],
)  # fmt: skip
async def test_only_our_own_page_may_post(
    door: Hall, lan: Visitor, headers: dict[str, str], status: int
) -> None:
    await lan.open()
    sent = {name: value.format(base=door.base) for name, value in headers.items()}
    answer = await lan.say("a", **sent)
    assert answer.status == status
    assert len(door.heard.events) == (status == 200)


async def test_the_public_address_is_our_own_whatever_a_proxy_makes_of_it(tmp_path: Path) -> None:
    public = "https://chat.binhluc.gov.vn"
    async with (
        hall(tmp_path, IN_MEMORY, public_url=public + "/") as served,
        Visitor(served.base) as lan,
    ):
        page = await lan.open()
        assert page.headers["Set-Cookie"].startswith("__Host-langnghe=")
        keys = Keyring.open(tmp_path / "key")
        lan.set_cookie("__Host-langnghe", "a" * 32 + "." + keys.sign("web cookie", "a" * 32).hex())
        assert (await lan.say("a", Origin=public)).status == 200
        assert (await lan.say("a", Origin="https://evil.example")).status == 403


# What proxies tell


def call(**what: Any) -> Any:
    """A call, as far as it is looked at."""
    return SimpleNamespace(**what)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "caller"),
    [
        ((), "9.9.9.9", "1.2.3.4", "9.9.9.9"),
        (("10.0.0.0/8",), "9.9.9.9", "1.2.3.4", "9.9.9.9"),
        (("10.0.0.0/8",), "10.1.1.1", "1.2.3.4", "1.2.3.4"),
        (("10.0.0.0/8",), "10.1.1.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # the first is what anybody may write
        (("10.0.0.0/8",), "10.1.1.1", "6.6.6.6, 1.2.3.4, 10.2.2.2", "1.2.3.4"),
        (("10.0.0.0/8",), "10.1.1.1", "", "10.1.1.1"),
        (("10.0.0.0/8",), "10.1.1.1", "10.3.3.3", "10.3.3.3"),
        (("10.0.0.0/8",), "10.1.1.1", "nobody", "nobody"),
        ((), "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),  # a phone has the whole network
        ((), "::ffff:1.2.3.4", "", "::ffff:102:304"),
        (("::1",), "::1", "2001:db8::1", "2001:db8::/64"),
        ((), None, "", ""),
        (("::1",), "not an address", "1.2.3.4", "not an address"),
    ],
)  # fmt: skip
def test_limits_count_who_really_calls(
    proxies: tuple[str, ...], remote: str | None, forwarded: str, caller: str
) -> None:
    asked = call(remote=remote, headers={"X-Forwarded-For": forwarded})
    assert Door("", (), proxies).caller(asked) == caller


@pytest.mark.parametrize(
    ("public", "proxies", "told", "secure"),
    [
        ("", ("127.0.0.1",), "https", True), ("", ("127.0.0.1",), "http", False), ("", ("127.0.0.1",), "", False),
        ("", (), "https", False), ("https://a.vn", (), "", True), ("https://a.vn", ("127.0.0.1",), "http", False),
        ("http://a.vn", (), "https", False), ("", ("127.0.0.1",), "http, https", True),
    ],
)  # fmt: skip
def test_https_is_what_a_proxy_of_ours_says(
    public: str, proxies: tuple[str, ...], told: str, secure: bool
) -> None:
    headers = {"X-Forwarded-Proto": told} if told else {}
    asked = call(remote="127.0.0.1", secure=False, headers=headers)
    assert Door(public, (), proxies).is_secure(asked) is secure


# Limits


def test_an_allowance_grows_back_and_is_each_one_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    limit = Limit(3, 0.5, lambda: now)
    assert [limit.spend("lan") for _ in range(4)] == [0, 0, 0, 2]
    assert limit.spend("mai") == 0
    now = 2.0
    assert limit.spend("lan") == 0
    assert limit.spend("lan") == 2
    now = 100.0
    assert limit.spend("lan", 3) == 0, "no more than the burst"
    assert limit.spend("lan", 0.5) == 1
    monkeypatch.setattr("bot.web_chat_limits._REMEMBERED", 1)
    limit.spend("mai")
    assert limit.spend("lan", 3) == 0, "forgotten"


async def test_who_posts_too_much_is_told_when_to_go_on(door: Hall, lan: Visitor) -> None:
    door.chat._posts_by = Limit(2, 0.1)
    await lan.open()
    assert [(await lan.say("a")).status for _ in range(3)] == [200, 200, 429]
    refused = await lan.say("a", **{"Accept-Language": "en"})
    assert 8 <= int(refused.headers["Retry-After"]) <= 10
    assert refused.json == {
        "error": "slow-down",
        "say": "You are sending rather fast. Please wait a moment before you go on.",
    }
    assert "hơi nhanh" in (await lan.upload(b"x")).json["say"]
    async with Visitor(door.base) as mai:
        await mai.open()
        assert (await mai.say("a")).status == 200, "others are let in"


async def test_one_address_has_so_many_calls(door: Hall, lan: Visitor) -> None:
    door.chat._calls_from = Limit(2, 0.1)
    called = [await lan.call("GET", "/web/page.css") for _ in range(3)]
    assert [each.status for each in called] == [200, 200, 429]
    assert (await lan.open()).status == 429
    async with Visitor(door.base, **{"X-Forwarded-For": "1.2.3.4"}) as mai:
        assert (await mai.open()).status == 200


async def test_accounts_cannot_be_had_without_end(door: Hall) -> None:
    door.chat._arrivals = Limit(2, 0.1)
    statuses = []
    for _ in range(3):
        async with Visitor(door.base) as each:
            statuses.append((await each.open()).status)
    assert statuses == [200, 200, 429]
    async with Visitor(door.base, **{"X-Forwarded-For": "1.2.3.4"}) as other:
        assert (await other.open()).status == 200
        door.chat._arrivals = Limit(0.1, 0.1)
        assert (await other.open()).status == 200, "who has an account is not counted"


async def test_streams_and_bytes_are_counted_too(door: Hall, lan: Visitor) -> None:
    await lan.open()
    door.chat._looks_by = Limit(1, 0.1)
    assert (await lan.call("GET", "/web/messages?after=0")).status == 200
    assert (await lan.call("GET", "/web/messages?after=0")).status == 429
    assert (await lan.call("GET", "/web/stream")).status == 429
    assert (await lan.open()).status == 429
    for limit, other in (("_bytes_by", "_bytes_from"), ("_bytes_from", "_bytes_by")):
        setattr(door.chat, limit, Limit(3000, 10))
        setattr(door.chat, other, Limit(9000, 10))
        assert (await lan.upload(b"x" * 2000)).status == 200
        assert (await lan.upload(b"x" * 2000)).status == 429


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"null", b"[]", b'"text"', b"1", b"\xff\xfe", b'{"id": NaN}',
        b'{"id":"{id}"}', b'{"id":"{id}","text":null}', b'{"id":"{id}","text":""}', b'{"id":"{id}","text":7}',
        b'{"text":"a"}', b'{"id":7,"text":"a"}', b'{"id":"no uuid","text":"a"}', b'{"id":"{id}\\n","text":"a"}',
        b'{"id":"{id}","text":"a","press":"b"}', b'{"id":"{id}","text":"a","more":1}',
        b'{"id":"{id}","press":""}', b'{"id":"{id}","press":["x"]}', b'{"id":"{id}","press":"' + b"x" * 65 + b'"}',
        b'{"id":"{id}","press":"' + "ế".encode() * 30 + b'"}', b'{"id":"{id}","press":"x","message":"../../x"}',
        b'{"id":"{id}","location":{}}', b'{"id":"{id}","location":{"latitude":91,"longitude":0}}',
        b'{"id":"{id}","location":{"latitude":NaN,"longitude":0}}', b'{"id":"{id}","location":{"latitude":"1","longitude":0}}',
        b'{"id":"{id}","location":{"latitude":1,"longitude":181}}', b'{"id":"{id}","location":[1,2]}',
        b'{"id":"{id}","text":"' + b"x" * 20_001 + b'"}', b"[" * 60_000,
    ],
    ids=range(31),
)  # fmt: skip
async def test_what_is_malformed_is_refused_and_reaches_nobody(
    door: Hall, lan: Visitor, body: bytes
) -> None:
    await lan.open()
    answer = await lan.post(body.replace(b"{id}", new_id().encode()))
    assert (answer.status, answer.json["error"]) == (400, "malformed")
    assert answer.headers["Cache-Control"] == "no-store"
    assert door.heard.tries == 0


async def test_other_kinds_of_bodies_and_large_ones_are_refused(door: Hall, lan: Visitor) -> None:
    await lan.open()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await lan.post({"id": new_id(), "text": "a"}, **{"Content-Type": kind})
        assert (answer.status, answer.json["error"]) == (415, "type")
    large = json.dumps({"id": new_id(), "text": "x" * 70_000}).encode()
    assert (await lan.post(large)).status == 413

    async def pieces() -> AsyncIterator[bytes]:
        yield large[:40_000]
        yield large[40_000:]

    sent = {"Content-Type": "application/json", "X-Langnghe": "1"}
    answer = await lan.call("POST", "/web/messages", data=pieces(), headers=sent)
    assert (answer.status, answer.json["error"]) == (413, "large")
    assert door.heard.tries == 0


async def test_words_arrive_clean_and_whole(door: Hall, lan: Visitor) -> None:
    await lan.open()
    half = b'{"id":"' + new_id().encode() + b'","text":"a \\ud83d b\\u0000\\u202e"}'
    assert (await lan.post(half)).status == 200
    nfd = "Đèn hỏng 👨‍👩‍👧 ở xóm"
    assert (await lan.say(nfd, **{"Accept-Language": "en"})).status == 200
    first, second = door.heard.events
    assert first.text == "a ? b"
    assert second.text == "Đèn hỏng 👨‍👩‍👧 ở xóm"
    assert (first.language, second.language) == ("vi", "en")
    assert first.address.account == first.chat == lan.account
    assert first.private


async def test_presses_and_places_arrive(door: Hall, lan: Visitor) -> None:
    await lan.open()
    await lan.post({"id": new_id(), "press": "q:1", "message": "a" * 32})
    await lan.post({"id": new_id(), "press": "q:2"})
    await lan.post({"id": new_id(), "location": {"latitude": 20.5, "longitude": 106}})
    await lan.post({"id": new_id(), "text": "/start r_one-stop", "message": "a" * 32})
    pressed, bare, place, start = door.heard.events
    assert (pressed.press, pressed.message) == ("q:1", "a" * 32)
    assert (bare.press, bare.message) == ("q:2", None)
    assert place.location is not None
    assert (place.location.latitude, place.location.longitude) == (20.5, 106.0)
    assert start.command == ("start", "r_one-stop")
    assert start.message is None


async def test_the_same_id_is_the_same_event_of_one_account_only(door: Hall, lan: Visitor) -> None:
    async with Visitor(door.base) as mai:
        await lan.open()
        await mai.open()
        id = new_id()
        for who in (lan, lan, mai):
            await who.say("a", id)
    first, again, other = [each.event for each in door.heard.events]
    assert first == again != other
    assert lan.account not in first
    assert id not in first


async def test_a_toast_is_told_and_what_cannot_be_kept_is_told_too(
    door: Hall, lan: Visitor
) -> None:
    await lan.open()
    door.heard.toast = "Đã ghi"
    assert (await lan.say("a")).json == {"toast": "Đã ghi"}
    door.heard.broken = {"*"}
    with capture_logs() as lines:
        refused = await lan.say("bí mật")
    assert (refused.status, refused.json["error"]) == (503, "later")
    assert refused.headers["Retry-After"] == "3"
    assert "bí mật" not in str(lines)
    assert lan.account not in str(lines)


async def test_who_sends_too_slowly_is_let_go(
    door: Hall, lan: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat_intake, "_PATIENCE", 0.05)
    await lan.open()
    for_ever = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"{"
        await for_ever.wait()

    sent = {"Content-Type": "application/json", "X-Langnghe": "1"}
    answer = await lan.call("POST", "/web/messages", data=slowly(), headers=sent)
    assert (answer.status, answer.json["error"]) == (408, "slow")


async def test_a_program_that_stops_takes_nothing_more(door: Hall, lan: Visitor) -> None:
    await lan.open()
    await door.chat.stop()
    for answer in (await lan.say("a"), await lan.call("GET", "/web/stream")):
        assert (answer.status, answer.json["error"]) == (503, "later")
        assert answer.headers["Retry-After"]
    page = await lan.open()
    assert (page.status, page.headers["Refresh"]) == (503, "3")
    assert page.headers["Content-Type"].startswith("text/plain")
    assert "thử lại sau ít phút" in page.text, "words for people, not for a program"
    assert door.heard.tries == 0


def test_every_reason_has_its_words_in_every_language() -> None:
    folder = Path(web_chat_intake.__file__).parent
    sources = [*folder.glob("web_chat_*.py"), folder / "channels" / "web_chat.py"]
    text = "".join(path.read_text("utf-8") for path in sources)
    codes = set(re.findall(r'Refused\(\d+, "([a-z-]+)"', text))
    assert len(codes) >= 10
    for language in ("vi", "en"):
        named = (folder.parent / "locales" / language / "web_errors.ftl").read_text("utf-8")
        assert codes == set(re.findall(r"^web-error-([a-z-]+) =", named, re.MULTILINE))
