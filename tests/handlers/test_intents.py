from __future__ import annotations

import secrets

import pytest

from feedback.code import draw, spell
from handlers.intents import code_in, wish


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("khieu nai", "complaint"),
        ("Khiếu nại", "complaint"),
        ("toi muon to cao can bo xa", "denunciation"),
        ("Tố cáo", "denunciation"),
        ("danh gia", "survey"),
        ("tôi muốn đánh giá dịch vụ", "survey"),
        ("phan anh", "report"),
        ("góp ý", "report"),
        ("tra cuu", "status"),
        ("ho so cua toi", "mine"),
        ("khen cán bộ", "praise"),
        ("kiến nghị", "proposal"),
        ("xoa du lieu", "data"),
        ("english", "language"),
        ("quy tắc ứng xử", "conduct"),
        ("huong dan", "help"),
        ("huỷ", "cancel"),
        ("tiep tuc", "go-on"),
        ("cảm ơn", "thanks"),
        ("alo", "greeting"),
        ("Xin chào ạ", "greeting"),
        ("my data", "data"),
        ("rate", "survey"),
        ("I want to report", "report"),
    ],
)
def test_a_few_words_are_enough(typed: str, wanted: str) -> None:
    assert wish(typed) == wanted


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "...",
        "asdf",
        "👍",
        "Đèn đường xóm 3 hỏng một tuần nay rồi mà phản ánh mãi chưa thấy sửa",
    ],
)
def test_what_asks_for_nothing_by_name(typed: str) -> None:
    assert wish(typed) is None


def test_a_denunciation_is_noticed_in_a_long_message() -> None:
    long = "Tôi xin tố cáo ông trưởng thôn đã nhận tiền của nhiều hộ dân trong mấy năm nay"
    assert wish(long) == "denunciation"


def test_a_tall_tree_is_no_denunciation() -> None:
    assert wish("Cây to cao trước cổng trường sắp đổ, rất nguy hiểm cho các cháu") is None
    assert wish("cay to cao truoc cong truong") == "denunciation"  # who knows; nothing is kept
    assert wish("Nó to cao lắm, tôi tố cáo nó") == "denunciation"


@pytest.mark.parametrize("typed", ["toi khong to cao ai", "tôi không muốn tố cáo"])
def test_a_denied_word_is_not_a_wish(typed: str) -> None:
    assert wish(typed) is None


def test_a_bare_code_and_one_among_words() -> None:
    code = draw(secrets.randbelow)
    assert wish(spell(code).lower()) == "code"
    assert wish(" ".join((code[:5], code[5:10], code[10:]))) == "code"
    assert code_in(f"tra cuu {spell(code)} giup toi") == spell(code)
    assert code_in("tra cuu giup toi") == ""


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("K7DMQ-3RTX9-P4VA", "code"),  # the example of our own help: its check letter is wrong
        ("k7dmq 3rtx9 p4v0", "code"),  # a letter that no code has
        ("K7DMQ3RTX9P4VA", "code"),
        ("cha co nuoc", None),
        ("thôn 3 xã B mất", None),
        ("12345 12345 1234", None),
    ],
)
def test_a_code_with_a_slip_is_still_a_code(typed: str, wanted: str | None) -> None:
    assert wish(typed) == wanted
