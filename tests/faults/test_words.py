"""Words that break programs, through the whole of this one, with the same end on every database."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from datetime import date
from typing import Any

from bot.settings import Settings
from bot.texts import Texts
from feedback.code import ALPHABET
from feedback.messages import Address, Text
from feedback.text import clean
from tests.bot.phones import Clock
from tests.faults.wire import Wire, quiet, serving

CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}-[{ALPHABET}]{{4}}\b")
FAILED = [Texts().render(Text("turn-failed"), language)[:30] for language in ("vi", "en")]
DAY = date(2026, 11, 24)
ODD = {
    "emoji": "👍🏽🇻🇳",
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "right to left": "\u202exã hội\u202c \u2066abc\u2069 שלום",
    "zero width": "đ\u200bè\u200bn \ufeff\u2060",
    "nul": "a\x00b",
    "control": "\x01\x07\x08\x1b[31mđỏ\x7f\x85",
    "half an emoji": "\ud83d và \udc4d",
    "decomposed": unicodedata.normalize("NFD", "Đường Nguyễn Huệ ngập nước"),
    "piled marks": "e" + "\u0301\u0323" * 300,
    "not letters": "\ufffe\uffff\U0010ffff\ue000",
    "line separators": "a\u2028b\u2029c\r\nd\te",
    "sql": "'; DROP TABLE person; -- \" OR 1=1 /*",
    "like": "100% _ \\ %s %n {0} ${x}",
    "fluent": '{ $name } { -term } {"x"} *[other] .attr',
    "html": "<b>to</b> <script>alert(1)</script> &amp; &lt;",
    "markdown": "*a* _b_ [c](tg://user?id=1) `d` ||e|| ```f",
    "formula": '=HYPERLINK("http://x","y") +1 -1 @SUM \t=1',
    "full width": "＝１＋１ ＠ＳＵＭ",
    "json": '{"a":[1,null],"__proto__":{}}',
    "path": "../../etc/passwd\\..\\x",
    "long": "ẫ" * 4000,
    "blanks": " \u00a0\u3000\t\n\u2003",
}


async def go_through(wire: Wire, account: int, odd: str) -> None:
    """Say odd words in every place that takes words."""
    await wire.bring("message", account, text="/gopy")
    for text in ("1", "viec khac", "bo qua", f"Đèn đường hỏng {odd}"[:2000], f"Thôn {odd}"[:200]):
        await wire.bring("message", account, text=text)
    file = {"file_id": "AQ", "file_name": odd, "mime_type": odd, "file_size": 10}
    await wire.bring("message", account, document=file, caption=odd[:1000])
    for text in ("xong", "có", "đồng ý", f"Bà {odd}"[:100]):
        await wire.bring("message", account, text=text, person={"language_code": odd})
    await wire.bring("message", account, contact={"phone_number": odd, "first_name": odd})
    for text in ("0912345678", "gửi", "/cuatoi", "/dulieu", odd):
        await wire.bring("message", account, text=text or "x", person={"first_name": odd})
    await wire.bring("edited_message", account, text=odd, edit_date=1_795_482_060)
    for text in (odd, f"/tracuu {odd}", f"/start {odd}", f"/thongke {odd}", f"/{odd}"):
        await wire.bring("message", account, text=text or "x")
    await wire.bring("callback_query", account, data=odd)


async def said(url: str, settings: Settings, clock: Clock) -> dict[str, Any]:
    """Return what each person was told and what was kept, everything random masked."""
    admins = (Address("telegram", "1000"),)
    async with serving(settings, clock, database_url=url, admins=admins) as (app, wire):
        wire.files["AQ"] = b"%PDF"
        await asyncio.gather(
            *(go_through(wire, 1000 + n, odd) for n, odd in enumerate(ODD.values()))
        )
        await quiet(app, clock)
        found: dict[str, Any] = {}
        assert await app.storage.quarantine.count() == 0
        cases = [
            case async for page in app.storage.work().cases.export(None, DAY, DAY) for case in page
        ]
        contents = {str(case.content["what"]): (case.content, case.identity) for case in cases}
        for n, (name, odd) in enumerate(ODD.items()):
            texts = [CODE.sub("<code>", text) for text in wire.texts(str(1000 + n))]
            found[name] = (texts, contents.get(clean(f"Đèn đường hỏng {odd}"[:2000])))
        return found


async def test_odd_words_end_the_same_on_both_databases(
    settings: Settings, clock: Clock, postgres_url: str
) -> None:
    on_file = await said(settings.database_url, settings, clock)
    on_server = await said(postgres_url, settings, clock)
    for name, (texts, kept) in on_file.items():
        assert len(texts) >= 15, name
        for text in texts:
            text.encode()
            assert not any(text.startswith(failed) for failed in FAILED), name
        assert kept is not None, name
        assert (texts, kept) == on_server[name], name
